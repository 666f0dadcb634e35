"""Fresh processes: a command from nothing to its end, against a plain ReportLab script of the same pages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.benchmarks import peers
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket, fonts

PEER = "plain ReportLab"
_SETTING = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"}


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


def interleaved(works: Mapping[str, Sequence[str]], rounds: int) -> dict[str, float]:
    """The median milliseconds of each, all taking turns, the first turn not counted."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 1):
        for name, command in works.items():
            begun = perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=_SETTING)
            times[name].append((perf_counter() - begun) * 1000)
    return {name: median(taken[1:]) for name, taken in times.items()}
