"""Other programs read every workbook we write: what SheetJS, ExcelJS, calamine and pandas find is what was stated."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from python_calamine import CalamineWorkbook

from tests.conftest import npm_package
from tests.roster import cells, example_units, filled_template, headers, numbered, plain_book
from zzuli_forms import make_packets
from zzuli_forms.files import xlsx
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.readers.table.tables import read_table
from zzuli_forms.readers.table.template import template

Values = Mapping[str, Mapping[str, object]]
"""The value of each cell that has one, by sheet and address."""
RARE = "𠮷𬀩䶮"
UNITS = example_units()
RARE_UNITS: list[dict[str, Any]] = [
    {**UNITS[0], "unit": "𠮷林路校区", "team": {**UNITS[0]["team"], "leader": {"name": RARE, "phone": "6688"}}},
    {**UNITS[1], "unit": "𬀩学院", "purpose": "一、服务𠮷；\n二、“引号”<&>、'=1+1。"},
    {**UNITS[2], "team": {**UNITS[2]["team"], "administrators": [{"name": f"李{RARE}", "phone": "13803711234"}]}},
    *numbered(8),
]
FAULTY_UNITS = [*RARE_UNITS, {**UNITS[3], "account": "微"}, {**UNITS[4], "category": f"{RARE}类"}]
KINDS = ("样例", "填好", "汇总表", "问题清单", "外来问题清单", "文本问题清单")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Write every kind of workbook we write, by name."""
    folder = tmp_path_factory.mktemp("workbooks")
    files = {"样例": template(FilingPacket), "填好": filled_template(RARE_UNITS)}
    sources = {"": filled_template(FAULTY_UNITS), "外来": _foreign()}
    for name, data in files.items():
        (folder / f"{name}.xlsx").write_bytes(data)
    for name, data in sources.items():
        (folder / f"{name}名单.xlsx").write_bytes(data)
        make_packets(folder / f"{name}名单.xlsx", folder / f"{name}材料", formats=["docx"])
    make_packets(_csv(folder / f"文本{RARE}.csv"), folder / "文本材料", formats=["docx"])
    faults = {f"{name}问题清单": folder / f"{name}材料" / "问题清单.xlsx" for name in ("", "外来", "文本")}
    return {name: folder / f"{name}.xlsx" for name in files} | {"汇总表": folder / "材料" / "汇总表.xlsx"} | faults


def _foreign() -> bytes:
    """Make a workbook of another hand: numbers, a time, notes, a table, a link and a sheet of another kind."""
    row: list[object] = [*cells(FAULTY_UNITS[-2]), 13803711234, True, datetime(2014, 6, 1, 12)]
    row[5] = 37163556789
    book = plain_book([[*headers(), "手机", "已收", "收到"], row], f"{RARE}表")
    sheet = book.worksheets[0]
    sheet["A2"].comment = Comment(f"{RARE}：\n请核对", RARE)
    sheet["A2"].hyperlink = "https://example.org/𠮷"
    other = book.create_sheet("往年")
    for line in (["年份", "单位"], ["2013年", f"{RARE}学院"], ["2012年", "图书馆"]):
        other.append(line)
    other.add_table(Table(displayName="Past", ref="A1:B3", tableStyleInfo=TableStyleInfo("TableStyleLight1")))
    other["B2"].comment = Comment("已撤并", "甲")
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _csv(path: Path) -> Path:
    lines = [headers(), cells(FAULTY_UNITS[-1])]
    path.write_text("\n".join(",".join(line) for line in lines), "utf-8")
    return path


def stated(path: Path) -> Values:
    """Read the values with openpyxl."""
    book = load_workbook(path)
    return {sheet.title: _filled((cell.coordinate, cell.value) for row in sheet for cell in row) for sheet in book}


def _filled(values: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {address: _plain(value) for address, value in values if value not in (None, "")}


def _plain(value: object) -> object:
    """Return a value, a day and time as ISO 8601 writes it."""
    return value.isoformat() if isinstance(value, date) else value


def notes(path: Path) -> Values:
    """Read the notes with openpyxl."""
    book = load_workbook(path)
    return {
        sheet.title: {
            cell.coordinate: cell.comment.text
            for row in sheet
            for cell in row
            if not isinstance(cell, MergedCell) and cell.comment
        }
        for sheet in book
    }


Npm = Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]
"""What an npm library reads: of each file the cells of each sheet."""


@pytest.fixture(scope="module", params=["xlsx", "exceljs"])
def library(request: pytest.FixtureRequest) -> str:
    """Return the name of an npm library that reads workbooks."""
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def in_node(library: str, written: dict[str, Path], run: Callable[..., str]) -> Npm:
    """Read every workbook with the npm library, by name; each is also saved anew by it."""
    script = Path(__file__).with_name("workbooks.cjs")
    found = json.loads(run("node", script, library, npm_package(library), *written.values()))
    return dict(zip(written, found, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_npm_libraries_read_every_value(kind: str, in_node: Npm, written: dict[str, Path]) -> None:
    values = {
        title: _filled((address, _as_python(cell["value"])) for address, cell in sheet.items())
        for title, sheet in in_node[kind].items()
    }
    assert values == stated(written[kind])


def _as_python(value: Any) -> object:
    """Return a value as openpyxl reads it: the text of a link, a time without its zone."""
    text = value["text"] if isinstance(value, dict) else value
    return re.sub(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.000Z$", r"\1", text) if isinstance(text, str) else text


@pytest.mark.parametrize("kind", KINDS)
def test_npm_libraries_read_every_note(kind: str, in_node: Npm, written: dict[str, Path]) -> None:
    found = {
        title: {address: cell["note"] for address, cell in sheet.items() if "note" in cell}
        for title, sheet in in_node[kind].items()
    }
    assert found == notes(written[kind])


def test_a_workbook_an_npm_library_has_saved_states_the_same(
    library: str, in_node: Npm, written: dict[str, Path]
) -> None:
    saved = Path(f"{written['填好']}.{library}.xlsx")
    assert [row.stated for row in read_table(saved, FilingPacket).rows] == RARE_UNITS


def by_calamine(path: Path) -> Values:
    """Read the values with calamine."""
    book = CalamineWorkbook.from_path(path)
    return {
        title: _addressed(book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in book.sheet_names
    }


def by_pandas(path: Path) -> Values:
    """Read the values with pandas, through the engine it is to use by default."""
    frames = pandas.read_excel(path, sheet_name=None, header=None, dtype=object, na_filter=False, engine="calamine")
    return {title: _addressed(frame.values.tolist()) for title, frame in frames.items()}


def _addressed(rows: Iterable[Iterable[object]]) -> dict[str, object]:
    return _filled(
        (f"{get_column_letter(column)}{number}", value)
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("peer", [by_calamine, by_pandas])
def test_python_libraries_read_every_value(kind: str, peer: Callable[[Path], Values], written: dict[str, Path]) -> None:
    assert peer(written[kind]) == stated(written[kind])


def test_what_was_stated_is_there_to_be_read(written: dict[str, Path]) -> None:
    texts = {name: "".join(map(str, _texts(stated(path)))) for name, path in written.items()}
    assert all(RARE in texts[name] for name in KINDS if name != "样例")
    hung = {name: "".join(map(str, _texts(notes(path)))) for name, path in written.items()}
    assert [name for name in KINDS if RARE in hung[name]] == ["问题清单", "外来问题清单", "文本问题清单"]
    assert {sheet.title: len(sheet.tables) for sheet in load_workbook(written["外来问题清单"])}["往年"] == 1


def _texts(values: Values) -> Iterable[object]:
    return (value for sheet in values.values() for value in sheet.values())


@pytest.mark.parametrize("kind", KINDS)
def test_parts_carry_their_characters_as_utf_8(kind: str, written: dict[str, Path]) -> None:
    for part in _parts(written[kind].read_bytes()).values():
        assert set(re.findall("&#.*?;", part.decode())) <= {"&#9;", "&#10;", "&#13;"}


@pytest.mark.parametrize("kind", KINDS)
def test_relationships_lead_from_their_source_part_to_a_part_of_a_known_type(
    kind: str, written: dict[str, Path]
) -> None:
    parts = _parts(written[kind].read_bytes())
    for name, part in parts.items():
        folder = posixpath.dirname(posixpath.dirname(name))
        for relationship in etree.fromstring(part) if name.endswith(".rels") else ():
            if relationship.get("TargetMode") != "External":
                target = relationship.get("Target", "/")
                assert not target.startswith("/")
                assert posixpath.normpath(posixpath.join(folder, target)) in parts
    listed = etree.fromstring(parts["[Content_Types].xml"]).iterfind("{*}Override")
    assert {entry.get("PartName", "")[1:] for entry in listed} <= set(parts)


def _parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(CHARACTERS | st.sampled_from("𠮷𬀩䶮😀\U0010ffff\n\t&<>\"'"), min_size=1)


@given(st.lists(TEXTS, min_size=1, max_size=8))
@settings(max_examples=60)
def test_any_text_is_read_as_it_was_written(texts: list[str]) -> None:
    book = Workbook()
    for row, text in enumerate(texts, 1):
        xlsx.put(book.worksheets[0], row, 1, text)
    data = xlsx.packed(book)
    assert not [name for name, part in _parts(data).items() if b"&#" in part]
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == texts


def test_a_damaged_theme_costs_the_looks_of_the_marked_sheets_not_the_work(tmp_path: Path) -> None:
    source = tmp_path / "名单.xlsx"
    parts = _parts(_foreign())
    with ZipFile(source, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part.replace(b"</a:theme>", b"") if "theme" in name else part)
    make_packets(source, tmp_path / "材料")
    listed = load_workbook(tmp_path / "材料" / "问题清单.xlsx")
    said = [cell.value for cell in listed["问题清单"]["F"]]
    assert [text for text in said if text and "这里的各表只有文字" in text]
