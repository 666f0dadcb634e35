"""Filing packet of a unit: the facts of its papers, with what can be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import Self

from zzuli_forms.errors import Faults
from zzuli_forms.files import disk
from zzuli_forms.filing import making
from zzuli_forms.filing.options import FORMATS, Options
from zzuli_forms.forms.drafts import sound, unprintable
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.forms.register import PACKET, Format, lay_out, renderer
from zzuli_forms.models.categories import Category
from zzuli_forms.models.checking import Checked, check
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.people import StatedTeam
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.text import facts_file


class FilingPacket(PacketFacts):
    """Hold what one unit files: the commitment letter once, the approval form twice."""

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            unit: str = ...,
            heading: str | None = ...,
            account: str = ...,
            purpose: str = ...,
            scope: str = ...,
            team: StatedTeam = ...,
            category: Category | str | None = ...,
            edition: str | None = ...,
            **labelled: object,
        ) -> None: ...

    @classmethod
    def from_file(cls, path: str | Path, area: str = LOCAL_AREA, continued: bool = False) -> Self:
        """Return the packet stated in a YAML, TOML or JSON file, or in a packet's manifest.

        A bare local phone is taken to be in `area`. Raises FileError for an unreadable file, FactsError with all faults
        for wrong facts.
        """
        return cls.from_facts(facts_file.read(Path(path)), area, continued)

    @classmethod
    def from_facts(cls, facts: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> Self:
        """Return the packet stated in a mapping; FactsError with all faults where there are any.

        Sound facts are not laid out here: what cannot be printed of them is told by `check`, `printable` and `files`.
        """
        return sound(cls, facts, area, continued)

    @classmethod
    def check(cls, facts: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> Checked[Self]:
        """Check facts against the models and the papers, and return both facts and faults; nothing is written."""
        checked = check(cls, facts, area)
        return replace(checked, faults=Faults((*checked.faults, *unprintable(checked.facts, continued))))

    def files(
        self,
        formats: Iterable[Format] = FORMATS,
        name: str | None = None,
        continued: bool = False,
        attached: bool = True,
    ) -> dict[str, bytes]:
        """Return every file of the packet by name; FactsError with all faults of both forms.

        `name` is what the folder and files are called instead of the unit; with `continued` text that a form cannot
        hold goes on to a sheet behind it; the facts travel inside each paper unless they are not to be `attached`.
        """
        return making.files(self, Options(tuple(formats), continued=continued, attached=attached), name)

    def write(
        self,
        folder: str | Path,
        formats: Iterable[Format] = FORMATS,
        overwrite: bool = False,
        zipped: bool = False,
        continued: bool = False,
        attached: bool = True,
    ) -> disk.Written:
        """Write the packet to `folder/UNIT/` (or `folder/UNIT.zip`) and return the paths written.

        Nothing is written if a fact is wrong (FactsError) or a file is there already (FileError).
        """
        options = Options(tuple(formats), continued=continued, attached=attached, overwrite=overwrite)
        return making.write(self, folder, options, zipped=zipped)

    def archive(self, formats: Iterable[Format] = FORMATS, continued: bool = False, attached: bool = True) -> bytes:
        """Return a zip of every file of the packet in a folder of the unit's name; FactsError as `files`."""
        return making.archive(self, Options(tuple(formats), continued=continued, attached=attached))

    @staticmethod
    def papers(formats: Iterable[Format], name: str) -> tuple[str, ...]:
        """Return the names of the papers that `files` makes, without making them."""
        return making.paper_names(PACKET, formats, name)

    def origin(self, name: str, continued: bool = False, attached: bool = True) -> dict[str, Any]:
        """Return the data that the files of this packet depend on, as the manifest states them first."""
        return making.origin(self, Options(continued=continued, attached=attached), name)

    def handwork(self) -> Iterator[dict[str, Any]]:
        """Yield what is still to be done by hand on each paper: where, by whom, which acts, on how many copies."""
        return making.left_by_hand(self)


def save(
    facts: Facts, path: str | Path, overwrite: bool = False, continued: bool = False, attached: bool = True
) -> Path:
    """Write one form to a .docx or .pdf file, whole or not at all; the suffix decides."""
    target = Path(path)
    render = renderer(target.suffix.lstrip(".").lower())
    disk.write(target, render(lay_out(facts, continued, attached=attached)), overwrite)
    return target
