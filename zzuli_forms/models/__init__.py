"""What is true: the facts of each form, checked."""

from zzuli_forms.models.approval import ApprovalForm
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.letter import CommitmentLetter
from zzuli_forms.models.packet import PacketFacts
from zzuli_forms.models.people import Member, Team
from zzuli_forms.models.phones import Phone, PhoneKind

__all__ = ["ApprovalForm", "CommitmentLetter", "Facts", "Member", "PacketFacts", "Phone", "PhoneKind", "Team"]
