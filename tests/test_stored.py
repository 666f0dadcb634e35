"""A control and the value it is bound to: where they differ it is told, for Word prints the value; what is empty."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from lxml import etree

from tests.edited import DOCUMENT, filled_in, replaced, stripped, typed, with_parts
from tests.office import Office
from tests.onlyoffice import OnlyOffice
from tests.test_readback import said
from zzuli_forms import reading
from zzuli_forms.readers.paper import Reading

PHONE, OTHER = "13803711234", "13900009999"
PLACE = "team.administrators[0].phone"
STAMP = "页眉里多出“Unregistered Version”"
"""What the trial build of OnlyOffice prints across each page."""


def read_of(data: bytes, folder: Path) -> Reading:
    (folder / "表.docx").write_bytes(data)
    return reading(folder / "表.docx")


def codes(found: Reading) -> list[tuple[str, str]]:
    return [(remark.code, remark.path) for remark in found.remarks if STAMP not in remark.message]


@pytest.fixture
def form(papers: dict[str, Path]) -> bytes:
    """The form of the typical case."""
    return papers["approval-typical.docx"].read_bytes()


def test_a_control_changed_alone_is_read_and_what_will_be_printed_is_told(form: bytes, tmp_path: Path) -> None:
    found = read_of(replaced(form, "郑州轻工业学院图书馆", "郑轻图书馆"), tmp_path)
    assert found.stated["account"] == "郑轻图书馆"
    assert codes(found) == [("stored_differs", "account")]
    assert "纸面上是“郑轻图书馆”；文件里存的是“郑州轻工业学院图书馆”，用 Word 或 LibreOffice 打开会印成后者" in str(
        found.remarks[0]
    )


def test_libreoffice_prints_what_is_stored(
    form: bytes, office: Office, run: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "存的.docx").write_bytes(replaced(form, PHONE, OTHER))
    (drawn,) = office.to_pdf([tmp_path / "存的.docx"]).values()
    printed = run("pdftotext", drawn, "-")
    assert PHONE in printed
    assert OTHER not in printed


def test_a_value_changed_in_word_differs_from_the_facts_alone(form: bytes, tmp_path: Path) -> None:
    assert codes(read_of(typed(form, PHONE, OTHER), tmp_path)) == [("differs", PLACE)]


def test_a_value_changed_in_word_and_then_in_the_control_alone_is_told_once(form: bytes, tmp_path: Path) -> None:
    found = read_of(replaced(typed(form, PHONE, "13700001111"), "13700001111", OTHER), tmp_path)
    assert codes(found) == [("stored_differs", PLACE)]
    assert "纸面上是“139****99”；文件里存的是“137****11”" in found.remarks[0].message


def test_a_control_emptied_alone_is_told(form: bytes, tmp_path: Path) -> None:
    found = read_of(replaced(form, "郑州轻工业学院图书馆", ""), tmp_path)
    assert codes(found) == [("stored_differs", "account")]
    assert "纸面上是空的；文件里存的是“郑州轻工业学院图书馆”" in found.remarks[0].message


def test_a_line_of_several_changed_alone_is_told(form: bytes, tmp_path: Path) -> None:
    found = read_of(replaced(form, "数据库试用、", "数据库培训、"), tmp_path)
    assert codes(found) == [("stored_differs", "scope")]


EDIT = """
var values = {values};
Api.GetDocument().GetAllContentControls().forEach(function (control) {{
    var value = values[control.GetTag()];
    if (value === undefined) return;
    control.RemoveAllElements();
    if (value) control.AddText(value);
}});
"""


def changed_by_onlyoffice(data: bytes, values: dict[str, str], judge: OnlyOffice, folder: Path) -> bytes:
    """The file with these values put into its controls by OnlyOffice, '' emptying one."""
    (folder / "edited.docx").write_bytes(data)
    edit = EDIT.format(values=json.dumps(values))
    return judge.convert([folder / "edited.docx"], "docx", edit)["edited"].read_bytes()


def test_what_onlyoffice_changes_in_a_control_is_read_and_told(
    form: bytes, onlyoffice: OnlyOffice, tmp_path: Path
) -> None:
    found = read_of(changed_by_onlyoffice(form, {PLACE: OTHER, "account": ""}, onlyoffice, tmp_path), tmp_path)
    assert codes(found) == [("stored_differs", "account"), ("stored_differs", PLACE)]
    assert {value.path: value.text for value in found.values}[PLACE] == OTHER
    assert [fault.path for fault in found.faults] == ["account"]


def test_what_onlyoffice_saves_reads_the_same(papers: dict[str, Path], onlyoffice: OnlyOffice, tmp_path: Path) -> None:
    data = changed_by_onlyoffice(papers["packet-typical.docx"].read_bytes(), {}, onlyoffice, tmp_path)
    found = read_of(data, tmp_path)
    assert said(found.facts) == said(reading(papers["packet-typical.docx"]).facts)
    assert not codes(found)


def shown(data: bytes, text: str, flagged: bool = True) -> bytes:
    """The file with a text in each empty control, which is marked as its placeholder or not."""

    def change(part: bytes) -> bytes:
        root = etree.fromstring(part)
        for control in root.iter(qn("w:sdt")):
            (words,) = control.iter(qn("w:t"))
            if not words.text:
                words.text = text
                properties = control.find(qn("w:sdtPr"))
                assert properties is not None
                properties.extend([etree.Element(qn("w:showingPlcHdr"))] if flagged else [])
        return etree.tostring(root)

    return with_parts(data, {DOCUMENT: change})


@pytest.mark.parametrize("flagged", [True, False])
@pytest.mark.parametrize("name", ["approval-blank", "opening-blank", "change-blank", "approval-typical"])
def test_wide_spaces_are_nothing(name: str, flagged: bool, papers: dict[str, Path], tmp_path: Path) -> None:
    data = papers[f"{name}.docx"].read_bytes()
    spaced = shown(data, "\u3000\u3000\u3000\u3000", flagged)
    assert spaced != data
    for made, before in ((spaced, data), (stripped(spaced), stripped(data))):
        found, bare = read_of(made, tmp_path), read_of(before, tmp_path)
        assert (found.values, found.faults, found.remarks) == (bare.values, bare.faults, bare.remarks)
    assert not read_of(spaced, tmp_path).remarks


@pytest.mark.parametrize("prompt", ["单击或点击此处输入文字。", "Click or tap here to enter text.", "Your text here"])
def test_a_prompt_is_nothing(prompt: str, papers: dict[str, Path], tmp_path: Path) -> None:
    found = read_of(shown(papers["approval-blank.docx"].read_bytes(), prompt), tmp_path)
    assert (found.values, [*found.remarks]) == ((), [])


def test_what_is_typed_under_the_mark_of_a_placeholder_is_read(papers: dict[str, Path], tmp_path: Path) -> None:
    blank = shown(papers["approval-blank.docx"].read_bytes(), "\u3000\u3000")
    found = read_of(filled_in(blank, {"unit": "图书馆"}), tmp_path)
    assert [(value.path, value.text) for value in found.values] == [("unit", "图书馆")]


@pytest.mark.parametrize("around", ["w:p", "w:tc"])
def test_a_control_around_a_paragraph_or_cell_may_show_its_placeholder(
    around: str, form: bytes, tmp_path: Path
) -> None:
    def change(part: bytes) -> bytes:
        root = etree.fromstring(part)
        control = next(
            control
            for control in root.iter(qn("w:sdt"))
            if any(words.text == "图书馆" for words in control.iter(qn("w:t")))
        )
        (words,) = control.iter(qn("w:t"))
        words.text = "单击此处输入文字。"
        return etree.tostring(_lifted(root, control, around))

    found = read_of(with_parts(form, {DOCUMENT: change}), tmp_path)
    assert [fault.path for fault in found.faults] == ["unit"]


def _lifted(root: etree._Element, control: etree._Element, around: str) -> etree._Element:
    """The document with a control put around the paragraph or cell it stands in, showing its placeholder."""
    home = next(control.iterancestors(qn(around)))
    properties, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    assert properties is not None
    assert content is not None
    properties.append(etree.Element(qn("w:showingPlcHdr")))
    for below in content:
        control.addprevious(below)
    home.addprevious(control)
    content.append(home)
    return root
