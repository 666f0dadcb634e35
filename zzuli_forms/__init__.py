"""Official forms from plain facts: checked, laid out, written as DOCX and PDF.

Each name is loaded when it is first asked for.
"""

from typing import TYPE_CHECKING

from zzuli_forms._version import __version__
from zzuli_forms.lazily import exporting

if TYPE_CHECKING:
    from zzuli_forms.batch import Report, check_units, make_packets
    from zzuli_forms.errors import FactsError, Fault, Faults, FileError, FormsError, Remark, UsageError
    from zzuli_forms.forms import render
    from zzuli_forms.models.approval import ApprovalForm
    from zzuli_forms.models.change import TeamChangeNotice
    from zzuli_forms.models.letter import CommitmentLetter
    from zzuli_forms.models.opening import OpeningNotice
    from zzuli_forms.models.people import Member, Team
    from zzuli_forms.models.phones import Phone
    from zzuli_forms.models.regulation import Regulation
    from zzuli_forms.packet import FilingPacket, save
    from zzuli_forms.pictures import preview
    from zzuli_forms.readback import Reading, read, reading

_HOMES = {
    "batch": ("Report", "check_units", "make_packets"),
    "errors": ("FactsError", "Fault", "Faults", "FileError", "FormsError", "Remark", "UsageError"),
    "forms": ("render",),
    "models.approval": ("ApprovalForm",),
    "models.change": ("TeamChangeNotice",),
    "models.letter": ("CommitmentLetter",),
    "models.opening": ("OpeningNotice",),
    "models.people": ("Member", "Team"),
    "models.phones": ("Phone",),
    "models.regulation": ("Regulation",),
    "packet": ("FilingPacket", "save"),
    "pictures": ("preview",),
    "readback": ("Reading", "read", "reading"),
}
_MOVED: dict[str, tuple[str, str]] = {}
"""A name of an earlier version → where its successor is: (module, name)."""

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


if not TYPE_CHECKING:
    __getattr__ = exporting(__name__, _HOMES, _MOVED)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
