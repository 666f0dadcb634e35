"""The content of one sheet, drawn on ReportLab's canvas, with marked content around it."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from zzuli_forms.document.nodes import Face
from zzuli_forms.renderers.pdf.faces import Codes, font_name
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import Typeface

_CANVAS: Any = Canvas
LAYOUT, PAGINATION = "Layout", "Pagination"
"""Types of artifacts (ISO 32000-1, 14.8.2.2): lines of a table; header rows repeated, and page numbers."""


class Content:
    """A sheet being drawn; lengths in points from its lower left corner. `codes` are those of its characters."""

    def __init__(self, codes: Codes) -> None:
        first = font_name(fonts.load(fonts.OFFICIAL[Face.BODY].file))
        self._canvas = _CANVAS(BytesIO(), initialFontName=first, invariant=1)
        self._canvas._doc.codes = codes
        self._text: Any = None
        self._parameters = {"Tz": 100.0, "Tc": 0.0}

    def data(self) -> bytes:
        """Return the content stream (ISO 32000-1, 7.8.2)."""
        operators: str = self._canvas.getCurrentPageContent()
        return operators.encode("latin-1")

    def begin(self, tag: str, mark: int) -> None:
        """Begin marked content of a structure element; `mark` is its MCID on this sheet."""
        self._add(f"/{tag} <</MCID {mark}>> BDC")

    def begin_artifact(self, kind: str) -> None:
        """Begin an artifact, which belongs to no structure element."""
        self._add(f"/Artifact <</Type /{kind}>> BDC")

    def end(self) -> None:
        """End marked content, or an artifact."""
        self._add("EMC")

    def _add(self, operator: str) -> None:
        """Add an operator that ReportLab has no method for."""
        if self._text is not None:
            self._text._code.append(operator)
        else:
            self._canvas.addLiteral(operator)

    def begin_text(self, x: float, y: float) -> None:
        """Begin a text object at a place on the baseline."""
        self._text = self._canvas.beginText(x, y)

    def end_text(self) -> None:
        """End the text object."""
        self._canvas.drawText(self._text)
        self._text = None

    def text(self, stretch: str, face: Typeface, size: float, scale: float, space: float) -> None:
        """Show text in a face, scaled in percent, with `space` after each character in points before scaling."""
        if self._differs("Tz", scale):
            self._text.setHorizScale(scale)
        if self._differs("Tc", space):
            self._text.setCharSpace(space)
        self._text.setFont(font_name(face), size)
        self._text._textOut(stretch)

    def _differs(self, parameter: str, value: float) -> bool:
        """Set a parameter of the text state, which outlasts the text object; return whether it had another value."""
        before, self._parameters[parameter] = self._parameters[parameter], value
        return before != value

    def lines(self, width: float, edges: Iterable[tuple[float, float, float, float]]) -> None:
        """Draw lines `width` wide from x1, y1 to x2, y2."""
        self._canvas.setLineWidth(width)
        self._canvas.lines(edges)

    def box(self, width: float, x: float, y: float, across: float, up: float) -> None:
        """Draw the outline of a box, `width` wide, with its lower left corner at x, y."""
        self._canvas.setLineWidth(width)
        self._canvas.rect(x, y, across, up)
