"""Opening notice and change notice of an account, from the packet's facts and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from zzuli_forms.errors import FactsError, Fault, UsageError
from zzuli_forms.files import disk
from zzuli_forms.filing import making
from zzuli_forms.filing.options import FORMATS, Options
from zzuli_forms.forms.change.model import TeamChangeNotice
from zzuli_forms.forms.opening.model import OpeningNotice
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.forms.register import OWN, Format, form_of
from zzuli_forms.models.facts import Facts, field_named, label, updated
from zzuli_forms.models.messages import words
from zzuli_forms.models.phones import LOCAL_AREA, area_code
from zzuli_forms.models.texts import as_text, cleaned

N = TypeVar("N", bound=Facts)
Stated = Mapping[str, object]
_PASSING = ("effective", "reason", "dated")
"""Fields that hold for one notice only."""


def opening(packet: Stated, new: Stated, area: str = LOCAL_AREA) -> OpeningNotice:
    """Return the opening notice of a unit: its packet's facts (or the notice's own), new ones in the place of old.

    Raises FactsError with all faults; what only the packet's forms print is not looked at.
    """
    return _checked(OpeningNotice, _over(OpeningNotice, packet, new), area)


def change(before: Stated, after: Stated | None, new: Stated, area: str = LOCAL_AREA) -> TeamChangeNotice:
    """Return the change notice from the facts before and after, and what is new; or from the notice's own facts alone.

    Facts before and after are a packet's, or those of an earlier or this change notice, whose team then is the one
    after its change. Raises FactsError with all faults, one for facts of two units or accounts too; UsageError where a
    packet's facts stand alone.
    """
    if after is None:
        if not any(_named(before, key) for key in ("before", "after")):
            raise UsageError("只有一份报送材料的内容，比不出变更；请再给出变更后的内容文件")
        return _checked(TeamChangeNotice, _over(TeamChangeNotice, before, new), area)
    faults = tuple(_differing(before, after))
    if faults:
        raise FactsError(faults)
    lasting = {key: value for key, value in before.items() if field_named(TeamChangeNotice, key) not in _PASSING}
    shared = _over(TeamChangeNotice, _over(TeamChangeNotice, lasting, _teamless(after)), new)
    teams = {"before": _team(before, "before"), "after": _team(after, "after")}
    return _checked(TeamChangeNotice, {**_teamless(shared), **teams}, area)


def begun(model: type[Facts], stated: Stated) -> Stated:
    """Return what a form of this package takes over of a packet's facts: what it prints; a change notice the team as it
    was before and, until that is changed, is after. What is stated for other forms stays as it is.
    """
    if form_of(model) not in OWN:
        return stated
    team = _named(stated, "team") if model is TeamChangeNotice and not _named(stated, "after") else []
    teams = {side: stated[key] for key in team for side in ("before", "after")}
    return {**_over(model, {key: value for key, value in stated.items() if key not in team}, {}), **teams}


def _checked(model: type[N], stated: Stated, area: str) -> N:
    return model.model_validate(stated, context={"area_code": area_code(area)})


def _over(model: type[Facts], stated: Stated, new: Stated) -> dict[str, object]:
    """Return the facts a notice takes over, new ones in the place of old; what only the packet knows is left out."""
    return {key: value for key, value in updated(model, stated, new).items() if _is_for(model, key)}


def _is_for(model: type[Facts], key: object) -> bool:
    return field_named(model, key) is not None or field_named(PacketFacts, key) in (None, _kept(model))


def _kept(model: type[Facts]) -> str | None:
    """Return the field a change notice may not pass over, though it has no place for it: a team beside its own two."""
    return "team" if model is TeamChangeNotice else None


def _named(stated: Stated, field: str) -> list[str]:
    """Return the keys under which a field of the packet or of the change notice is stated."""
    model = PacketFacts if field == "team" else TeamChangeNotice
    return [as_text(key) for key in stated if field_named(model, key) == field]


def _teamless(stated: Stated) -> dict[str, object]:
    teams = {key for field in ("team", "before", "after") for key in _named(stated, field)}
    return {key: value for key, value in stated.items() if as_text(key) not in teams}


def _team(stated: Stated, side: str) -> object:
    """Return the team in force by these facts: `team`, or `after` of a change notice; None for neither.

    Raises FactsError where both are stated, or one under two keys.
    """
    keys = [*_named(stated, "team"), *_named(stated, "after")]
    if len(keys) > 1:
        facts = {"key": keys[1], "label": keys[0]}
        place = label(TeamChangeNotice, side)
        raise FactsError((Fault(place, side, *words("repeated_key", facts), "repeated_key"),))
    return stated[keys[0]] if keys else None


def _text(stated: Stated, field: str) -> str:
    value = next((value for key, value in stated.items() if field_named(TeamChangeNotice, key) == field), None)
    return str(cleaned(value)).lstrip("@＠") if isinstance(value, str) else ""


def _differing(before: Stated, after: Stated) -> Iterable[Fault]:
    """Yield a fault for each of unit and account that the facts before and after name differently."""
    for field in ("unit", "account"):
        names = [_text(stated, field) for stated in (before, after)]
        if all(names) and names[0] != names[1]:
            facts = {"before": names[0], "after": names[1]}
            yield Fault(label(TeamChangeNotice, field), field, *words("other_unit", facts), "other_unit")


def files(
    notice: OpeningNotice | TeamChangeNotice,
    formats: Iterable[Format] = FORMATS,
    name: str | None = None,
    attached: bool = True,
) -> dict[str, bytes]:
    """Return the notice in each format, by file name; `name` takes the place of the unit's in these, and the facts
    travel inside unless they are not to be `attached`.
    """
    return making.files(notice, Options(tuple(formats), attached=attached), name)


def write(
    notice: OpeningNotice | TeamChangeNotice,
    folder: str | Path,
    formats: Iterable[Format] = FORMATS,
    overwrite: bool = False,
    name: str | None = None,
    attached: bool = True,
) -> disk.Written:
    """Write a notice to `folder/UNIT/`, beside the unit's packet, and return the paths written.

    `name` is what that folder is called where it does not bear the unit's name. Nothing is written if the notice
    cannot be printed (FactsError) or a file is there already (FileError).
    """
    return making.write(notice, folder, Options(tuple(formats), attached=attached, overwrite=overwrite), name)
