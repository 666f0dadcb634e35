"""The content stream of one sheet: operators for text and lines, and the marked content of structure elements."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from zzuli_forms.renderers.pdf.embedding import Faces
from zzuli_forms.renderers.pdf.objects import numeral
from zzuli_forms.typeset.typeface import Typeface

LAYOUT, PAGINATION = "Layout", "Pagination"
"""Types of artifacts (ISO 32000-1, 14.8.2.2): lines of a table; header rows repeated, and page numbers."""


class _Text(NamedTuple):
    """A text to show (Tj), coded when the faces of the file are known."""

    face: Typeface
    text: str

    def written(self, faces: Faces) -> str:
        return f"{faces.coded(self.face, self.text)} Tj"


class _Font(NamedTuple):
    """A face and its size to set (Tf), named when the faces of the file are known."""

    face: Typeface
    size: float

    def written(self, faces: Faces) -> str:
        return f"/{faces.named(self.face)} {numeral(self.size)} Tf"


_Operator: TypeAlias = _Text | _Font


class Content:
    """The operators of a sheet, whatever codes a file has for its text; lengths in points from its lower left."""

    def __init__(self) -> None:
        self._operators, self._parameters = list[str | _Operator](), dict[str, object]()

    def data(self, faces: Faces) -> bytes:
        """Return the content stream (ISO 32000-1, 7.8.2) in a file of these faces."""
        operators = [one if isinstance(one, str) else one.written(faces) for one in self._operators]
        return "\n".join(operators).encode("latin-1")

    def begin(self, tag: str, mark: int) -> None:
        """Begin marked content of a structure element; `mark` is its MCID on this sheet."""
        self._operators.append(f"/{tag} <</MCID {mark}>> BDC")

    def begin_artifact(self, kind: str) -> None:
        """Begin an artifact, which belongs to no structure element."""
        self._operators.append(f"/Artifact <</Type /{kind}>> BDC")

    def end(self) -> None:
        """End marked content, or an artifact."""
        self._operators.append("EMC")

    def begin_text(self, x: float, y: float) -> None:
        """Begin a text object at a place on the baseline."""
        self._operators.append(f"BT {numeral(x)} {numeral(y)} Td")

    def end_text(self) -> None:
        """End the text object."""
        self._operators.append("ET")

    def text(self, stretch: str, face: Typeface, size: float, scale: float, space: float) -> None:
        """Show text in a face, scaled in percent, with `space` after each character in points before scaling."""
        self._set("Tz", numeral(scale))
        self._set("Tc", numeral(space))
        if self._parameters.get("Tf") != (face, size):
            self._operators.append(_Font(face, size))
            self._parameters["Tf"] = face, size
        self._operators.append(_Text(face, stretch))

    def _set(self, operator: str, value: str) -> None:
        """Set a parameter of the text state unless it has this value; it outlasts the text object."""
        if self._parameters.get(operator) != value:
            self._operators.append(f"{value} {operator}")
            self._parameters[operator] = value

    def lines(self, width: float, edges: Iterable[tuple[float, float, float, float]]) -> None:
        """Draw lines `width` wide from x1, y1 to x2, y2."""
        paths = (f"{numeral(a)} {numeral(b)} m {numeral(c)} {numeral(d)} l" for a, b, c, d in edges)
        self._operators += [f"{numeral(width)} w", *paths, "S"]

    def box(self, width: float, x: float, y: float, across: float, up: float) -> None:
        """Draw the outline of a box, `width` wide, with its lower left corner at x, y."""
        self._operators.append(f"{numeral(width)} w {numeral(x)} {numeral(y)} {numeral(across)} {numeral(up)} re S")
