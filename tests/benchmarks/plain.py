"""A plain script on python-docx and ReportLab: the files of a packet, without checks, fitting or care.

python plain.py SAID FACES OUT

It knows every coordinate of the PDFs and imports nothing but the two libraries.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

TITLE, BODY, LABEL = "方正小标宋简体", "仿宋_GB2312", "黑体"
"""The official faces, as a Word file names them."""
Values = Mapping[str, Any]


def pdf(sheets: Iterable[Values]) -> bytes:
    """Pages of text as (x, y, face, size, text) and of lines as (x1, y1, x2, y2), in points."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595.28, 841.89), pageCompression=1)
    for sheet in sheets:
        canvas.lines(sheet["lines"])
        for x, y, face, size, text in sheet["texts"]:
            canvas.setFont(face, size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _run(paragraph: Any, text: str, face: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)


def _document() -> Any:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    return document


def _saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def docx_letter(words: Values) -> bytes:
    """The letter as a Word file."""
    document = _document()
    _run(document.add_paragraph(), words["title"], TITLE, 22)
    _run(document.add_paragraph(), words["opening"], BODY, 14)
    for clause in words["clauses"]:
        paragraph = document.add_paragraph()
        _run(paragraph, clause["number"], LABEL, 14)
        _run(paragraph, clause["text"], BODY, 14)
        for item in clause["items"]:
            _run(document.add_paragraph(), item, BODY, 14)
    for line in words["closing"]:
        _run(document.add_paragraph(), line, BODY, 14)
    return _saved(document)


def docx_form(words: Values, facts: Values) -> bytes:
    """The form as a Word file: a table of five columns, merged as the form is."""
    document = _document()
    _run(document.add_paragraph(), words["title"], TITLE, 22)
    table = document.add_table(rows=10, cols=5, style="Table Grid")
    for row, (heading, key) in enumerate([("申报单位", "unit"), ("申报政务微博名称", "account")]):
        _run(table.cell(row, 0).paragraphs[0], heading, LABEL, 12)
        _run(table.cell(row, 1).merge(table.cell(row, 4)).paragraphs[0], facts[key], BODY, 12)
    for row, (heading, key) in enumerate([("政务微博宗旨：", "purpose"), ("政务微博信息发布范围：", "scope")], 2):
        paragraph = table.cell(row, 0).merge(table.cell(row, 4)).paragraphs[0]
        _run(paragraph, heading, LABEL, 12)
        _run(paragraph, facts[key], BODY, 12)
    _team(table, facts["team"])
    for row, prefix in ((8, "unit"), (9, "office")):
        _run(table.cell(row, 0).paragraphs[0], words[f"{prefix}_opinion"], LABEL, 12)
        cell = table.cell(row, 1).merge(table.cell(row, 4))
        _run(cell.paragraphs[0], words[f"{prefix}_signature"], BODY, 12)
        _run(cell.add_paragraph(), words["date"], BODY, 12)
    for line in words["closing"]:
        _run(document.add_paragraph(), line, BODY, 10.5)
    return _saved(document)


def _team(table: Any, team: Values) -> None:
    _run(table.cell(4, 0).merge(table.cell(7, 0)).paragraphs[0], "管理队伍", LABEL, 12)
    people = [team["leader"], *team["administrators"]]
    for row, role in enumerate(["负责人", "管理员", "管理员", "管理员"], 4):
        person = people[row - 4] if row - 4 < len(people) else {"name": "", "phone": ""}
        cells = (role, LABEL), (person["name"], BODY), ("电话", LABEL), (person["phone"], BODY)
        for column, (text, face) in enumerate(cells, 1):
            _run(table.cell(row, column).paragraphs[0], text, face, 12)


def manifest(facts: Values, files: Mapping[str, bytes]) -> bytes:
    """The facts, and each file with its size and digest."""
    listed = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()
    ]
    return json.dumps({"facts": facts, "files": listed}, ensure_ascii=False, indent=2).encode()


def main(said_in: str, faces: str, out: str) -> None:
    """Write the files of the packet that the JSON of the first argument tells."""
    said = json.loads(Path(said_in).read_text("utf-8"))
    for name, file in said["faces"].items():
        pdfmetrics.registerFont(TTFont(name, f"{faces}/{file}"))
    files = {f"{paper}.pdf": pdf(sheets) for paper, sheets in said["papers"].items()}
    files["letter.docx"] = docx_letter(said["words"]["letter"])
    files["form.docx"] = docx_form(said["words"]["form"], said["facts"])
    files["manifest.json"] = manifest(said["facts"], files)
    for name, data in files.items():
        Path(out, name).write_bytes(data)


if __name__ == "__main__":
    main(*sys.argv[1:])
