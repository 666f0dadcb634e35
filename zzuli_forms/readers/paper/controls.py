"""Values in content controls that name a field of the form."""

from __future__ import annotations

from collections.abc import Iterator

from zzuli_forms.readers.paper.glyphs import PaperPlace
from zzuli_forms.readers.paper.ledger import Ledger


def by_controls(ledger: Ledger) -> None:
    """Give each field what stands in its controls: in a place, from the first character to the last.

    What is empty is given too; a control around several paragraphs holds one value.
    """
    before: frozenset[int] = frozenset()
    for place in ledger.paper.places:
        around = frozenset(ledger.paper.within[place.span.start : place.span.stop]) - {-1}
        for path in dict.fromkeys(path for path, _ in ledger.controls(place)):
            for stretch in _stretches(ledger, place, path):
                goes_on = not place.at[0] and len(around) == 1 and around <= before
                ledger.give(stretch, path, place, more=goes_on)
        before = around


def _stretches(ledger: Ledger, place: PaperPlace, path: str) -> Iterator[list[int]]:
    """Yield the positions of a value: all from the first of its field to the last that no other field lies between."""
    stretch, gap = list[int](), list[int]()
    for position in place.span:
        field = ledger.field(position)
        if field == path:
            stretch += [*gap, position] if stretch else [position]
            gap = []
        elif field and stretch:
            yield stretch
            stretch, gap = [], []
        else:
            gap.append(position)
    if stretch or path not in ledger.fields(place.span):
        yield stretch
