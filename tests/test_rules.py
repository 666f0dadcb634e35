"""What the regulation lets software remark on, each remark with its article."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from tests.cases import CHANGED, OPENED, TYPICAL
from tests.roster import cells, example_units, headers, plain_book
from zzuli_forms import FactsError, OpeningNotice, Remark, TeamChangeNotice, check_units
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.drafts import draft
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


@pytest.mark.parametrize(
    ("scope", "word"),
    [
        ("发布涉密内容", "涉密"),
        ("国家秘密和通知", "国家秘密"),
        ("机密事项", "机密"),
        ("绝密文件", "绝密"),
        ("转发内部资料", "内部资料"),
        ("转发内部文件", "内部文件"),
        ("不宜公开的内容", "不宜公开"),
        ("不发布广告，发布涉密内容", "涉密"),
        ("不发布涉密内容；另发机密", "机密"),
        ("不发布涉密内容、另外发布机密", "机密"),
        ("不转发未经核实的一切消息和涉密内容", "涉密"),
        ("勿发广告\n涉密内容", "涉密"),
    ],
)
def test_a_scope_that_names_secrets_is_remarked_on_with_the_sixth_article(scope: str, word: str) -> None:
    (remark,) = remarks(FilingPacket.from_facts({**TYPICAL, "scope": scope}))
    assert (remark.code, remark.path, remark.article) == ("secret", "scope", "条例第六条")
    assert remark.message == f"写有“{word}”"


@pytest.mark.parametrize(
    "scope",
    [
        "通知公告，不发布涉密内容",
        "非涉密的通知",
        "未涉密的通知",
        "禁止发布国家秘密",
        "勿发机密",
        "不发布任何内部资料、机密",
        "不发布涉密、国家秘密和不宜公开的内容",
        "内部通知、秘密花园读书会、机要",
    ],
)
def test_a_scope_that_leaves_secrets_out_or_has_none_is_not_remarked_on(scope: str) -> None:
    assert noted(scope=scope) == []


def test_secrets_named_elsewhere_than_in_the_scope_are_not_remarked_on() -> None:
    assert noted(purpose="学习涉密内容管理规定") == []


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        *((phone, "short_phone") for phone in ("663456", "6688", "668", "6688转12", "13800", "9500", "1001")),
        *((phone, "hotline") for phone in ("12345", "95588", "955887", "10086", "110", "12320", "12345转1", "96166")),
    ],
)
def test_a_short_number_stays_as_stated_and_is_remarked_on(phone: str, code: str) -> None:
    team = {"leader": {**MEMBER, "phone": phone}, "administrators": [{"name": "王五", "phone": "13603711234"}]}
    (remark,) = remarks(FilingPacket.from_facts({**TYPICAL, "team": team}))
    assert (remark.code, remark.path, remark.article) == (code, "team.leader.phone", "审批表“电话”栏")
    assert f"“{phone}”" in remark.message


@pytest.mark.parametrize("phone", ["内线6688", "分机668", "短号663456", "短号12345", "0371-63556789", "400-123-4567"])
def test_a_number_that_says_what_it_is_draws_no_remark(phone: str) -> None:
    team = {"leader": {**MEMBER, "phone": phone}, "administrators": [{"name": "王五", "phone": "13603711234"}]}
    assert noted(team=team) == []


@pytest.mark.parametrize(
    ("model", "stated", "event"),
    [(OpeningNotice, OPENED["typical"], "opened"), (TeamChangeNotice, CHANGED["typical"], "effective")],
)
def test_a_report_dated_before_what_it_reports_is_remarked_on(model: Any, stated: Any, event: str) -> None:
    late = {**stated, event: "2014-09-10", "dated": "2014-09-09"}
    (remark,) = remarks(model.model_validate(late))
    label = "开通日期" if event == "opened" else "变更日期"
    assert str(remark) == (
        f"落款日期（dated）：落款日期2014年9月9日早于{label}2014年9月10日，请核对两个日期（审批表注）"
    )
    assert remark in draft(model, late).remarks
    assert remarks(model.model_validate({**late, "dated": "2014-09-10"})) == ()
    assert remarks(model.model_validate({**late, "dated": None})) == ()
    assert remarks(model.model_validate(late), None, {"dated"}) == ()
    assert remarks(model.model_validate(late), None, {event}) == ()


def test_phones_of_a_report_are_remarked_on_under_its_own_labels() -> None:
    stated = copy.deepcopy(CHANGED["typical"] or {})
    stated["after"]["leader"]["phone"] = "6688"
    stated["after"]["administrators"][1]["phone"] = "14912345678"
    found = remarks(TeamChangeNotice.model_validate(stated))
    assert [(remark.code, remark.label) for remark in found] == [
        ("unknown_mobile", "变更后的管理队伍›管理员›第2项›电话"),
        ("short_phone", "变更后的管理队伍›负责人›电话"),
    ]


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
