"""Facts of one paper: the values it shows, over the facts embedded in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import runs
from zzuli_forms.errors import Fault, FileError, Remark
from zzuli_forms.forms.continuation.layout import ENDING, TITLE
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import all_forms, composed
from zzuli_forms.models.checking import Checked, check
from zzuli_forms.models.facts import Facts, label, location, path_text
from zzuli_forms.models.flat import flatten, unflatten
from zzuli_forms.models.messages import masked
from zzuli_forms.official import DEFAULT_EDITION, editions, sound_editions
from zzuli_forms.readers.paper.altered import cut, differences, is_long
from zzuli_forms.readers.paper.flattening import OBJECT
from zzuli_forms.readers.paper.glyphs import Paper
from zzuli_forms.readers.paper.inside import Inside
from zzuli_forms.readers.paper.ledger import Ledger, Stated, plain
from zzuli_forms.readers.paper.masking import Masked
from zzuli_forms.readers.paper.official import blank
from zzuli_forms.renderers.docx.binding import name

_LONGEST_SHOWN = 30


@dataclass(frozen=True, repr=False)
class Value(Masked):
    """A value: its field path, its label, its text, and whether it was found for certain."""

    path: str
    label: str
    text: str
    certain: bool


def recognized(paper: Paper, path: Path) -> tuple[Form, str]:
    """Return the form by its printed title, and the edition whose words it has most of; FileError where there is none.

    A paper may be in an edition whose file is faulty: where it is in no other, the fault is told.
    """
    lines = [*map(plain, paper.body)]
    told = {*lines, *(above + below for above, below in pairwise(lines))}
    named = [(form, edition) for edition in sound_editions() if (form := _titled(told, edition))]
    if named:
        return max(named, key=lambda one: len(blank(*one).paragraphs & told)) if len(named) > 1 else named[0]
    editions()
    titles = "、".join(f"《{form.title}》" for form in all_forms() if not form.parts)
    raise FileError(f"“{path}”不是可读的表：没有找到标题{titles}中的任何一个")


def _titled(told: Set[str], edition: str) -> Form | None:
    """Return the form whose title in an edition is told, the whole packet for all of its forms; None for no form."""
    titled = tuple(form for form in all_forms() if not form.parts and _titles(form, edition) & told)
    whole = (form for form in all_forms() if form.parts and set(form.papers) <= set(titled))
    return next(whole, titled[0]) if titled else None


def _titles(form: Form, edition: str) -> set[str]:
    return {plain(form.wording(edition).title), plain(form.title)}


def copies(form: Form, paper: Paper) -> int:
    """Return how often a file holds the form of which several copies are filed, by its title; 0 for none."""
    titles = [plain(part.title) for part in form.papers if part.copies > 1]
    return max((sum(plain(line).endswith(title) for line in paper.body) for title in titles), default=0)


@dataclass(frozen=True)
class PaperValues:
    """Hold what a paper says by field path: the texts, at each place one; those of them that stand in controls; the
    values in the file that the controls are bound to; what is shown in a value and is no text, by name; the fields of
    controls that say they show a placeholder.
    """

    texts: Mapping[str, Sequence[str]]
    inside: Mapping[str, Sequence[str]]
    stored: Mapping[str, str]
    marks: Mapping[str, Sequence[str]]
    placeholders: Sequence[str]


def found(ledger: Ledger) -> PaperValues:
    """Return all values that a paper shows."""
    values, stored = ledger.values, ledger.paper.stored
    texts = {path: [_text(ledger, path, one) for one in stated] for path, stated in values.items()}
    certain = {path: [one for one in stated if ledger.is_certain(path, one)] for path, stated in values.items()}
    inside = {path: [*map(ledger.value, stated)] for path, stated in certain.items() if stated}
    bound = {path: "\n".join(stored[name(path)]) for path in inside if name(path) in stored}
    marks = {path: [*dict.fromkeys(ledger.marks(path))] for path in values}
    return PaperValues(texts, inside, bound, marks, [*filter(ledger.is_placeholder, values)])


def _text(ledger: Ledger, path: str, stated: Stated) -> str:
    """Return the text of a value; what stands in no control is rid of the white space around each line."""
    text = ledger.value(stated)
    return text if ledger.is_certain(path, stated) else "\n".join(map(str.strip, text.strip().split("\n")))


@dataclass(frozen=True, repr=False)
class PaperFacts(Masked):
    """The facts of a paper as plain data, its values, remarks on differences from the embedded facts, the check, and
    faults of values that are no text.

    `unquoted` are the texts that differ from a value by more than is quoted, by field path and number.
    """

    stated: dict[str, Any]
    values: tuple[Value, ...]
    differences: tuple[Remark, ...]
    checked: Checked[Facts]
    unread: tuple[Fault, ...] = ()
    unquoted: tuple[tuple[str, int], ...] = ()


def as_stated(known: Inside, area: str) -> PaperFacts:
    """Return the facts embedded in a paper unchanged, every value certain."""
    model, stated = known.form.model, dict(known.facts)
    values = (Value(path, _label(model, path), text, certain=True) for path, text in leaves(stated))
    return PaperFacts(stated, tuple(values), (), check(model, stated, area))


def read(
    form: Form, edition: str, known: Inside | None, shown: Mapping[str, str], said: PaperValues, area: str
) -> PaperFacts:
    """Put the values a paper shows over the facts embedded in it.

    `shown` are the embedded facts as printed: a value equal to its printed form stays as stated.
    """
    model = form.model
    inside = dict(leaves(known.facts)) if known else {}
    seen = {path: _first_new(texts, shown.get(path, "")) for path, texts in said.texts.items()}
    changed = {path: text for path, text in seen.items() if not _same(text, shown.get(path, ""))}
    texts = {**_in_edition(edition), **inside, **changed}
    stated = unflatten({location(path): text for path, text in texts.items() if text.strip()})
    stale = {path: text for path, text in said.stored.items() if not _same(text, seen[path])}
    prompts = [path for path in said.placeholders if seen[path].strip() and path not in said.stored]
    doubtful = {path for path in seen if said.marks.get(path) or _is_unmerged(seen[path])} | {*prompts}
    controlled = {path for path, texts in said.inside.items() if seen[path] in texts}
    certain = {*(controlled - doubtful), *(inside.keys() - shown.keys()), "edition"}
    values = tuple(Value(path, _label(model, path), text, path in certain) for path, text in leaves(stated))
    differing = _differing(model, shown, {path: changed[path] for path in changed if path not in stale})
    lost = _lost(model, shown, seen)
    doubts = (*_unlike(model, said, seen), *_placeholders(model, {path: seen[path] for path in prompts}))
    differences = (*differing, *_stored_differs(model, stale, seen), *lost, *doubts)
    unread, unquoted = tuple(_unread(model, said, seen)), tuple(_unquoted(said, seen))
    return PaperFacts(stated, values, differences, check(model, stated, area), unread, unquoted)


def _in_edition(edition: str) -> dict[str, str]:
    return {} if edition == DEFAULT_EDITION else {"edition": edition}


def leaves(stated: object) -> Iterator[tuple[str, str]]:
    """Yield every single value as text, with its field path; None is left out."""
    for path, value in flatten(stated):
        yield path_text(path), str(value)


def shown(form: Form, known: Inside | None, area: str) -> dict[str, str]:
    """Return the facts embedded in a paper as it prints them, by field path; as stated where they are faulty."""
    if known is None:
        return {}
    checked = check(form.model, known.facts, area)
    if checked.faults:
        return dict(leaves(known.facts))
    return {run.source.path: run.text for run in runs(composed(checked.facts)) if run.source}


def _first_new(texts: Sequence[str], shown: str) -> str:
    """Return the first of several texts of one field that differs from the one `shown`, or else the first of all.

    A text that is cut, for it goes on to another sheet, counts only where there is no whole one.
    """
    whole = [text for text in texts if not _is_cut(text)] or texts
    return next((text for text in whole if plain(text) and not _same(text, shown)), whole[0])


def _is_cut(text: str) -> bool:
    return text.strip().endswith(ENDING)


def _same(one: str, other: str) -> bool:
    """Return whether two texts are equal line by line, white space apart."""
    return [plain(line) for line in one.strip().split("\n")] == [plain(line) for line in other.strip().split("\n")]


def _agree(text: str, whole: str) -> bool:
    """Return whether a text is the same as another, or as much of it as a page holds."""
    beginning = plain(text.strip().removesuffix(ENDING)) if _is_cut(text) else ""
    return _same(text, whole) or (beginning != "" and plain(whole).startswith(beginning))


def _differing(model: type[Facts], shown: Mapping[str, str], changed: Mapping[str, str]) -> Iterator[Remark]:
    for path, text in changed.items() if shown else ():
        was = f"文件里附带的是“{_cut(shown[path])}”，" if shown.get(path) else "文件里附带的数据中没有，"
        now = f"纸面上是“{_cut(text)}”" if text.strip() else "纸面上是空的"
        yield Remark(_label(model, path), path, masked(f"{was}{now}"), "已按纸面读取；如不对，请改回", "differs")


def _stored_differs(model: type[Facts], stale: Mapping[str, str], seen: Mapping[str, str]) -> Iterator[Remark]:
    """Yield a remark for each control whose text differs from the value it is bound to, which Word shows instead."""
    for path, text in stale.items():
        now, stored = (f"“{_cut(one)}”" if one.strip() else "空的" for one in (seen[path], text))
        message = f"纸面上是{now}；文件里存的是{stored}，用 Word 或 LibreOffice 打开会印成后者"
        remedy = "已按纸面读取；请用 Word 改成一样的，或重新生成"
        yield Remark(_label(model, path), path, masked(message), remedy, "stored_differs")


def _lost(model: type[Facts], shown: Mapping[str, str], seen: Mapping[str, str]) -> Iterator[Remark]:
    for path, text in shown.items():
        if text and path not in seen:
            message = "纸面上没有找到这一项，用的是文件里附带的数据"
            yield Remark(_label(model, path), path, message, "请核对", "not_on_paper")


def _unlike(model: type[Facts], said: PaperValues, seen: Mapping[str, str]) -> Iterator[Remark]:
    """Yield a remark for each field of which two texts differ, a long one quoted where it does."""
    for path, texts in said.texts.items():
        whole = seen[path]
        others = [text for text in dict.fromkeys(texts) if not _agree(text, whole)]
        if others:
            copies = "、".join(f"“{text}”" for text in _quoted(whole, others))
            yield Remark(_label(model, path), path, masked(f"几处写得不一样：{copies}"), "请改成一样的", "unlike")


def _unquoted(said: PaperValues, seen: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for path, texts in said.texts.items():
        for number, text in enumerate(texts):
            if not _agree(text, seen[path]) and is_long(seen[path], text):
                yield path, number


def _quoted(whole: str, others: Sequence[str]) -> Iterator[str]:
    if all(len(text) <= _LONGEST_SHOWN for text in (whole, *others)):
        yield from (whole, *others)
    else:
        yield from dict.fromkeys(quote for other in others for pair in differences(whole, other) for quote in pair)


def _placeholders(model: type[Facts], prompts: Mapping[str, str]) -> Iterator[Remark]:
    for path, text in prompts.items():
        message = f"“{_cut(text)}”写在提示文字的位置上，Word 会当成没有填"
        yield Remark(_label(model, path), path, masked(message), "已按纸面读取；请核对后重新填写", "placeholder")


def _is_unmerged(text: str) -> bool:
    return "«" in text and "»" in text


def _unread(model: type[Facts], said: PaperValues, seen: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a fault for each value that holds what is no text, or a merge field nobody has merged."""
    for path, text in seen.items():
        for mark in said.marks.get(path, ()):
            message = f"“{_cut(text.replace(OBJECT, f'〔{mark}〕'))}”里有{mark}，不是文字，读不出来"
            yield Fault(_label(model, path), path, masked(message), "请改成文字，重新填写", "no_text")
        if _is_unmerged(text):
            message = f"“{_cut(text)}”是没有合并的邮件合并域"
            yield Fault(_label(model, path), path, masked(message), "请合并后另存，或改成要填的文字", "unmerged")


def _label(model: type[Facts], path: str) -> str:
    return label(model, *location(path))


def _cut(text: str) -> str:
    return cut(text.replace(OBJECT, "〔非文字〕"), _LONGEST_SHOWN)


def is_continued(known: Inside | None, paper: Paper) -> bool:
    """Return whether texts go on to another sheet: as stated inside, or as the sheet's heading says."""
    heading = plain(TITLE)
    return known.continued if known else any(plain(line) == heading for line in paper.body)


def expected(form: Form, edition: str, read: PaperFacts, continued: bool, count: int) -> Document:
    """Return the document these facts make, each page once unless the file holds several copies too."""
    document = _paper(form, edition, read, continued)
    return replace(document, pages=tuple(dict.fromkeys(document.pages))) if count < 2 else document


def _paper(form: Form, edition: str, read: PaperFacts, continued: bool) -> Document:
    if not read.values:
        return form.compose(None, edition)
    checked = read.checked
    return composed(checked.facts.unsettled(checked.faulty), checked.faulty, continued)
