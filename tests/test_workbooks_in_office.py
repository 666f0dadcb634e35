"""LibreOffice opens every workbook we write, and a sheet it has saved reads back the same."""

from __future__ import annotations

import csv
from pathlib import Path

import pdfplumber
import pytest
from openpyxl import load_workbook

from tests.office import Office
from tests.roster import EXAMPLES, cells, example_units, filled_template, headers, numbered, plain_book
from zzuli_forms import make_packets
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.readers.table.tables import read_table
from zzuli_forms.readers.table.template import template

UNITS = example_units()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every kind of workbook we write, by name."""
    folder = tmp_path_factory.mktemp("workbooks")
    wrong = [{**UNITS[0], "account": "微", "purpose": "宗旨" * 400}, {**UNITS[1], "account": "轻院食品"}, *numbered(60)]
    source = folder / "有误.xlsx"
    source.write_bytes(filled_template(wrong))
    make_packets(source, folder / "out", formats=["docx"])
    (folder / "样例.xlsx").write_bytes(template(FilingPacket))
    return {
        path.stem: path
        for path in (folder / "样例.xlsx", folder / "out" / "汇总表.xlsx", folder / "out" / "问题清单.xlsx", source)
    }


def texts(path: Path) -> list[list[str]]:
    """The texts of the first sheet, without empty rows and ends of rows."""
    rows = [[str(cell.value or "") for cell in row] for row in load_workbook(path).worksheets[0].iter_rows()]
    return [_trimmed(row) for row in rows if any(row)]


def _trimmed(row: list[str]) -> list[str]:
    return row[: max(n for n, text in enumerate(row, 1) if text)]


def test_libreoffice_reads_the_same_texts_from_every_workbook(office: Office, written: dict[str, Path]) -> None:
    for name, path in office.convert(list(written.values()), "csv:Text - txt - csv (StarCalc):44,34,76").items():
        with path.open(encoding="utf-8", newline="") as stream:
            rows = [_trimmed(row) for row in csv.reader(stream) if any(row)]
        assert rows == texts(written[name])


def test_a_workbook_libreoffice_has_saved_states_the_same(office: Office, tmp_path: Path) -> None:
    plain = tmp_path / "手工.xlsx"
    rows = [["名单"], [], headers(), *map(cells, UNITS)]
    plain_book(rows).save(plain)
    saved = office.convert([EXAMPLES / "各单位.xlsx", plain], "xlsx")
    for path in saved.values():
        assert [row.stated for row in read_table(path, FilingPacket).rows] == UNITS


def test_numbers_libreoffice_has_saved_as_numbers_are_mended(office: Office, tmp_path: Path) -> None:
    source = tmp_path / "号码.xlsx"
    row: list[object] = list(cells(UNITS[0]))
    row[5], row[7] = 37163556789, 13803711234
    plain_book([headers(), row]).save(source)
    back = office.convert([source], "xlsx")["号码"]
    team = FilingPacket.from_facts(read_table(back, FilingPacket).rows[0].stated).team
    assert (team.leader.phone.text, team.administrators[0].phone.text) == ("0371-63556789", "13803711234")


@pytest.fixture(scope="module")
def printed(office: Office, written: dict[str, Path]) -> list[tuple[float, float, str]]:
    """The pages of the printed summary: width, height, text without spaces."""
    with pdfplumber.open(office.to_pdf([written["汇总表"]])["汇总表"]) as pdf:
        return [(page.width, page.height, "".join(page.extract_text().split())) for page in pdf.pages]


def test_the_summary_prints_all_its_columns_with_the_header_on_every_page(
    printed: list[tuple[float, float, str]],
) -> None:
    assert len(printed) > 1
    for number, (width, height, text) in enumerate(printed, 1):
        assert (round(width), round(height)) == (842, 595)
        assert "序号单位微博名称负责人负责人电话管理员状态文件" in text
        assert f"第{number}页，共{len(printed)}页" in text


def test_no_text_of_the_summary_is_cut_off(printed: list[tuple[float, float, str]]) -> None:
    text = "".join(text for _, _, text in printed)
    assert text.count("材料齐全") == 61
    assert text.count("docx") == 2 * 61
    assert all(unit["unit"] in text for unit in numbered(60))
