"""The parts that models are made of: a base class, field types, people; the forms' own models are in `forms`."""

from typing import TYPE_CHECKING

if not TYPE_CHECKING:
    from zzuli_forms._moved import leading

    _MOVED = {
        "ApprovalForm": ("zzuli_forms", "ApprovalForm"),
        "CommitmentLetter": ("zzuli_forms", "CommitmentLetter"),
        "Facts": ("zzuli_forms.models.facts", "Facts"),
        "Member": ("zzuli_forms", "Member"),
        "OpeningNotice": ("zzuli_forms", "OpeningNotice"),
        "PacketFacts": ("zzuli_forms.forms.packet.model", "PacketFacts"),
        "Phone": ("zzuli_forms", "Phone"),
        "PhoneKind": ("zzuli_forms.models.phones", "PhoneKind"),
        "Regulation": ("zzuli_forms", "Regulation"),
        "Team": ("zzuli_forms", "Team"),
        "TeamChangeNotice": ("zzuli_forms", "TeamChangeNotice"),
    }
    __getattr__ = leading(__name__, _MOVED)
