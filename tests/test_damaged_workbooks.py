"""A workbook whose cells can be read is read, and the work is finished, whatever else in it is broken."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.damage import DAMAGES, damaged, package, without
from zzuli_forms import FileError, make_packets


def texts(path: Path, sheet: str) -> list[str]:
    return [str(cell) for row in load_workbook(path)[sheet].iter_rows(values_only=True) for cell in row if cell]


@pytest.mark.parametrize("name", DAMAGES)
def test_what_lies_beside_the_cells_keeps_no_unit_from_being_filed(name: str, tmp_path: Path) -> None:
    report = make_packets(package(damaged([name]), tmp_path / "表.xlsx"), tmp_path / "材料", formats=["docx"])
    assert [outcome.unit.name for outcome in report.outcomes] == ["图书馆", "食品与生物工程学院"]
    assert [outcome.good for outcome in report.outcomes] == [True, False]
    assert [str(p.place) for p in report.problems if p.kind == "问题"] == ["“各单位”!F3"]
    assert "食品与生物工程学院" in texts(tmp_path / "材料" / "汇总表.xlsx", "汇总表")
    assert "1380371" in texts(tmp_path / "材料" / "问题清单.xlsx", "各单位")
    assert "“各单位”!F3" in texts(tmp_path / "材料" / "问题清单.xlsx", "问题清单")


@given(st.lists(st.sampled_from(sorted(DAMAGES)), min_size=2, max_size=4, unique=True))
@settings(max_examples=25)
def test_nor_do_several_damages_at_once(names: list[str]) -> None:
    try:
        members = damaged(names)
    except (AssertionError, KeyError):
        reject()
    with TemporaryDirectory() as folder:
        report = make_packets(package(members, Path(folder, "表.xlsx")), Path(folder, "材料"), formats=["docx"])
        assert [outcome.good for outcome in report.outcomes] == [True, False]
        assert {path.name for path in report.written} == {"汇总表.xlsx", "问题清单.xlsx"}


def test_a_sheet_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    source = package(without("xl/worksheets/sheet2")(damaged([])), tmp_path / "表.xlsx")
    with pytest.raises(FileError, match="不是完好的 Excel 工作簿"):
        make_packets(source, tmp_path / "材料")


def test_what_is_whole_is_marked_as_it_looks(tmp_path: Path) -> None:
    make_packets(package(damaged([]), tmp_path / "表.xlsx"), tmp_path / "材料", formats=["docx"])
    book = load_workbook(tmp_path / "材料" / "问题清单.xlsx")
    assert "往年" in book.sheetnames
    assert "这里的各表只有文字" not in "".join(texts(tmp_path / "材料" / "问题清单.xlsx", "问题清单"))
