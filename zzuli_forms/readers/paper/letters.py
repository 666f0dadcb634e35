"""Values of a letter that have no label: the name before its opening words, unit and day below its closing words."""

from __future__ import annotations

from zzuli_forms.models.days import parse
from zzuli_forms.readers.paper.glyphs import PaperPlace
from zzuli_forms.readers.paper.labels import NO_DAY
from zzuli_forms.readers.paper.ledger import HAND, Ledger, plain


def head(ledger: Ledger, opening: str) -> None:
    """Give the heading what stands before the opening words in their line."""
    for place in ledger.paper.own:
        for line in ledger.paper.lines(place):
            text, free = plain(ledger.shown(line)), ledger.free(line)
            if text.endswith(opening) and plain(ledger.text(free)) and "heading" not in ledger.values:
                ledger.give(free, "heading", place)


def sign(ledger: Ledger, closing: str) -> None:
    """Give unit and day what stands below the closing words, one below the other."""
    below = False
    for place in ledger.paper.own:
        for line in ledger.paper.lines(place):
            if below:
                _sign(ledger, ledger.free(line), place)
            below = below or plain(ledger.shown(line)) == closing


def _sign(ledger: Ledger, free: list[int], place: PaperPlace) -> None:
    text = ledger.text(free).strip()
    if plain(text) == NO_DAY:
        ledger.own(free, HAND)
    elif _is_day(text) and "dated" not in ledger.values:
        ledger.give(free, "dated", place)
    elif text and not place.at[0]:
        unit = ledger.values.get("unit", ())
        if not unit or unit[-1].place == place:
            ledger.give(free, "unit", place, more=bool(unit))


def _is_day(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True
