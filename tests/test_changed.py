"""Nothing stated is changed without a word: what the models mend is told, but for white space and width."""

from __future__ import annotations

import copy
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.cases import CHANGED, OPENED, STATED, TYPICAL
from zzuli_forms import FilingPacket, OpeningNotice, TeamChangeNotice
from zzuli_forms.forms.drafts import draft
from zzuli_forms.forms.register import all_forms
from zzuli_forms.models.characters import MEANT
from zzuli_forms.models.checking import Checked, check
from zzuli_forms.models.facts import Facts

ODD_SPACES = "\u00a0\u1680\u2000\u2002\u2003\u2009\u202f\u205f\u3000"
UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u202a\u202c\u202d\u2060\u2066\u2068\u2069\ufeff"
COMPATIBILITY = "\uf9dc\uf900\ufa10\U0002f800\U0002f8a6"
RADICALS = "⽅⼯⽣⼀⻢⻅⻰"


def stating(name: object = "王刚", phone: object = "13803711234", **changes: Any) -> dict[str, Any]:
    stated = copy.deepcopy({**TYPICAL, **changes})
    stated["team"]["leader"] = {"name": name, "phone": phone}
    return stated


def checked(**changes: Any) -> Checked[FilingPacket]:
    return FilingPacket.check(stating(**changes))


def told(**changes: Any) -> list[tuple[str, str]]:
    found = checked(**changes)
    assert not found.faults
    return [(remark.path, remark.message) for remark in found.remarks]


@pytest.mark.parametrize(
    ("stated", "held", "message"),
    [
        ("王\ue81e", "王龴", "（U+E81E）印成“龴”（U+9FB4）"),
        ("马\ue863", "马䶮", "（U+E863）印成“䶮”（U+4DAE）"),
        ("\ue816东", "\U00020087东", "（U+E816）印成“\U00020087”（U+20087）"),
        ("王⽅", "王方", "“⽅”（U+2F45）印成“方”（U+65B9）"),
        ("⻢丽", "马丽", "“⻢”（U+2EE2）印成“马”（U+9A6C）"),
        ("王\uf9dc", "王隆", "“\uf9dc”（U+F9DC）印成“隆”（U+9686）"),
        ("王\U0002f8a6", "王慈", "“\U0002f8a6”（U+2F8A6）印成“慈”（U+6148）"),
        ("阿依古丽•买买提", "阿依古丽·买买提", "“•”（U+2022）印成“·”（U+00B7）"),
    ],
)
def test_a_character_that_stands_for_another_is_held_as_that_and_told(stated: str, held: str, message: str) -> None:
    found = checked(name=stated)
    assert found.facts.team.leader.name == held
    assert [(r.path, r.label, r.message, r.code) for r in found.remarks] == [
        ("team.leader.name", "管理队伍›负责人›姓名", message, "changed")
    ]


@pytest.mark.parametrize(
    ("stated", "held"),
    [
        ("Jose\u0301 Mun\u0303oz", "José Muñoz"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ánh"), "Nguyễn Thị Ánh"),
        *((f"王{space}刚", "王刚") for space in ODD_SPACES),
        *((f"王{mark}刚{mark}", "王刚") for mark in UNSEEN),
    ],
)
def test_what_looks_the_same_is_held_in_one_form_without_a_word(stated: str, held: str) -> None:
    assert checked(name=stated).facts.team.leader.name == held
    assert told(name=stated) == []


def test_odd_spaces_in_prose_are_spaces_and_no_remark() -> None:
    found = checked(scope="开馆\u2003安排\u2002通知\u202f公告\u3000服务")
    assert found.facts.scope == "开馆 安排 通知 公告\u3000服务"
    assert (found.faults, found.remarks) == ((), ())


def test_each_change_in_a_text_is_told_once() -> None:
    assert told(scope="⽅便师⽣查询，⽅便师生") == [
        ("scope", "“⽅”（U+2F45）印成“方”（U+65B9），“⽣”（U+2F63）印成“生”（U+751F）")
    ]
    assert told(scope="⼀⼁⼂⼃⼄⼅⼆服务")[0][1].count("印成") == 5


def test_the_mark_by_which_posts_address_an_account_is_no_part_of_its_name() -> None:
    assert told(account="@郑州轻工业学院图书馆") == []
    assert told(account="＠郑州轻工业学院图书馆") == []


@pytest.mark.parametrize(
    ("stated", "messages"),
    [
        *((way, []) for way in ("63556789", "37163556789", "63556789-8012")),
        ("13803711234.0", ["“.0”没有印"]),
        *((way, []) for way in ("138 0371 1234", "+86 138-0371-1234", "008613803711234", "8613803711234", 13803711234)),
        *((way, []) for way in ("（0371）63556789", "+86 371 63556789", "０３７１—６３５５６７８９", "037163556789")),
        *((way, []) for way in ("0371-63556789 分机 8012", "0371-63556789,转8012", "0371-63556789 ext. 8012")),
        *((way, []) for way in ("400-123-4567", "4001234567", "内线：6688", "分机8012", "短号 663456", "663456")),
        ("\u202d13803711234\u202c", []),
        ("\u200b13803711234\ufeff", []),
        (13803711234.0, []),
    ],
)
def test_digits_that_a_phone_did_not_have_are_told_and_its_way_of_writing_is_not(
    stated: object, messages: list[str]
) -> None:
    assert [message for path, message in told(phone=stated) if path == "team.leader.phone"] == messages


@pytest.mark.parametrize(
    ("domain", "messages"),
    [
        ("https://www.weibo.com/zzulilib/", []),
        ("WEIBO.COM/zzulilib。", []),
        ("https://weibo.com/zzulilib?from=feed", ["“?from=feed”没有印"]),
        ("weibo.com/zzulilib/home", ["“/home”没有印"]),
    ],
)
def test_what_a_domain_loses_is_told_but_for_its_scheme(domain: str, messages: list[str]) -> None:
    found = check(OpeningNotice, {**(OPENED["typical"] or {}), "domain": domain})
    assert [remark.message for remark in found.remarks] == messages
    assert found.facts.domain == "weibo.com/zzulilib"


def test_a_change_is_told_under_printed_labels_and_in_both_teams_of_a_notice() -> None:
    stated = {**(CHANGED["typical"] or {})}
    stated["变更后"] = copy.deepcopy(stated.pop("after"))
    stated["变更后"]["administrators"][1]["name"] = "赵⽅"
    (remark,) = check(TeamChangeNotice, stated).remarks
    assert (remark.path, remark.label) == ("after.administrators[1].name", "变更后的管理队伍›管理员›第2项›姓名")


def test_what_was_changed_is_told_beside_faults_elsewhere_and_long_numbers_are_masked() -> None:
    found = checked(name="王⽅", account="微")
    assert [(remark.path, remark.code) for remark in found.remarks] == [("team.leader.name", "changed")]
    opened = {**(OPENED["typical"] or {}), "domain": "weibo.com/zzulilib?uid=13803711234"}
    assert [remark.message for remark in check(OpeningNotice, opened).remarks] == ["“?uid=138****34”没有印"]


def test_nothing_is_told_of_a_sample_in_the_place_of_a_fault() -> None:
    found = checked(name="张三 李四", phone="1380371", account="微")
    assert {fault.path for fault in found.faults} == {"team.leader.name", "team.leader.phone", "account"}
    assert found.remarks == ()


@pytest.mark.parametrize(
    "form", [form for form in all_forms() if form.key not in ("opening",)], ids=lambda form: form.key
)
def test_sound_facts_and_unused_places_are_not_told(form: Any) -> None:
    for stated in STATED[form.key].values():
        assert stated is None or check(form.model, stated).remarks == ()
    assert told(heading="/", category="无", unit=" 图书馆 ") == []
    assert told(heading=" 图书馆", category="窗口单位 ", edition="") == []


def test_a_draft_shows_what_was_changed() -> None:
    assert [remark.code for remark in draft(FilingPacket, stating("王⽅", "13903711234")).remarks] == ["changed"]


def seen(text: str) -> str:
    """What is to be seen of a text but for white space: without format characters, composed."""
    return unicodedata.normalize("NFC", "".join(c for c in text if unicodedata.category(c) != "Cf" and not c.isspace()))


def standing_for_others(text: str) -> set[str]:
    return {c for c in text if c in MEANT or "\uf900" <= c <= "\ufaff" or "\U0002f800" <= c <= "\U0002fa1f"}


NAME_PARTS = st.sampled_from([*"王刚阿依古丽买提欧阳和龴䶮𬀩・•·. ?□（）18aéỄ", "e\u0301", "e\u0302\u0303"])
DAMAGE = st.sampled_from([*ODD_SPACES, *UNSEEN, *COMPATIBILITY, *RADICALS, *"\ue81e\ue863\ue816\u202e\ufffd"])
TEXTS = st.lists(st.one_of(NAME_PARTS, NAME_PARTS, NAME_PARTS, DAMAGE), min_size=1, max_size=9).map("".join)


def as_told_or_seen(found: Checked[FilingPacket], path: str, stated: str, held: str) -> None:
    """A text that is held is what was to be seen, or a remark tells of it; another character is always told."""
    remarked = [remark for remark in found.remarks if remark.path == path]
    assert seen(held) == seen(stated) or remarked
    assert bool(standing_for_others(stated)) <= bool(remarked)
    assert held == unicodedata.normalize("NFC", held)
    assert not standing_for_others(held)


@given(TEXTS)
@settings(deadline=None, max_examples=400)
def test_a_name_is_what_was_seen_or_a_fault_or_told(stated: str) -> None:
    found = checked(name=stated)
    if not found.faults:
        as_told_or_seen(found, "team.leader.name", stated, found.facts.team.leader.name)
        assert checked(name=found.facts.team.leader.name).remarks == ()


@given(TEXTS | st.text(max_size=12))
@settings(deadline=None, max_examples=300)
def test_prose_is_what_was_seen_or_a_fault_or_told(stated: str) -> None:
    found = checked(scope=stated)
    if not found.faults:
        as_told_or_seen(found, "scope", stated, found.facts.scope)
        assert checked(scope=found.facts.scope).remarks == ()


NUMBERS = st.one_of(
    st.from_regex(r"(\+86 ?|0086|86)?1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"(\(?0?371\)?[-～~ ]?)?[2-8][0-9]{7}([-转,，、～/][0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"(内线|分机|短号)?[0-9]{2,6}", fullmatch=True),
    st.text("0123456789-～转,、分机内线短号 ()（）+０１\u202d\u202c\u200b", max_size=14),
)


def digits(text: str) -> str:
    return re.sub("[^0-9]", "", unicodedata.normalize("NFKC", text))


@given(NUMBERS, st.sampled_from(["", *UNSEEN]))
@settings(deadline=None, max_examples=600)
def test_a_phone_has_the_digits_that_were_stated_or_is_a_fault_or_told(number: str, wrapper: str) -> None:
    found = checked(phone=f"{wrapper}{number}{wrapper}")
    if found.faults:
        return
    phone = found.facts.team.leader.phone
    whole = digits(number)
    local = re.sub("^(0086|86)", "", whole)
    told_of = any(remark.path == "team.leader.phone" for remark in found.remarks)
    assert digits(phone.text) in (whole, local, f"0{local}", f"0371{local}", f"0371{whole}") or told_of
    assert ("内线" in phone.text) <= ("内线" in number)
    assert checked(phone=phone.text).remarks == ()


@given(st.sampled_from([*UNSEEN, *ODD_SPACES]), st.sampled_from(["name", "unit", "scope", "account"]))
def test_a_text_of_unseen_characters_alone_is_empty(character: str, field: str) -> None:
    assume(character != "\u1680" or field != "scope")
    stated: dict[str, Any] = {field: character * 3}
    assert [fault.code for fault in checked(**stated).faults] == ["blank"]


@given(st.data())
@settings(deadline=None, max_examples=100)
def test_facts_that_were_held_once_are_held_unchanged(data: st.DataObject) -> None:
    stated = stating(name=data.draw(TEXTS), scope=data.draw(TEXTS), unit=data.draw(TEXTS))
    found = FilingPacket.check(stated)
    again: Checked[FilingPacket] = FilingPacket.check(found.facts.model_dump(mode="json", exclude_none=True))
    assert (again.facts, again.faults, again.remarks) == (found.facts, (), ())


def test_facts_as_objects_are_taken_as_they_are() -> None:
    packet = FilingPacket.from_facts(TYPICAL)
    stated: dict[str, Any] = {name: getattr(packet, name) for name in type(packet).model_fields}
    assert isinstance(stated["team"], Facts)
    assert (FilingPacket.check(stated).facts, FilingPacket.check(stated).remarks) == (packet, ())
