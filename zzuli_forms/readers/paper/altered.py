"""Official words that were changed or are gone, each quoted with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from zzuli_forms.errors import Remark
from zzuli_forms.readers.paper.ledger import ALTERED, Ledger
from zzuli_forms.readers.paper.official import LONG

_LONGEST, _MOST = 2_000, 150
"""Upper limits of a comparison: characters of a line, lines among which an altered one is sought."""
_SHOWN = 10
"""Missing words with a remark of their own, at most."""
_CONTEXT, QUOTED = 4, 40
"""Characters quoted before and after a change, and of a change with these, at most."""
CERTAIN, LIKELY = 0.6, 0.5
"""Least similarity of altered words: before values are read, and of what is left behind them."""


def altered(ledger: Ledger, words: Mapping[str, str], least: float) -> Iterator[tuple[str, list[Remark]]]:
    """Own the line most similar to each of some words; yield the words found so, and remarks on what is altered.

    `words` have the title of their form; a line in which a control stands is none of them.
    """
    lines = [*_lines(ledger)][:_MOST]
    for one, title in words.items():
        likeness = [_likeness(one, text, least) for text, _ in lines] if len(one) > LONG else []
        best = max(likeness, default=0.0)
        if best >= least:
            changed, positions = lines.pop(likeness.index(best))
            ledger.own(quoted(one, changed, positions), ALTERED)
            yield one, [*changes(title, one, changed)]


def missing(words: Mapping[str, str], document_title: str) -> Iterator[Remark]:
    """Yield a remark for each of the words that are gone, with the title of their form; the last ones are counted."""
    for one, title in [*words.items()][:_SHOWN]:
        yield _remark(f"{_place(title, one)}不见了", "请照原文补上，或重新生成")
    if len(words) > _SHOWN:
        message = f"《{document_title}》另有{len(words) - _SHOWN}段也与原文不一样"
        yield _remark(message, "请重新生成，或换用没有改动的文件")


def _lines(ledger: Ledger) -> Iterator[tuple[str, list[int]]]:
    """Yield the text of each line without controls, as far as it has no owner, with its positions."""
    for place in ledger.paper.own:
        for line in ledger.paper.lines(place):
            free = ledger.free(line)
            visible = ledger.visible(free)
            if len(visible) > LONG // 2 and not ledger.fields(line):
                yield ledger.text(visible[:_LONGEST]), visible


def _likeness(text: str, line: str, least: float) -> float:
    matcher = SequenceMatcher(None, text[:_LONGEST], line, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least else 0.0


def quoted(words: str, changed: str, positions: Sequence[int]) -> Iterator[int]:
    """Yield the positions of a changed text but those that differ in stretches too long to be quoted."""
    for group in _groups(words, changed):
        start, end = group[0][3], group[-1][4]
        for kind, _, _, first, last in group:
            if kind == "equal" or end - start <= QUOTED:
                yield from positions[first:last]
    for kind, _, _, first, last in _matcher(words, changed).get_opcodes():
        if kind == "equal":
            yield from positions[first:last]


def _matcher(text: str, changed: str) -> SequenceMatcher[str]:
    return SequenceMatcher(None, text[:_LONGEST], changed[:_LONGEST], autojunk=False)


def _groups(text: str, changed: str) -> Iterator[list[tuple[str, int, int, int, int]]]:
    """Yield the steps from one text to another in groups, each with up to four characters before and after."""
    return iter(_matcher(text, changed).get_grouped_opcodes(_CONTEXT))


def changes(title: str, words: str, changed: str) -> Iterator[Remark]:
    """Yield a remark for each stretch in which official words were changed."""
    for was, now in differences(words, changed):
        message = f"{_place(title, words)}被改动：原文“{was}”，现为“{now}”"
        yield _remark(message, "请改回原文，或重新生成")


def _remark(message: str, remedy: str) -> Remark:
    return Remark("文字", "", message, remedy, "altered")


def _place(title: str, words: str) -> str:
    return f"《{title}》“{cut(words, 12)}”一段"


def differences(text: str, changed: str) -> Iterator[tuple[str, str]]:
    """Yield each stretch in which two texts differ, of each text, with up to four characters before and after."""
    for group in _groups(text, changed):
        (_, i1, _, j1, _), (_, _, i2, _, j2) = group[0], group[-1]
        yield cut(text[i1:i2], QUOTED), cut(changed[j1:j2], QUOTED)


def is_long(text: str, changed: str) -> bool:
    """Return whether a stretch in which a text differs from another is too long to be quoted."""
    groups = ((group[0][3], group[-1][4]) for group in _groups(text, changed))
    return len(changed) > _LONGEST or any(end - start > QUOTED for start, end in groups)


def cut(text: str, most: int) -> str:
    """Return a text of no more than so many characters, with dots where there was more."""
    return text if len(text) <= most else f"{text[:most]}……"
