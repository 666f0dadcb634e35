"""Type checkers at the desk of somebody who has installed the package: no checkout, no settings, no plugin."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import zzuli_forms

NOT_LINKED = ("*.pth", "zzuli_forms*", "__pycache__")
PACKAGE = Path(zzuli_forms.__file__).parent
QUIET = {"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1", "PYRIGHT_PYTHON_GLOBAL_NODE": "1"}


@dataclass(frozen=True)
class Said:
    """One thing a checker says: of which file, in which line, whether it is a fault, in which words."""

    file: str
    line: int
    fault: bool
    words: str


@dataclass(frozen=True)
class Desk:
    """A folder of code beside an environment in which the package lies as pip would lay it."""

    folder: Path

    @cached_property
    def python(self) -> Path:
        """The Python of the environment: the package by itself, everything it needs as it is installed here."""
        home = self.folder / "environment"
        venv.create(home, symlinks=True)
        python = home / "bin" / "python"
        packages = Path(_asked([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).strip())
        shutil.copytree(PACKAGE, packages / PACKAGE.name, ignore=shutil.ignore_patterns("faces", "__pycache__"))
        for path in _installed():
            (packages / path.name).symlink_to(path)
        return python

    def put(self, files: Mapping[str, str]) -> None:
        """Put code on the desk: file name → text."""
        for name, text in files.items():
            (self.folder / name).write_text(text, "utf-8")

    def mypy(self, names: Iterable[str]) -> list[Said]:
        """What `mypy --strict` says of files."""
        cache = f"--cache-dir={self.folder / 'cache'}"
        told = self._checked(
            "mypy", "--strict", "--config-file=", "--python-executable", self.python, cache, "-O=json", *names
        )
        said = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
        return [Said(one["file"], one["line"], one["severity"] == "error", one["message"]) for one in said]

    def pyright(self, names: Iterable[str]) -> list[Said]:
        """What pyright says of files."""
        said = json.loads(self._checked("pyright", "--outputjson", "--pythonpath", self.python, *names))
        return [
            Said(Path(one["file"]).name, one["range"]["start"]["line"] + 1, one["severity"] == "error", one["message"])
            for one in said["generalDiagnostics"]
        ]

    def completeness(self) -> dict[str, Any]:
        """What pyright knows of every name of the package, types of other packages left aside."""
        command = ("--outputjson", "--ignoreexternal", "--verifytypes", PACKAGE.name)
        found: dict[str, Any] = json.loads(self._checked("pyright", *command))["typeCompleteness"]
        return found

    def _checked(self, checker: str, *arguments: str | Path) -> str:
        return _asked([sys.executable, "-m", checker, *arguments], self.folder, self.python.parent)


def _asked(command: list[str | Path], folder: Path | None = None, first: str | Path = "") -> str:
    """Return what a program prints, with a folder first on its PATH; it must have run through, whatever it found."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | QUIET
    environment["PATH"] = f"{first}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=folder, env=environment, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.stdout


def _installed() -> list[Path]:
    """Return what lies among the packages of this Python, but for ours and what leads elsewhere."""
    packages = Path(sysconfig.get_path("purelib"))
    return [path for path in packages.iterdir() if not any(path.match(pattern) for pattern in NOT_LINKED)]
