"""Official words of a form, left blank or filled in, and where they stand on a paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from zzuli_forms.document.nodes import Cell, Document, Page, Paragraph, Role, SignatureSlot, Table
from zzuli_forms.document.walking import paragraphs, slots, walk
from zzuli_forms.forms.form import Form
from zzuli_forms.readers.paper.ledger import EXTRA, WORDS, Ledger, plain

NUMBERING = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十0-9]{1,2}[）)]|[一二三四五六七八九十]{1,2}、|[0-9]{1,2}[.．、])\s*"
)
LONG = 6
"""The most characters of words that must fill a line or a cell to be official; longer ones are known anywhere."""


@dataclass(frozen=True)
class OfficialWords:
    """The official words of a document, without white space: its printed paragraphs, its printed lines with their white
    space, the words between typed and blank places with the title of their form, the words that ask for hand-work
    behind them, and those of cells beside which hand-work stands.
    """

    document: Document
    paragraphs: frozenset[str]
    lines: frozenset[str]
    stretches: tuple[tuple[str, str], ...]
    prompts: tuple[str, ...]
    by_hand: frozenset[str]


def counts(document: Document, copies: int = 1) -> Counter[str]:
    """Return how often the words between typed and blank places stand in so many copies of a document."""
    single = Counter(one for page in _pages(document) for one in _words(page))
    pages = Counter(one for page in document.pages for one in _words(page))
    return pages | Counter({one: count * copies for one, count in single.items()})


def official(document: Document) -> OfficialWords:
    """Return the official words of a document."""
    pages = _pages(document)
    printed = list(paragraphs(document))
    prompts = (_printed(prompt) for page in pages for slot in slots(page) for prompt in slot.prompts)
    titled = ((_title(page, document), _words(page)) for page in pages)
    return OfficialWords(
        document,
        frozenset(filter(None, map(whole, printed))),
        frozenset("".join(run.text for run in paragraph.runs) for paragraph in printed),
        tuple(dict.fromkeys((one, title) for title, words in titled for one in words)),
        tuple(dict.fromkeys(filter(None, prompts))),
        frozenset(_beside_hand_work(pages)),
    )


def _pages(document: Document) -> tuple[Page, ...]:
    return tuple(dict.fromkeys(document.pages))


def _beside_hand_work(pages: Iterable[Page]) -> Iterator[str]:
    """Yield the words of each cell beside which hand-work stands."""
    tables = [node for page in pages for node in walk(page) if isinstance(node, Table)]
    pairs = (pair for table in tables for row in table.rows for pair in pairwise(row.cells))
    yield from (cell_words(one) for one, other in pairs if any(True for _ in slots(other)))


def blank(form: Form, edition: str) -> OfficialWords:
    """Return the official words of a form left blank."""
    return official(form.compose(None, edition))


def whole(paragraph: Paragraph) -> str:
    """Return the text of a printed paragraph without white space."""
    return plain("".join(run.text for run in paragraph.runs))


def cell_words(cell: Cell) -> str:
    """Return the text of a printed cell without white space."""
    prompts = (one.prompts if isinstance(one, SignatureSlot) else (one,) for one in cell.content)
    return "".join(whole(paragraph) for group in prompts for paragraph in group)


def _printed(paragraph: Paragraph) -> str:
    return plain("".join(run.text for run in paragraph.runs if not run.source and not run.blank))


def _words(page: Page) -> Iterator[str]:
    for paragraph in paragraphs(page):
        piece = ""
        for run in paragraph.runs:
            if run.source or run.blank:
                yield from filter(None, [piece])
                piece = ""
            else:
                piece += plain(run.text)
        yield from filter(None, [piece])


def _title(page: Page, document: Document) -> str:
    named = (p for p in paragraphs(page) if p.role is Role.TITLE)
    return next(("".join(run.text for run in p.runs) for p in named), document.title)


def find(ledger: Ledger, words: Mapping[str, int], anywhere: Iterable[str] = ()) -> dict[str, int]:
    """Own long words wherever they begin a line or follow what has an owner; return how often each is found.

    `words` tell how often each may stand there: more of them are too many. Those that may stand `anywhere` follow other
    text too. Words may be split into paragraphs, or joined with others.
    """
    stream, order = _Stream(ledger, frozenset(anywhere)), sorted(words, key=len, reverse=True)
    return {one: stream.own(one, words[one]) for one in order if len(one) > LONG}


class _Stream:
    """The characters of a document that have no owner, white space apart, as one text."""

    def __init__(self, ledger: Ledger, anywhere: frozenset[str]) -> None:
        paper, self._ledger, self._anywhere = ledger.paper, ledger, anywhere
        lines = [(place, line) for place in paper.own for line in paper.lines(place)]
        self._positions = [at for _, line in lines for at in ledger.visible(ledger.free(line))]
        self._text = ledger.text(self._positions)
        self._starts = {at for _, line in lines for at in [_first(ledger, line)]}
        self._ends: set[int] = set()

    def own(self, words: str, most: int) -> int:
        """Own each occurrence of some words, beyond so many as too many; return how many there are."""
        count, start = 0, self._text.find(words)
        while start >= 0:
            if words in self._anywhere or self._begins(start):
                count += 1
                self._ledger.own(self._positions[start : start + len(words)], WORDS if count <= most else EXTRA)
                self._ends.add(start + len(words))
            start = self._text.find(words, start + len(words))
        return count

    def _begins(self, start: int) -> bool:
        position = self._positions[start]
        return position in self._starts or start in self._ends or bool(self._ledger.owner(position - 1))


def _first(ledger: Ledger, line: range) -> int:
    """Return the position of the first visible character of a line, -1 for none."""
    return next(iter(ledger.visible(line)), -1)


def spend(ledger: Ledger, document: Document) -> None:
    """Own each line that a paragraph of the filled document explains, each paragraph once.

    Paragraphs are spent first by lines that have owners, then by what is left.
    """
    whole_lines = Counter(whole(paragraph) for paragraph in paragraphs(document))
    cells = Counter(cell_words(cell) for page in document.pages for cell in walk(page) if isinstance(cell, Cell))
    pool = whole_lines | cells | counts(document)
    lines = [line for place in ledger.paper.own for line in ledger.paper.lines(place)]
    open_lines = [(line, free) for line in lines if plain(ledger.text(free := ledger.free(line)))]
    for line in lines:
        if not plain(ledger.text(ledger.free(line))):
            pool[plain(ledger.shown(line))] -= 1
    for line, free in open_lines:
        readings = (plain(ledger.shown(line)), plain(ledger.text(free)))
        told = next((text for text in readings if pool[text] > 0), None)
        if told is not None:
            pool[told] -= 1
            ledger.own(free, WORDS)
