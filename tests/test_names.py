"""Names, prose and account names: what is mended, what is refused."""

from __future__ import annotations

import pytest

from tests.cases import TYPICAL
from zzuli_forms import ApprovalForm, FactsError, Member


def name_of(text: str) -> str:
    return Member.model_validate({"姓名": text, "电话": "13803711234"}).name


def codes(**changes: object) -> list[str]:
    with pytest.raises(FactsError) as caught:
        ApprovalForm.model_validate({**TYPICAL, **changes})
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


@pytest.mark.parametrize("text", ["张三、李四", "张三，李四", "张三/李四"])
def test_two_people_in_one_cell_are_refused(text: str) -> None:
    with pytest.raises(FactsError, match="不止一个人"):
        name_of(text)


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
