"""Drafts of forms: the faults in what is stated so far, and the document with the faulty fields left blank."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import BaseModel

from zzuli_forms.document.nodes import Document
from zzuli_forms.errors import FactsError, Fault, Faults, Remark
from zzuli_forms.forms.register import composed, lay_out
from zzuli_forms.forms.rules import remarks
from zzuli_forms.models.changed import changes
from zzuli_forms.models.facts import Facts, field_named, model_in
from zzuli_forms.models.phones import LOCAL_AREA, area_code

F = TypeVar("F", bound=Facts)
Paths = Collection[str]


@dataclass(frozen=True)
class Checked(Generic[F]):
    """Facts checked against their model: the faults, the facts, with sample values in the faulty fields, and remarks on
    what the model changed in the stated texts.
    """

    facts: F
    faults: Faults[Fault]
    remarks: Faults[Remark] = field(default_factory=Faults[Remark])

    @property
    def faulty(self) -> frozenset[str]:
        """Return the paths of the fields that hold sample values."""
        return frozenset(fault.path for fault in self.faults)


@dataclass(frozen=True)
class Draft(Generic[F]):
    """A draft of a form: its facts if they are sound, all faults and remarks, the document with the faulty fields left
    blank, and its tree before it was fitted.
    """

    facts: F | None
    faults: Faults[Fault]
    remarks: Faults[Remark]
    document: Document = field(repr=False)
    composed: Document = field(repr=False)

    def room(self) -> Mapping[str, int]:
        """Return by field path the number of hanzi each running text may still take, where a page sets a limit."""
        from zzuli_forms.typeset.overflow import room

        return {path: left for page in dict.fromkeys(self.composed.pages) for path, left in room(page).items()}


def check(model: type[F], stated: Mapping[str, object], area: str = LOCAL_AREA) -> Checked[F]:
    """Check the stated facts against a model; nothing is laid out, so it takes a moment only."""
    settings = {"area_code": area_code(area)}
    try:
        facts, found = model.model_validate(stated, context=settings), Faults[Fault]()
    except FactsError as error:
        found = error.faults
        facts = _with_samples(model, stated, frozenset(fault.path for fault in found), settings)
    return Checked(facts, found, Faults(changes(model, stated, facts, {fault.path for fault in found})))


def sound(model: type[F], stated: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> F:
    """Return the facts if the model finds no fault; else FactsError with its faults and those of laying out."""
    checked = check(model, stated, area)
    if checked.faults:
        raise FactsError((*checked.faults, *unprintable(checked.facts, continued)))
    return checked.facts


def _with_samples(
    model: type[F], stated: Mapping[str, object], faulty: frozenset[str], settings: Mapping[str, str]
) -> F:
    """Return the facts with samples at the faulty paths, and where a sample clashes with what is stated."""
    from zzuli_forms.readers.text.sample import example

    try:
        return model.model_validate(_mended(model, stated, example(model), faulty, ""), context=settings)
    except FactsError as error:
        clashing = {fault.path for fault in error.faults} - faulty
        if not clashing:
            raise
        return _with_samples(model, stated, faulty | clashing, settings)


def _mended(model: type[BaseModel], stated: object, sample: object, faulty: Paths, path: str) -> object:
    """Return the stated value with samples in the place of whatever is missing or faulty."""
    if stated is None or path in faulty:
        return sample
    if isinstance(stated, Mapping) and isinstance(sample, Mapping):
        named = {field_named(model, key): value for key, value in stated.items()}
        return {
            name: _mended(
                model_in(field.annotation) or model,
                named.get(name),
                sample.get(field.title),
                faulty,
                f"{path}.{name}".lstrip("."),
            )
            for name, field in model.model_fields.items()
        }
    if isinstance(stated, list | tuple) and isinstance(sample, list):
        return [_mended(model, item, sample[0], faulty, f"{path}[{index}]") for index, item in enumerate(stated)]
    return stated


def unprintable(facts: Facts, continued: bool = False) -> Faults[Fault]:
    """Return the faults of sound facts when laid out: characters in no face, text too long for its page."""
    return _on_paper(facts, continued, ())[1]


printable = unprintable
"""The faults of sound facts when laid out, under its public name."""


def draft(model: type[F], stated: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> Draft[F]:
    """Return the draft of a form; a text that its page cannot hold is shown as it would be carried over."""
    checked = check(model, stated, area)
    facts, faulty = checked.facts.unsettled(checked.faulty), checked.faulty
    document, unprinted = _on_paper(facts, continued, faulty)
    faults = Faults((*checked.faults, *unprinted))
    noted = Faults((*remarks(facts, faulty=faulty), *checked.remarks))
    return Draft(None if faults else checked.facts, faults, noted, document, composed(facts, faulty))


def _on_paper(facts: Facts, continued: bool, without: Paths) -> tuple[Document, Faults[Fault]]:
    """Return the document, unprintable text carried over or left blank, and the faults of that text."""
    try:
        return lay_out(facts, continued, without), Faults()
    except FactsError as error:
        found = {fault.path for fault in error.faults if continued or fault.code != "too_long"}
        return _on_paper(facts, True, {*without, *found})[0], error.faults
