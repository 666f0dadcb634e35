"""What a paper shows and nothing explains: each stretch with its place and the field nearby."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zzuli_forms.errors import Remark
from zzuli_forms.forms.form import Form
from zzuli_forms.models.facts import label, location
from zzuli_forms.models.messages import masked
from zzuli_forms.readers.paper.altered import cut
from zzuli_forms.readers.paper.flattening import BODY, OBJECT
from zzuli_forms.readers.paper.glyphs import PaperPlace
from zzuli_forms.readers.paper.labels import NO_DAY
from zzuli_forms.readers.paper.ledger import EXTRA, HAND, STRUCK, Ledger, plain
from zzuli_forms.readers.paper.masking import Masked

_SHOWN, _QUOTED = 10, 30
"""Stretches with a remark of their own, and characters quoted of each, at most."""
_FOLIO = re.compile(r"[\s\-—–－]*[0-9]*[\s\-—–－]*|\s*第?\s*[0-9]*\s*页?\s*[，,/]?\s*(共\s*[0-9]*\s*页)?\s*")
"""A page number, and dashes or words around it."""
_EDGES = ("页眉", "页脚")


@dataclass(frozen=True, repr=False)
class Leftover(Masked):
    """A stretch of text that is neither official wording nor a value: the title of its form, where it stands, the field
    nearby ('' for none), and the text; pictures and other things that are no text stand there by name.

    `is_struck` marks struck text.
    """

    form: str
    place: str
    path: str
    label: str
    text: str
    is_struck: bool = False

    @property
    def remark(self) -> Remark:
        """Return the remark that tells it."""
        place = f"《{self.form}》{'' if self.place == BODY else self.place}"
        message, remedy = f"{place}里多出“{cut(self.text, _QUOTED)}”", "请核对是不是应有的内容"
        if self.is_struck:
            message, remedy = f"{place}里“{cut(self.text, _QUOTED)}”上划了删除线，没有读取", "请核对；不要的文字请删去"
        return Remark(self.label or "文字", self.path, masked(message), remedy, "struck" if self.is_struck else "added")


def leftovers(ledger: Ledger, form: Form, edition: str) -> Iterator[Leftover]:
    """Yield every stretch without an owner, every one of official words too many, and every struck one."""
    for title, place in _titled(ledger, form, edition):
        for owner, text in _stretches(ledger, place, ("", EXTRA, STRUCK)):
            if not (place.kind in _EDGES and _FOLIO.fullmatch(text)):
                path = ledger.nearby(place)
                named = label(form.model, *location(path)) if path else ""
                yield Leftover(title, place.name, path, named, text, owner == STRUCK)


def unquoted(ledger: Ledger, form: Form, paths: Sequence[tuple[str, int]]) -> Iterator[Leftover]:
    """Yield each text that differs from the value of its field by more than a remark quotes."""
    for path, number in paths:
        stated = ledger.values[path][number]
        named = label(form.model, *location(path))
        yield Leftover(form.title, stated.place.name, path, named, ledger.value(stated))


def handwork(ledger: Ledger, form: Form, edition: str) -> Iterator[Leftover]:
    """Yield every stretch that is written where the form leaves room for handwork."""
    for title, place in _titled(ledger, form, edition):
        for _, text in _stretches(ledger, place, (HAND,)):
            if plain(text) != NO_DAY:
                yield Leftover(title, place.name, "", "", text)


def remarks(found: Sequence[Leftover]) -> Iterator[Remark]:
    """Yield a remark for each of the first stretches, like ones once, then one that counts the others."""
    told = [*dict.fromkeys(one.remark for one in found)]
    yield from told[:_SHOWN]
    if len(told) > _SHOWN:
        message = f"《{found[-1].form}》里多出另外{len(told) - _SHOWN}段文字"
        yield Remark("文字", "", message, "请核对是不是应有的内容", "added")


def _titled(ledger: Ledger, form: Form, edition: str) -> Iterator[tuple[str, PaperPlace]]:
    """Yield each place with the title of the form it stands under."""
    titles = {plain(title): title for part in form.papers if (title := part.wording(edition).title)}
    title = next(iter(titles.values()))
    for place in ledger.paper.places:
        title = titles.get(plain(ledger.shown(place.span)), title)
        yield title, place


def _stretches(ledger: Ledger, place: PaperPlace, owners: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the text of each stretch of a place that belongs to one of some owners, white space between included.

    What is no text stands there by its name: 〔图片〕.
    """
    for owner in owners:
        own = [at for at in ledger.owned(place.span, owner) if _is_visible(ledger.paper.text[at])]
        for stretch in _joined(ledger, own):
            yield owner, "".join(_named(ledger, at) for at in stretch)


def _joined(ledger: Ledger, positions: Sequence[int]) -> Iterator[range]:
    """Yield the spans of some positions, with the white space between them; what else lies between parts them."""
    start = 0
    for number, (position, after) in enumerate(zip(positions, (*positions[1:], -1), strict=False), 1):
        if after < 0 or any(map(_is_visible, ledger.paper.text[position + 1 : after])):
            yield range(positions[start], position + 1)
            start = number


def _named(ledger: Ledger, position: int) -> str:
    text = ledger.paper.text[position]
    return f"〔{ledger.paper.marks[position]}〕" if text == OBJECT else text


def _is_visible(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc")
