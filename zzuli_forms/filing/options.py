"""The options with which papers are made, checked and filed; public functions take them as keywords."""

from __future__ import annotations

from dataclasses import dataclass

from zzuli_forms.forms.register import RENDERERS, Format
from zzuli_forms.forms.rules import Terms
from zzuli_forms.models.phones import LOCAL_AREA

FORMATS: tuple[Format, ...] = RENDERERS
AS_USUAL = Terms()
"""The terms of the rules where a clerk states none."""


@dataclass(frozen=True)
class Options:
    """Hold what a clerk decides about papers beside their facts."""

    formats: tuple[Format, ...] = FORMATS
    area: str = LOCAL_AREA
    """The area code of bare numbers."""
    edition: str | None = None
    """The edition that takes the place of what the facts state."""
    continued: bool = False
    """Whether text that a form cannot hold goes on to a sheet behind it."""
    attached: bool = True
    """Whether the facts travel inside the papers."""
    overwrite: bool = False
    strict: bool = False
    """Whether a remark counts as a fault."""
    terms: Terms = AS_USUAL
