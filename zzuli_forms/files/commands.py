"""Commands as they work where the package runs, for the messages that name them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def installing(extra: str) -> str:
    """Return the command that installs an extra for this very Python, whichever environment the reader is in."""
    return f'{_python()} -m pip install "zzuli-forms[{extra}]"'


def running(command: str) -> str:
    """Return a command of this package: by its short name where that leads to this Python, or else through it."""
    script = shutil.which("zzuli-forms")
    beside = script is not None and Path(script).parent == Path(sys.executable).parent
    return f"zzuli-forms {command}" if beside else f"{_python()} -m zzuli_forms {command}"


def _python() -> str:
    """Return what leads to this Python from here: its short name, or else its whole path."""
    if shutil.which("python") == sys.executable:
        return "python"
    return f'"{sys.executable}"' if " " in sys.executable else sys.executable
