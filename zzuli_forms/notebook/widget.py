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
from zzuli_forms.files import manifest
from zzuli_forms.filing.making import archive, folder_name, paper_name
from zzuli_forms.filing.notices import begun
from zzuli_forms.filing.options import Options
from zzuli_forms.filing.preview import drawn, leaves
from zzuli_forms.forms.drafts import Draft, draft
from zzuli_forms.forms.register import form_of, lay_out, renderer
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA, area_code
from zzuli_forms.notebook.outline import field_text, fields, nested, outline, read
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
        self._form, self._facts_model, self._area, self._outline = (
            form_of(model),
            model,
            area_code(area),
            outline(model),
        )
        self._defaults = {field.path: field.default for field in fields(self._outline) if field.default}
        super().__init__(
            outline=asdict(self._outline),
            options={
                "continues": self._form.continues,
                "zip": bool(self._form.parts),
                "largest": facts_file.LARGEST,
                "kinds": [*facts_file.READERS],
            },
        )
        self.on_msg(self._answer)
        self.start_from(start)

    def __repr__(self) -> str:
        state = f"还有{len(self.faults)}处没有填好" if self.faults else "都填好了"
        return f"Fill({self._outline.label}：{state})"

    @property
    def facts(self) -> Facts:
        """Return the facts stated; FactsError with every fault if there are any."""
        draft = self._draft()
        if draft.facts is None:
            raise FactsError(draft.faults)
        return draft.facts

    def start_from(self, stated: Mapping[str, object]) -> None:
        """Replace the texts entered by these facts or a manifest's; a notice takes what it prints from a packet."""
        texts = read(self._facts_model, begun(self._facts_model, manifest.facts_in(stated)))
        with self.hold_trait_notifications():
            self.continued = manifest.was_continued(stated) or self.continued
            self.values = {**self._defaults, **texts.values}
        self.notes = [f"没有读取“{label}”：这份表里没有这一项，或写法不对" for label in texts.unread]

    @traitlets.observe("values", "continued")
    def _redraw(self, _change: object) -> None:
        draft = self._draft()
        with self.hold_sync():
            self.faults, self.remarks = (list(map(_message, faults)) for faults in (draft.faults, draft.remarks))
            self.pages = _pictures(draft.document)
        self.room = self._room(draft)

    def _draft(self) -> Draft[Facts]:
        return draft(self._facts_model, nested(self._outline, self.values), self._area, self.continued)

    def _room(self, draft: Draft[Facts]) -> dict[str, str]:
        """Return for every running text, by path, the characters written and about how many more there is room for."""
        faulty = {fault.path for fault in draft.faults}
        room = {path: more for path, more in draft.room().items() if path not in faulty}
        prose = [field.path for field in fields(self._outline) if field.kind == "prose"]
        more = {path: f"，还可写约{room[path]}字" if path in room else "" for path in prose}
        return {path: f"已写{len(field_text(self.values, path))}字{more[path]}" for path in prose}

    def _answer(self, _widget: object, message: Mapping[str, Any], buffers: Sequence[memoryview]) -> None:
        """Answer a message from the browser: load a file, or send the files to be saved."""
        view = {"view": message.get("view")}
        try:
            if message["kind"] == "load":
                self.start_from(facts_file.whole(bytes(buffers[0]), PurePath(message["name"])))
                self.send({"kind": "loaded", **view})
            elif message["kind"] == "save":
                self.values = message["values"]
                for name, data in self.files(message["format"]).items():
                    self.send({"kind": "file", "name": name, **view}, [data])
        except FactsError:
            self.send({"kind": "refused", **view})
        except FormsError as error:
            self.notes = [str(error)]

    def files(self, kind: str) -> dict[str, bytes]:
        """Return the file that a button gives, name → bytes: "pdf", "docx", or "zip" for a whole packet.

        Raises FactsError with every fault of the facts.
        """
        facts, name = self.facts, folder_name(self.facts)
        if kind == "zip" and self._form.parts:
            return {f"{name}.zip": archive(facts, Options(continued=self.continued))}
        return {paper_name(name, self._form, kind): renderer(kind)(lay_out(facts, self.continued))}


def _pictures(document: Document) -> list[dict[str, Any]]:
    """Return each distinct page, those with most facts first: its text, the number of copies filed, its picture."""
    sheets = sorted(leaves(document), key=lambda leaf: -leaf.facts)
    pictures = drawn(renderer("pdf")(document), [leaf.number for leaf in sheets], DPI)
    return [{"text": leaf.text, "copies": leaf.copies, "png": png} for leaf, png in zip(sheets, pictures, strict=True)]


def _message(fault: Fault) -> dict[str, str]:
    article = getattr(fault, "article", "")
    words = f"{fault.message}，{fault.remedy}" + (f"（{article}）" if article else "")
    return {"path": fault.path, "label": fault.label, "words": words, "code": fault.code}
