"""The same papers as a plain script makes them, without checks, fitting or care."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import Any

import docx
import pdfplumber
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.cases import TYPICAL
from zzuli_forms import render
from zzuli_forms.document.nodes import Face
from zzuli_forms.forms.register import APPROVAL, LETTER
from zzuli_forms.models.facts import Facts
from zzuli_forms.typeset import fonts

FACES = {"Biaosong": Face.TITLE, "Zhuque": Face.BODY, "Heiti": Face.LABEL}


@dataclass(frozen=True)
class Page:
    """Text to be drawn as (x, y, face, size, text) and lines as (x1, y1, x2, y2), in points."""

    texts: tuple[tuple[float, float, str, float, str], ...]
    lines: tuple[tuple[float, float, float, float], ...]


def recorded(form: Facts) -> Page:
    """What our PDF of a form draws, as a script with fixed coordinates would know it."""
    with pdfplumber.open(BytesIO(render(form, "pdf"))) as pdf:
        page = pdf.pages[0]
        return Page(tuple(_texts(page.chars)), tuple(_lines(page)))


def _texts(characters: list[dict[str, Any]]) -> Iterator[tuple[float, float, str, float, str]]:
    def place(c: dict[str, Any]) -> tuple[float, str, float]:
        return c["matrix"][5], c["fontname"], c["size"]

    for (y, face, size), group in groupby(characters, place):
        stretch = list(group)
        yield stretch[0]["x0"], y, _peer_face(face), size, "".join(c["text"] for c in stretch)


def _peer_face(name: str) -> str:
    return next(f"peer-{key}" for key in FACES if key in name)


def _lines(page: Any) -> Iterator[tuple[float, float, float, float]]:
    for edge in page.edges:
        yield edge["x0"], page.height - edge["top"], edge["x1"], page.height - edge["bottom"]


def register_faces() -> None:
    """ReportLab's own way with our faces."""
    for key, role in FACES.items():
        face = TTFont(f"peer-{key}", str(fonts.folder() / fonts.OFFICIAL[role].file))
        pdfmetrics._fonts[f"peer-{key}"] = face  # type: ignore[attr-defined]


def reportlab_page(page: Page) -> bytes:
    """One page drawn by plain ReportLab, coordinates known beforehand."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(595.28, 841.89), pageCompression=1)
    canvas.lines(page.lines)
    for x, y, face, size, text in page.texts:
        canvas.setFont(face, size)
        canvas.drawString(x, y, text)
    canvas.save()
    return buffer.getvalue()


def _run(paragraph: Any, text: str, face: Face, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = fonts.OFFICIAL[face].name, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), fonts.OFFICIAL[face].name)


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


def python_docx_letter() -> bytes:
    """The letter by plain python-docx."""
    words, document = LETTER.wording(), _document()
    _run(document.add_paragraph(), words.title, Face.TITLE, 22)
    _run(document.add_paragraph(), words.text["opening"], Face.BODY, 14)
    for clause in words.clauses:
        paragraph = document.add_paragraph()
        _run(paragraph, clause.number, Face.LABEL, 14)
        _run(paragraph, clause.text, Face.BODY, 14)
        for item in clause.items:
            _run(document.add_paragraph(), f"{item.number}{item.text}", Face.BODY, 14)
    for name in ("closing", "signature", "signed_on", "seal"):
        _run(document.add_paragraph(), words.text[name], Face.BODY, 14)
    return _saved(document)


def python_docx_form() -> bytes:
    """The form by plain python-docx: a table of five columns, merged as the form is."""
    words, document = APPROVAL.wording(), _document()
    _run(document.add_paragraph(), words.title, Face.TITLE, 22)
    table = document.add_table(rows=10, cols=5, style="Table Grid")
    for row, (heading, value) in enumerate([("申报单位", TYPICAL["unit"]), ("申报政务微博名称", TYPICAL["account"])]):
        _run(table.cell(row, 0).paragraphs[0], heading, Face.LABEL, 12)
        _run(table.cell(row, 1).merge(table.cell(row, 4)).paragraphs[0], value, Face.BODY, 12)
    for row, (heading, key) in enumerate([("政务微博宗旨：", "purpose"), ("政务微博信息发布范围：", "scope")], 2):
        paragraph = table.cell(row, 0).merge(table.cell(row, 4)).paragraphs[0]
        _run(paragraph, heading, Face.LABEL, 12)
        _run(paragraph, TYPICAL[key], Face.BODY, 12)
    _team(table)
    for row, prefix in ((8, "unit"), (9, "office")):
        _run(table.cell(row, 0).paragraphs[0], words.text[f"{prefix}_opinion"], Face.LABEL, 12)
        cell = table.cell(row, 1).merge(table.cell(row, 4))
        _run(cell.paragraphs[0], words.text[f"{prefix}_signature"], Face.BODY, 12)
        _run(cell.add_paragraph(), words.text["date"], Face.BODY, 12)
    for clause in words.clauses:
        _run(document.add_paragraph(), f"{clause.number} {clause.text}", Face.BODY, 10.5)
    return _saved(document)


def _team(table: Any) -> None:
    _run(table.cell(4, 0).merge(table.cell(7, 0)).paragraphs[0], "管理队伍", Face.LABEL, 12)
    people = [TYPICAL["team"]["leader"], *TYPICAL["team"]["administrators"]]
    for row, role in enumerate(["负责人", "管理员", "管理员", "管理员"], 4):
        person = people[row - 4] if row - 4 < len(people) else {"name": "", "phone": ""}
        cells = (role, Face.LABEL), (person["name"], Face.BODY), ("电话", Face.LABEL), (person["phone"], Face.BODY)
        for column, (text, face) in enumerate(cells, 1):
            _run(table.cell(row, column).paragraphs[0], text, face, 12)
