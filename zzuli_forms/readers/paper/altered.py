"""Official paragraphs that were changed, removed or added, each quoted with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from zzuli_forms.document.nodes import Document, Page, Paragraph, Role, Run, SignatureSlot
from zzuli_forms.document.walking import paragraphs, runs, walk
from zzuli_forms.errors import Remark
from zzuli_forms.readers.paper.labels import plain
from zzuli_forms.readers.paper.word import Text, TextParagraph

_LONGEST, _MOST = 2_000, 150
"""Upper limits of a comparison: characters of a paragraph, paragraphs among which an altered one is sought."""
_SHOWN = 10
"""Paragraphs of a kind with a remark of their own, at most."""
_ALIKE = 0.5
_CONTEXT = 4


@dataclass(frozen=True)
class _Words:
    """A paragraph of official words: the title of its form, its text, and a pattern that matches it filled in."""

    form: str
    text: str
    pattern: re.Pattern[str]


def altered(document: Document, text: Text, values: Sequence[str]) -> Iterator[Remark]:
    """Yield a remark for each official paragraph of a document that a file lacks or changes, and for each it adds.

    The text of a value is no official paragraph; in the cells of a table text may be added.
    """
    left = [told for line in text.lines() if (told := _told(line))]
    whole = "".join(left)
    unmatched = list(_unmatched(document, left))
    missing = [words for words in unmatched if words.text not in whole]
    parted = "\n".join(words.text for words in unmatched if words.text in whole)
    typed = [plain(value) for value in (*values, *(run.text for run in runs(document) if run.source))]
    left = [line for line in left if line not in parted and not any(_states(line, value) for value in typed)]
    for words in missing[:_SHOWN]:
        changed = _nearest(words.text, left)
        if changed:
            left.remove(changed)
        yield _remark(words, changed)
    if len(missing) > _SHOWN:
        yield _more(document, len(missing) - _SHOWN)
    outside = {_told(block) for block in text.blocks if isinstance(block, TextParagraph)}
    yield from _added(document, [*dict.fromkeys(line for line in left if line in outside)])


def _told(line: TextParagraph) -> str:
    return plain(line.text)[:_LONGEST]


def _states(line: str, value: str) -> bool:
    """Return whether a line is a value or part of it, or a label and the value."""
    label = line.removesuffix(value) if value else ""
    return line in value or (label != line and re.match(".{1,20}[：:]", label) is not None)


def _unmatched(document: Document, left: list[str]) -> Iterator[_Words]:
    """Yield the official paragraphs that no line matches; remove from `left` the line that matches each other one."""
    for words in _official(document):
        found = next((line for line in left if words.pattern.fullmatch(line)), None)
        if found is None:
            yield words
        else:
            left.remove(found)


def _official(document: Document) -> Iterator[_Words]:
    for page in document.pages:
        by_hand = {prompt for node in walk(page) if isinstance(node, SignatureSlot) for prompt in node.prompts}
        for paragraph in paragraphs(page):
            text = plain("".join(run.text for run in paragraph.runs if not run.source))
            if text:
                yield _Words(_title(page, document), text, _pattern(paragraph, paragraph in by_hand))


def _title(page: Page, document: Document) -> str:
    named = (p for p in paragraphs(page) if p.role is Role.TITLE)
    return next(("".join(run.text for run in p.runs) for p in named), document.title)


def _pattern(paragraph: Paragraph, by_hand: bool) -> re.Pattern[str]:
    """Return a pattern of a paragraph with any text in place of what is typed, and behind a prompt for hand-work."""
    filled = "".join(map(_filled, paragraph.runs))
    return re.compile(f"{filled}.*" if by_hand else filled, re.DOTALL)


def _filled(run: Run) -> str:
    if run.source:
        return ".*"
    return ".{0,12}".join(["", *map(re.escape, plain(run.text)), ""]) if run.blank else re.escape(plain(run.text))


def _nearest(text: str, lines: Sequence[str]) -> str | None:
    """Return the line most similar to a text, None where no similarity ratio reaches 0.5."""
    likeness = {line: _likeness(text[:_LONGEST], line) for line in [*dict.fromkeys(lines)][:_MOST]}
    best = max(likeness, key=lambda line: likeness[line], default=None)
    return best if best is not None and likeness[best] >= _ALIKE else None


def _likeness(text: str, line: str) -> float:
    matcher = SequenceMatcher(None, text, line, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE else 0.0


def _remark(words: _Words, changed: str | None) -> Remark:
    place = f"《{words.form}》“{_cut(words.text, 12)}”一段"
    if changed is None:
        return Remark("文字", "", f"{place}不见了", "请照原文补上，或重新生成", "altered")
    was, now = _difference(words.text, changed)
    return Remark("文字", "", f"{place}被改动：原文“{was}”，现为“{now}”", "请改回原文，或重新生成", "altered")


def _more(document: Document, count: int) -> Remark:
    message = f"《{document.title}》另有{count}段也与原文不一样"
    return Remark("文字", "", message, "请重新生成，或换用没有改动的文件", "altered")


def _difference(text: str, changed: str) -> tuple[str, str]:
    """Return the stretch in which two texts differ, of each text, with up to four characters before and after."""
    codes = SequenceMatcher(None, text[:_LONGEST], changed[:_LONGEST], autojunk=False).get_opcodes()
    differing = [code for code in codes if code[0] != "equal"]
    (_, i1, _, j1, _), (_, _, i2, _, j2) = differing[0], differing[-1]
    before = min(i1, j1, _CONTEXT)
    return _cut(text[i1 - before : i2 + _CONTEXT]), _cut(changed[j1 - before : j2 + _CONTEXT])


def _added(document: Document, lines: Sequence[str]) -> Iterator[Remark]:
    told = [f"“{_cut(line)}”" for line in lines[:_SHOWN]]
    if len(lines) > _SHOWN:
        told.append(f"另外{len(lines) - _SHOWN}段文字")
    for what in told:
        yield Remark("文字", "", f"《{document.title}》里多出{what}", "请核对是不是应有的内容", "added")


def _cut(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[:most]}……"
