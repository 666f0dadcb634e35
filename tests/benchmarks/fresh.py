"""Fresh processes: a command from nothing to its end, against a plain script that makes the same files."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import contest, peers
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket
from zzuli_forms.typeset import fonts

PEER = "plain script"
REPOSITORY = Path(__file__).parents[2]
FACTS = {"facts": TYPICAL, "emoji": {**TYPICAL, "unit": "图书馆😀"}, "rare": {**TYPICAL, "unit": "图书馆\U0002ceff"}}
"""Facts by the name of their file; the second cannot be printed, the third only with the face of rare ideographs."""
PEAK = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
sys.exit(status)
"""
"""Tells the peak memory of a command. A process begins with the peak of its parent: hence the small one between."""


@dataclass(frozen=True)
class Command:
    """The arguments of Python, the folder where it runs, the checkout it imports from, the status it ends with."""

    arguments: tuple[str, ...]
    folder: Path
    checkout: Path = REPOSITORY
    status: int = 0

    def __call__(self, _: object) -> None:
        """Run it, whatever the unit."""
        self._output()

    def peak_memory(self) -> int:
        """The most memory in MB that it takes."""
        return int(self._output("-c", PEAK, sys.executable))

    def _output(self, *before: str) -> str:
        """What it prints; modules are compiled in the first round, as they are where a wheel is installed."""
        setting = {**os.environ, "PYTHONPATH": str(self.checkout), "PYTHONUTF8": "1"}
        setting.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, *before, *self.arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", cwd=self.folder, env=setting, check=False
        )
        if done.returncode != self.status:
            raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr}")
        return done.stdout


def commands(folder: Path, against: Path | None = None) -> Mapping[str, Command]:
    """What is run, by name, each in a folder of its own; check and packet of another checkout too, if there is one."""
    written = {**FACTS, "said": _said()}
    for name, value in written.items():
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    ours = _ours(folder, "ours")
    older = {f"{name}, {version(against)}": _ours(folder, "older", against)[name] for name in BOTH} if against else {}
    return {PEER: _plain(folder), **ours, **older}


BOTH = ("check", "packet")
"""The commands an older version has to have as well."""


def version(checkout: Path) -> str:
    """The version a checkout states."""
    stated = re.search('__version__ = "(.+)"', (checkout / "zzuli_forms" / "_version.py").read_text("utf-8"))
    assert stated is not None
    return stated[1]


def _plain(folder: Path) -> Command:
    script = Path(__file__).with_name("plain.py")
    return Command((str(script), "../said.json", str(fonts.folder()), "."), _made(folder / "plain"))


def _ours(folder: Path, name: str, checkout: Path = REPOSITORY) -> Mapping[str, Command]:
    home = _made(folder / name)

    def command(*words: str, status: int = 0) -> Command:
        return Command(("-m", "zzuli_forms", *words), home, checkout.resolve(), status)

    return {
        "packet": command("packet", "../facts.json", "-o", ".", "--force"),
        "check": command("check", "../facts.json"),
        "check with an emoji": command("check", "../emoji.json", status=1),
        "check with a rare hanzi": command("check", "../rare.json"),
        "--help": command("--help"),
    }


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _said() -> Mapping[str, object]:
    """What the plain script has to know beforehand."""
    packet = FilingPacket.model_validate(TYPICAL)
    letter, form = map(peers.recorded, (packet.letter, packet.form))
    return {
        "facts": TYPICAL,
        "faces": {f"peer-{name}": fonts.OFFICIAL[role].file for name, role in peers.FACES.items()},
        "papers": {"letter": [letter], "form": [form], "packet": [letter, form, form]},
        "words": {"letter": contest.words("letter"), "form": contest.words("approval")},
    }
