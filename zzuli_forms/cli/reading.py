"""The command that reads filled forms back: read."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zzuli_forms._version import __version__
from zzuli_forms.cli.options import takes_facts
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import DONE, FAULTY, WRONG, complain, say
from zzuli_forms.errors import FileError
from zzuli_forms.filing.reading import reading
from zzuli_forms.readers.paper import Reading

SURE, GUESSED = "", "（推断，请核对）"


def add_read(command: Parser) -> None:
    """Add the arguments of `read`."""
    takes_facts(command, ".docx 或 .pdf")
    command.add_argument("--json", action="store_true", help="只输出 JSON，可存成内容文件再用")
    command.add_argument("--strict", action="store_true", help="有改动、有不一致也算问题")
    command.set_defaults(run=_read)


def _read(wanted: argparse.Namespace) -> int:
    found = [(path, _attempted(path, wanted.area_code)) for path in wanted.files]
    readings = [(path, reading) for path, reading in found if reading]
    if wanted.json:
        told = [_plain(path, reading) for path, reading in readings]
        say(json.dumps(told[0] if len(wanted.files) == 1 and told else told, ensure_ascii=False, indent=2).splitlines())
    for path, reading_ in readings:
        say([] if wanted.json else _told(path, reading_))
        complain(_warned(path, reading_))
    return max(_code(reading, wanted.strict) for _, reading in found)


def _attempted(path: Path, area: str) -> Reading | None:
    try:
        return reading(path, area)
    except FileError as error:
        complain([str(error)])
        return None


def _code(found: Reading | None, strict: bool) -> int:
    if found is None:
        return WRONG
    return FAULTY if found.faults or (strict and found.remarks) else DONE


def _told(path: Path, found: Reading) -> Iterable[str]:
    guessed = f"，其中{len(found.guessed)}项是推断的" if found.guessed else ""
    yield f"“{path}”：《{found.form.title}》，读出{len(found.values)}项{guessed}"
    for value in found.values:
        text = value.text.replace("\n", "⏎")
        yield f"  {value.label}：{text}{SURE if value.certain else GUESSED}"


def _warned(path: Path, found: Reading) -> Iterable[str]:
    yield from (f"问题 “{path}” {fault}" for fault in found.faults)
    yield from (f"提醒 “{path}” {remark}" for remark in found.remarks)


def _plain(path: Path, found: Reading) -> dict[str, Any]:
    """Return the reading as data for JSON that can serve as a file of facts."""
    return {
        "zzuli_forms": __version__,
        "form": found.form.key,
        "file": str(path),
        "guessed": [value.path for value in found.guessed],
        "faults": [str(fault) for fault in found.faults],
        "remarks": [str(remark) for remark in found.remarks],
        "facts": found.stated,
    }
