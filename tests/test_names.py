"""Names, prose and account names: what is mended, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import OPENED, TYPICAL
from zzuli_forms import ApprovalForm, FactsError, Member, OpeningNotice, Team
from zzuli_forms.errors import Fault
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.names import COMPOUND_SURNAMES
from zzuli_forms.models.texts import is_han


def name_of(text: str) -> str:
    return Member.model_validate({"姓名": text, "电话": "13803711234"}).name


def codes(model: type[Facts] = ApprovalForm, **changes: object) -> list[str]:
    with pytest.raises(FactsError) as caught:
        model.model_validate({**(TYPICAL if model is not OpeningNotice else {}), **changes})
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize("separator", "•‧・･∙⋅·.．")
def test_every_separator_is_mended_to_the_middle_dot(separator: str) -> None:
    assert name_of(f"阿依古丽{separator}买买提") == "阿依古丽\u00b7买买提"


@pytest.mark.parametrize("text", ["王 刚", "王　刚", " 王\u00a0刚 ", "王  刚"])
def test_spaces_between_hanzi_are_removed(text: str) -> None:
    assert name_of(text) == "王刚"


def test_a_latin_name_keeps_its_spaces_and_dots() -> None:
    assert name_of("John F. Smith-O'Neil") == "John F. Smith-O'Neil"


@pytest.mark.parametrize("name", ["𠮷野", "欧阳𬀩", "㛃", "马䶮", "\U0002ebf0"])
def test_rare_characters_stay_whole(name: str) -> None:
    assert name_of(name) == name


def test_a_name_may_have_fifty_code_points_and_not_fifty_one() -> None:
    assert len(name_of("𠮷" * 50)) == 50
    with pytest.raises(FactsError, match="最多50个字，现为51个字，请删去1个字"):
        name_of("𠮷" * 51)


@pytest.mark.parametrize(
    ("character", "kind"),
    [
        ("\ue000", "自造字"),
        ("\U000f0000", "自造字"),
        ("\x07", "控制字符"),
        ("\t", "控制字符"),
        ("\u200f", "不可见字符"),
        ("\ufffc", "图片或别的对象"),
        ("\ufffd", "丢失的字"),
        ("\u202e", "不可见字符"),
        ("\ufe0f", "不可见字符"),
        ("\u3164", "不可见字符"),
        ("\u2028", "不可见字符"),
    ],
)
def test_what_cannot_be_seen_or_printed_is_refused_with_place_and_code_point(character: str, kind: str) -> None:
    with pytest.raises(FactsError) as caught:
        name_of(f"王{character}刚")
    assert f"第2个字U+{ord(character):04X}（{kind}）" in str(caught.value)


def test_a_broken_surrogate_is_refused() -> None:
    with pytest.raises(FactsError, match="残缺"):
        name_of("王\ud842刚")


SPACED = (
    "张三 李四",
    "张三\u3000李四",
    "欧阳娜 李四",
    "欧阳 娜娜 李四",
    "买买提·艾合买提 王刚",
    "买·提 王刚",
    "阿依古丽 买买提",
)
JOINED = (
    "张三和李四",
    "张三 和 李四",
    "欧阳娜与司马光",
    "王小明及李小红",
    "张三、李四",
    "张三，李四",
    "张三/李四",
    "张三；李四",
)


@pytest.mark.parametrize("text", [*SPACED, *JOINED])
def test_two_people_in_one_cell_are_refused(text: str) -> None:
    with pytest.raises(FactsError, match="不止一个人"):
        name_of(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("欧阳 娜娜", "欧阳娜娜"),
        ("司馬 相如", "司馬相如"),
        ("王 小明", "王小明"),
        ("李和平", "李和平"),
        ("欧阳和平", "欧阳和平"),
        ("司马和李四", "司马和李四"),
        ("张三和平", "张三和平"),
        ("李与之", "李与之"),
        ("欧 阳 娜 娜", "欧阳娜娜"),
        ("阿依古丽 · 买买提", "阿依古丽·买买提"),
        ("John Smith", "John Smith"),
        ("赵C", "赵C"),
        ("O’Neil Mary-Ann", "O’Neil Mary-Ann"),
    ],
)
def test_one_person_is_one_person(text: str, name: str) -> None:
    assert name_of(text) == name


def test_the_compound_surnames_are_pairs_of_hanzi() -> None:
    assert {"欧阳", "司马", "诸葛", "上官", "歐陽", "第五", "独孤"} <= COMPOUND_SURNAMES
    assert all(len(surname) == 2 and all(map(is_han, surname)) for surname in COMPOUND_SURNAMES)
    assert len(COMPOUND_SURNAMES) == 94


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("马?", "“?”"),
        ("马？", "“？”"),
        ("马□", "“□”"),
        ("王*", "“*”"),
        ("王刚（主任）138", "“（”“）”“1”“3”“8”"),
        ("王刚2", "“2”"),
        ("[王刚]", "“[”“]”"),
        ("«王刚»先生", "“«”“»”"),
        ("王⿰", "“⿰”"),
        ("王😀", "“😀”"),
        ("王!@#$%^&~=+_", "“!”“@”“#”“$”“%”“^”“&”“~”“=”“+”"),
    ],
)
def test_what_is_no_part_of_a_name_is_refused_and_named(text: str, found: str) -> None:
    (fault,) = name_faults(text)
    assert (fault.code, fault.message) == ("name_characters", f"“{text}”里有姓名不用的字符{found}")


def name_faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(FactsError) as caught:
        name_of(text)
    return tuple(caught.value.faults)


@pytest.mark.parametrize("text", ["某某", "张某", "张某某", "某先生", "李某人", "李XX", "李x", "XXX", "xx"])
def test_a_name_that_is_withheld_is_refused(text: str) -> None:
    assert [fault.code for fault in name_faults(text)] == ["name_unknown"]


@pytest.mark.parametrize("text", ["同上", "同前", "同左", "〃", "“同上”", "同上。", "（同上）"])
@pytest.mark.parametrize("field", ["unit", "account", "purpose", "scope", "heading"])
def test_a_value_that_points_to_another_is_refused(text: str, field: str) -> None:
    assert codes(PacketFacts, **{field: text}) == ["ditto"]


@pytest.mark.parametrize(
    "text", ["待定", "待补", "待填", "暂无", "暂缺", "未定", "{{ name }}", "${name}", "«姓名»", "<<姓名>>", "（待定）"]
)
@pytest.mark.parametrize("field", ["unit", "account", "purpose", "scope", "heading"])
def test_a_value_that_holds_a_place_is_refused(text: str, field: str) -> None:
    assert codes(PacketFacts, **{field: text}) == ["placeholder"]


@pytest.mark.parametrize("text", ["同上", "〃", "待定", "{{ name }}"])
def test_people_and_days_that_point_elsewhere_are_refused(text: str) -> None:
    code = "ditto" if text in ("同上", "〃") else "placeholder"
    assert [fault.code for fault in name_faults(text)] == [code]
    with pytest.raises(FactsError) as caught:
        Member.model_validate({"name": "王刚", "phone": text})
    assert [fault.code for fault in caught.value.faults] == [code]
    assert codes(OpeningNotice, **{**opened(), "opened": text, "domain": text}) == [code, code]


def opened() -> dict[str, Any]:
    return {**(OPENED["typical"] or {})}


UNUSED = ("/", "／", "\\", "-", "—", "——", "--", "无", "n/a", " / ")


@pytest.mark.parametrize("mark", UNUSED)
def test_a_mark_of_an_unused_cell_is_empty_where_nothing_is_asked_and_a_fault_elsewhere(mark: str) -> None:
    packet = PacketFacts.model_validate({**TYPICAL, "heading": mark, "category": mark})
    assert (packet.heading, packet.category) == (None, None)
    assert OpeningNotice.model_validate({**opened(), "dated": mark}).dated is None
    assert codes(PacketFacts, unit=mark, scope=mark, account=mark) == ["blank"] * 3
    assert [fault.code for fault in name_faults(mark)] == ["blank"]


@pytest.mark.parametrize("text", ["无线电协会", "图书馆-分馆", "暂无内容可发", "同上海交大合作", "待定方案公布"])
def test_words_that_begin_like_a_mark_are_content(text: str) -> None:
    assert PacketFacts.model_validate({**TYPICAL, "purpose": text}).purpose == text


def people(*names: str) -> dict[str, Any]:
    members = [{"name": name, "phone": "6688" if name not in UNUSED else name} for name in names]
    return {**TYPICAL["team"], "administrators": members}


def test_places_at_the_end_of_the_team_that_nobody_takes_are_no_people() -> None:
    assert [one.name for one in Team.model_validate(people("李明", "/", "无")).administrators] == ["李明"]
    assert [one.name for one in Team.model_validate(people("李明", "赵敏", "王五", "/")).administrators] == [
        "李明",
        "赵敏",
        "王五",
    ]
    team = {**TYPICAL["team"], "administrators": [{"name": "李明", "phone": "6688"}, {}, {"name": None, "phone": ""}]}
    assert len(Team.model_validate(team).administrators) == 1


def test_a_place_that_has_to_be_taken_and_one_between_are_faults() -> None:
    for team, place in ((people("/", "无"), 0), (people("李明", "/", "王五"), 1)):
        with pytest.raises(FactsError) as caught:
            Team.model_validate(team)
        assert [(fault.path, fault.code) for fault in caught.value.faults] == [
            (f"administrators[{place}].name", "blank"),
            (f"administrators[{place}].phone", "blank"),
        ]


def test_a_name_beside_an_unused_phone_is_a_person_without_phone() -> None:
    team = {**TYPICAL["team"], "administrators": [*people("李明")["administrators"], {"name": "赵敏", "phone": "/"}]}
    with pytest.raises(FactsError) as caught:
        Team.model_validate(team)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("administrators[1].phone", "blank")]


@pytest.mark.parametrize("text", ["12345", "?", "··"])
def test_a_name_without_a_letter_is_refused(text: str) -> None:
    with pytest.raises(FactsError, match="没有文字"):
        name_of(text)


def test_a_phone_number_written_as_a_name_is_masked_in_the_message() -> None:
    with pytest.raises(FactsError) as caught:
        name_of("13803711234")
    assert "13803711234" not in str(caught.value)
    assert "138****34" in str(caught.value)


def test_prose_keeps_its_line_breaks_and_marks() -> None:
    text = "一、“新闻”；\n二、（：，）ＡＢ１　２…"
    form = ApprovalForm.model_validate({**TYPICAL, "scope": f"  {text}\r\n"})
    assert form.scope == text


def test_windows_line_breaks_are_one_line_break() -> None:
    assert ApprovalForm.model_validate({**TYPICAL, "scope": "一\r\n二\r三"}).scope == "一\n二\n三"


def test_control_characters_in_prose_are_refused() -> None:
    assert codes(scope="开馆\x00安排", purpose="服务\t师生") == ["unprintable", "unprintable"]


def test_a_line_break_in_a_name_or_unit_is_refused() -> None:
    assert codes(unit="图书馆\n办公室") == ["line_break"]
    with pytest.raises(FactsError, match="换行"):
        name_of("王\n刚")


@pytest.mark.parametrize(
    ("account", "stored"),
    [
        ("@郑州轻工业学院图书馆", "郑州轻工业学院图书馆"),
        ("＠zzuli_lib-1", "zzuli_lib-1"),
        ("郑州轻工业学院国际合作与交流处", "郑州轻工业学院国际合作与交流处"),
        ("轻工", "轻工"),
        ("abcd", "abcd"),
    ],
)
def test_accounts_of_four_to_thirty_units_are_accepted(account: str, stored: str) -> None:
    assert ApprovalForm.model_validate({**TYPICAL, "account": account}).account == stored


@pytest.mark.parametrize("account", ["轻", "abc", "轻" * 16, "a" * 31, "@abc"])
def test_accounts_outside_four_to_thirty_units_are_refused(account: str) -> None:
    assert codes(account=account) == ["account_length"]


@pytest.mark.parametrize("account", ["郑州 图书馆", "图书馆！官方", "图书馆(官方)", "图书馆ａｂ", "图书馆·官微"])
def test_accounts_with_other_characters_are_refused(account: str) -> None:
    assert codes(account=account) == ["account_characters"]
