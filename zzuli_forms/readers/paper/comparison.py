"""Two teams side by side in a table: who was there before follows from it, and from the team that is stated whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, get_origin

from pydantic import BaseModel

from zzuli_forms.models.facts import field_named, location, model_in
from zzuli_forms.readers.paper.glyphs import PaperPlace
from zzuli_forms.readers.paper.ledger import Ledger, plain


class _Person(NamedTuple):
    """A person in a cell or a row: post, place, and for each field of a person the positions of its text."""

    post: str
    place: PaperPlace
    said: Mapping[str, Sequence[int]]


def by_comparison(ledger: Ledger, model: type[BaseModel], cells: Sequence[PaperPlace]) -> None:
    """Give the fields of the first team what its column says, and the second's, for those whom no row names.

    What the column of the second team says must be what that team's own fields say, or it is left.
    """
    head, *rows = [[*row] for _, row in groupby(cells, key=lambda place: place.at[1])]
    columns = {number: name for number, cell in enumerate(head) if (name := _group(model, ledger, cell))}
    if len(columns) != 2 or any(path.startswith(f"{next(iter(columns.values()))}.") for path in ledger.values):
        return
    (was_at, was), (now_at, now) = columns.items()
    team = model_in(model.model_fields[was].annotation)
    assert team is not None
    before, after = (
        [one for row in rows if at < len(row) and (one := _person(ledger, team, row[at]))] for at in (was_at, now_at)
    )
    stated = dict(_stated(ledger, now))
    for one in after:
        _confirm(ledger, one, stated)
    named = [_key(ledger, one) for one in after]
    others = [one for one in stated.values() if _key(ledger, one) not in named]
    for path, one in _placed(team, was, [*before, *others]):
        for name, positions in one.said.items():
            ledger.give(positions, f"{path}.{name}", one.place)


def _group(model: type[BaseModel], ledger: Ledger, cell: PaperPlace) -> str:
    name = field_named(model, plain(ledger.shown(cell.span))) or ""
    return name if name and model_in(model.model_fields[name].annotation) else ""


def _person(ledger: Ledger, team: type[BaseModel], cell: PaperPlace) -> _Person | None:
    """Return the person in a cell: post and first field in its first line, each other field in one more line."""
    first, *others = (ledger.seen(line) for line in ledger.paper.lines(cell))
    found = re.match(r"\s*(\S+)\s+", ledger.text(first))
    post = field_named(team, found[1]) if found else None
    member = model_in(team.model_fields[post].annotation) if post else None
    if not found or not post or member is None:
        return None
    return _Person(post, cell, dict(zip(member.model_fields, [first[found.end() :], *others], strict=False)))


def _stated(ledger: Ledger, group: str) -> Iterator[tuple[str, _Person]]:
    """Yield each person of a team that is stated by fields of its own, with the field path."""
    paths = (path.rpartition(".") for path in ledger.values if path.startswith(f"{group}.") and ledger.is_stated(path))
    for path, names in groupby(sorted(paths), key=lambda parts: parts[0]):
        said = {name: ledger.values[f"{path}.{name}"][0] for _, _, name in names}
        place = next(iter(said.values())).place
        yield path, _Person(str(location(path)[1]), place, {name: one.positions for name, one in said.items()})


def _key(ledger: Ledger, person: _Person) -> tuple[str, str]:
    return person.post, plain(ledger.text(person.said.get("name", ())))


def _confirm(ledger: Ledger, person: _Person, stated: Mapping[str, _Person]) -> None:
    """Give the fields of the same person elsewhere what is the same here."""
    path = next((path for path, other in stated.items() if _key(ledger, other) == _key(ledger, person)), "")
    for name, positions in person.said.items() if path else ():
        if plain(ledger.text(positions)) == plain(ledger.text(stated[path].said.get(name, ()))):
            ledger.give(positions, f"{path}.{name}", person.place)


def _placed(team: type[BaseModel], group: str, people: Sequence[_Person]) -> Iterator[tuple[str, _Person]]:
    """Yield people with their field paths: one for each single post, the others numbered."""
    for post, field in team.model_fields.items():
        own = [one for one in people if one.post == post]
        if get_origin(field.annotation) is tuple:
            yield from ((f"{group}.{post}[{number}]", one) for number, one in enumerate(own))
        else:
            yield from ((f"{group}.{post}", one) for one in own[:1])
