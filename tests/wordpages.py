"""How high the rows and pages of a Word file get, reckoned from its document.xml alone, by no engine.

Each row is reckoned twice: as Word, OnlyOffice and their like do, which add the margins of cells and the line under a
row to its least height, and as LibreOffice 7.4 does, which adds neither. Both add them to what a cell holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from zzuli_forms.typeset.fonts import COMMON_WIDTHS, EM
from zzuli_forms.typeset.linebreak import NOT_FIRST, NOT_LAST

TWIPS = 20
GAP = 0.25
"""Em that Word puts between hanzi and Latin where it is let."""


@dataclass(frozen=True)
class Section:
    """What stands in a section, its paragraphs and tables in order, and the room it has, in points."""

    blocks: tuple[etree._Element, ...]
    width: float
    height: float

    def needed(self, adding: bool) -> float:
        """The height of all its blocks, in points, with margins and lines added to least heights or not.

        The room below the last paragraph does not count: every program lets it go at the end of a page.
        """
        last = self.blocks[-1].find(f"{qn('w:pPr')}/{qn('w:spacing')}")
        return sum(_block(block, self.width, adding) for block in self.blocks) - _points(last, "after")


def sections(document: bytes) -> list[Section]:
    """The sections of a document.xml."""
    return list(_sections(etree.fromstring(document)[0]))


def rows(document: bytes, adding: bool) -> list[float]:
    """The height of every row, in points."""
    tables = etree.fromstring(document).iter(qn("w:tbl"))
    return [height for table in tables for height in _rows(table, adding)]


def _sections(body: etree._Element) -> Iterator[Section]:
    blocks: list[etree._Element] = []
    for element in body:
        ends = [element] if element.tag == qn("w:sectPr") else element.findall(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if element.tag != qn("w:sectPr"):
            blocks.append(element)
        for end in ends:
            yield Section(tuple(blocks), *_room(end))
            blocks = []


def _room(end: etree._Element) -> tuple[float, float]:
    size, edges = end.find(qn("w:pgSz")), end.find(qn("w:pgMar"))
    across = _points(size, "w") - _points(edges, "left") - _points(edges, "right")
    return across, _points(size, "h") - _points(edges, "top") - _points(edges, "bottom")


def _points(element: Any, name: str) -> float:
    """An attribute in twips, as points; nothing where it is not there."""
    return 0.0 if element is None else int(element.get(qn(f"w:{name}"), 0)) / TWIPS


def _block(block: etree._Element, width: float, adding: bool) -> float:
    return sum(_rows(block, adding)) if block.tag == qn("w:tbl") else _paragraph(block, width)


def _rows(table: etree._Element, adding: bool) -> list[float]:
    border = _border(table)
    heights, open_cells = [], dict[int, float]()
    for row in table.findall(qn("w:tr")):
        least = _points(row.find(f"{qn('w:trPr')}/{qn('w:trHeight')}"), "val")
        margins, content = 0.0, 0.0
        for column, cell in enumerate(row.findall(qn("w:tc"))):
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            margins = max(margins, _margins(cell))
            if merged is not None and merged.get(qn("w:val")) == "restart":
                open_cells[column] = _content(cell)
            elif merged is None:
                content = max(content, _content(cell) + _margins(cell))
        heights.append(max(least + (margins + border if adding else 0), content + border))
    assert all(needed <= sum(heights) for needed in open_cells.values())
    return heights


def _border(table: etree._Element) -> float:
    line = table.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}/{qn('w:insideH')}")
    return 0.0 if line is None else int(line.get(qn("w:sz"), 0)) / 8


def _margins(cell: etree._Element) -> float:
    margins = cell.find(f"{qn('w:tcPr')}/{qn('w:tcMar')}")
    return sum(_points(None if margins is None else margins.find(qn(f"w:{edge}")), "w") for edge in ("top", "bottom"))


def _content(cell: etree._Element) -> float:
    margins = cell.find(f"{qn('w:tcPr')}/{qn('w:tcMar')}")
    sides = sum(_points(None if margins is None else margins.find(qn(f"w:{edge}")), "w") for edge in ("left", "right"))
    width = _points(cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}"), "w") - sides
    return sum(_paragraph(paragraph, width) for paragraph in cell.findall(qn("w:p")))


def _paragraph(paragraph: etree._Element, width: float) -> float:
    spacing, indents = (paragraph.find(f"{qn('w:pPr')}/{qn(f'w:{name}')}") for name in ("spacing", "ind"))
    assert spacing is not None
    assert spacing.get(qn("w:lineRule")) == "exact"
    room = width - _points(indents, "left") - _points(indents, "right")
    first = room - _points(indents, "firstLine") + _points(indents, "hanging")
    lines = sum(_lines(line, first if not number else room, room) for number, line in enumerate(_texts(paragraph)))
    return _points(spacing, "before") + lines * _points(spacing, "line") + _points(spacing, "after")


def _texts(paragraph: etree._Element) -> list[list[tuple[str, float]]]:
    """The characters of each stretch between line breaks, each with its size in points."""
    stretches: list[list[tuple[str, float]]] = [[]]
    for run in paragraph.iter(qn("w:r")):
        size = run.find(f"{qn('w:rPr')}/{qn('w:sz')}")
        points = 0.0 if size is None else int(size.get(qn("w:val"), 0)) / 2
        for element in run:
            if element.tag == qn("w:br"):
                stretches.append([])
            elif element.tag == qn("w:t"):
                stretches[-1] += [(character, points) for character in element.text or ""]
    return stretches


def _lines(characters: list[tuple[str, float]], first: float, room: float) -> int:
    """How many lines characters take in the widest face: no mark hangs, none is set narrower."""
    lines, start = 1, 0
    while True:
        end, reach, available = start, 0.0, first if lines == 1 else room
        while end < len(characters) and (reach := reach + _advance(characters, end)) <= available:
            end += 1
        if end >= len(characters):
            return lines
        start = next((at for at in range(end, start, -1) if _breaks(characters[at - 1][0], characters[at][0])), end)
        start = max(start, 1)
        lines += 1


def _advance(characters: list[tuple[str, float]], index: int) -> float:
    character, size = characters[index]
    before = characters[index - 1][0] if index else ""
    gap = GAP if before and (before < "\u2e80") != (character < "\u2e80") and (before + character).isalnum() else 0
    return size * (COMMON_WIDTHS.get(character, EM) / EM + gap)


def _breaks(before: str, after: str) -> bool:
    if before in NOT_LAST or after in NOT_FIRST:
        return False
    return not ("!" <= before <= "~" and "!" <= after <= "~")
