"""报送材料: all pages to be printed, in order and copies: the letter, then the form twice."""

from __future__ import annotations

from zzuli_forms.document.nodes import Document
from zzuli_forms.forms.approval import layout as approval
from zzuli_forms.forms.letter import layout as letter
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.forms.shapes import LANGUAGE, stated
from zzuli_forms.official import wording

TITLE = "报送材料"


def compose(packet: PacketFacts | None, edition: str) -> Document:
    """Return the pages of both forms, each as often as it is filed."""
    unit = stated(packet, "unit")
    commitment = letter.compose(packet.letter if packet else None, edition)
    form = approval.compose(packet.form if packet else None, edition)
    pages = commitment.pages * wording("letter").copies + form.pages * wording("approval").copies
    return Document(f"{unit}{TITLE}", LANGUAGE, unit, pages)
