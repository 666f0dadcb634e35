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


def _read(arguments: argparse.Namespace) -> int:
    results = [(path, _reading(path, arguments.area_code)) for path in arguments.files]
    readings = [(path, reading) for path, reading in results if reading]
    if arguments.json:
        objects = [_plain(path, reading) for path, reading in readings]
        content = objects[0] if len(arguments.files) == 1 and objects else objects
        say(json.dumps(content, ensure_ascii=False, indent=2).splitlines())
    for path, paper in readings:
        say([] if arguments.json else _lines(path, paper))
        complain(_warnings(path, paper))
    return max(_code(reading, arguments.strict) for _, reading in results)


def _reading(path: Path, area: str) -> Reading | None:
    try:
        return reading(path, area)
    except FileError as error:
        complain([str(error)])
        return None


def _code(reading: Reading | None, strict: bool) -> int:
    if reading is None:
        return WRONG
    return FAULTY if reading.faults or (strict and reading.remarks) else DONE


def _lines(path: Path, reading: Reading) -> Iterable[str]:
    guesses = f"，其中{len(reading.guessed)}项是推断的" if reading.guessed else ""
    yield f"“{path}”：《{reading.form.title}》，读出{len(reading.values)}项{guesses}"
    for value in reading.values:
        text = value.text.replace("\n", "⏎")
        yield f"  {value.label}：{text}{SURE if value.certain else GUESSED}"


def _warnings(path: Path, reading: Reading) -> Iterable[str]:
    yield from (f"问题 “{path}” {fault}" for fault in reading.faults)
    yield from (f"提醒 “{path}” {remark}" for remark in reading.remarks)


def _plain(path: Path, reading: Reading) -> dict[str, Any]:
    """Return the reading as data for JSON that can serve as a file of facts."""
    return {
        "zzuli_forms": __version__,
        "form": reading.form.key,
        "file": str(path),
        "guessed": [value.path for value in reading.guessed],
        "faults": [str(fault) for fault in reading.faults],
        "remarks": [str(remark) for remark in reading.remarks],
        "facts": reading.stated,
    }
