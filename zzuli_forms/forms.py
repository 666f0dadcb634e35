"""The register: one row a form, one row a renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from zzuli_forms.errors import UsageError
from zzuli_forms.fit import fit
from zzuli_forms.layouts import approval, letter, packet
from zzuli_forms.models import ApprovalForm, CommitmentLetter, Facts, PacketFacts
from zzuli_forms.official import wording
from zzuli_forms.page import Document
from zzuli_forms.render import docx, pdf


@dataclass(frozen=True)
class Form:
    """One form: its key, its model, how it is laid out, its name on disk, how many copies are filed."""

    key: str
    model: type[Facts]
    compose: Callable[[Any], Document]
    title: str
    copies: int

    def schema(self) -> dict[str, Any]:
        """The JSON Schema (draft 2020-12) of what the form takes, by English names, with Chinese titles."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **self.model.model_json_schema()}


LETTER = Form("letter", CommitmentLetter, letter.compose, wording("letter").file_title, wording("letter").copies)
APPROVAL = Form("approval", ApprovalForm, approval.compose, wording("approval").file_title, wording("approval").copies)
PACKET = Form("packet", PacketFacts, packet.compose, packet.TITLE, 1)

FORMS = (LETTER, APPROVAL, PACKET)
RENDERERS: Mapping[str, Callable[[Document], bytes]] = MappingProxyType({"docx": docx.render, "pdf": pdf.render})


def form_of(model: type[Facts]) -> Form:
    """The row of a model or of the nearest model it derives from; UsageError if there is none."""
    rows = {form.model: form for form in FORMS}
    found = next((rows[base] for base in model.__mro__ if base in rows), None)
    if found is None:
        raise UsageError(f"{model.__name__} 不是已登记的表格，请用：{'、'.join(form.title for form in FORMS)}")
    return found


def lay_out(facts: Facts) -> Document:
    """The fitted tree of stated facts; FactsError where they cannot be printed."""
    return fit(form_of(type(facts)).compose(facts))


def lay_out_blank(form: Form) -> Document:
    """The fitted tree of a form for filling by hand."""
    return fit(form.compose(None))


def renderer(kind: str) -> Callable[[Document], bytes]:
    """The renderer of a format; UsageError for one we do not write."""
    if kind not in RENDERERS:
        raise UsageError(f"不能生成“{kind}”格式，可选：{'、'.join(RENDERERS)}")
    return RENDERERS[kind]


def render(facts: Facts, kind: str) -> bytes:
    """Stated facts as bytes of a "docx" or "pdf" file; equal facts give equal bytes.

    Raises FactsError with all faults where the facts cannot be printed, UsageError for another format.
    """
    return renderer(kind)(lay_out(facts))
