"""Filled papers read back as what is filed: a packet's as a FilingPacket."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from zzuli_forms.errors import FactsError
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers import paper
from zzuli_forms.readers.paper import Reading


def read(path: str | Path | bytes, area: str = LOCAL_AREA, name: str = "") -> Facts:
    """Return the facts a .docx or .pdf file of ours states, as its form's model: a FilingPacket, an ApprovalForm…

    The bytes of a file may take its place; `name` is what messages call them. Raises FileError for a file that cannot
    be read, or is none of the forms; FactsError with all faults of what it states.
    """
    stated = reading(path, area, name)
    if stated.facts is None:
        raise FactsError(stated.faults)
    return stated.facts


def reading(path: str | Path | bytes, area: str = LOCAL_AREA, name: str = "") -> Reading:
    """Return what a .docx or .pdf file, or its bytes, state, and how sure that is. Raises FileError as `read`."""
    stated = paper.reading(path, area, name)
    return replace(stated, facts=_filed(stated.facts))


def _filed(facts: Facts | None) -> Facts | None:
    """Return a packet's facts as a packet to be filed, others as they are."""
    return FilingPacket.model_construct(facts.model_fields_set, **vars(facts)) if type(facts) is PacketFacts else facts
