"""Fresh processes: a command from nothing to its end, against a plain ReportLab script of the same pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import peers
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket
from zzuli_forms.typeset import fonts

PEER = "plain ReportLab"
_SETTING = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"}
_SETTING.pop("PYTHONDONTWRITEBYTECODE", None)
"""Modules are compiled in the first round, as they are where a wheel is installed."""


def commands(folder: Path) -> Mapping[str, Sequence[str]]:
    """What is run, by name; its files in a folder."""
    facts, pages = folder / "facts.json", folder / "pages.json"
    facts.write_text(json.dumps(TYPICAL, ensure_ascii=False), "utf-8")
    pages.write_text(json.dumps(_pages(), ensure_ascii=False), "utf-8")
    ours = [sys.executable, "-m", "zzuli_forms"]
    plain = [sys.executable, str(Path(__file__).with_name("plain.py"))]
    return {
        PEER: [*plain, str(pages), str(fonts.folder()), str(folder)],
        "packet": [*ours, "packet", str(facts), "-o", str(folder), "--force"],
        "check": [*ours, "check", str(facts)],
        "--help": [*ours, "--help"],
    }


def _pages() -> Mapping[str, object]:
    packet = FilingPacket.model_validate(TYPICAL)
    letter, form = (asdict(peers.recorded(paper)) for paper in (packet.letter, packet.form))
    faces = {f"peer-{name}": fonts.OFFICIAL[role].file for name, role in peers.FACES.items()}
    return {"faces": faces, "papers": {"letter": [letter], "form": [form], "packet": [letter, form, form]}}


def works(folder: Path) -> Mapping[str, Callable[[object], object]]:
    """Each of them as something to be run, whatever the unit."""

    def run(command: Sequence[str]) -> Callable[[object], object]:
        return lambda _: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_SETTING)

    return {name: run(command) for name, command in commands(folder).items()}
