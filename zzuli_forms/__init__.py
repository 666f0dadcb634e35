"""Official forms from plain facts: checked, laid out, written as DOCX and PDF.

Each name is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from zzuli_forms._version import __version__

if TYPE_CHECKING:
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
    from zzuli_forms.packet import FilingPacket, save
    from zzuli_forms.pictures import preview
    from zzuli_forms.readback import Reading, read, reading

_HOMES = {
    "batch": ("Report", "check_units", "make_packets"),
    "errors": ("FactsError", "Fault", "Faults", "FileError", "FormsError", "Remark", "UsageError"),
    "forms": ("render",),
    "models": (
        "ApprovalForm",
        "CommitmentLetter",
        "Member",
        "OpeningNotice",
        "Phone",
        "Regulation",
        "Team",
        "TeamChangeNotice",
    ),
    "packet": ("FilingPacket", "save"),
    "pictures": ("preview",),
    "readback": ("Reading", "read", "reading"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

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

    def __getattr__(name: str) -> object:
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
