"""Paper saved by LibreOffice 7.4, whose values stand there several times: all but the first of them are repetitions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from zzuli_forms.errors import Remark
from zzuli_forms.models.messages import masked
from zzuli_forms.readers.paper.ledger import REPEATED, Ledger
from zzuli_forms.readers.paper.repeated import is_made_of, repeated, value_of

_LABEL = re.compile(r"^[^：:\s]{1,20}(?:[：:]\s*|\s+)")
_ENOUGH = 6
"""Characters of all distinct repeated values that make it certain: nobody types so many in just this pattern."""
_SHOWN = 30


@dataclass(frozen=True)
class Repetitions:
    """The values that were repeated, and those of which that is uncertain."""

    values: tuple[str, ...]
    doubts: tuple[str, ...]

    def remarks(self) -> Iterator[Remark]:
        """Yield a remark that the file is spoilt by repetitions, or may be; none where there are none."""
        for value in self.values[:1]:
            message = f"这份文件经 LibreOffice 另存，文字印了几遍（如“{value[:_SHOWN]}”）"
            yield _remark(message, "请不要打印，用原来的文件或重新生成")
        for value in () if self.values else self.doubts[:1]:
            message = f"“{repeated(value)[:_SHOWN]}”连着写了几遍，像是 LibreOffice 另存时印的"
            yield _remark(message, "请核对；如是，请不要打印，用原来的文件或重新生成")


def _remark(message: str, remedy: str) -> Remark:
    return Remark("文件", "", masked(message), remedy, "repeated")


class _Repetition(NamedTuple):
    """A repeated value, and the positions of all of it but the first."""

    value: str
    others: Sequence[int]


def repetitions(ledger: Ledger, fixed: Iterable[str], shown: Iterable[str]) -> Repetitions:
    """Own the repetitions of each value, however often it was saved.

    `fixed` are the paragraphs of the form left blank, `shown` the values that the facts inside the file make: what they
    tell is certain, and where they do not, the values must be long enough to prove that nobody typed them so.
    """
    controlled = tuple(_in_rows_of_controls(ledger))
    known = frozenset(line for value in shown for line in value.split("\n"))
    values, doubts = _elsewhere(ledger, tuple(dict.fromkeys(["", *fixed])), known)
    return Repetitions((*controlled, *values), doubts)


def _in_rows_of_controls(ledger: Ledger) -> Iterator[str]:
    """Own the repetitions that have a control each, behind that of the value; yield the values."""
    for place in ledger.paper.places:
        for line in ledger.paper.lines(place) if len(place.controls) > 1 else ():
            for path in ledger.fields(line):
                same = [position for position in line if ledger.field(position) == path]
                first = [position for position in same if ledger.paper.within[position] == ledger.paper.within[same[0]]]
                value, rest = ledger.text(first), ledger.text(same[len(first) :])
                if rest.strip() and is_made_of(value, rest):
                    ledger.own(same[len(first) :], REPEATED)
                    yield value


def _elsewhere(ledger: Ledger, fixed: Sequence[str], shown: Collection[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Own the repetitions of one saving after the other, as long as they are certain; return these, and the doubts."""
    values: dict[str, None] = {}
    while True:
        likely = [one for part in _parts(ledger) if (one := _repetition(ledger, part, fixed, shown))]
        sure = likely if _prove(likely) else [one for one in likely if one.value in shown]
        if not sure:
            return tuple(values), tuple(dict.fromkeys(one.value for one in likely))
        for one in sure:
            ledger.own(one.others, REPEATED)
        values = dict.fromkeys(one.value for one in sure)
        for part in [*_parts(ledger)]:
            _own_within(ledger, part, values)


def _own_within(ledger: Ledger, part: Sequence[int], values: Iterable[str]) -> None:
    """Own the repetitions of proven values in a stretch to which somebody added something later."""
    text = ledger.text(part)
    for value in values:
        start = text.find(repeated(value))
        if start >= 0:
            ledger.own(part[start + len(value) : start + len(repeated(value))], REPEATED)


def _prove(repetitions: Iterable[_Repetition]) -> bool:
    return sum(map(len, {one.value for one in repetitions})) >= _ENOUGH


def _repetition(
    ledger: Ledger, part: Sequence[int], fixed: Sequence[str], shown: Collection[str]
) -> _Repetition | None:
    """Return the repetition that a stretch consists of, a label before it and printed words behind it aside."""
    text = ledger.text(part)
    for before in ("", *_LABEL.findall(text)) if text not in shown else ():
        for behind in (words for words in fixed if text.endswith(words)):
            value = value_of(text[len(before) : len(text) - len(behind)])
            if value and value.strip():
                return _Repetition(value, part[len(before) + len(value) : len(text) - len(behind)])
    return None


def _parts(ledger: Ledger) -> Iterator[list[int]]:
    """Yield the positions of each stretch of a line that lies in controls of one field, or in none."""
    for place in ledger.paper.places:
        for line in ledger.paper.lines(place):
            for _, part in groupby(ledger.seen(line), key=ledger.field):
                yield [*part]
