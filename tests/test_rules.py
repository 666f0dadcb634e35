"""What the regulation lets software remark on, each remark with its article."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from tests.cases import TYPICAL
from tests.roster import cells, example_units, headers, plain_book
from zzuli_forms import FactsError, Remark, check_units
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.rules import MESSAGES, Terms, _is_given_out, remarks
from zzuli_forms.official import deadlines

NOTICE = (Path(__file__).parent / "official" / "notice-2014-16.txt").read_text("utf-8")
MEMBER = {"name": "李四", "phone": "13803711234"}


def noted(terms: Terms | None = None, **changes: Any) -> list[tuple[str, str]]:
    packet = FilingPacket.from_facts({**TYPICAL, **changes})
    return [(remark.code, remark.path) for remark in remarks(packet, terms)]


def test_sound_facts_draw_no_remark() -> None:
    assert noted() == []


@pytest.mark.parametrize(
    ("account", "fits"),
    [
        ("郑州轻工业学院", True),
        ("郑州轻工业学院招生", True),
        ("ZZULI", True),
        ("zzuli图书馆", True),
        ("郑轻图书馆", False),
        ("图书馆郑州轻工业学院", False),
        ("HAUST图书馆", False),
    ],
)
def test_an_account_name_follows_the_first_article(account: str, fits: bool) -> None:
    assert noted(account=account) == ([] if fits else [("account_pattern", "account")])


def test_the_schools_foreign_names_are_a_setting() -> None:
    assert noted(Terms(foreign_names=("HAUST",)), account="HAUST图书馆") == []
    assert noted(Terms(foreign_names=("HAUST",)), account="ZZULI图书馆") == [("account_pattern", "account")]


@pytest.mark.parametrize("unit", deadlines()[0].units)
def test_every_window_unit_is_named_in_the_notice_and_due_in_june(unit: str) -> None:
    assert f"、{unit}" in NOTICE.replace("包括", "、")
    assert noted(Terms(date(2014, 6, 30)), unit=unit) == []
    assert noted(Terms(date(2014, 7, 1)), unit=unit) == [("late", "unit")]


def test_there_are_thirteen_window_units() -> None:
    assert len(deadlines()[0].units) == 13


@pytest.mark.parametrize(
    ("unit", "category", "due"),
    [
        ("食品与生物工程学院", None, date(2014, 8, 31)),
        ("科技处", None, date(2014, 8, 31)),
        ("青年志愿者协会", None, date(2014, 6, 30)),
        ("食品学院团总支", None, date(2014, 6, 30)),
        ("郑州轻工业学院图书馆", None, date(2014, 6, 30)),
        ("科技处", "窗口单位", date(2014, 6, 30)),
        ("图书馆", "学院和其他单位", date(2014, 8, 31)),
    ],
)
def test_the_deadline_follows_the_category(unit: str, category: str | None, due: date) -> None:
    late = due.replace(day=1, month=due.month + 1)
    path = "category" if category else "unit"
    assert noted(Terms(due), unit=unit, category=category) == []
    assert noted(Terms(late), unit=unit, category=category) == [("late", path)]


def test_no_deadline_is_checked_without_a_filing_date() -> None:
    assert noted(Terms(None), unit="图书馆") == []


def test_a_person_or_a_phone_twice_is_remarked_on() -> None:
    team = {"leader": MEMBER, "administrators": [{**MEMBER, "phone": "内线6688"}, {**MEMBER, "name": "王五"}]}
    assert noted(team=team) == [
        ("same_person", "team.administrators[0].name"),
        ("same_phone", "team.administrators[1].phone"),
    ]


def test_a_mobile_prefix_nobody_knows_is_remarked_on_and_masked() -> None:
    team = {"leader": {**MEMBER, "phone": "14912345678"}, "administrators": [{"name": "王五", "phone": "内线6688"}]}
    (remark,) = remarks(FilingPacket.from_facts({**TYPICAL, "team": team}))
    assert str(remark) == (
        "管理队伍›负责人›电话（team.leader.phone）：“149****78”的号段不常见，请核对是否填错（审批表“电话”栏）"
    )


def test_nothing_is_remarked_on_a_value_that_is_wrong_already() -> None:
    stated = copy.deepcopy({**TYPICAL, "account": "微"})
    stated["team"]["administrators"][0] = {"name": TYPICAL["team"]["leader"]["name"], "phone": "1380371"}
    checked = FilingPacket.check(stated)
    faulty = {fault.path for fault in checked.faults}
    assert faulty == {"account", "team.administrators[0].phone"}
    assert [remark.code for remark in remarks(checked.facts, None, faulty)] == ["same_person"]


def test_the_facts_of_one_unit_still_raise_all_faults() -> None:
    with pytest.raises(FactsError, match="account"):
        FilingPacket.from_facts({**TYPICAL, "account": "微"})


def across(folder: Path, *changes: tuple[int, str]) -> list[str]:
    """Remarks on two units, the second with columns of the first copied."""
    units = example_units()
    first, second = cells(units[0]), cells(units[1])
    for position, _ in changes:
        second[position] = first[position]
    path = folder / "表.xlsx"
    plain_book([headers(), first, second]).save(path)
    return [str(p.fault) for p in check_units(path).problems if isinstance(p.fault, Remark)]


def test_what_two_units_share_is_remarked_on_in_both(tmp_path: Path) -> None:
    first, second = across(tmp_path, (1, "account"))
    assert first == (
        "“各单位”!B2（申报政务微博名称）：“郑州轻工业学院图书馆”与“食品与生物工程学院”（“各单位”!A3）的微博同名，"
        "请核对；一个微博只由一个单位申报（条例第五条）"
    )
    assert second.startswith("“各单位”!B3")
    assert ["同一个单位" in remark for remark in across(tmp_path, (0, "unit"))] == [True, True]
    assert ["电话与“" in remark for remark in across(tmp_path, (5, "phone"))] == [True, True]
    assert ["管理队伍里，电话相同" in remark for remark in across(tmp_path, (4, "name"), (5, "phone"))] == [True, True]


def test_every_remark_cites_its_article() -> None:
    assert all(article for _, _, article in MESSAGES.values())
    cited = {article for _, _, article in MESSAGES.values() if article.startswith("条例第")}
    assert all(f"**{article.removeprefix('条例')}**" in NOTICE for article in cited)


@pytest.mark.parametrize("series", range(130, 200))
def test_a_mobile_series_is_given_out_where_phonenumbers_says_so(series: int) -> None:
    number = f"+86{series}37112345"[:14]
    assert _is_given_out(number) == phonenumbers.is_valid_number(phonenumbers.parse(number))
