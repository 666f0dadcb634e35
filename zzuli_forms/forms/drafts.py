"""Drafts of forms: the faults in what is stated so far, and the document with the faulty fields left blank."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from zzuli_forms.document.nodes import Document
from zzuli_forms.errors import FactsError, Fault, Faults, Remark
from zzuli_forms.forms.register import composed, form_of, lay_out
from zzuli_forms.models.checking import Checked as Checked
from zzuli_forms.models.checking import check
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA

F = TypeVar("F", bound=Facts)
Paths = Collection[str]


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


def sound(model: type[F], stated: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> F:
    """Return the facts if the model finds no fault; else FactsError as `passed`."""
    return passed(model, stated, area, continued).facts


def passed(model: type[F], stated: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> Checked[F]:
    """Return the check of facts in which the model finds no fault; else FactsError with its faults and those of laying
    out.
    """
    checked = check(model, stated, area)
    if checked.faults:
        raise FactsError((*checked.faults, *printable(checked.facts, continued)))
    return checked


def printable(facts: Facts, continued: bool = False) -> Faults[Fault]:
    """Return the faults of sound facts when laid out: characters in no face, text too long for its page."""
    return _on_paper(facts, continued, ())[1]


def draft(model: type[F], stated: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> Draft[F]:
    """Return the draft of a form; a text that its page cannot hold is shown as it would be carried over."""
    checked = check(model, stated, area)
    facts, faulty = checked.facts.unsettled(checked.faulty), checked.faulty
    document, unprinted = _on_paper(facts, continued, faulty)
    faults = Faults((*checked.faults, *unprinted))
    notes = Faults((*form_of(model).remarks(facts, faulty=faulty), *checked.remarks))
    return Draft(None if faults else checked.facts, faults, notes, document, composed(facts, faulty))


def _on_paper(facts: Facts, continued: bool, without: Paths) -> tuple[Document, Faults[Fault]]:
    """Return the document, unprintable text carried over or left blank, and the faults of that text."""
    try:
        return lay_out(facts, continued, without), Faults()
    except FactsError as error:
        fields = {fault.path for fault in error.faults if continued or fault.code != "too_long"}
        return _on_paper(facts, True, {*without, *fields})[0], error.faults
