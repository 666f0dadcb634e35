"""Official forms from plain facts: checked, laid out, written as DOCX and PDF."""

from zzuli_forms._version import __version__
from zzuli_forms.errors import FactsError, Fault, FileError, FormsError, UsageError
from zzuli_forms.forms import render
from zzuli_forms.models import ApprovalForm, CommitmentLetter, Member, Phone, Team
from zzuli_forms.packet import FilingPacket, save

__all__ = [
    "ApprovalForm",
    "CommitmentLetter",
    "FactsError",
    "Fault",
    "FileError",
    "FilingPacket",
    "FormsError",
    "Member",
    "Phone",
    "Team",
    "UsageError",
    "__version__",
    "render",
    "save",
]
