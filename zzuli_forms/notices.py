"""The two letters in an account's life, from the packet's facts and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeVar

from zzuli_forms import disk
from zzuli_forms.errors import FactsError, Fault, UsageError
from zzuli_forms.forms import form_of, lay_out, renderer
from zzuli_forms.models import Facts, OpeningNotice, PacketFacts, TeamChangeNotice
from zzuli_forms.models.facts import field_named, label
from zzuli_forms.models.messages import words
from zzuli_forms.models.phones import LOCAL_AREA, area_code
from zzuli_forms.packet import FORMATS

N = TypeVar("N", bound=Facts)
Stated = Mapping[str, object]


def opening(packet: Stated, new: Stated, area: str = LOCAL_AREA) -> OpeningNotice:
    """The opening notice of a unit: its packet's facts (or the notice's own), and what is new over them.

    Raises FactsError with all faults; what only the packet's forms print is not looked at.
    """
    return _checked(OpeningNotice, _over(OpeningNotice, packet, new), area)


def change(before: Stated, after: Stated | None, new: Stated, area: str = LOCAL_AREA) -> TeamChangeNotice:
    """The change notice from a packet's facts before and after, and what is new; or from the notice's own facts alone.

    Raises FactsError with all faults, one for facts of two units or accounts too; UsageError where a packet's facts
    stand alone.
    """
    if after is None:
        if _team(before) is not None:
            raise UsageError("只有一份报送材料的内容，比不出变更；请再给出变更后的内容文件")
        return _checked(TeamChangeNotice, _over(TeamChangeNotice, before, new), area)
    faults = tuple(_differing(before, after))
    if faults:
        raise FactsError(faults)
    teams = {"before": _team(before), "after": _team(after)}
    shared = _over(TeamChangeNotice, before, after)
    return _checked(TeamChangeNotice, {**_over(TeamChangeNotice, shared, new), **teams}, area)


def _checked(model: type[N], stated: Stated, area: str) -> N:
    return model.model_validate(stated, context={"area_code": area_code(area)})


def _over(model: type[Facts], stated: Stated, new: Stated) -> dict[str, object]:
    """What a notice takes of what is stated, and what is new in its place; what only the packet knows stays behind."""
    replaced = {field_named(model, str(key)) for key in new} - {None}
    kept = {key: value for key, value in stated.items() if field_named(model, str(key)) not in replaced}
    return {key: value for key, value in {**kept, **new}.items() if _is_for(model, str(key))}


def _is_for(model: type[Facts], key: str) -> bool:
    return field_named(model, key) is not None or field_named(PacketFacts, key) is None


def _team(stated: Stated) -> object:
    """The one team that is stated, if one is; FactsError if it is stated twice."""
    found = [(str(key), value) for key, value in stated.items() if field_named(PacketFacts, str(key)) == "team"]
    if len(found) > 1:
        facts = {"key": found[1][0], "label": label(PacketFacts, "team")}
        raise FactsError((Fault(facts["label"], "team", *words("repeated_key", facts), "repeated_key"),))
    return found[0][1] if found else None


def _text(model: type[Facts], stated: Stated, field: str) -> str:
    value = next((value for key, value in stated.items() if field_named(model, str(key)) == field), None)
    return str(value or "").strip()


def _differing(before: Stated, after: Stated) -> Iterable[Fault]:
    """A fault where the two name different units or accounts."""
    for field in ("unit", "account"):
        told = [_text(TeamChangeNotice, stated, field) for stated in (before, after)]
        if all(told) and told[0] != told[1]:
            facts = {"before": told[0], "after": told[1]}
            yield Fault(label(TeamChangeNotice, field), field, *words("other_unit", facts), "other_unit")


def files(notice: OpeningNotice | TeamChangeNotice, formats: Iterable[str] = FORMATS) -> dict[str, bytes]:
    """The notice in each format, name → bytes."""
    document, name = lay_out(notice), disk.file_name(notice.unit)
    title = form_of(type(notice)).title
    return {f"{name}-{title}.{kind}": renderer(kind)(document) for kind in formats}


def write(
    notice: OpeningNotice | TeamChangeNotice,
    folder: str | Path,
    formats: Iterable[str] = FORMATS,
    overwrite: bool = False,
) -> list[Path]:
    """Write a notice to `folder/UNIT/`, beside the unit's packet, and return the paths written.

    Nothing is written if it cannot be printed (FactsError) or a file is there already (FileError).
    """
    home = Path(folder) / disk.file_name(notice.unit)
    return disk.write_all({home / name: data for name, data in files(notice, formats).items()}, overwrite)
