"""What layout engines make of a tree otherwise than Word and the PDF do."""

from __future__ import annotations

from msgspec.structs import replace

from zzuli_forms.document.nodes import Document, Paragraph
from zzuli_forms.document.units import ZERO
from zzuli_forms.document.walking import map_paragraphs


def as_drawn_by(engine: str, document: Document) -> Document:
    """The document as an engine sets it.

    OnlyOffice lets no mark hang, knows no narrower characters (w:w), and indents no paragraph that is all controls;
    LibreOffice 7.4 lets none hang in a paragraph with curly quotes.
    """

    def change(paragraph: Paragraph) -> Paragraph:
        if engine == "onlyoffice":
            indent = ZERO if all(run.source for run in paragraph.runs) else paragraph.indent
            runs = tuple(replace(run, scale=100) for run in paragraph.runs)
            return replace(paragraph, hangs=False, runs=runs, indent=indent)
        quoted = any(set(run.text) & set("“”‘’") for run in paragraph.runs)
        return replace(paragraph, hangs=paragraph.hangs and not quoted)

    return map_paragraphs(document, change)
