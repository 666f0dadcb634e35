"""Tell how an extra of the package is installed where the package runs."""

from __future__ import annotations

import shutil
import sys


def installing(extra: str) -> str:
    """Return the command that installs an extra for this very Python, whichever environment the reader is in."""
    return f'{_python()} -m pip install "zzuli-forms[{extra}]"'


def _python() -> str:
    """Return what leads to this Python from here: its short name, or else its whole path."""
    if shutil.which("python") == sys.executable:
        return "python"
    return f'"{sys.executable}"' if " " in sys.executable else sys.executable
