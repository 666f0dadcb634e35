"""Fitting: sizes and heights are settled before any renderer sees the tree, and text that does not fit is refused.

Typed text that needs more than one line is reduced together, half a point at a time, to its stated minimum; the room
then left on the page is shared by the rows that may grow. A page that flows takes any amount of text.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import chain

from msgspec.structs import replace

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Block, Document, Face, Page, Paragraph, Row, Source, Table
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
    fitted = [_fit_page(page) for page in document.pages]
    over = chain.from_iterable(found for found in fitted if isinstance(found, tuple))
    faults = tuple(dict.fromkeys((*_missing(document), *over)))
    if faults:
        raise FactsError(faults)
    pages = tuple(page for page in fitted if isinstance(page, Page))
    numbered = sum(len(sheets(page)) for page in pages) > 1
    return replace(document, pages=pages, folio=document.folio if numbered else None)


def _missing(document: Document) -> tuple[Fault, ...]:
    lacking = [found for page in document.pages for found in _lacking(page)]
    typed = {character for source, character in lacking if source}
    for source, character in lacking:
        if source is None and character not in typed:
            told = f"“{character}”（U+{ord(character):04X}）在随附的字体里没有字形"
            raise LayoutError(f"表上的文字印不出来：{told}，请改正该版本文件里的校名")
    return tuple(_missing_fault(source, character) for source, character in lacking if source)


@once
def _lacking(page: Page) -> tuple[tuple[Source | None, str], ...]:
    """Return the characters on a page that no face carries, with the source of their run (None: printed words)."""
    printed = list(runs(page))
    words = _words_lacking(tuple([(run.text, run.face) for run in printed if not run.source]))
    typed = [(run.source, found) for run in printed if run.source for found in fonts.missing(run.text, run.face)]
    return (*typed, *((None, found) for found in words))


@lru_cache(maxsize=64)
def _words_lacking(words: tuple[tuple[str, Face], ...]) -> tuple[str, ...]:
    return tuple(found for text, face in words for found in fonts.missing(text, face))


def _missing_fault(source: Source, character: str) -> Fault:
    return Fault(
        source.label,
        source.path,
        f"“{character}”（U+{ord(character):04X}）在随附的字体里没有字形，印不出来",
        _replacement(character) or "请核对是否用字有误，或改用通用规范汉字",
        "missing_glyph",
    )


def _replacement(character: str) -> str:
    """Return the remedy that names what is written for a character and can be printed; '' if there is nothing."""
    parts = [part for part in unicodedata.decomposition(character).split() if not part.startswith("<")]
    nearest = "".join(chr(int(part, 16)) for part in parts)
    likely = (
        text for text in (nearest, unicodedata.normalize("NFKC", character)) if text.strip() not in ("", character)
    )
    plain = next((text for text in likely if not fonts.missing(text, Face.BODY)), "")
    return f"请改写成“{plain}”" if plain else ""


@once
def _fit_page(page: Page) -> Page | tuple[Fault, ...]:
    if page.flows:
        return _tightened(replace(page, blocks=tuple(_stretch(block, ZERO, 0) for block in page.blocks)))
    smaller = stepped(page)
    return _too_long(page) if smaller is None else _share(smaller)


def _too_long(page: Page) -> tuple[Fault, ...]:
    from zzuli_forms.typeset.overflow import too_long

    return tuple(too_long(page))


def _tightened(page: Page) -> Page:
    """Return the flowing page with its lines as close as it takes to save a sheet, if that can be done; else as close
    as it takes to have as many sheets in every program.

    Where that cannot be had for the most lines that texts may take, it is had for those they take in our faces.
    """
    fewest = _sheets_elsewhere(_at_leading(page, page.tightest))
    wanted = max(fewest, len(sheets(page)) - 1)
    closer = [page, *(_at_leading(page, percent) for percent in range(99, page.tightest - 1, -1))]
    enough = (set_so for count in (_most_sheets, _sheets_elsewhere) for set_so in closer if count(set_so) <= wanted)
    return next(enough, page)


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
    left = spare(page)
    shares = sum(row.grows for block in page.blocks if isinstance(block, Table) for row in block.rows)
    return replace(page, blocks=tuple(_stretch(block, left, shares) for block in page.blocks))


def _stretch(block: Block, left: Length, shares: int) -> Block:
    if not isinstance(block, Table):
        return block
    rows = zip(block.rows, row_heights(block), strict=True)
    return replace(block, rows=tuple([_stretch_row(row, height, left, shares) for row, height in rows]))


def _stretch_row(row: Row, height: Length, left: Length, shares: int) -> Row:
    grown = int(left) * row.grows // shares if row.grows else 0
    return replace(row, height=height + grown)
