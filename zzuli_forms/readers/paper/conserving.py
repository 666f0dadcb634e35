"""The reading of a Word paper: every visible character gets its owner, step by step, and what is left is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from zzuli_forms.errors import Remark
from zzuli_forms.forms.form import Form
from zzuli_forms.readers.paper import altered, glyphs, inside, leftovers, letters, official, papers
from zzuli_forms.readers.paper.comparison import by_comparison
from zzuli_forms.readers.paper.controls import by_controls
from zzuli_forms.readers.paper.grid import by_grid
from zzuli_forms.readers.paper.labels import by_labels, labels
from zzuli_forms.readers.paper.ledger import WORDS, Ledger, plain
from zzuli_forms.readers.paper.leftovers import Leftover
from zzuli_forms.readers.paper.official import LONG, NUMBERING, OfficialWords
from zzuli_forms.readers.paper.resaved import repetitions

_ORDINAL = re.compile("[0-9一二三]$")


@dataclass(frozen=True)
class Account:
    """What became of every character of a paper: what it states, changed words, what is left, and hand-work."""

    form: Form
    read: papers.PaperFacts
    repeated: tuple[Remark, ...]
    altered: tuple[Remark, ...]
    leftovers: tuple[Leftover, ...]
    handwork: tuple[Leftover, ...]


def account(data: bytes, path: Path, area: str) -> Account:
    """Return what becomes of every visible character of a .docx file; FileError where it cannot be read."""
    paper = glyphs.read(data, path)
    known = inside.parsed(paper.facts, path)
    form, edition = (known.form, known.edition) if known else papers.recognized(paper, path)
    ledger, blank = Ledger(paper, form.model), official.blank(form, edition)
    shown, count = papers.shown(form, known, area), papers.copies(form, paper)
    repeated = tuple(repetitions(ledger, blank.lines, shown.values()).remarks())
    by_controls(ledger)
    words = _Words(ledger, blank, form, edition, count)
    for cells in [*by_labels(ledger, form.model, blank, count)]:
        by_comparison(ledger, form.model, cells)
    for closing in _texts(form, edition, "dated", "closing"):
        letters.sign(ledger, closing)
    words.changes += by_grid(ledger, blank.document)
    read = papers.read(form, edition, known, shown, papers.found(ledger), area)
    document = papers.expected(form, edition, read, papers.is_continued(known, paper), count)
    words.settle(official.official(document))
    left = [*leftovers.leftovers(ledger, form, edition), *leftovers.unquoted(ledger, form, read.unquoted)]
    by_hand = leftovers.handwork(ledger, form, edition)
    return Account(form, read, repeated, tuple(words.changes), tuple(left), tuple(by_hand))


class _Words:
    """The official words of a form: those that are found on a paper, and what was changed in others."""

    def __init__(self, ledger: Ledger, blank: OfficialWords, form: Form, edition: str, copies: int) -> None:
        self.changes: list[Remark] = []
        self._ledger, openings = ledger, _texts(form, edition, "heading", "opening")
        short = labels(form.model) | blank.by_hand
        long = {one: title for one, title in blank.stretches if len(one) > LONG and not _is_label(short, one)}
        counts = official.counts(blank.document, copies)
        found = official.find(ledger, {one: counts[one] for one in long}, openings)
        self._found = {one for one in long if found[one]}
        for opening in openings:
            letters.head(ledger, opening)
        least = official.counts(blank.document) if copies > 1 else Counter([*long])
        self._compare({one: title for one, title in long.items() if found[one] < least[one]}, altered.CERTAIN)

    def _compare(self, words: dict[str, str], least: float) -> None:
        for one, remarks in altered.altered(self._ledger, words, least):
            self._found.add(one)
            self.changes += remarks

    def settle(self, filled: OfficialWords) -> None:
        """Own the words that the filled document has too; tell which are changed, and which are gone."""
        wanted = dict(filled.stretches)
        counts = official.counts(filled.document)
        found = official.find(self._ledger, {one: counts[one] for one in wanted if one not in self._found})
        self._found |= {one for one, count in found.items() if count}
        official.spend(self._ledger, filled.document)
        standing = self._standing()
        gone = {one: t for one, t in wanted.items() if one not in self._found and _bare(one) not in standing}
        self._compare(gone, altered.LIKELY)
        missing = {one: title for one, title in gone.items() if one not in self._found}
        self.changes += altered.missing(missing, filled.document.title)

    def _standing(self) -> frozenset[str]:
        """Return the words that fill a cell, a line, or the official part of one."""
        ledger = self._ledger
        lines = (line for place in ledger.paper.own for line in (place.span, *ledger.paper.lines(place)))
        texts = (text for line in lines for text in (plain(ledger.shown(line)), *_official_parts(ledger, line)))
        return frozenset(one for text in texts for one in _names(text))


def _official_parts(ledger: Ledger, line: range) -> Iterator[str]:
    """Yield each official stretch of a line or cell, then all of them as one."""
    own = ledger.owned(line, WORDS) if ledger.owns(line, WORDS) else []
    stretches = [[at for _, at in group] for _, group in groupby(enumerate(own), key=lambda one: one[1] - one[0])]
    yield from (plain(ledger.text(stretch)) for stretch in stretches)
    yield plain(ledger.text(own))


def _names(text: str) -> Iterator[str]:
    yield _bare(text)
    yield _ORDINAL.sub("", _bare(text))


def _bare(words: str) -> str:
    return words.rstrip("：:")


def _is_label(short: Set[str], words: str) -> bool:
    """Return whether words name a field, or a cell for hand-work: these fill a cell or begin a line."""
    return words in short or _bare(NUMBERING.sub("", words, count=1)) in short


def _texts(form: Form, edition: str, field: str, name: str) -> list[str]:
    """Return the official text of a name in each letter of a form that has a field beside it."""
    parts = (part for part in form.papers if field in part.model.model_fields)
    texts = (part.wording(edition).text.get(name, "") for part in parts)
    return [plain(text) for text in texts if text]
