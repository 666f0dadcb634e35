"""Any units, written as a workbook, damaged as spreadsheets do, shuffled and surrounded, are read back the same."""

from __future__ import annotations

import copy
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.roster import COLUMNS, cells, filled_template, headers, plain_book
from zzuli_forms import FilingPacket, check_units
from zzuli_forms.files import xlsx
from zzuli_forms.models.facts import path_text
from zzuli_forms.readers.table.grids import is_ditto, states_nothing
from zzuli_forms.readers.table.lines import LABEL
from zzuli_forms.readers.table.tables import read_table

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


def is_plain(text: str) -> bool:
    """Whether a text is none of those by which a clerk says that a cell, or a row, states nothing of its own."""
    return not (states_nothing(text) or is_ditto(text) or LABEL.match(text))


NAMES = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, exclude_characters="和与及某"), min_size=2, max_size=6
).filter(is_plain)
PROSE = st.text(
    st.one_of(HANZI, st.sampled_from("，。；、“”（）0123456789abc=+-@_'\"\n#&<>")), min_size=1, max_size=60
).map(lambda text: f"{text}文".strip())
MOBILES = st.integers(13_000_000_000, 13_999_999_999).map(str)
FIXED = st.integers(20_000_000, 89_999_999).map(lambda number: f"0371-{number}")
MEMBERS = st.fixed_dictionaries({"name": NAMES, "phone": st.one_of(MOBILES, FIXED)})
UNITS = st.fixed_dictionaries(
    {
        "unit": st.text(HANZI, min_size=1, max_size=20).filter(is_plain),
        "account": st.text(HANZI, min_size=2, max_size=15).filter(is_plain),
        "purpose": PROSE,
        "scope": PROSE,
        "team": st.fixed_dictionaries({"leader": MEMBERS, "administrators": st.lists(MEMBERS, min_size=1, max_size=3)}),
    },
    optional={"category": st.sampled_from(["窗口单位", "学院和其他单位", "团组织和学生社团"])},
)


def damaged(path: str, text: str, dice: Any) -> object:
    """What a spreadsheet makes of a value without changing its meaning."""
    if path.endswith("phone") and text.startswith("1"):
        return dice.choice([text, int(text), float(text), f"{text}.0", f"{text} "])
    if path.endswith("phone"):
        digits = text.replace("-", "")
        return dice.choice([text, int(digits), digits, digits.lstrip("0"), text.translate(FULL_WIDTH)])
    return dice.choice([text, f"{text}  ", f"\u3000{text}", f"{text}\n"])


FULL_WIDTH = {ord(half): ord(half) + 0xFEE0 for half in "0123456789-"}


def meant(facts: dict[str, Any]) -> dict[str, Any]:
    return FilingPacket.model_validate(facts).model_dump(mode="json")


def typed(book: Workbook) -> Workbook:
    """The workbook with what begins with “=” typed as text, not as a formula."""
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    return book


def packets(rows: list[list[object]]) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "表.xlsx")
        typed(plain_book(rows)).save(path)
        table = read_table(path, FilingPacket)
    return [meant(dict(row.stated)) for row in table.rows]


@given(st.lists(UNITS, min_size=1, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_a_damaged_shuffled_workbook_states_the_same_units(units: list[dict[str, Any]], dice: Any) -> None:
    order = dice.sample(range(len(COLUMNS)), len(COLUMNS))
    rows: list[list[object]] = [[dice.choice(["名单", "2014年4月", ""])] for _ in range(dice.randint(0, 3))]
    rows.append([f"{headers()[n]}{dice.choice(['', ' ', '：'])}" for n in order])
    for unit in units:
        texts = cells(unit)
        rows.append([damaged(path_text(COLUMNS[n].path), texts[n], dice) if texts[n] else None for n in order])
        rows += [[] for _ in range(dice.randint(0, 2))]
    assert packets(rows) == [meant(unit) for unit in units]


@given(st.lists(UNITS, min_size=2, max_size=5), st.data())
@settings(max_examples=40)
def test_a_spoilt_phone_is_told_with_its_own_cell_and_no_other(units: list[dict[str, Any]], data: Any) -> None:
    row = data.draw(st.integers(0, len(units) - 1))
    spoilt = copy.deepcopy(units)
    spoilt[row]["team"]["leader"]["phone"] = "1.38E+10"
    column = next(n for n, c in enumerate(COLUMNS) if path_text(c.path) == "team.leader.phone")
    with TemporaryDirectory() as folder:
        path = Path(folder, "表.xlsx")
        typed(plain_book([headers(), *map(cells, spoilt)])).save(path)
        faults = [p.fault for p in check_units(path).problems if p.kind == "问题"]
    assert [(fault.cell, fault.code) for fault in faults] == [
        (f"“各单位”!{chr(ord('A') + column)}{row + 2}", "phone_digits_lost")
    ]


@given(st.lists(UNITS, min_size=1, max_size=3))
@settings(max_examples=25)
def test_what_we_write_we_read(units: list[dict[str, Any]]) -> None:
    data = filled_template(units)
    assert all(
        cell.data_type == "s"
        for row in load_workbook(BytesIO(data))["各单位"].iter_rows()
        for cell in row
        if cell.value
    )
    with TemporaryDirectory() as folder:
        path = Path(folder, "表.xlsx")
        path.write_bytes(data)
        found = [meant(dict(row.stated)) for row in read_table(path, FilingPacket).rows]
    assert found == [meant(unit) for unit in units]


@pytest.mark.parametrize("text", ["_x000D_", "_x0041_号", "a_x005F_b", "行\r\n行", "=1+1", "'单引号", "<b>&amp;"])
def test_texts_a_workbook_escapes_come_back_whole(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "表.xlsx")
        book = plain_book([headers()])
        for position, value in enumerate(["单位", "郑州轻工业学院", text, "范围", "王刚", "6688", "李四", "6688"], 1):
            xlsx.put(book.worksheets[0], 2, position, value)
        book.save(path)
        assert read_table(path, FilingPacket).rows[0].stated["purpose"].replace("\r\n", "\n") == text.replace(
            "\r\n", "\n"
        )
