"""Whatever free text is typed: our own errors or a paper that prints all of it, in both formats."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import pypdfium2
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from zzuli_forms import ApprovalForm, FactsError, FilingPacket, Member, reading
from zzuli_forms.forms.register import lay_out, renderer
from zzuli_forms.models.phones import parse

HARD = "王刚阿依古丽·买提𬀩𠮷㛃䶮\U0002ebf0，。；“”（）—…①□☑１ａAZaz09_- /.@\n\t\u200b\ue001😀\u3000"
names = st.text(alphabet=HARD[:16] + "•. \u3000-", min_size=1, max_size=55) | st.text(max_size=20)
prose = st.text(alphabet=HARD, max_size=320) | st.text(max_size=60)
phones = (
    st.from_regex(r"1[3-9][0-9]{9}|(0371-[2-8][0-9]{7}|(内线)?[0-9]{4,8})(转[0-9]{1,4})?|400-?[0-9]{7}", fullmatch=True)
    | st.text(alphabet="0123456789-+转分机内线（）() ext、１２", max_size=24)
    | st.text(max_size=15)
)
members = st.fixed_dictionaries({"name": names, "phone": phones})
packets = st.fixed_dictionaries(
    {
        "unit": names,
        "account": st.just("郑州轻工业学院图书馆") | names,
        "purpose": prose,
        "scope": prose,
        "team": st.fixed_dictionaries({"leader": members, "administrators": st.lists(members, min_size=1, max_size=3)}),
    },
    optional={"heading": names},
)
shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*ApprovalForm.model_fields, "姓名", "电话", "负责人", "管理员", "x"]), inner)
    ),
    max_leaves=12,
)
slow = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def accepted(facts: Any) -> FilingPacket | None:
    try:
        packet = FilingPacket.model_validate(facts)
        lay_out(packet)
    except FactsError:
        return None
    return packet


@given(shapes)
@settings(deadline=None)
def test_facts_of_any_shape_raise_nothing_but_our_own_errors(facts: object) -> None:
    packet = accepted(facts)
    assert packet is None or packet.unit


@given(phones)
@settings(deadline=None, max_examples=400)
def test_what_is_read_as_a_phone_reads_back_as_itself(text: str) -> None:
    try:
        member = Member.model_validate({"name": "王刚", "phone": text})
    except FactsError:
        return
    assert parse(member.phone.text) == member.phone
    assert not set(member.phone.text) - set("0123456789-转内线分机短号")


@given(names)
@settings(deadline=None, max_examples=400)
def test_a_mended_name_stays_mended(text: str) -> None:
    try:
        member = Member.model_validate({"name": text, "phone": "6688"})
    except FactsError:
        return
    assert Member.model_validate({"name": member.name, "phone": "6688"}) == member


@given(packets)
@slow
def test_hostile_text_raises_nothing_but_our_own_errors(facts: dict[str, Any]) -> None:
    packet = accepted(facts)
    assert packet is None or packet.unit


printable = st.text(
    alphabet="学校王刚微博𬀩𠮷㛃䶮\U0002ebf0，。；“”（）—…①□☑１ａAZaz09_-/.@\n", min_size=1, max_size=280
)
hanzi_names = st.text(alphabet="王刚阿依古丽𬀩𠮷㛃䶮", min_size=2, max_size=25)
sound = st.fixed_dictionaries(
    {
        "unit": hanzi_names,
        "account": st.just("郑州轻工业学院图书馆"),
        "purpose": printable,
        "scope": printable,
        "heading": hanzi_names,
        "people": st.lists(hanzi_names, min_size=2, max_size=4),
        "phone": st.from_regex(r"1[3-9][0-9]{9}|(0371-[2-8][0-9]{7}|[1-9][0-9]{3})(转[0-9]{1,4})?", fullmatch=True),
    }
)


@given(sound)
@slow
def test_what_is_accepted_is_printed_whole_in_both_formats(stated: dict[str, Any]) -> None:
    team = [{"name": name, "phone": stated["phone"]} for name in stated["people"]]
    facts = {key: value for key, value in stated.items() if key not in ("people", "phone")}
    packet = accepted({**facts, "team": {"leader": team[0], "administrators": team[1:]}})
    assume(packet is not None)
    assert packet is not None
    check_printed(packet)


def check_printed(packet: FilingPacket) -> None:
    letter = lay_out(packet.letter)
    for kind, text in (("pdf", _pdf_text), ("docx", _word_text)):
        assert squeezed(packet.heading or "") in squeezed(text(renderer(kind)(letter)))
    document = lay_out(packet.form)
    facts = packet.form.model_dump(mode="json")
    people = [facts["team"]["leader"], *facts["team"]["administrators"]]
    typed = [facts["unit"], facts["account"], facts["purpose"], facts["scope"]]
    typed += [person[key] for person in people for key in ("name", "phone")]
    pdf = squeezed(_pdf_text(renderer("pdf")(document)))
    word = squeezed(_word_text(renderer("docx")(document)))
    for value in typed:
        assert squeezed(value) in pdf
        assert squeezed(value) in word


@given(sound, st.sampled_from(["docx", "pdf"]))
@slow
def test_what_is_accepted_reads_back_the_same(stated: dict[str, Any], kind: str) -> None:
    team = [{"name": name, "phone": stated["phone"]} for name in stated["people"]]
    facts = {key: value for key, value in stated.items() if key not in ("people", "phone")}
    packet = accepted({**facts, "team": {"leader": team[0], "administrators": team[1:]}})
    assume(packet is not None)
    assert packet is not None
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a.{kind}")
        path.write_bytes(renderer(kind)(lay_out(packet)))
        found = reading(path)
    assert found.facts == packet
    assert not found.guessed
    assert not found.remarks


def _pdf_text(data: bytes) -> str:
    return str(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range())


def _word_text(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return "".join(text.text or "" for text in body.iter("{*}t"))


def squeezed(text: str) -> str:
    """The text without white space; pdfium tells a hyphen at a line's end as U+FFFE or U+0002."""
    return re.sub("[\ufffe\x02]", "-", "".join(text.split()))
