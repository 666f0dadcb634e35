"""Telephone numbers: what is read, how it is printed, and what is refused with which remedy."""

from __future__ import annotations

from pathlib import Path

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from tests.cases import TYPICAL
from zzuli_forms import ApprovalForm, FactsError, FilingPacket, Member, UsageError, make_packets, reading
from zzuli_forms.filing import notices
from zzuli_forms.models.messages import masked
from zzuli_forms.models.phones import Phone, PhoneKind, area_code, parse
from zzuli_forms.readers.text import facts_file

INTERNAL_MARKS = ("内线", "内线 ", "内线:", "内线：", "内线-", "（内线）", "分机", "分机号：", "校内分机")
EXTENSION_MARKS = ("转", " 转 ", "转：", "分机", " 分机号 ", "分机号：", "ext", " Ext. ", "EXT:", "x", " X", "#", "＃")
MOBILE, FIXED, FREE, INTERNAL, SHORT = (
    PhoneKind.MOBILE,
    PhoneKind.FIXED,
    PhoneKind.FREEPHONE,
    PhoneKind.INTERNAL,
    PhoneKind.SHORT,
)


@pytest.mark.parametrize(
    ("written", "kind", "e164", "extension", "text"),
    [
        ("13803711234", MOBILE, "+8613803711234", None, "13803711234"),
        ("138 0371 1234", MOBILE, "+8613803711234", None, "13803711234"),
        ("+86 138-0371-1234", MOBILE, "+8613803711234", None, "13803711234"),
        ("008613803711234", MOBILE, "+8613803711234", None, "13803711234"),
        ("１３８０３７１１２３４", MOBILE, "+8613803711234", None, "13803711234"),
        ("14912345678", MOBILE, "+8614912345678", None, "14912345678"),
        ("13803711234转12", MOBILE, "+8613803711234", "12", "13803711234转12"),
        ("0371-63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("(0371)63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("（0371）6355 6789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("０３７１—６３５５６７８９", FIXED, "+8637163556789", None, "0371-63556789"),
        ("037163556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("+86 371 63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("86-371-63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("0371-63556789转8012", FIXED, "+8637163556789", "8012", "0371-63556789转8012"),
        ("0371-63556789 分机 8012", FIXED, "+8637163556789", "8012", "0371-63556789转8012"),
        ("0371-63556789-8012", FIXED, "+8637163556789", "8012", "0371-63556789转8012"),
        ("63556789-8012", FIXED, "+8637163556789", "8012", "0371-63556789转8012"),
        ("63556789 ext. 8012", FIXED, "+8637163556789", "8012", "0371-63556789转8012"),
        ("010-62781234", FIXED, "+861062781234", None, "010-62781234"),
        ("0377-63556789", FIXED, "+8637763556789", None, "0377-63556789"),
        ("13803711234.0", MOBILE, "+8613803711234", None, "13803711234"),
        ("1.3803711234E+10", MOBILE, "+8613803711234", None, "13803711234"),
        ("37163556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("37163556789.0", FIXED, "+8637163556789", None, "0371-63556789"),
        ("371-63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("400-123-4567", FREE, "+864001234567", None, "400-123-4567"),
        ("8001234567", FREE, "+868001234567", None, "800-123-4567"),
        ("6688", SHORT, None, None, "6688"),
        ("663456", SHORT, None, None, "663456"),
        ("123", SHORT, None, None, "123"),
        ("12345", SHORT, None, None, "12345"),
        ("6688转12", SHORT, None, "12", "6688转12"),
        ("短号 663456", SHORT, None, None, "短号663456"),
        ("-63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("63550086", FIXED, "+8637163550086", None, "0371-63550086"),
        ("+86 371 63550789", FIXED, "+8637163550789", None, "0371-63550789"),
        ("分机号：8012", INTERNAL, None, None, "分机8012"),
        ("8613803711234", MOBILE, "+8613803711234", None, "13803711234"),
        ("63556789,转8012", FIXED, "+8637163556789", "8012", "0371-63556789转8012"),
        ("63556789、分机8012", FIXED, "+8637163556789", "8012", "0371-63556789转8012"),
        ("0371～63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("（0371）～63556789", FIXED, "+8637163556789", None, "0371-63556789"),
        ("内线：668801", INTERNAL, None, None, "内线668801"),
        ("内线0086", INTERNAL, None, None, "内线0086"),
    ],
)
def test_a_number_is_read_stored_and_printed(
    written: str, kind: PhoneKind, e164: str | None, extension: str | None, text: str
) -> None:
    phone = parse(written)
    assert phone == Phone(kind, e164, extension, text)
    assert parse(phone.text) == phone


NUMBERS = [
    ("13803711234", MOBILE),
    ("+86 138 0371 1234", MOBILE),
    ("63556789", FIXED),
    ("（0371）6355 6789", FIXED),
    ("010-62781234", FIXED),
    ("0396-2345678", FIXED),
    ("400-123-4567", FREE),
    ("8001234567", FREE),
    *((f"{mark}{digits}", INTERNAL) for mark in INTERNAL_MARKS for digits in ("668", "6688", "66880", "668801")),
    *((f"{mark}{digits}", SHORT) for mark in ("", "短号", "短号：") for digits in ("668", "6688", "668801")),
]


@pytest.mark.parametrize(("number", "kind"), NUMBERS)
def test_every_kind_of_number_may_have_an_extension_behind_every_mark(number: str, kind: PhoneKind) -> None:
    alone = parse(number)
    extended = Phone(kind, alone.e164, "12", f"{alone.text}转12")
    assert alone.kind is kind
    assert {mark: parse(f"{number}{mark}12") for mark in EXTENSION_MARKS} == dict.fromkeys(EXTENSION_MARKS, extended)
    assert parse(extended.text) == extended


def assigned(number: str) -> bool:
    """Whether phonenumbers knows an area code with such a number behind it."""
    return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))


numbers = st.one_of(
    st.from_regex(r"(\+86 ?|86-)?1[3-9][0-9]{9}", fullmatch=True),
    st.from_regex(r"(0371[- ]?)?[2-8][0-9]{7}", fullmatch=True),
    st.from_regex(r"(010-?|\(010\))[2-8][0-9]{7}|0396-?[2-8][0-9]{6}", fullmatch=True).filter(assigned),
    st.from_regex(r"[48]00-?[0-9]{3}-?[0-9]{4}", fullmatch=True),
    st.builds(str.__add__, st.sampled_from([*INTERNAL_MARKS, "短号"]), st.from_regex("[0-9]{3,6}", fullmatch=True)),
    st.from_regex("[1-9][0-9]{2,5}", fullmatch=True),
)
extensions = st.builds(str.__add__, st.sampled_from(EXTENSION_MARKS), st.from_regex("[0-9]{1,6}", fullmatch=True))


@given(numbers, st.just("") | extensions)
def test_the_printed_text_of_every_kind_of_phone_is_read_as_the_same_phone(number: str, extension: str) -> None:
    phone = parse(f"{number}{extension}")
    assert (phone.extension is None) == (not extension)
    assert parse(phone.text) == phone


@pytest.fixture(scope="module", params=["6688转12", "0396-2345678转12", "400-123-4567转12", "13803711234转12"])
def filed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[FilingPacket, Path]:
    """A packet whose leader has such a phone, and the folder it is filed in."""
    leader = {**TYPICAL["team"]["leader"], "phone": request.param}
    packet = FilingPacket.model_validate({**TYPICAL, "team": {**TYPICAL["team"], "leader": leader}})
    folder = tmp_path_factory.mktemp("filed")
    packet.write(folder)
    return packet, folder


def test_a_phone_with_an_extension_is_read_from_the_manifest(filed: tuple[FilingPacket, Path]) -> None:
    packet, folder = filed
    assert FilingPacket.from_file(folder / packet.unit / "manifest.json") == packet


@pytest.mark.parametrize("name", ["政务微博体系审批表.docx", "政务微博体系审批表.pdf", "报送材料.pdf"])
def test_a_phone_with_an_extension_is_read_from_the_papers(filed: tuple[FilingPacket, Path], name: str) -> None:
    packet, folder = filed
    read = reading(folder / packet.unit / f"{packet.unit}-{name}")
    assert isinstance(read.facts, ApprovalForm | FilingPacket)
    assert (read.facts.team, read.remarks) == (packet.team, ())


def test_a_phone_with_an_extension_goes_through_a_batch_of_the_folder(
    filed: tuple[FilingPacket, Path], tmp_path: Path
) -> None:
    packet, folder = filed
    assert make_packets(folder, tmp_path).good
    for path in (folder / packet.unit).glob("*.pdf"):
        assert (tmp_path / packet.unit / path.name).read_bytes() == path.read_bytes()


def test_a_phone_with_an_extension_goes_into_a_change_notice(filed: tuple[FilingPacket, Path]) -> None:
    packet, folder = filed
    before = facts_file.read(folder / packet.unit / "manifest.json")
    notice = notices.change(before, TYPICAL, {"effective": "2014-12-1"})
    assert (notice.before, notice.after) == (packet.team, FilingPacket.model_validate(TYPICAL).team)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("13803711234、13903711234", "phone_two"),
        ("13803711234 13903711234", "phone_two"),
        ("63556789/63556790", "phone_two"),
        ("13803711234或63556789", "phone_two"),
        ("63556789-13803711234", "phone_two"),
        ("6688、6689", "phone_two"),
        ("0371-63556789/90", "phone_two"),
        ("63556789～90", "phone_two"),
        ("63556789~63556790", "phone_two"),
        ("63556789至63556790", "phone_two"),
        ("63556789,转8012,转8013", "phone_extension"),
        ("0371", "phone_area_alone"),
        ("（010）", "phone_area_alone"),
        ("0371转8012", "phone_area_alone"),
        ("0371635", "phone_local_length"),
        ("00852-23456789", "phone_foreign"),
        ("00852-2345", "phone_foreign"),
        ("+852 2345 6789", "phone_foreign"),
        ("0000", "phone_unknown"),
        ("12", "phone_length"),
        ("400123456789", "phone_length"),
        ("13803711234和13903711234", "phone_two"),
        ("6688\n6689", "phone_two"),
        ("6355678 6355679", "phone_two"),
        ("王刚内线6688", "phone_letters"),
        ("内线6688012", "phone_local_length"),
        ("13803711234.05", "phone_letters"),
        ("138037112", "phone_mobile_length"),
        ("1380371123456", "phone_mobile_length"),
        ("13803711234567", "phone_length"),
        ("13803711", "phone_length"),
        ("3716355678901", "phone_length"),
        ("63556789至", "phone_letters"),
        ("86138037112345", "phone_length"),
        ("6688-12", "phone_length"),
        ("+86 6688", "phone_unknown"),
        ("+86 0086", "phone_unknown"),
        ("138O3711234", "phone_letters"),
        ("13803711234（微信同号）", "phone_letters"),
        ("1.38E+10", "phone_digits_lost"),
        ("1.38e10", "phone_digits_lost"),
        ("6E+07", "phone_digits_lost"),
        ("63556789.5", "phone_letters"),
        ("53163556789", "phone_length"),
        ("1380371123", "phone_mobile_length"),
        ("138037112345", "phone_mobile_length"),
        ("1380371", "phone_length"),
        ("12345678901", "phone_length"),
        ("0371-6355678", "phone_local_length"),
        ("0371-13556789", "phone_local_length"),
        ("0371-635567890", "phone_local_length"),
        ("6355678", "phone_local_length"),
        ("0999-12345678", "phone_unknown"),
        ("+1 650 253 0000", "phone_foreign"),
        ("00852 23456789", "phone_foreign"),
        ("63556789转", "phone_extension"),
        ("63556789转1234567", "phone_extension"),
        ("", "phone_letters"),
    ],
)
def test_a_wrong_number_is_refused_with_a_code_of_its_own(written: str, code: str) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse(written)
    assert caught.value.type == code


def fault_of(written: object) -> str:
    with pytest.raises(FactsError) as caught:
        Member.model_validate({"name": "王刚", "phone": written})
    (fault,) = caught.value.faults
    return str(fault)


def test_the_message_says_the_fault_and_the_remedy() -> None:
    assert fault_of("1380371") == ("电话（phone）：应为11位手机号或带区号的固定电话，现为“1380371”（7位），请补全")
    assert fault_of("1380371123456").endswith("（13位），请删去多余的数字")
    assert "“0371-6355678”（7位）" in fault_of("0371-6355678")
    assert fault_of("53163556789").endswith("（11位），请核对")
    assert fault_of("0371").endswith("“0371”只有区号，请补上后面的号码")
    assert "第1个字U+202E（不可见字符）" in fault_of("\u202e13803711234")
    assert fault_of("") == "电话（phone）：没有填，请补填"
    assert fault_of(None) == "电话（phone）：没有填，请补填"
    assert "一段文字" in fault_of(["13803711234"])


def test_a_phone_is_taken_as_it_is() -> None:
    phone = parse("0371-63556789转8012")
    assert Member.model_validate({"name": "王刚", "phone": phone}).phone is phone


def test_numbers_as_integers_are_read() -> None:
    assert Member(name="王刚", phone=13803711234).phone.text == "13803711234"
    assert Member.model_validate({"name": "王刚", "phone": 13803711234.0}).phone.text == "13803711234"


def test_a_valid_number_is_masked_in_messages_and_reprs() -> None:
    member = Member.model_validate({"name": "王刚", "phone": "0371-63556789转8012"})
    assert "63556789" not in repr(member)
    assert "13803711234" not in fault_of("13803711234、13903711234")
    assert masked("13803711234") == "138****34"


def test_the_area_of_a_bare_number_is_a_setting() -> None:
    member = Member.model_validate({"name": "王刚", "phone": "62781234"}, context={"area_code": "010"})
    assert member.phone.text == "010-62781234"


@pytest.mark.parametrize("text", ["371", "abc", "03710", "０３７１", ""])
def test_a_wrong_area_code_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match="区号"):
        area_code(text)


@given(st.from_regex("[2-8][0-9]{7}", fullmatch=True))
def test_a_local_number_is_what_phonenumbers_takes_it_for(local: str) -> None:
    number = phonenumbers.parse(f"+86371{local}")
    assert phonenumbers.length_of_geographical_area_code(number) == 3
    assert str(parse(local)) == f"0371-{local}"
