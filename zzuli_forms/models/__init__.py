"""What is true: the facts of each form, checked."""

from typing import TYPE_CHECKING

from zzuli_forms.lazily import exporting

if TYPE_CHECKING:
    from zzuli_forms.models.approval import ApprovalForm
    from zzuli_forms.models.change import TeamChangeNotice
    from zzuli_forms.models.facts import Facts
    from zzuli_forms.models.letter import CommitmentLetter
    from zzuli_forms.models.opening import OpeningNotice
    from zzuli_forms.models.packet import PacketFacts
    from zzuli_forms.models.people import Member, Team
    from zzuli_forms.models.phones import Phone, PhoneKind
    from zzuli_forms.models.regulation import Regulation

_HOMES = {
    "approval": ("ApprovalForm",),
    "change": ("TeamChangeNotice",),
    "facts": ("Facts",),
    "letter": ("CommitmentLetter",),
    "opening": ("OpeningNotice",),
    "packet": ("PacketFacts",),
    "people": ("Member", "Team"),
    "phones": ("Phone", "PhoneKind"),
    "regulation": ("Regulation",),
}

__all__ = [
    "ApprovalForm",
    "CommitmentLetter",
    "Facts",
    "Member",
    "OpeningNotice",
    "PacketFacts",
    "Phone",
    "PhoneKind",
    "Regulation",
    "Team",
    "TeamChangeNotice",
]

if not TYPE_CHECKING:
    __getattr__ = exporting(__name__, _HOMES)
