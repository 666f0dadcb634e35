"""The PDF stands on ReportLab and HarfBuzz: without them nothing is drawn or written, and what is by hand is listed."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pypdf
import pytest
import uharfbuzz
from pypdf.generic import ContentStream
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject
from reportlab.pdfgen import textobject
from reportlab.pdfgen.canvas import Canvas

from tests.drawing import Case, document_of
from tests.refusing import NothingMadeError, afresh, nothing
from zzuli_forms.document.nodes import Face
from zzuli_forms.renderers import pdf
from zzuli_forms.renderers.pdf import content, packing
from zzuli_forms.renderers.pdf.faces import font_name
from zzuli_forms.typeset import fonts

REPOSITORY = Path(__file__).parents[1]
CHAPTER = (
    (REPOSITORY / "CONTRIBUTING.md").read_text("utf-8").split("## What ReportLab does not write")[1].split("## ")[0]
)
LISTED = {name for row in re.findall(r"^\| ([^|]+) \|", CHAPTER, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
MODULES = [import_module(f"{pdf.__name__}.{module.name}") for module in iter_modules(pdf.__path__)]
BY_REPORTLAB = {"BT", "ET", "Tm", "Tf", "TL", "Tc", "Tz", "Tj", "n", "m", "l", "re", "w", "S"}
"""The operators for which ReportLab has methods, of those in our papers."""


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (PDFDocument, "format"),
        (PDFDocument, "GetPDFData"),
        (pdfdoc.PDFFile, "format"),
        (pdfdoc.PDFIndirectObject, "format"),
        (pdfdoc.PDFPage, "check_format"),
        (pdfdoc.PDFPages, "check_format"),
        (pdfdoc.PDFCatalog, "format"),
        (pdfdoc.PDFResourceDictionary, "format"),
        (Canvas, "drawText"),
        (textobject.PDFTextObject, "_formatText"),
        (pdfmetrics, "getFont"),
        (uharfbuzz.SubsetPlan, "execute"),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_nothing_is_rendered_unless_the_libraries_draw_and_write(
    place: Any, name: str, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = afresh(document_of(case))
    if place is pdfmetrics:
        monkeypatch.setattr(textobject, "pdfmetrics_getFont", nothing)
    elif place is uharfbuzz.SubsetPlan:
        forget_subsets(monkeypatch)
        monkeypatch.setattr(uharfbuzz, "SubsetPlan", nothing)
    else:
        monkeypatch.setattr(place, name, nothing)
    with pytest.raises(NothingMadeError):
        pdf.render(document)


def forget_subsets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the words of forms cut out of their faces again."""
    faces = import_module("zzuli_forms.renderers.pdf.faces")
    monkeypatch.setattr(faces, "_words", faces._words.__wrapped__)


def operators(data: bytes) -> Iterator[str]:
    reader = pypdf.PdfReader(BytesIO(data))
    for page in reader.pages:
        stream = ContentStream(page.get_contents(), reader)
        yield from (operator.decode() for _, operator in stream.operations)


def test_every_operator_is_one_of_reportlabs_or_listed(case: Case) -> None:
    used = set(operators(pdf.render(document_of(case))))
    assert {"BDC", "EMC", "Tj"} <= used
    assert used - BY_REPORTLAB == used & LISTED


def test_operators_by_hand_are_written_at_one_place(monkeypatch: pytest.MonkeyPatch, case: Case) -> None:
    written = list[str]()
    add = content.Content._add

    def noting(sheet: content.Content, operator: str) -> None:
        written.append(operator.split()[-1])
        add(sheet, operator)

    monkeypatch.setattr(content.Content, "_add", noting)
    pdf.render(afresh(document_of(case)))
    assert set(written) == {"BDC", "EMC"} <= LISTED


def test_every_object_of_our_own_is_listed() -> None:
    own = {
        name.lstrip("_")
        for module in MODULES
        for name, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, PDFObject) and one.__module__ == module.__name__
    }
    assert {"StructureElement", "Stream", "Archive"} <= own
    assert own <= LISTED


def private_names() -> set[str]:
    """The private names used in the renderer that nothing in it defines."""
    used, defined = set[str](), set[str]()
    for path in Path(pdf.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
                owner = isinstance(node.value, ast.Name) and node.value.id == "self"
                (defined if owner else used).add(node.attr)
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                defined.add(node.name)
    return used - defined


def test_private_names_of_reportlab_are_few_and_listed() -> None:
    names = private_names() - {*dir(object), "__getitem__", "_replace"}
    assert names == {"_doc", "_code", "_textOut", "__accum__", "__NoDefault__"}
    assert names <= LISTED


def test_a_canvas_hands_its_document_to_the_fonts_it_draws_with() -> None:
    sheet: Any = Canvas(BytesIO(), initialFontName=any_font())
    assert isinstance(sheet._doc, PDFDocument)


def any_font() -> Any:
    """Return the name of a font that ReportLab knows by us."""
    return font_name(fonts.load(fonts.OFFICIAL[Face.BODY].file))


def test_a_text_object_keeps_its_operators_in_order() -> None:
    text: Any = Canvas(BytesIO()).beginText(1, 2)
    text._code.append("/Span <</MCID 0>> BDC")
    text._textOut("A")
    code = text.getCode()
    assert code.startswith("BT 1 0 0 1 1 2 Tm /Span <</MCID 0>> BDC ")
    assert code.endswith("(A) Tj ET")


def test_a_document_under_way_tells_the_objects_how_much_is_written() -> None:
    told = list[tuple[int, int]]()

    class Asking(PDFObject):
        def format(self, document: Any) -> bytes:
            told.append((document.__accum__.offset, len(b"".join(document.__accum__.strings))))
            return b"<<>>"

    document: Any = PDFDocument(invariant=1)
    document.Reference(Asking())
    document.Reference(Asking())
    document.GetPDFData(None)
    assert len(told) == 2
    assert told[0] < told[1]
    assert all(offset == length for offset, length in told)


def test_reportlab_writes_the_entries_of_a_page_and_a_catalog_that_are_named_so() -> None:
    assert {"Contents", "Annots"} <= set(pdfdoc.PDFPage.__NoDefault__)
    assert {"StructTreeRoot", "Metadata"} <= set(pdfdoc.PDFCatalog.__NoDefault__)


def test_a_document_that_registers_an_object_too_late_is_not_written() -> None:
    class Late(PDFObject):
        def format(self, document: packing.PackedDocument) -> bytes:
            return document.add(pdfdoc.PDFDictionary({})).format(document)

    document = packing.PackedDocument(invariant=1)
    document.add(Late())
    with pytest.raises(ValueError, match="registered too late"):
        document.GetPDFData(None)


def test_the_version_of_reportlab_has_an_upper_bound() -> None:
    stated = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    assert re.search(r'"reportlab>=[\d.]+,<\d+"', stated)
