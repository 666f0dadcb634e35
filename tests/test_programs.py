"""What other programs hand over is printed whole or refused, and told in the words a clerk reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import pandas
import pytest
from openpyxl import load_workbook
from pydantic import Field

from tests.cases import TYPICAL, prose
from tests.roster import EXAMPLES, tree
from zzuli_forms import (
    ApprovalForm,
    FactsError,
    FileError,
    FilingPacket,
    Format,
    Member,
    Team,
    check_units,
    make_packets,
    render,
)
from zzuli_forms.forms.drafts import unprintable
from zzuli_forms.readers.text import facts_file


class Described(ApprovalForm):
    """An approval form with a field that the paper does not have."""

    note: str | None = Field(default=None, title="备注")


class Crowd(Team):
    """A team of more people than the paper has rows for."""

    administrators: Annotated[tuple[Member, ...], Field(min_length=1, max_length=9)] = Field(title="管理员")


class Crowded(ApprovalForm):
    """An approval form with such a team."""

    team: Crowd = Field(title="管理队伍")


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_further_field_of_a_subclass_is_refused_not_left_out(kind: Format) -> None:
    with pytest.raises(FactsError, match=r"^备注（note）：在这张表上没有地方印，请去掉这一项"):
        render(Described(**TYPICAL, note="另有安排"), kind)
    assert render(Described(**TYPICAL), kind)


def test_a_person_too_many_is_refused_not_left_out() -> None:
    people = [{"name": f"赵{c}", "phone": "13803711234"} for c in "一二三四"]
    facts = Crowded(**{**TYPICAL, "team": {**TYPICAL["team"], "administrators": people}})
    with pytest.raises(FactsError) as refused:
        render(facts, "pdf")
    assert [fault.path for fault in refused.value.faults] == ["team.administrators[3]"]
    assert [fault.path for fault in unprintable(facts)] == ["team.administrators[3]"]


def test_check_tells_what_will_not_print() -> None:
    checked = FilingPacket.check({**TYPICAL, "scope": prose(1_000), "account": "微"})
    assert [(fault.path, fault.code) for fault in checked.faults] == [
        ("account", "account_length"),
        ("scope", "too_long"),
    ]
    assert FilingPacket.check({**TYPICAL, "scope": prose(900)}, continued=True).faults == ()


def flat(units: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Units as the rows of a table."""
    return [
        {
            "申报单位": unit["unit"],
            "申报政务微博名称": unit["account"],
            "政务微博宗旨": unit["purpose"],
            "政务微博信息发布范围": unit["scope"],
            "负责人": unit["team"]["leader"]["name"],
            "负责人电话": unit["team"]["leader"]["phone"],
            "管理员1": unit["team"]["administrators"][0]["name"],
            "管理员1电话": unit["team"]["administrators"][0]["phone"],
            "管理员2": None,
            "管理员2电话": float("nan"),
        }
        for unit in units
    ]


UNITS: list[dict[str, Any]] = [
    {**TYPICAL, "team": {**TYPICAL["team"], "administrators": TYPICAL["team"]["administrators"][:1]}},
    {
        **TYPICAL,
        "unit": "档案馆",
        "account": "郑州轻工业学院档案馆",
        "team": {
            "leader": {"name": "刘洋", "phone": "13903711111"},
            "administrators": [{"name": "陈晨", "phone": "13903712222"}],
        },
    },
]


def test_records_make_what_a_workbook_of_the_same_units_makes(tmp_path: Path) -> None:
    pandas.DataFrame(flat(UNITS)).to_excel(tmp_path / "各单位.xlsx", index=False)
    make_packets(tmp_path / "各单位.xlsx", tmp_path / "一")
    report = make_packets(UNITS, tmp_path / "二")
    assert report.good
    make_packets(
        pandas.read_excel(tmp_path / "各单位.xlsx", dtype=str, engine="openpyxl").to_dict("records"), tmp_path / "三"
    )
    assert tree(tmp_path / "一") == tree(tmp_path / "二") == tree(tmp_path / "三")


def test_a_fault_of_a_record_names_its_number_and_the_list_is_written(tmp_path: Path) -> None:
    report = make_packets([UNITS[0], {**UNITS[1], "account": "微"}], tmp_path)
    (problem,) = (problem for problem in report.problems if problem.kind == "问题")
    assert str(problem.fault).startswith("第2条（申报政务微博名称）：")
    book = load_workbook(tmp_path / "问题清单.xlsx")
    assert book.sheetnames == ["问题清单"]
    assert "第2条" in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]


def test_a_record_with_an_unknown_header_is_told() -> None:
    record = {**flat(UNITS)[0], "备注": "急"}
    (problem,) = (problem for problem in check_units([record]).problems if problem.kind == "问题")
    assert "没有“备注”这一项" in problem.fault.message


def test_no_records_are_no_batch(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="一条记录也没有"):
        make_packets([], tmp_path)


@pytest.mark.parametrize(("schema", "taken"), [(1, True), (2, False)])
def test_the_facts_inside_a_paper_are_a_file_of_facts_unless_a_later_version_wrote_them(
    schema: int, taken: bool, tmp_path: Path
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(json.dumps({"zzuli_forms": "9.9", "schema": schema, "form": "packet", "facts": TYPICAL}), "utf-8")
    if taken:
        assert FilingPacket.from_file(path) == FilingPacket.from_facts(TYPICAL)
    else:
        with pytest.raises(FileError, match="由更新的版本生成，请先升级"):
            facts_file.read(path)


def test_the_example_workbook_is_read_by_pandas_as_records() -> None:
    records = pandas.read_excel(EXAMPLES / "各单位.xlsx", dtype=str, engine="openpyxl").to_dict("records")
    assert check_units(records).good
