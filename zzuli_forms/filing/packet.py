"""Filing packet of a unit: its papers, their order and copies, their file names, the manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from typing_extensions import Self

from zzuli_forms._version import __version__
from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import slots
from zzuli_forms.files import disk
from zzuli_forms.forms.drafts import Checked, check, sound
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.forms.register import APPROVAL, LETTER, PACKET, Form, lay_out, lay_out_blank, render, renderer
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.text import facts_file

FORMATS = ("docx", "pdf")
MANIFEST = "manifest.json"
BEHIND_ORIGIN = ("files", "handwork")
"""Keys of a manifest behind those of the packet's origin: the papers, and the work left on them by hand."""
RENAMED = "单位名称“{unit}”含有文件名不能用的字符、太长，或与别的单位同名，所以文件和文件夹改用这个名称"


def manifest_bytes(stated: Mapping[str, Any]) -> bytes:
    """Return a manifest as the bytes of its file: indented JSON in UTF-8."""
    return f"{json.dumps(stated, ensure_ascii=False, indent=2)}\n".encode()


def handwork(form: Form, document: Document) -> Iterator[dict[str, Any]]:
    """Yield what is still to be done by hand on a paper: where, by whom, which acts, on how many copies."""
    for slot in slots(document):
        yield {
            "form": form.title,
            "copies": form.copies,
            "place": slot.name,
            "by": slot.by,
            "acts": list(slot.acts),
        }


def by_hand(handwork: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is still to be done by hand, a line for each place."""
    for todo in handwork:
        copies = f"（一式{todo['copies']}份）" if todo["copies"] > 1 else ""
        yield f"{todo['form']}{copies}：{todo['by']}{'、'.join(todo['acts'])}"


@cache
def _by_hand() -> tuple[dict[str, Any], ...]:
    """Return what is to be done by hand on any unit's papers."""
    return tuple(todo for form in PACKET.papers for todo in handwork(form, lay_out_blank(form)))


class FilingPacket(PacketFacts):
    """Hold what one unit files: the commitment letter once, the approval form twice."""

    @classmethod
    def from_file(cls, path: str | Path, area: str = LOCAL_AREA, continued: bool = False) -> Self:
        """Return the packet stated in a YAML, TOML or JSON file, or in a packet's manifest.

        A bare local phone is taken to be in `area`. Raises FileError for an unreadable file, FactsError with all faults
        for wrong facts.
        """
        return cls.from_facts(facts_file.read(Path(path)), area, continued)

    @classmethod
    def from_facts(cls, facts: Mapping[str, object], area: str = LOCAL_AREA, continued: bool = False) -> Self:
        """Return the packet stated in a mapping; FactsError with all faults, those that show only on paper too."""
        return sound(cls, facts, area, continued)

    @classmethod
    def check(cls, facts: Mapping[str, object], area: str = LOCAL_AREA) -> Checked[Self]:
        """Check facts against the models, and return both facts and faults; nothing is laid out."""
        return check(cls, facts, area)

    def files(
        self,
        formats: Iterable[str] = FORMATS,
        name: str | None = None,
        continued: bool = False,
        attached: bool = True,
    ) -> dict[str, bytes]:
        """Return every file of the packet by name; FactsError with all faults of both forms.

        `name` is what the folder and files are called instead of the unit; with `continued` text that a form cannot
        hold goes on to a sheet behind it; the facts travel inside each paper unless they are not to be `attached`.
        """
        name = name or disk.file_name(self.unit)
        whole = lay_out(self, continued, attached=attached)
        rendered = dict(self._papers(tuple(formats), whole, name, continued))
        rendered[MANIFEST] = self._manifest(rendered, self.origin(name, continued, attached))
        return rendered

    def write(
        self,
        folder: str | Path,
        formats: Iterable[str] = FORMATS,
        overwrite: bool = False,
        zipped: bool = False,
        continued: bool = False,
        attached: bool = True,
    ) -> disk.Written:
        """Write the packet to `folder/UNIT/` (or `folder/UNIT.zip`) and return the paths written.

        Nothing is written if a fact is wrong (FactsError) or a file is there already (FileError).
        """
        name = disk.file_name(self.unit)
        if zipped:
            return disk.write_all({Path(folder) / f"{name}.zip": self.archive(formats, continued, attached)}, overwrite)
        files = self.files(formats, continued=continued, attached=attached)
        return disk.write_all({Path(folder) / name / file: data for file, data in files.items()}, overwrite)

    def archive(self, formats: Iterable[str] = FORMATS, continued: bool = False, attached: bool = True) -> bytes:
        """Return a zip of every file of the packet in a folder of the unit's name; FactsError as `files`."""
        name = disk.file_name(self.unit)
        files = self.files(formats, continued=continued, attached=attached)
        return disk.archive((f"{name}/{file}", data) for file, data in files.items())

    def _papers(
        self, kinds: tuple[str, ...], whole: Document, name: str, continued: bool
    ) -> Iterator[tuple[str, bytes]]:
        for form, facts in self._parts():
            document = lay_out(facts, continued, attached=bool(whole.facts))
            for kind in kinds:
                yield paper_name(name, form, kind), renderer(kind)(document)
        if "pdf" in kinds:
            yield paper_name(name, PACKET, "pdf"), renderer("pdf")(whole)

    @staticmethod
    def papers(formats: Iterable[str], name: str) -> tuple[str, ...]:
        """Return the names of the papers that `files` makes, without making them."""
        kinds = tuple(formats)
        whole = (paper_name(name, PACKET, "pdf"),) if "pdf" in kinds else ()
        return (*(paper_name(name, form, kind) for form in PACKET.papers for kind in kinds), *whole)

    def _parts(self) -> tuple[tuple[Form, Facts], ...]:
        return (LETTER, self.letter), (APPROVAL, self.form)

    def origin(self, name: str, continued: bool = False, attached: bool = True) -> dict[str, Any]:
        """Return the data that the files of this packet depend on, as the manifest states them first."""
        return {
            "zzuli_forms": __version__,
            "edition": self.edition,
            "continued": continued,
            "attached": attached,
            "folder": name,
            **({} if name == self.unit else {"folder_note": RENAMED.format(unit=self.unit)}),
            "facts": self.model_dump(mode="json", exclude_none=True),
        }

    def _manifest(self, files: dict[str, bytes], origin: Mapping[str, Any]) -> bytes:
        stated: dict[str, Any] = {
            **origin,
            "files": [_entry(name, data) for name, data in files.items()],
            "handwork": list(self.handwork()),
        }
        return manifest_bytes(stated)

    def handwork(self) -> Iterator[dict[str, Any]]:
        """Yield what is still to be done by hand on each paper: where, by whom, which acts, on how many copies."""
        yield from deepcopy(_by_hand())


def paper_name(whose: str, form: Form, kind: str) -> str:
    """Return the file name of a form: 图书馆-政务微博体系审批表.pdf; without a unit by its title alone."""
    stem = f"{whose}-{form.title}" if whose else form.title
    return f"{stem}.{kind}"


def _entry(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def save(
    facts: Facts, path: str | Path, overwrite: bool = False, continued: bool = False, attached: bool = True
) -> Path:
    """Write one form to a .docx or .pdf file, whole or not at all; the suffix decides."""
    target = Path(path)
    disk.write(target, render(facts, target.suffix.lstrip(".").lower(), continued, attached), overwrite)
    return target
