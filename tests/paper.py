"""What stands on a PDF page, in millimetres from its upper left corner."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf
from pdfminer.pdfdevice import PDFTextDevice

MM = 72 / 25.4


def _show(
    device: Any, text: Any, matrix: Any, place: Any, font: Any, size: float, scale: float, space: float, *rest: Any
) -> tuple[float, float]:
    """Show text as pdfminer does, and leave the character space (Tc) behind its last character too.

    pdfminer adds it between the characters of one operator only; ISO 32000-1, 9.3.2 and 9.4.4, adds it to each.
    """
    x, y = _SHOW(device, text, matrix, place, font, size, scale, space, *rest)
    return x + space, y


_SHOW = PDFTextDevice.render_string_horizontal
PDFTextDevice.render_string_horizontal = _show  # type: ignore[assignment, method-assign]
GAP = 0.9
"""White space of more than 0.9 em parts two stretches of text on one line."""


@dataclass(frozen=True)
class Stretch:
    """Characters set one behind another on one line; `baseline` and edges in mm."""

    page: int
    text: str
    left: float
    right: float
    baseline: float
    size: float


@dataclass(frozen=True)
class Box:
    """A rectangle in mm from the upper left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """Its height in mm."""
        return self.bottom - self.top


@dataclass(frozen=True)
class Sheet:
    """What stands on one page: its stretches of text, its characters in drawing order, its level and upright lines."""

    stretches: tuple[Stretch, ...]
    text: str
    level: tuple[Box, ...]
    upright: tuple[Box, ...]


def sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the pages of a PDF; equal files are looked into once."""
    return _sheets(path.read_bytes())


@lru_cache(maxsize=1_024)
def _sheets(data: bytes) -> tuple[Sheet, ...]:
    with pdfplumber.open(BytesIO(data)) as pdf:
        return tuple(_sheet(page) for page in pdf.pages)


def _sheet(page: Any) -> Sheet:
    text = "".join(c["text"] for c in page.chars if c["text"].strip())
    return Sheet(tuple(_page_stretches(page)), text, _lines(page, "h"), _lines(page, "v"))


def _lines(page: Any, orientation: str) -> tuple[Box, ...]:
    """Return the lines of a page that run level (h) or upright (v)."""
    edges = [edge for edge in page.edges if edge["orientation"] == orientation]
    return tuple(Box(e["x0"] / MM, e["top"] / MM, e["x1"] / MM, e["bottom"] / MM) for e in edges)


def stretches(path: Path) -> list[Stretch]:
    """The text of a PDF as stretches, from the top down."""
    return [stretch for sheet in sheets(path) for stretch in sheet.stretches]


def _page_stretches(page: Any) -> list[Stretch]:
    lines: list[tuple[float, list[dict[str, Any]]]] = []
    shown = [c for c in page.chars if c["text"].strip()]
    for character in sorted(shown, key=lambda c: (-c["matrix"][5], c["x0"])):
        y = character["matrix"][5]
        line = next((line for at, line in lines if abs(at - y) < 2), None)
        if line is None:
            lines.append((y, [character]))
        else:
            line.append(character)
    return [_stretch(page, part) for _, line in lines for part in _parted(sorted(line, key=lambda c: float(c["x0"])))]


def _parted(line: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    parts = [[line[0]]]
    for before, after in pairwise(line):
        if after["x0"] - before["x1"] > GAP * after["size"]:
            parts.append([])
        parts[-1].append(after)
    return parts


def _stretch(page: Any, part: list[dict[str, Any]]) -> Stretch:
    return Stretch(
        page=page.page_number,
        text="".join(c["text"] for c in part),
        left=part[0]["x0"] / MM,
        right=part[-1]["x1"] / MM,
        baseline=(float(page.height) - part[0]["matrix"][5]) / MM,
        size=round(part[-1]["size"], 2),
    )


def rules(path: Path, page: int = 0) -> list[float]:
    """The heights of the horizontal lines on a page, in mm from its top, near ones as one."""
    tops = sorted({round(line.top, 2) for line in sheets(path)[page].level})
    return [top for index, top in enumerate(tops) if index == 0 or top - tops[index - 1] > 0.5]


def frame(path: Path, page: int = 0) -> Box:
    """The box around all lines of a page."""
    sheet = sheets(path)[page]
    lines = (*sheet.level, *sheet.upright)
    return Box(
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def signature_fields(path: Path) -> dict[str, tuple[int, Box]]:
    """The full name of each signature field, its page counted from 1, and its place."""
    pages = enumerate(pypdf.PdfReader(path).pages, 1)
    found = [(number, page, one.get_object()) for number, page in pages for one in page.get("/Annots", [])]
    return {_full_name(field): (number, _place(field, float(page.mediabox.height))) for number, page, field in found}


def _full_name(field: Any) -> str:
    above = [_full_name(field["/Parent"])] if "/Parent" in field else []
    return ".".join([*above, str(field["/T"])])


def _place(field: Any, height: float) -> Box:
    assert field["/FT"] == "/Sig"
    left, bottom, right, top = map(float, field["/Rect"])
    return Box(left / MM, (height - top) / MM, right / MM, (height - bottom) / MM)


def touches(circle: tuple[float, float, float], stretch: Stretch) -> bool:
    """Whether the circle lies over any part of the text's box (cap height 0.8 em)."""
    x, y, radius = circle
    top = stretch.baseline - 0.8 * stretch.size / MM
    nearest = min(max(x, stretch.left), stretch.right), min(max(y, top), stretch.baseline)
    return hypot(x - nearest[0], y - nearest[1]) < radius


def page_count(path: Path) -> int:
    """How many pages a PDF has."""
    return len(sheets(path))


def text_of(path: Path) -> str:
    """All characters of a PDF without white space, in drawing order."""
    return "".join(sheet.text for sheet in sheets(path))
