"""Word files as others leave them: edited, robbed of controls and facts, or typed anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.oxml.ns import qn
from lxml import etree

from zzuli_forms.renderers.docx import binding

DOCUMENT, BOUND = "word/document.xml", "customXml/item1.xml"


def with_parts(data: bytes, changes: Mapping[str, Callable[[bytes], bytes | None]]) -> bytes:
    """The package with parts changed; a part changed to None is left out."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            changed = changes.get(name, bytes)(old.read(name))
            if changed is not None:
                new.writestr(name, changed)
    return buffer.getvalue()


def replaced(data: bytes, old: str, new: str, count: int = -1) -> bytes:
    """The file with a text of its document changed where it stands in one run."""

    def change(part: bytes) -> bytes:
        assert old in part.decode(), old
        return part.decode().replace(old, new, count).encode()

    return with_parts(data, {DOCUMENT: change})


def typed(data: bytes, old: str, new: str) -> bytes:
    """The file with a value changed as Word does it: where it stands, and where the controls are bound to."""
    return _bound(replaced(data, old, new), lambda _, text: text.replace(old, new))


def _bound(data: bytes, change: Callable[[str, str], str]) -> bytes:
    """The file with each value its controls are bound to changed, by the name of its element; the facts stay."""

    def changed(part: bytes) -> bytes:
        root = etree.fromstring(part)
        for element in root:
            if element.tag != f"{{{binding.NAMESPACE}}}stated":
                element.text = change(etree.QName(element).localname, element.text or "")
        return etree.tostring(root)

    return with_parts(data, {BOUND: changed})


def without_facts(data: bytes) -> bytes:
    """The file without the part that holds its facts."""
    with ZipFile(BytesIO(data)) as package:
        custom = [name for name in package.namelist() if name.startswith("customXml/")]
    return with_parts(data, {name: lambda _: None for name in custom})


def without_controls(data: bytes) -> bytes:
    """The file with what stood in content controls standing there by itself."""
    return with_parts(data, {DOCUMENT: _uncontrolled})


def _uncontrolled(part: bytes) -> bytes:
    root = etree.fromstring(part)
    for control in list(root.iter(qn("w:sdt"))):
        home, content = control.getparent(), control.find(qn("w:sdtContent"))
        assert home is not None
        assert content is not None
        for below in content:
            control.addprevious(below)
        home.remove(control)
    return etree.tostring(root)


def stripped(data: bytes) -> bytes:
    """The file as an editor leaves it that knows neither controls nor parts of others."""
    return without_controls(without_facts(data))


def filled_in(data: bytes, values: Mapping[str, str]) -> bytes:
    """A form with these values typed into the content controls of the fields with Word."""
    elements = {binding.name(path): text for path, text in values.items()}

    def fill(part: bytes) -> bytes:
        root = etree.fromstring(part)
        for control in root.iter(qn("w:sdt")):
            tag, run = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}"), next(control.iter(qn("w:r")))
            assert tag is not None
            if tag.get(qn("w:val")) in values:
                for old in run.findall(qn("w:t")):
                    run.remove(old)
                etree.SubElement(run, qn("w:t")).text = values[str(tag.get(qn("w:val")))]
        return etree.tostring(root)

    return _bound(with_parts(data, {DOCUMENT: fill}), lambda element, text: elements.get(element, text))


def typed_as_a_table() -> bytes:
    """The form of the typical case as somebody else drew it, like the one in the notice."""
    document = docx.Document()
    document.add_paragraph("郑州轻工业学院")
    document.add_paragraph("政务微博体系审批表")
    table = document.add_table(rows=9, cols=5)

    def across(row: int, first: int, text: str) -> None:
        cell = table.cell(row, first).merge(table.cell(row, 4))
        cell.text, *more = text.split("\n")
        for line in more:
            cell.add_paragraph(line)

    table.cell(0, 0).text, table.cell(1, 0).text = "申报单位", "申报政务微博名称"
    across(0, 1, "图书馆")
    across(1, 1, "郑州轻工业学院图书馆")
    across(2, 0, "政务微博宗旨：\n  发布馆藏信息。\n  回应读者咨询。")
    across(3, 0, "政务微博信息发布范围：开馆安排、新书通报。")
    table.cell(4, 0).merge(table.cell(6, 0)).text = "管理队伍"
    team = (("负责人", "王　刚", "0371-63556789转8012"), ("管理员", "李晓雨", "13803711234"), ("管理员", "", ""))
    for row, (post, name, phone) in enumerate(team, 4):
        for column, text in enumerate((post, name, "电话", phone), 1):
            table.cell(row, column).text = text
    table.cell(7, 0).text, table.cell(8, 0).text = "申报单位负责人意见", "党委宣传部审批意见"
    across(7, 1, "同意申报。\n单位主要负责人签字（加盖单位公章）：\n2014年6月3日")
    across(8, 1, "签章：\n年   月   日")
    for note in (
        "注：1. 此表一式两份，党委宣传部、申办单位各留一份备案。",
        "2. 政务微博开通后，需将政务微博名称、域名及开通日期以书面形式报党委宣传部。",
        "3. 微博管理人员发生变更，应以书面形式报党委宣传部备案。",
    ):
        document.add_paragraph(note)
    return _saved(document)


def typed_as_lines() -> bytes:
    """The same form as plain lines."""
    document = docx.Document()
    for line in (
        "郑州轻工业学院政务微博体系审批表",
        "申报单位：图书馆",
        "申报政务微博名称：郑州轻工业学院图书馆",
        "政务微博宗旨：",
        "发布馆藏信息。",
        "回应读者咨询。",
        "政务微博信息发布范围：开馆安排、新书通报。",
        "管理队伍",
        "负责人：王刚　　电话：0371-63556789转8012",
        "管理员1：李晓雨　　电话：13803711234",
    ):
        document.add_paragraph(line)
    return _saved(document)


def _saved(document: docx.document.Document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
