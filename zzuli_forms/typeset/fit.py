"""Fitting: sizes and heights are settled before any renderer sees the tree, and text that does not fit is refused.

Typed text that needs more than one line is reduced together, half a point at a time, to its stated minimum; the room
then left on the page is shared by the rows that may grow. A page that flows takes any amount of text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Block, Document, Page, Paragraph, Row, Source, Table
from zzuli_forms.document.units import ZERO, Length
from zzuli_forms.document.walking import map_paragraphs, paragraphs, runs
from zzuli_forms.errors import FactsError, Fault, LayoutError
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.height import row_heights, spare
from zzuli_forms.typeset.pagebreak import most_sheets, sheets
from zzuli_forms.typeset.shrink import stepped


def fit(document: Document) -> Document:
    """Return the document with sizes and row heights settled.

    Raises FactsError with a fault for every typed character that no face carries and every field that is too long for
    its page; LayoutError if the blank form itself does not fit.
    """
    results = [_fitted(page) for page in document.pages]
    missing = _missing(list(chain.from_iterable(result.missing for result in results)))
    faults = tuple(dict.fromkeys(chain(missing, *(result.too_long for result in results))))
    if faults:
        raise FactsError(faults)
    pages = tuple(result.page for result in results)
    several = sum(len(sheets(page)) for page in pages) > 1
    return replace(document, pages=pages, folio=document.folio if several else None)


Missing = tuple[Source | None, str]
"""A character that no face carries, and the source of its run (None: printed words)."""


class _Fitted(NamedTuple):
    """A page with sizes and heights settled, the faults of texts too long for it, and its missing characters."""

    page: Page
    too_long: tuple[Fault, ...]
    missing: tuple[Missing, ...]


@once
def _fitted(page: Page) -> _Fitted:
    if page.flows:
        whole = replace(page, blocks=tuple(_stretch(block, ZERO, 0) for block in page.blocks))
        return _Fitted(_tightened(whole), (), _missing_on(page))
    smaller = stepped(page)
    if smaller is None:
        return _Fitted(page, _too_long(page), _missing_on(page))
    return _Fitted(_share(smaller), (), _missing_on(page))


def _missing_on(page: Page) -> tuple[Missing, ...]:
    """Return the characters on a page that no face carries, those of typed text first."""
    typed_first = sorted(runs(page), key=lambda run: run.source is None)
    return tuple((run.source, character) for run in typed_first for character in fonts.missing(run.text, run.face))


def _missing(characters: Sequence[Missing]) -> tuple[Fault, ...]:
    typed = {character for source, character in characters if source}
    for source, character in characters:
        if source is None and character not in typed:
            reason = f"“{character}”（U+{ord(character):04X}）在随附的字体里没有字形"
            raise LayoutError(f"表上的文字印不出来：{reason}，请改正该版本文件里的校名")
    return tuple(_missing_fault(source, character) for source, character in characters if source)


def _missing_fault(source: Source, character: str) -> Fault:
    return Fault(
        source.label,
        source.path,
        f"“{character}”（U+{ord(character):04X}）在随附的字体里没有字形，印不出来",
        "请核对是否用字有误，或改用通用规范汉字",
        "missing_glyph",
    )


def _too_long(page: Page) -> tuple[Fault, ...]:
    from zzuli_forms.typeset.overflow import too_long

    return tuple(too_long(page))


def _tightened(page: Page) -> Page:
    """Return the flowing page with its lines as close as it takes to save a sheet, if that can be done; else as close
    as it takes to have as many sheets in every program.

    Where that cannot be had for the most lines that texts may take, it is had for those they take in our faces.
    """
    fewest = _sheets_elsewhere(_at_leading(page, page.tightest))
    target = max(fewest, len(sheets(page)) - 1)
    counts = (_most_sheets, _sheets_elsewhere)
    return next((closer for count in counts for closer in _closer(page) if count(closer) <= target), page)


def _closer(page: Page) -> Iterator[Page]:
    """Yield the flowing page as laid out, then with its lines closer and closer."""
    yield page
    yield from (_at_leading(page, percent) for percent in range(99, page.tightest - 1, -1))


def _most_sheets(page: Page) -> int:
    """Return how many sheets a flowing page takes at most, in any face."""
    return max(len(sheets(page)), most_sheets(_elsewhere(page)))


def _sheets_elsewhere(page: Page) -> int:
    """Return how many sheets a flowing page takes in our faces, in the PDF and in programs that set it otherwise."""
    return max(len(sheets(page)), len(sheets(_elsewhere(page))))


def _elsewhere(page: Page) -> Page:
    """Return a flowing page as programs may set it that let no mark hang, set characters at their full width
    (OnlyOffice 10 knows no w:w), add the frames of tables to their height, and let the room below the last line go at
    the end of a sheet.
    """
    frames = sum(2 * block.border.frame for block in page.blocks if isinstance(block, Table))
    margins = page.margins._replace(bottom=page.margins.bottom + frames - paragraphs(page)[-1].after)
    return map_paragraphs(replace(page, margins=margins), _widest)


def _widest(paragraph: Paragraph) -> Paragraph:
    return replace(paragraph, hangs=False, runs=tuple(replace(run, scale=100) for run in paragraph.runs))


def _at_leading(page: Page, percent: int) -> Page:
    """Return the page with the leading of its own paragraphs, not of tables and signatures, at so many percent."""

    def closer(block: Block) -> Block:
        if not isinstance(block, Paragraph):
            return block
        leading, after = (round(length * percent / 100, -2) for length in (block.leading, block.after))
        return replace(block, leading=Length(leading), after=Length(after))

    return replace(page, blocks=tuple(closer(block) for block in page.blocks))


def _share(page: Page) -> Page:
    room = spare(page)
    shares = sum(row.grows for block in page.blocks if isinstance(block, Table) for row in block.rows)
    return replace(page, blocks=tuple(_stretch(block, room, shares) for block in page.blocks))


def _stretch(block: Block, room: Length, shares: int) -> Block:
    if not isinstance(block, Table):
        return block
    rows = zip(block.rows, row_heights(block), strict=True)
    return replace(block, rows=tuple([_stretch_row(row, height, room, shares) for row, height in rows]))


def _stretch_row(row: Row, height: Length, room: Length, shares: int) -> Row:
    share = int(room) * row.grows // shares if row.grows else 0
    return replace(row, height=height + share)
