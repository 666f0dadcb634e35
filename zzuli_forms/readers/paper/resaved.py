"""Paper saved by LibreOffice 7.4, whose values stand there several times: each is kept once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import paragraphs
from zzuli_forms.errors import Remark
from zzuli_forms.models.messages import masked
from zzuli_forms.readers.paper.repeated import repeated, value_of
from zzuli_forms.readers.paper.word import Bit, Text, TextParagraph

_LABEL = re.compile(r"^[^：:\s]{1,20}(?:[：:]\s*|\s+)")
_ENOUGH = 6
"""Characters of all distinct repeated values that make it certain: nobody types so many in just this pattern."""
_SHOWN = 30


@dataclass(frozen=True)
class SingleText:
    """A text with each value once, the values that were repeated, and those of which that is uncertain."""

    text: Text
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
    """A repeated value, the label before it and the words behind it."""

    before: str
    value: str
    behind: str


def without_repetitions(text: Text, document: Document, shown: Iterable[str]) -> SingleText:
    """Return a text with each value once, however often it was saved.

    `document` is the form left blank, `shown` the values that the facts inside the file make: what they tell is
    certain, and where they do not, the values must be long enough to prove that nobody typed them so.
    """
    fixed = ("".join(run.text for run in paragraph.runs) for paragraph in paragraphs(document))
    lines = frozenset(line for value in shown for line in value.split("\n"))
    single = _without(text, tuple(dict.fromkeys(["", *fixed])), lines)
    return replace(single, values=(*_in_rows_of_controls(text), *single.values))


def _in_rows_of_controls(text: Text) -> Iterator[str]:
    """Return the values of which each repetition has a control of its own."""
    for line in text.lines():
        for path in dict.fromkeys(bit.path for bit in line.bits if bit.again):
            yield "".join(bit.text for bit in line.bits if bit.path == path)


def _without(text: Text, fixed: Collection[str], shown: Collection[str]) -> SingleText:
    """Undo the repetitions of one saving after the other, as long as they are certain."""
    likely = {part: one for part in _parts(text) if part not in shown and (one := _repetition(part, fixed))}
    sure = likely if _prove(likely.values()) else {part: one for part, one in likely.items() if one.value in shown}
    values = tuple(dict.fromkeys(one.value for one in (sure or likely).values()))
    if not sure:
        return SingleText(text, (), values)
    singles = {part: "".join(one) for part, one in sure.items()}
    single = _without(text.changed(lambda line: _with(line, singles)), fixed, shown)
    return replace(single, values=single.values or values)


def _prove(repetitions: Iterable[_Repetition]) -> bool:
    return sum(map(len, {one.value for one in repetitions})) >= _ENOUGH


def _repetition(part: str, fixed: Collection[str]) -> _Repetition | None:
    """Return the repeated value of a text, with the label before it and the printed words behind it; None for none."""
    for before in ("", *_LABEL.findall(part)):
        for behind in (words for words in fixed if part.endswith(words)):
            value = value_of(part[len(before) : len(part) - len(behind)])
            if value and value.strip():
                return _Repetition(before, value, behind)
    return None


def _parts(text: Text) -> dict[str, None]:
    """Return the lines of all stretches, each once, in order."""
    return dict.fromkeys(part for line in text.lines() for _, parts in _stretches(line) for part in parts)


def _stretches(line: TextParagraph) -> Iterator[tuple[str, list[str]]]:
    """Yield the lines of each stretch that lies in one control, or in none, with the path of that control."""
    for path, bits in groupby(line.bits, key=lambda bit: bit.path):
        yield path, "".join(bit.text for bit in bits).split("\n")


def _with(line: TextParagraph, singles: Mapping[str, str]) -> TextParagraph:
    bits = (Bit("\n".join(singles.get(part, part) for part in parts), path) for path, parts in _stretches(line))
    return TextParagraph(tuple(bits))
