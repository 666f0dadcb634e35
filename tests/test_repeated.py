"""A paper that LibreOffice 7.4 saved: what it repeated is read once, and told; what somebody typed so stays."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import TYPICAL, case_name
from tests.drawing import WAYS, Case, Later, document_of
from tests.edited import replaced, stripped, typed_as_lines
from tests.office import Office
from tests.test_readback import said, stated
from zzuli_forms import ApprovalForm, reading, render
from zzuli_forms.document.nodes import Face
from zzuli_forms.document.walking import runs
from zzuli_forms.models.texts import printable
from zzuli_forms.readers.paper import Reading
from zzuli_forms.readers.paper.ledger import plain
from zzuli_forms.readers.paper.repeated import repeated, value_of
from zzuli_forms.typeset import fonts

KINDS = [
    *("图书馆", "王　刚", "13803711234", "0371-63556789", "0371-63556789转8012", "内线6688", "2014年6月25日"),
    *(
        "阿依古丽·买买提",
        "weibo.com/zzulilib",
        "A 座",
        "座 A",
        "“快报”事实",
        "CNKI（知网）",
        "（一）3次",
        "第3条",
        "马䶮𬀩",
    ),
    *("、", "3", "中é中", "㎡3", "……3", "哈", "哈哈"),
]
VALUES = st.text("图书馆、。，（）“”—…　 abZ019-·./年月日转哈", min_size=1, max_size=40)
TEXT = qn("w:t")
REPEATED = ("图书馆图书馆图书馆图书馆", "0371-63556789转8012转0371-63556789转801280120371-63556789转8012")


def test_what_is_printed_of_a_value_follows_from_its_scripts() -> None:
    assert tuple(map(repeated, ("图书馆", "0371-63556789转8012"))) == REPEATED
    assert repeated("内线6688") == "内线6688" + "内线内线6688" + "6688内线6688"
    assert repeated("“快报”") == "“快报”" + "快报”“快报”" + "“快报”"
    assert [repeated(value) for value in ("13803711234", "weibo.com/zzulilib", "", " ")] == [
        *("13803711234", "weibo.com/zzulilib", "", " ")
    ]


@given(VALUES)
def test_a_repeated_value_is_recovered(value: str) -> None:
    printed = repeated(value)
    assert value_of(printed) == (value if printed != value else None)


@given(VALUES, st.integers(2, 5))
def test_what_is_recovered_is_the_only_value_that_is_printed_so(value: str, times: int) -> None:
    for text in (value, value * times):
        recovered = value_of(text)
        assert recovered is None or repeated(recovered) == text


@pytest.mark.parametrize(
    "text", ["", "哈", "哈哈", "哈哈哈", "测试测试", "图书馆图书馆图书馆", "8080", "A座A座A座A座", "中" * 9]
)
def test_what_libreoffice_does_not_write_is_nobody_s_repetition(text: str) -> None:
    assert value_of(text) is None


def test_a_long_text_is_no_burden() -> None:
    assert value_of("a中" * 100_000) is None
    assert value_of("中" * 1_000_000) == "中" * 250_000


def controls(values: list[str]) -> docx.document.Document:
    """A document with each value in a plain-text control of its own paragraph."""
    document = docx.Document()
    for number, value in enumerate(values):
        run = f'<w:r><w:t xml:space="preserve">{escape(value)}</w:t></w:r>'
        control = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>"
        document.element.body.insert(number, parse_xml(f"<w:p {nsdecls('w')}>{control}</w:p>"))
    return document


def mixed(characters: list[str], other: str) -> list[str]:
    """Texts in which each character stands between two others."""
    parts = (characters[first : first + 20] for first in range(0, len(characters), 20))
    return ["".join(f"{other}{character}" for character in part) + other for part in parts]


def is_printable(character: str) -> bool:
    try:
        return not fonts.missing(printable(character), Face.BODY)
    except ValueError:
        return False


def test_libreoffice_prints_what_the_law_says_of_every_character_a_form_prints(office: Office, tmp_path: Path) -> None:
    all_but_han = map(chr, (*range(0x21, 0x3400), *range(0xFE00, 0x10000)))
    characters = [*filter(is_printable, all_but_han), *map(chr, range(0x3400, 0xA000, 97)), "𠀀", "𬀩", "𰻝"]
    values = [*KINDS, *mixed(characters, "中"), *mixed(characters, "a")]
    controls(values).save(str(tmp_path / "文字.docx"))
    (saved,) = office.convert([tmp_path / "文字.docx"], "docx").values()

    texts = ["".join(t.text or "" for t in p._p.iter(TEXT)) for p in docx.Document(str(saved)).paragraphs]
    assert texts[: len(values)] == [repeated(value) for value in values]


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_what_libreoffice_saved_reads_the_same_and_is_told(
    case: Case, way: tuple[str, ...], resaved: dict[tuple[str, ...], Later]
) -> None:
    found = reading(resaved[way][case_name(case)])
    shown = {plain(run.text) for run in runs(document_of(case)) if run.source} - {""}
    assert found.form.key == case[0].key
    assert [remark.code for remark in found.remarks] == (["repeated"] if shown else [])
    facts = stated(case)
    if found.facts is None:
        assert {plain(value.text) for value in found.values} <= shown
    elif facts is not None:
        assert said(found.facts) == said(facts)


def approval(**changes: str) -> ApprovalForm:
    return ApprovalForm.model_validate({**TYPICAL, **changes})


def read_of(data: bytes, folder: Path) -> Reading:
    (folder / "表.docx").write_bytes(data)
    return reading(folder / "表.docx")


def printed_again(data: bytes, values: list[str], times: int = 1) -> bytes:
    """The file with each value as LibreOffice prints it when it has saved the file so many times."""
    for value in values:
        printed = value
        for _ in range(times):
            printed = repeated(printed)
        data = replaced(data, f">{value}<", f">{printed}<")
    return data


def test_a_form_saved_twice_is_read_too(tmp_path: Path) -> None:
    values = ["图书馆", "郑州轻工业学院图书馆", "王　刚"]
    data = stripped(printed_again(render(approval(), "docx"), values, times=2))
    found = read_of(data, tmp_path)
    assert said(found.facts) == said(approval())
    assert [remark.code for remark in found.remarks] == ["repeated"]


def test_what_may_have_been_typed_so_is_not_shortened_but_told(tmp_path: Path) -> None:
    found = read_of(stripped(render(approval(account="哈哈哈哈"), "docx")), tmp_path)
    assert found.stated["account"] == "哈哈哈哈"
    (remark,) = found.remarks
    assert remark.code == "repeated"
    assert remark.message.startswith("“哈哈哈哈”")


def test_what_the_facts_inside_state_is_no_repetition(tmp_path: Path) -> None:
    found = read_of(render(approval(account="哈哈哈哈", unit="图书馆" * 4), "docx"), tmp_path)
    assert not found.remarks
    assert (found.stated["account"], found.stated["unit"]) == ("哈哈哈哈", "图书馆" * 4)


def test_the_facts_inside_prove_what_was_repeated(tmp_path: Path) -> None:
    found = read_of(printed_again(render(approval(), "docx"), ["图书馆"]), tmp_path)
    assert said(found.facts) == said(approval())
    assert [(remark.code, remark.place) for remark in found.remarks] == [("repeated", "文件")]
    assert "（如“图书馆”），请不要打印，用原来的文件或重新生成" in str(found.remarks[0])


@pytest.mark.parametrize("text", ["测试测试", "哈哈"])
def test_doubled_words_are_words(text: str, tmp_path: Path) -> None:
    found = read_of(replaced(typed_as_lines(), "郑州轻工业学院图书馆", text), tmp_path)
    assert found.stated["account"] == text
    assert "repeated" not in {remark.code for remark in found.remarks}


def control(text: str, title: str = "") -> str:
    properties = f'<w:sdtPr><w:alias w:val="{title}"/><w:text/></w:sdtPr>' if title else ""
    return f"<w:sdt>{properties}<w:sdtContent><w:r><w:t>{text}</w:t></w:r></w:sdtContent></w:sdt>"


def test_other_controls_in_a_row_all_say_something(tmp_path: Path) -> None:
    rows = ((control("一"), control("一")), (control("甲", "备注"), control("乙", "备注")))
    more = "".join(f"<w:p>{''.join(row)}</w:p>" for row in rows)
    found = read_of(replaced(render(approval(), "docx"), "<w:body>", f"<w:body>{more}"), tmp_path)
    assert [remark.message.rpartition("多出")[2] for remark in found.remarks] == ["“一一”", "“甲乙”"]
