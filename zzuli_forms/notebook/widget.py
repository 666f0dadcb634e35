"""The widget to fill in a form: fields in the order of the paper, faults beside them, the page redrawn as one types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

import anywidget
import traitlets

from zzuli_forms.document.nodes import Document
from zzuli_forms.errors import FactsError, Fault, FormsError
from zzuli_forms.files import disk
from zzuli_forms.filing.notices import begun
from zzuli_forms.filing.packet import FilingPacket, paper_name
from zzuli_forms.filing.preview import drawn, leaves
from zzuli_forms.forms.approval.model import ApprovalForm
from zzuli_forms.forms.drafts import Draft, draft
from zzuli_forms.forms.register import form_of, lay_out, renderer
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA, area_code
from zzuli_forms.notebook.outline import fields, nested, outline, read, written
from zzuli_forms.readers.text import facts_file

HERE = Path(__file__).parent
DPI = 150


class Fill(anywidget.AnyWidget):
    """A form of the register to be filled in by hand; `facts` are the facts it states.

    The texts entered are in `values`, by field path; nothing is written to disk.
    """

    _esm = HERE / "widget.js"
    _css = HERE / "widget.css"
    outline = traitlets.Dict().tag(sync=True)
    values: Any = traitlets.Dict().tag(sync=True)
    continued = traitlets.Bool(False).tag(sync=True)
    options = traitlets.Dict().tag(sync=True)
    faults: Any = traitlets.List().tag(sync=True)
    remarks: Any = traitlets.List().tag(sync=True)
    pages: Any = traitlets.List().tag(sync=True)
    room = traitlets.Dict().tag(sync=True)
    notes: Any = traitlets.List().tag(sync=True)

    def __init__(self, model: type[Facts], start: Mapping[str, object], area: str = LOCAL_AREA) -> None:
        form_of(model)
        self._asked_for, self._area, self._outline = model, area_code(area), outline(model)
        self._defaults = {field.path: field.default for field in fields(self._outline) if field.default}
        super().__init__(
            outline=asdict(self._outline),
            options={
                "continues": issubclass(model, ApprovalForm),
                "zip": issubclass(model, FilingPacket),
                "largest": facts_file.LARGEST,
                "kinds": [*facts_file.READERS],
            },
        )
        self.on_msg(self._answer)
        self.start_from(start)

    def __repr__(self) -> str:
        wrong = f"还有{len(self.faults)}处没有填好" if self.faults else "都填好了"
        return f"Fill({self._outline.label}：{wrong})"

    @property
    def facts(self) -> Facts:
        """Return the facts stated; FactsError with every fault if there are any."""
        drafted = self._draft()
        if drafted.facts is None:
            raise FactsError(drafted.faults)
        return drafted.facts

    def start_from(self, stated: Mapping[str, object]) -> None:
        """Replace the texts entered by these facts or a manifest's; a notice takes what it prints from a packet."""
        found = read(self._asked_for, begun(self._asked_for, facts_file.facts_in(stated)))
        with self.hold_trait_notifications():
            self.continued = facts_file.was_continued(stated) or self.continued
            self.values = {**self._defaults, **found.values}
        self.notes = [f"没有读取“{label}”：这份表里没有这一项，或写法不对" for label in found.unread]

    @traitlets.observe("values", "continued")
    def _redraw(self, _change: object) -> None:
        drafted = self._draft()
        with self.hold_sync():
            self.faults, self.remarks = (list(map(_told, found)) for found in (drafted.faults, drafted.remarks))
            self.pages = _pictures(drafted.document)
        self.room = self._room(drafted)

    def _draft(self) -> Draft[Facts]:
        return draft(self._asked_for, nested(self._outline, self.values), self._area, self.continued)

    def _room(self, drafted: Draft[Facts]) -> dict[str, str]:
        """Return for every running text, by path, the characters written and about how many more there is room for."""
        faulty = {fault.path for fault in drafted.faults}
        left = {path: more for path, more in drafted.room().items() if path not in faulty}
        prose = [field.path for field in fields(self._outline) if field.kind == "prose"]
        more = {path: f"，还可写约{left[path]}字" if path in left else "" for path in prose}
        return {path: f"已写{len(written(self.values, path))}字{more[path]}" for path in prose}

    def _answer(self, _widget: object, asked: Mapping[str, Any], buffers: Sequence[memoryview]) -> None:
        """Answer a message from the browser: load a file, or send the files to be saved."""
        view = {"view": asked.get("view")}
        try:
            if asked["kind"] == "load":
                self.start_from(facts_file.whole(bytes(buffers[0]), PurePath(asked["name"])))
                self.send({"kind": "loaded", **view})
            elif asked["kind"] == "save":
                self.values = asked["values"]
                for name, data in self.files(asked["format"]).items():
                    self.send({"kind": "file", "name": name, **view}, [data])
        except FactsError:
            self.send({"kind": "refused", **view})
        except FormsError as error:
            self.notes = [str(error)]

    def files(self, kind: str) -> dict[str, bytes]:
        """Return the file that a button gives, name → bytes: "pdf", "docx", or "zip" for a whole packet.

        Raises FactsError with every fault of the facts.
        """
        facts, unit = self.facts, written(self.values, "unit")
        if kind == "zip" and isinstance(facts, FilingPacket):
            return {f"{disk.file_name(facts.unit)}.zip": facts.archive(continued=self.continued)}
        whose = disk.file_name(unit) if unit else ""
        return {paper_name(whose, form_of(type(facts)), kind): renderer(kind)(lay_out(facts, self.continued))}


def _pictures(document: Document) -> list[dict[str, Any]]:
    """Return each distinct page, those with most facts first: its text, the number of copies filed, its picture."""
    found = sorted(leaves(document), key=lambda leaf: -leaf.facts)
    pictures = drawn(renderer("pdf")(document), [leaf.number for leaf in found], DPI)
    return [{"text": leaf.text, "copies": leaf.copies, "png": png} for leaf, png in zip(found, pictures, strict=True)]


def _told(fault: Fault) -> dict[str, str]:
    article = getattr(fault, "article", "")
    words = f"{fault.message}，{fault.remedy}" + (f"（{article}）" if article else "")
    return {"path": fault.path, "label": fault.label, "words": words, "code": fault.code}
