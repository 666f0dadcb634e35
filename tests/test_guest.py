"""A command run within another program leaves that program as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.roster import EXAMPLES

HOST = """
import gc, io, os, signal, sys
from zzuli_forms.cli import main
if {silent}:
    sys.stdout = sys.stderr = None
else:
    sys.stdout = io.TextIOWrapper(io.BytesIO(), "ascii", errors="strict")
def handler(number, frame): pass
signal.signal(signal.SIGINT, handler)
before = dict(os.environ), gc.isenabled(), gc.get_freeze_count(), sys.stdout and sys.stdout.errors
code = main(["check", {facts!r}])
after = dict(os.environ), gc.isenabled(), gc.get_freeze_count(), sys.stdout and sys.stdout.errors
kept = signal.getsignal(signal.SIGINT) is handler
open({told!r}, "w").write(repr((code, kept, before == after)))
"""


def left(folder: Path, silent: bool) -> str:
    told = folder / "told.txt"
    code = HOST.format(silent=silent, facts=str(EXAMPLES / "图书馆.yaml"), told=str(told))
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    return told.read_text()


def test_handler_environment_collector_and_streams_are_given_back(tmp_path: Path) -> None:
    assert left(tmp_path, silent=False) == "(0, True, True)"


def test_a_program_without_streams_runs_a_command_too(tmp_path: Path) -> None:
    assert left(tmp_path, silent=True) == "(0, True, True)"
