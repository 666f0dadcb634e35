"""Official forms from plain facts: checked, laid out, written as DOCX and PDF."""

from zzuli_forms._version import __version__
from zzuli_forms.batch import Report, check_units, make_packets
from zzuli_forms.errors import FactsError, Fault, Faults, FileError, FormsError, Remark, UsageError
from zzuli_forms.forms import render
from zzuli_forms.models import (
    ApprovalForm,
    CommitmentLetter,
    Member,
    OpeningNotice,
    Phone,
    Regulation,
    Team,
    TeamChangeNotice,
)
from zzuli_forms.notebook import show as _show  # noqa: F401 (from here on objects show themselves)
from zzuli_forms.packet import FilingPacket, save
from zzuli_forms.pictures import preview
from zzuli_forms.readback import Reading, read, reading

__all__ = [
    "ApprovalForm",
    "CommitmentLetter",
    "FactsError",
    "Fault",
    "Faults",
    "FileError",
    "FilingPacket",
    "FormsError",
    "Member",
    "OpeningNotice",
    "Phone",
    "Reading",
    "Regulation",
    "Remark",
    "Report",
    "Team",
    "TeamChangeNotice",
    "UsageError",
    "__version__",
    "check_units",
    "make_packets",
    "preview",
    "read",
    "reading",
    "render",
    "save",
]
