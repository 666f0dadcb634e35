"""报送材料: all that is to be printed, in order and copies: the letter, then the form twice."""

from __future__ import annotations

from zzuli_forms.layouts import LANGUAGE, approval, letter, stated
from zzuli_forms.models.packet import PacketFacts
from zzuli_forms.official import wording
from zzuli_forms.page import Document

TITLE = "报送材料"


def compose(packet: PacketFacts | None, edition: str) -> Document:
    """The pages of both forms, each as often as it is filed."""
    unit = stated(packet, "unit")
    commitment = letter.compose(packet.letter if packet else None, edition)
    form = approval.compose(packet.form if packet else None, edition)
    pages = commitment.pages * wording("letter").copies + form.pages * wording("approval").copies
    return Document(f"{unit}{TITLE}", LANGUAGE, unit, pages)
