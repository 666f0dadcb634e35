"""Official forms from plain facts: checked, laid out, written as DOCX and PDF.

Each name is loaded when it is first asked for.
"""

from typing import TYPE_CHECKING

from zzuli_forms._lazily import exporting
from zzuli_forms._version import __version__

if TYPE_CHECKING:
    from zzuli_forms.errors import FactsError, Fault, Faults, FileError, FormsError, Remark, UsageError
    from zzuli_forms.filing.batch import Report, check_units, make_packets
    from zzuli_forms.filing.packet import FilingPacket, save
    from zzuli_forms.filing.preview import preview
    from zzuli_forms.filing.reading import read, reading
    from zzuli_forms.forms.approval.model import ApprovalForm
    from zzuli_forms.forms.change.model import TeamChangeNotice
    from zzuli_forms.forms.letter.model import CommitmentLetter
    from zzuli_forms.forms.opening.model import OpeningNotice
    from zzuli_forms.forms.register import Format, render
    from zzuli_forms.forms.regulation.model import Regulation
    from zzuli_forms.models.facts import Facts
    from zzuli_forms.models.people import Member, Team
    from zzuli_forms.models.phones import Phone
    from zzuli_forms.readers.paper import Reading

_HOMES = {
    "filing.batch": ("Report", "check_units", "make_packets"),
    "errors": ("FactsError", "Fault", "Faults", "FileError", "FormsError", "Remark", "UsageError"),
    "forms.register": ("Format", "render"),
    "forms.approval.model": ("ApprovalForm",),
    "forms.change.model": ("TeamChangeNotice",),
    "forms.letter.model": ("CommitmentLetter",),
    "forms.opening.model": ("OpeningNotice",),
    "models.facts": ("Facts",),
    "models.people": ("Member", "Team"),
    "models.phones": ("Phone",),
    "forms.regulation.model": ("Regulation",),
    "filing.packet": ("FilingPacket", "save"),
    "filing.preview": ("preview",),
    "filing.reading": ("read", "reading"),
    "readers.paper": ("Reading",),
}
_MOVED: dict[str, tuple[str, str]] = {}
"""A name of an earlier version → the module and the name of its successor."""

__all__ = [
    "ApprovalForm",
    "CommitmentLetter",
    "Facts",
    "FactsError",
    "Fault",
    "Faults",
    "FileError",
    "FilingPacket",
    "Format",
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
    __path__ += [f"{__path__[0]}/_former"]
    __getattr__ = exporting(__name__, _HOMES, _MOVED)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
