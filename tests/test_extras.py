"""What a message says to install is installed where the program runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zzuli_forms.files.commands import installing


def interpreter(command: str, path: str) -> str:
    """Return the Python that the command of a message runs, as a shell with this PATH finds it."""
    program, told, install = command.partition(" -m pip install ")
    assert told
    assert install == '"zzuli-forms[sign]"'
    asking = f"{program} -c 'import sys; print(sys.executable)'"
    environment = {**os.environ, "PATH": path}
    done = subprocess.run(asking, shell=True, capture_output=True, text=True, env=environment, check=True)
    return done.stdout.strip()


def test_in_an_active_environment_the_short_name_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    monkeypatch.setenv("PATH", path)
    assert installing("sign").startswith("python -m pip install ")
    assert interpreter(installing("sign"), path) == sys.executable


def test_elsewhere_the_whole_path_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert interpreter(installing("sign"), str(tmp_path)) == sys.executable


def test_a_path_with_a_space_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/my desk/python")
    assert installing("notebook") == '"/my desk/python" -m pip install "zzuli-forms[notebook]"'
