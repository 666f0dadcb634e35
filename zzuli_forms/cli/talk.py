"""What the command line says: on every console, in Chinese, faults to stderr; and its exit codes."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable

DONE, FAULTY, WRONG = 0, 1, 2
INTERRUPTED = 130


def say(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        print(line)


def complain(lines: Iterable[str]) -> None:
    """Print lines to stderr."""
    for line in lines:
        print(line, file=sys.stderr)


def speak_any_encoding() -> None:
    """Let a console that lacks a character show its code point instead."""
    codecs.register_error("zzuli-readable", _readable)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="zzuli-readable")


def _readable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join({"›": ">", "·": "."}.get(c, f"[U+{ord(c):04X}]") for c in lacking), error.end
