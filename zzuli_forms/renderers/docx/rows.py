"""Row heights that every program reads alike.

To a row's least height (w:trHeight, atLeast) Word, OnlyOffice and their like add the line under the row and the upper
and lower margins of its cells; LibreOffice 7.4 adds neither. All of them add the line to what a cell holds. So cells
have no such margins, what is written is the height less the line, and a label, into which nobody types, is as high as
its row: it holds the row open where the line is not added.
"""

from __future__ import annotations

from msgspec.structs import replace

from zzuli_forms.document.nodes import Border, Cell, Paragraph, Row
from zzuli_forms.document.units import EMU_PER_TWIP, Length
from zzuli_forms.typeset.linebreak import needed_height


def least_height(row: Row, border: Border) -> Length:
    """Return the least height to be written for a row: its height less the line under it."""
    return row.height - border.inner


def filling(label: Cell, height: Length, width: Length) -> Cell:
    """Return a label of one row, its content padded to `height` when set in `width`, half the spare room above it.

    A label over several rows, or one that needs more, is returned as it is.
    """
    spare = height.twips - Length(sum(needed_height(item, width) for item in label.content)).twips
    paragraphs = [item for item in label.content if isinstance(item, Paragraph)]
    if label.rowspan > 1 or spare <= 0 or not paragraphs:
        return label
    first, *others = paragraphs
    above = spare // 2 * EMU_PER_TWIP
    *between, last = replace(first, before=first.before + above), *others
    return replace(label, content=(*between, replace(last, after=last.after + spare * EMU_PER_TWIP - above)))
