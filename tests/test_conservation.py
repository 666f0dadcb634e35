"""Whatever a Word paper shows is official wording, a value, hand-work or a remark, and nothing else is stated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import docx
import pytest
from docx.oxml.ns import nsdecls, qn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests import constructs
from tests.cases import CASES, FURTHER, STATED, TYPICAL, case_name
from tests.constructs import INLINE, UNSEEN, WAYS, put
from tests.drawing import document_of
from tests.edited import DOCUMENT, replaced, stripped, typed_as_a_table, typed_as_lines, with_parts, without_facts
from tests.office import Office
from tests.onlyoffice import OnlyOffice
from tests.test_readback import said
from tests.test_repeated import printed_again
from zzuli_forms import ApprovalForm, FileError, reading, render
from zzuli_forms.forms.register import lay_out, renderer
from zzuli_forms.models.facts import Facts
from zzuli_forms.readers.paper import Reading
from zzuli_forms.readers.paper.numbering import Numbering

MARK = "丙丁戊己"
"""Four hanzi that stand in no form and in no value."""
MANY = settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
FORM = render(ApprovalForm.model_validate(TYPICAL), "docx")
OWN = {case_name(case): renderer("docx")(document_of(case)) for case in CASES if case[1] in ("typical", "continued")}
PAPERS: dict[str, bytes] = {
    **OWN,
    **{f"{name}, typed": stripped(data) for name, data in OWN.items()},
    "blank": renderer("docx")(document_of(next(case for case in CASES if case_name(case) == "approval-blank"))),
    "repeated": stripped(printed_again(FORM, ["图书馆", "郑州轻工业学院图书馆", "王　刚"])),
    "a table": typed_as_a_table(),
    "lines": typed_as_lines(),
}


def read_of(data: bytes) -> Reading:
    with TemporaryDirectory() as folder:
        path = Path(folder, "表.docx")
        path.write_bytes(data)
        return reading(path)


def told(found: Reading) -> str:
    """Return all that a reading tells of what a paper shows, each text on a line of its own."""
    messages = (fault.message for fault in (*found.faults, *found.differences, *found.altered))
    values, others = (one.text for one in found.values), (one.text for one in (*found.leftovers, *found.handwork))
    return "\n".join((*values, *others, *messages))


def tells(data: bytes, mark: str) -> bool:
    """Tell whether a mark in a paper is told, or the paper refused, for its title is changed."""
    found = read_if_titled(data)
    return found is None or mark in told(found)


def read_if_titled(data: bytes) -> Reading | None:
    """Return the reading of a paper, None for one whose title is changed so that no form is known by it."""
    try:
        return read_of(data)
    except FileError as error:
        if "没有找到标题" in str(error):
            return None
        raise


@given(st.sampled_from([*PAPERS]), st.sampled_from(WAYS), st.integers(0, 10**6))
@MANY
@example("approval-typical", "a cell more", 3)
@example("packet-typical, typed", "text instead", 2)
def test_what_is_put_anywhere_in_any_way_is_told(paper: str, way: str, place: int) -> None:
    assert tells(put(PAPERS[paper], way, MARK, place), MARK)


unbroken = st.sampled_from([*INLINE, *constructs.BLOCKS, *constructs.ROWS])
several = st.lists(st.tuples(unbroken, st.integers(0, 10**6)), max_size=6)


@given(st.sampled_from([*PAPERS]), several)
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_put_in_several_places_is_all_told(paper: str, changes: list[tuple[str, int]]) -> None:
    data, marks = (
        PAPERS[paper],
        [f"{MARK[: 1 + number % 2]}{'甲乙丙丁戊己'[number]}辰巳" for number in range(len(changes))],
    )
    parts = [way for way, _ in changes if way in constructs.PARTS]
    kept = [(way, place) for way, place in changes if parts.count(way) < 2]
    for mark, (way, place) in zip(marks, kept, strict=False):
        data = put(data, way, mark, place)
    wholly = [mark for mark, (way, _) in zip(marks, kept, strict=False) if way != "text instead"]
    assert all(tells(data, mark) for mark in wholly if mark.encode() in shown_parts(data))


def shown_parts(data: bytes) -> bytes:
    """Return the bytes of a file's document and notes, for a later change may have removed an earlier one."""
    found: list[bytes] = []
    with_parts(data, {DOCUMENT: lambda part: found.append(etree.tostring(etree.fromstring(part), encoding="utf-8"))})
    return b"".join(found)


@given(st.sampled_from([*PAPERS]), st.sampled_from([*UNSEEN]), st.integers(0, 10**6))
@MANY
def test_what_nobody_sees_is_not_stated(paper: str, way: str, place: int) -> None:
    found = read_if_titled(put(PAPERS[paper], way, MARK, place))
    assert found is None or MARK not in told(found)


@given(st.text("图书馆王刚·、，。；（）“”—… aZ09\n", max_size=60), st.sampled_from(["purpose", "scope"]))
@settings(max_examples=60)
@example("0", "purpose")
@example("甲\n\n乙", "scope")
def test_a_sound_paper_leaves_nothing(text: str, field: str) -> None:
    lines = re.sub(r"[ 　]*\n[ 　]*", "\n", text)
    stated = {**TYPICAL, field: lines if re.search(r"\w", text) else "服务师生。"}
    for data in (made := render(ApprovalForm.model_validate(stated), "docx"), stripped(made)):
        found = read_of(data)
        assert not found.leftovers
        assert not found.altered
        assert said(found.facts) == said(ApprovalForm.model_validate(stated))


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """Papers with a mark in each way, at places spread over each of some papers: name → path and mark."""
    folder = tmp_path_factory.mktemp("marked")
    made: dict[str, tuple[Path, str]] = {}
    for number, way in enumerate(WAYS):
        for paper in ("approval-typical, typed", "letter-typical", "a table"):
            path = folder / f"{len(made)}.docx"
            path.write_bytes(put(PAPERS[paper], way, MARK, 7 * number + 3))
            made[path.stem] = path, way
    return made


def shown_by(drawn: dict[str, Path], run: Callable[..., str]) -> set[str]:
    """The names of the papers on whose pages, as a program has drawn them, the mark is to be seen."""
    return {name for name, path in drawn.items() if MARK in "".join(run("pdftotext", path, "-").split())}


def test_what_libreoffice_shows_is_told(
    marked: dict[str, tuple[Path, str]], office: Office, run: Callable[..., str]
) -> None:
    seen = shown_by(office.to_pdf([path for path, _ in marked.values()]), run)
    assert len(seen) > len(marked) // 2
    assert [marked[name][1] for name in seen if not tells(marked[name][0].read_bytes(), MARK)] == []


def test_what_onlyoffice_shows_is_told(
    marked: dict[str, tuple[Path, str]], onlyoffice: OnlyOffice, run: Callable[..., str]
) -> None:
    own = [path for path, _ in list(marked.values())[::3]]
    seen = shown_by(onlyoffice.to_pdf(own), run)
    assert len(seen) > len(own) // 2
    assert [marked[name][1] for name in seen if not tells(marked[name][0].read_bytes(), MARK)] == []


STAMP = "Unregistered Version"


def test_what_onlyoffice_saves_of_every_paper_leaves_nothing_but_its_stamp(
    papers: dict[str, Path], onlyoffice: OnlyOffice
) -> None:
    own = [path for name, path in papers.items() if name.endswith(".docx")]
    for name, path in onlyoffice.convert(own, "docx").items():
        found = reading(path)
        assert {one.text for one in found.leftovers} <= {STAMP}, name
        assert all(STAMP in remark.message for remark in found.remarks), name


def test_the_notice_s_table_saved_by_libreoffice_leaves_nothing(office: Office, tmp_path: Path) -> None:
    (tmp_path / "表.docx").write_bytes(typed_as_a_table())
    (saved,) = office.convert([tmp_path / "表.docx"], "docx").values()
    found = reading(saved)
    assert (found.leftovers, len(found.values), found.faults) == ((), 8, ())
    assert [one.text for one in found.handwork] == ["同意申报。", "2014年6月3日"]


NAME = "team.administrators[0].name"
TYPED = typed_as_a_table()
NOTE = "2. 政务微博开通后，需将政务微博名称、域名及开通日期以书面形式报党委宣传部。"


def in_name(inner: str, old: str = "李晓雨") -> bytes:
    """Return the notice's table with something in the place of an administrator's name."""
    return with_parts(TYPED, {DOCUMENT: lambda part: _in_run(part, old, inner)})


def _in_run(part: bytes, old: str, inner: str) -> bytes:
    root = etree.fromstring(part)
    run = next(text.getparent() for text in root.iter(qn("w:t")) if text.text == old)
    assert run is not None
    for one in constructs._elements(inner, ""):
        run.addprevious(one)
    home = run.getparent()
    assert home is not None
    home.remove(run)
    return etree.tostring(root)


def text_run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def value(found: Reading, path: str = NAME) -> str:
    return next((one.text for one in found.values if one.path == path), "")


SPLIT = text_run("李") + INLINE["Google's control"].replace("{}", "晓雨")


@pytest.mark.parametrize(
    "inner",
    [
        text_run("李晓雨"),
        SPLIT,
        f"{text_run('李晓')}<w:r><w:ruby><w:rubyPr/><w:rt>{text_run('yǔ')}</w:rt><w:rubyBase>{text_run('雨')}"
        "</w:rubyBase></w:ruby></w:r>",
        f"{text_run('李晓雨')}<w:r><w:rPr><w:vanish/></w:rPr><w:t>旧名单张三</w:t></w:r>",
        INLINE["a box"].replace("{}", "李晓雨"),
        f"{text_run('李')}{INLINE['an insertion'].replace('{}', '晓雨')}{UNSEEN['a deletion'].replace('{}', '张三')}",
    ],
)
def test_a_cell_is_read_as_a_person_sees_it(inner: str) -> None:
    found = read_of(in_name(inner))
    assert value(found) == "李晓雨"
    assert not found.leftovers


def test_a_style_hides_text_too() -> None:
    style = '<w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    data = in_name(f"{text_run('李晓雨')}<w:r><w:rPr><w:rStyle w:val='Ghost'/></w:rPr><w:t>张三</w:t></w:r>")
    hidden = with_parts(data, {"word/styles.xml": lambda part: part.replace(b"</w:styles>", style.encode())})
    assert value(read_of(hidden)) == "李晓雨"
    assert value(read_of(data)) == "李晓雨张三"


def test_struck_text_is_no_value_and_is_told() -> None:
    found = read_of(in_name(f"<w:r><w:rPr><w:strike/></w:rPr><w:t>李四</w:t></w:r>{text_run('王五')}"))
    assert value(found) == "王五"
    (struck,) = found.leftovers
    assert (struck.text, struck.path, struck.is_struck) == ("李四", NAME, True)
    assert "“李四”上划了删除线" in struck.remark.message


PICTURE = (
    "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='x'/><a:graphic><a:graphicData>"
    "<pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
EQ = f"{constructs._turn('begin')}<w:r><w:instrText> EQ \\o(龙,天) </w:instrText></w:r>{constructs._turn('end')}"


@pytest.mark.parametrize(
    ("shown", "kind"), [(PICTURE, "图片"), ("<w:r><w:sym w:font='x' w:char='E863'/></w:r>", "符号"), (EQ, "EQ域")]
)
def test_what_is_shown_and_is_no_text_is_a_fault_of_its_field(shown: str, kind: str) -> None:
    found = read_of(in_name(f"{text_run('李')}{shown}{text_run('雨')}"))
    (fault,) = found.faults
    assert (fault.path, fault.code) == (NAME, "no_text")
    assert f"“李〔{kind}〕雨”里有{kind}" in fault.message
    assert found.facts is None
    assert NAME in {one.path for one in found.guessed}


def test_a_picture_outside_the_values_is_told_with_its_place() -> None:
    found = read_of(in_name(f"{text_run(NOTE)}{PICTURE}", NOTE))
    assert [(one.text, one.place) for one in found.leftovers] == [("〔图片〕", "正文")]


def test_a_merge_field_nobody_merged_is_a_fault() -> None:
    found = read_of(in_name(f"<w:fldSimple w:instr=' MERGEFIELD 姓名 '>{text_run('«姓名»')}</w:fldSimple>"))
    assert [(fault.path, fault.code) for fault in found.faults] == [(NAME, "unmerged")]


def test_a_second_line_in_a_field_of_one_line_is_a_fault() -> None:
    found = read_of(in_name(f"{text_run('李晓雨')}<w:r><w:br/></w:r>{text_run('张三')}"))
    assert value(found) == "李晓雨\n张三"
    assert [fault.path for fault in found.faults] == [NAME]


def test_a_cell_more_than_the_form_has_is_told() -> None:
    found = read_of(put(PAPERS["approval-typical, typed"], "a cell more", "（可另附页）", 3))
    (left,) = found.leftovers
    assert (left.text, left.place, left.path) == ("（可另附页）", "第1个表格第4行第2格", "scope")


def beside_controls(data: bytes, texts: dict[str, str]) -> bytes:
    """Return a form with text typed behind its controls, by field."""

    def change(part: bytes) -> bytes:
        root = etree.fromstring(part)
        for control in root.iter(qn("w:sdt")):
            tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
            for one in (
                constructs._elements(text_run(texts.get(tag.get(qn("w:val"), ""), "")), "") if tag is not None else ()
            ):
                control.addnext(one)
        return etree.tostring(root)

    return with_parts(data, {DOCUMENT: change})


def test_text_typed_beside_an_empty_control_is_its_value() -> None:
    texts = {"unit": "档案馆", "purpose": "保存校史。", NAME: "李二", "team.administrators[0].phone": "13800001111"}
    found = read_of(beside_controls(PAPERS["blank"], texts))
    assert {one.path: one.text for one in found.values} == texts
    assert not found.remarks


def test_text_typed_beside_a_filled_control_is_told_with_its_field() -> None:
    found = read_of(beside_controls(FORM, {"unit": "分馆", NAME: "张三"}))
    assert found.stated["unit"] == "图书馆"
    assert [(one.text, one.path) for one in found.leftovers] == [("分馆", "unit"), ("张三", NAME)]


def test_a_control_that_says_it_shows_its_placeholder_and_holds_text_is_in_doubt() -> None:
    data = replaced(without_facts(FORM), '<w:tag w:val="unit"/>', '<w:tag w:val="unit"/><w:showingPlcHdr/>')
    found = read_of(data)
    assert "unit" in {one.path for one in found.guessed}
    assert [(remark.code, remark.path) for remark in found.remarks] == [("placeholder", "unit")]


@pytest.mark.parametrize("way", [*constructs.PARTS])
def test_headers_and_notes_are_told_by_their_kind(way: str) -> None:
    (left, *others) = reversed(read_of(put(FORM, way, MARK, 0)).leftovers)
    kinds = {"a header": "页眉", "a footer": "页脚", "a footnote": "脚注", "an endnote": "尾注", "a comment": "批注"}
    assert (left.text, left.place) == (MARK, kinds[way])
    assert {one.text for one in others} <= {f"〔{kinds[way]}〕"}


@pytest.mark.parametrize("number", ["1", "— 1 —", "- 2 -", "第1页", "第 1 页 共 2 页"])
def test_a_page_number_is_nothing(number: str) -> None:
    assert not read_of(put(FORM, "a footer", number, 0)).remarks


def renamed(data: bytes, names: Callable[[str], str], contents: Callable[[bytes], bytes] = bytes) -> bytes:
    return constructs.packed({names(name): contents(part) for name, part in _parts(data)})


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    found: dict[str, bytes] = {}

    class Names(dict[str, Any]):
        def get(self, name: str, _: Any = None) -> Any:
            return lambda part: found.setdefault(name, part)

    with_parts(data, Names())
    return iter(found.items())


OTHER_NAMES: dict[str, Callable[[bytes], bytes]] = {
    "document2.xml": lambda data: renamed(
        data,
        lambda name: name.replace("word/document.xml", "word/document2.xml").replace(
            "document.xml.rels", "document2.xml.rels"
        ),
        lambda part: part.replace(b"word/document.xml", b"word/document2.xml"),
    ),
    "backslashes": lambda data: renamed(data, lambda name: name.replace("/", "\\")),
    "capitals": lambda data: renamed(data, lambda name: name.replace("word/", "Word/").replace("document", "Document")),
}


@pytest.mark.parametrize("kind", OTHER_NAMES)
def test_parts_are_found_whatever_their_names(kind: str) -> None:
    found = read_of(OTHER_NAMES[kind](FORM))
    assert said(found.facts) == said(ApprovalForm.model_validate(TYPICAL))
    assert not found.remarks


def test_strict_open_xml_is_refused_by_its_name() -> None:
    old, new = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    with pytest.raises(FileError, match="Strict Open XML"):
        read_of(with_parts(FORM, {DOCUMENT: lambda part: part.replace(old, new)}))


@pytest.mark.parametrize("part", ["docProps/core.xml", "word/styles.xml"])
def test_what_states_no_text_may_be_broken(part: str) -> None:
    found = read_of(with_parts(FORM, {part: lambda data: data.replace(b">", b"> vanish <", 3)}))
    assert said(found.facts) == said(ApprovalForm.model_validate(TYPICAL))


def test_phones_are_masked_wherever_a_reading_is_shown() -> None:
    found = read_of(put(FORM, "a paragraph", "13900001111", 0))
    assert "13900001111" in found.leftovers[0].text
    for shown in (repr(found), *map(repr, found.values), *map(repr, found.leftovers), *map(str, found.remarks)):
        assert not re.search("[0-9]{7}", shown)


def test_who_was_in_the_team_before_follows_from_the_table_of_changes() -> None:
    found = read_of(PAPERS["change-typical, typed"])
    assert found.form.key == "change"
    assert said(found.facts) == said(found.form.model.model_validate(STATED["change"]["typical"]))
    assert not found.remarks


def listed(style: str) -> bytes:
    """Return the notice's table with the lines of one field as a list, whose numbers Word counts."""
    document = docx.Document(BytesIO(TYPED))
    cell = document.tables[0].cell(2, 0)
    for paragraph in cell.paragraphs[1:]:
        paragraph.style = document.styles[style]
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("style", "numbers"), [("List Number", ("1.", "2.")), ("List Bullet", ("•", "•"))])
def test_numbers_that_word_counts_are_read(style: str, numbers: tuple[str, str]) -> None:
    found = read_of(listed(style))
    lines = [line.replace(" ", "") for line in value(found, "purpose").split("\n")]
    assert lines == [f"{numbers[0]}发布馆藏信息。", f"{numbers[1]}回应读者咨询。"]
    assert not found.leftovers


def test_libreoffice_counts_the_same(office: Office, run: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "表.docx").write_bytes(listed("List Number"))
    (drawn,) = office.to_pdf([tmp_path / "表.docx"]).values()
    assert not Counter(value(read_of(listed("List Number")), "purpose").split()) - Counter(
        run("pdftotext", drawn, "-").split()
    )


HANZI = {
    "chineseCounting": ["一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、", "九、", "十、", "十一、"],
    "upperRoman": ["I、", "II、", "III、", "IV、", "V、", "VI、", "VII、", "VIII、", "IX、", "X、", "XI、"],
    "lowerLetter": [f"{letter}、" for letter in "abcdefghijk"],
    "decimalEnclosedCircle": [f"{number}、" for number in "①②③④⑤⑥⑦⑧⑨⑩⑪"],
    "none": [""] * 11,
}


@pytest.mark.parametrize("kind", HANZI)
def test_numbers_are_written_as_their_list_says(kind: str) -> None:
    lists = etree.fromstring(
        f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='{kind}'/>"
        "<w:lvlText w:val='%1、'/></w:lvl></w:abstractNum><w:num w:numId='5'><w:abstractNumId w:val='0'/></w:num>"
        "</w:numbering>"
    )
    paragraph = etree.fromstring(f"<w:p {nsdecls('w')}><w:pPr><w:numPr><w:numId w:val='5'/></w:numPr></w:pPr></w:p>")
    numbering = Numbering([lists], [])
    assert [numbering.before(paragraph) for _ in range(11)] == HANZI[kind]


@pytest.mark.parametrize("name", [name for name in FURTHER if "letter" not in name])
def test_every_edition_and_every_count_of_changes_is_known_without_its_facts(name: str) -> None:
    form, stated = FURTHER[name]
    facts = form.model.model_validate(stated)
    found = read_of(stripped(renderer("docx")(lay_out(facts))))
    assert (found.form, found.remarks) == (form, ())
    assert plainly(found.facts) == plainly(facts)


def plainly(facts: Facts | None) -> Any:
    """Return facts with the members of each team by name, for their order is no change."""
    data = said(facts)
    for team in (data[name] for name in ("before", "after") if name in data):
        team["administrators"].sort(key=lambda member: member["name"])
    return data


def with_paragraph(data: bytes, text: str) -> bytes:
    """Return a file with one more paragraph at its beginning."""
    return replaced(data, "<w:body>", f"<w:body><w:p>{text_run(text)}</w:p>")


@pytest.mark.parametrize("text", ["图书馆", NOTE])
@pytest.mark.parametrize("paper", ["approval-typical", "approval-typical, typed", "packet-typical"])
def test_a_value_or_official_words_once_too_often_are_told(text: str, paper: str) -> None:
    assert [one.text for one in read_of(with_paragraph(PAPERS[paper], text)).leftovers] == [text]


def test_a_note_altered_in_one_of_two_copies_is_quoted() -> None:
    found = read_of(replaced(PAPERS["packet-typical"], "应以书面形式报", "可以口头形式报", 1))
    (remark,) = found.altered
    assert "“3.微博管理队伍人员发生……”一段被改动" in remark.message
    assert "应以书面" in remark.message
    assert "可以口头" in remark.message


def test_a_header_of_first_sheets_is_nothing_where_they_have_none_of_their_own() -> None:
    data = put(FORM, "a header", MARK, 0)
    first = replaced(data, 'w:type="default"', 'w:type="first"')
    assert not read_of(first).leftovers
    own = replaced(first, "</w:sectPr>", "<w:titlePg/></w:sectPr>")
    assert [one.text for one in read_of(own).leftovers] == [MARK]


def test_a_note_nobody_refers_to_is_nothing() -> None:
    data = put(FORM, "a footnote", MARK, 0)
    assert not read_of(replaced(data, '<w:footnoteReference w:id="7"/>', "")).leftovers
