"""Facts of one paper: the values of its content controls and labels, over the facts embedded in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import paragraphs, runs
from zzuli_forms.errors import FileError, Remark
from zzuli_forms.forms.continuation.layout import TITLE
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import all_forms, composed
from zzuli_forms.models.checking import Checked, check
from zzuli_forms.models.facts import Facts, label, located, location, path_text
from zzuli_forms.models.flat import flatten, unflatten
from zzuli_forms.models.messages import masked
from zzuli_forms.official import DEFAULT_EDITION, editions, sound_editions
from zzuli_forms.readers.paper.inside import Inside
from zzuli_forms.readers.paper.labels import before_words, by_labels, plain, signed
from zzuli_forms.readers.paper.word import Text, TextParagraph
from zzuli_forms.renderers.docx.binding import name

_LONGEST_SHOWN = 30


@dataclass(frozen=True)
class Value:
    """A value: its field path, its label, its text, and whether it was found for certain."""

    path: str
    label: str
    text: str
    certain: bool


def recognized(text: Text, path: Path) -> tuple[Form, str]:
    """Return the form by its printed title, and the edition; FileError where there is none.

    A paper may be in an edition whose file is faulty: where it is in no other, the fault is told.
    """
    lines = [plain(line.text) for line in text.lines()]
    told = {*lines, *(above + below for above, below in pairwise(lines))}
    for edition in sound_editions():
        titled = tuple(form for form in all_forms() if not form.parts and _titles(form, edition) & told)
        if titled:
            whole = (form for form in all_forms() if form.parts and set(form.papers) <= set(titled))
            return next(whole, titled[0]), edition
    editions()
    titles = "、".join(f"《{form.title}》" for form in all_forms() if not form.parts)
    raise FileError(f"“{path}”不是可读的表：没有找到标题{titles}中的任何一个")


def _titles(form: Form, edition: str) -> set[str]:
    return {plain(form.wording(edition).title), plain(form.title)}


@dataclass(frozen=True)
class Found:
    """Hold what a paper says by field path: the texts in controls, at each place one; those beside labels; the values
    in the file that the controls are bound to.
    """

    tagged: Mapping[str, Sequence[str]]
    labelled: Mapping[str, str]
    stored: Mapping[str, str]


def found(form: Form, edition: str, text: Text) -> Found:
    """Return all values of a form that a Word file shows."""
    model, lines = form.model, [line.text for line in text.lines()]
    beside = by_labels(model, text, _fixed(form, edition))
    for part in form.papers:
        words, fields = part.wording(edition).text, part.model.model_fields
        if "heading" in fields and "opening" in words:
            beside |= {("heading",): told} if (told := before_words(lines, words["opening"])) else {}
        if "dated" in fields and "closing" in words:
            beside |= signed(lines, words["closing"])
    tagged = _tagged(model, text)
    stored = {path: "\n".join(text.stored[name(path)]) for path in tagged if name(path) in text.stored}
    return Found(tagged, {path_text(path): value for path, value in beside.items()}, stored)


def _fixed(form: Form, edition: str) -> frozenset[str]:
    """Return the printed paragraphs of a blank form, without white space."""
    told = (plain("".join(run.text for run in p.runs)) for p in paragraphs(form.compose(None, edition)))
    return frozenset(words for words in told if words)


def _tagged(model: type[Facts], text: Text) -> dict[str, list[str]]:
    tagged: dict[str, list[str]] = {}
    whole = ""
    for line in text.lines():
        controls = dict.fromkeys(bit.path for bit in line.bits if bit.path)
        for control in controls:
            path, value = path_text(located(model, control) or ()), _in_control(line, control)
            if path and whole == control:
                tagged[path][-1] += f"\n{value}"
            elif path:
                tagged.setdefault(path, []).append(value)
        whole = next(iter(controls)) if len(controls) == 1 and all(bit.path for bit in line.bits) else ""
    return tagged


def _in_control(line: TextParagraph, path: str) -> str:
    """Return the text from the first to the last control of a path in a line, line breaks between them included."""
    places = [number for number, bit in enumerate(line.bits) if bit.path == path]
    return "".join(bit.text for bit in line.bits[places[0] : places[-1] + 1])


@dataclass(frozen=True)
class Read:
    """The facts of a paper as plain data, its values, remarks on differences from the embedded facts, the check."""

    stated: dict[str, Any]
    values: tuple[Value, ...]
    differences: tuple[Remark, ...]
    checked: Checked[Facts]


def as_stated(known: Inside, area: str) -> Read:
    """Return the facts embedded in a paper unchanged, every value certain."""
    model, stated = known.form.model, dict(known.facts)
    values = (Value(path, _label(model, path), text, certain=True) for path, text in leaves(stated))
    return Read(stated, tuple(values), (), check(model, stated, area))


def read(form: Form, edition: str, known: Inside | None, shown: Mapping[str, str], said: Found, area: str) -> Read:
    """Put the values a paper shows over the facts embedded in it.

    `shown` are the embedded facts as printed: a value equal to its printed form stays as stated.
    """
    model = form.model
    inside = dict(leaves(known.facts)) if known else {}
    seen = {**said.labelled, **{path: _first_new(texts, shown.get(path, "")) for path, texts in said.tagged.items()}}
    changed = {path: text for path, text in seen.items() if not _same(text, shown.get(path, ""))}
    texts = {**_in_edition(edition), **inside, **changed}
    stated = unflatten({location(path): text for path, text in texts.items() if text.strip()})
    certain = {*said.tagged, *(inside.keys() - shown.keys()), "edition"}
    values = tuple(Value(path, _label(model, path), text, path in certain) for path, text in leaves(stated))
    stale = {path: text for path, text in said.stored.items() if not _same(text, seen[path])}
    differing = _differing(model, shown, {path: changed[path] for path in changed if path not in stale})
    lost = _lost(model, shown, seen)
    differences = (*differing, *_stored_differs(model, stale, seen), *lost, *_unlike(model, said))
    return Read(stated, values, differences, check(model, stated, area))


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
    """Return the first of several texts of one field that differs from the one `shown`, or else the first of all."""
    return next((text for text in texts if not _same(text, shown)), texts[0])


def _same(one: str, other: str) -> bool:
    """Return whether two texts are equal line by line, white space apart."""
    return [plain(line) for line in one.strip().split("\n")] == [plain(line) for line in other.strip().split("\n")]


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


def _unlike(model: type[Facts], said: Found) -> Iterator[Remark]:
    for path, texts in said.tagged.items():
        if any(not _same(text, texts[0]) for text in texts):
            copies = "、".join(f"“{_cut(text)}”" for text in texts)
            yield Remark(_label(model, path), path, masked(f"几处写得不一样：{copies}"), "请改成一样的", "unlike")


def _label(model: type[Facts], path: str) -> str:
    return label(model, *location(path))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}……"


def is_continued(known: Inside | None, text: Text) -> bool:
    """Return whether texts go on to another sheet: as stated inside, or as the sheet's heading says."""
    heading = plain(TITLE)
    return known.continued if known else any(plain(line.text) == heading for line in text.lines())


def expected(form: Form, edition: str, read: Read, continued: bool, text: Text) -> Document:
    """Return the document these facts make, each page once unless the file holds several copies too."""
    document = _paper(form, edition, read, continued)
    titles = [plain(part.title) for part in form.papers if part.copies > 1]
    copies = max((sum(plain(line.text).endswith(title) for line in text.lines()) for title in titles), default=0)
    return replace(document, pages=tuple(dict.fromkeys(document.pages))) if copies < 2 else document


def _paper(form: Form, edition: str, read: Read, continued: bool) -> Document:
    if not read.values:
        return form.compose(None, edition)
    checked = read.checked
    return composed(checked.facts.unsettled(checked.faulty), checked.faulty, continued)
