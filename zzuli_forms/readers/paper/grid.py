"""Values found by the form's own table, laid beside the paper's: where a label is altered, its row still tells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from zzuli_forms.document.nodes import Cell, Document, Table
from zzuli_forms.document.walking import runs, walk
from zzuli_forms.errors import Remark
from zzuli_forms.readers.paper.altered import LIKELY, changes, quoted
from zzuli_forms.readers.paper.glyphs import PaperPlace
from zzuli_forms.readers.paper.ledger import ALTERED, Ledger, plain
from zzuli_forms.readers.paper.official import cell_words

_MOST_ROWS = 100


class _Own(NamedTuple):
    """A cell of the form's own table: its printed words, or the field it has room for."""

    words: str
    path: str


def by_grid(ledger: Ledger, document: Document) -> Iterator[Remark]:
    """Give what is left in a typed place of a row to its field; yield a remark for each altered label."""
    tables = [[*places] for table, places in groupby(ledger.paper.own, key=lambda place: place.at[0]) if table]
    for table in dict.fromkeys(node for page in document.pages for node in walk(page) if isinstance(node, Table)):
        own = [[*map(_own, row.cells)] for row in table.rows]
        for places in tables:
            rows = [[*row] for _, row in groupby(places, key=lambda place: place.at[1])][:_MOST_ROWS]
            for mine, theirs in _paired(ledger, own, rows):
                yield from _row(ledger, mine, theirs, document.title)


def _own(cell: Cell) -> _Own:
    path = next((run.source.path for run in runs(cell) if run.source), "")
    return _Own(cell_words(cell), path)


def _paired(
    ledger: Ledger, own: Sequence[Sequence[_Own]], rows: Sequence[Sequence[PaperPlace]]
) -> Iterator[tuple[Sequence[_Own], Sequence[PaperPlace]]]:
    """Yield the rows of both tables that stand for each other and have as many cells."""
    words = {cell.words for row in own for cell in row if cell.words}
    mine = [tuple(cell.words for cell in row) for row in own]
    theirs = [tuple(_known(plain(ledger.shown(place.span)), words) for place in row) for row in rows]
    for _, a, b, c, d in SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes():
        if b - a == d - c:
            pairs = zip(own[a:b], rows[c:d], strict=True)
            yield from ((one, other) for one, other in pairs if len(one) == len(other))


def _known(text: str, words: Collection[str]) -> str:
    return text if text in words else ""


def _row(ledger: Ledger, own: Sequence[_Own], places: Sequence[PaperPlace], title: str) -> Iterator[Remark]:
    likeness = [_likeness(ledger, cell, place) for cell, place in zip(own, places, strict=True)]
    for cell, place, alike in zip(own, places, likeness, strict=True) if max(likeness, default=0) >= LIKELY else ():
        free = ledger.free(place.span)
        told = plain(ledger.text(free))
        if cell.path and told and not ledger.is_stated(cell.path):
            ledger.give(free, cell.path, place)
        elif cell.words and not cell.path and told and alike >= LIKELY:
            visible = ledger.visible(free)
            ledger.own(quoted(cell.words, told, visible), ALTERED)
            yield from changes(title, cell.words, told)


def _likeness(ledger: Ledger, cell: _Own, place: PaperPlace) -> float:
    text = plain(ledger.shown(place.span))
    return SequenceMatcher(None, cell.words, text, autojunk=False).ratio() if cell.words and not cell.path else 0.0
