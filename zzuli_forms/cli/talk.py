"""Output of the command line: on every console, in Chinese, faults to stderr; and its exit codes."""

from __future__ import annotations

import codecs
import os
import re
import sys
from collections.abc import Callable, Collection, Iterable
from functools import partial
from typing import TextIO, TypeVar

from zzuli_forms.errors import FactsError, Fault, FormsError, Remark

DONE, FAULTY, WRONG = 0, 1, 2
INTERRUPTED = 130
T = TypeVar("T")
_LOST = set[int]()
"""Descriptors of the streams that have taken no output since the command began, for the disk is full, say."""
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def attempt(about: object, work: Callable[[], int]) -> int:
    """Do the work and return its exit code; print its errors, faults under the name of the file it is `about`."""
    try:
        return work()
    except FactsError as error:
        return complain_of(about, error.faults)
    except FormsError as error:
        complain([str(error)])
        return WRONG


def complain_of(about: object, faults: Collection[Fault], hints: Iterable[str] = ()) -> int:
    """Print faults under the name of the file they are `about`, then hints; return the exit code."""
    complain([f"“{about}”有{len(faults)}处问题：", *(f"  {fault}" for fault in faults), *hints])
    return FAULTY


def remind(about: object, remarks: Collection[Remark]) -> None:
    """Print remarks, if there are any, under the name of the file they are `about`."""
    if remarks:
        complain([f"“{about}”有{len(remarks)}处提醒：", *(f"  {remark}" for remark in remarks)])


def each(items: Iterable[T], work: Callable[[T], int]) -> int:
    """Do the work for every file, or every few, whatever becomes of the others; return the gravest exit code."""
    return max((attempt(item, partial(work, item)) for item in items), default=DONE)


def with_losses(code: int) -> int:
    """Return the exit code of a command that has ended: WRONG at least where its output was lost."""
    lost = WRONG if _LOST else DONE
    _LOST.clear()
    return max(code, lost)


def say(lines: Iterable[str]) -> None:
    """Print lines to stdout; neither a closed pipe nor a full disk stops anything."""
    _print(lines, sys.stdout)


def still_by_hand(papers: str, handwork: Iterable[str]) -> Iterable[str]:
    """Yield the message that papers are made, and a line for each place where work is left to do by hand."""
    yield f"{papers}已生成，打印后还要手工完成："
    yield from (f"  {line}" for line in handwork)


def complain(lines: Iterable[str]) -> None:
    """Print lines to stderr."""
    _print(lines, sys.stderr)


def _print(lines: Iterable[str], stream: TextIO | None) -> None:
    """Print lines to a stream; Python has None for one that was closed before the command began."""
    if stream is None:
        return
    try:
        for line in lines:
            print(printed(line), file=stream)
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        if not isinstance(error, BrokenPipeError):
            _lose(stream)


def _lose(stream: TextIO) -> None:
    _LOST.add(stream.fileno())
    if stream is sys.stdout:
        complain(["输出写不出去，请检查磁盘；文件照常生成"])


def printed(line: str) -> str:
    """Return a line as a console may show it, control characters by their code points."""
    return _CONTROL.sub(_code_point, line)


def _code_point(character: re.Match[str]) -> str:
    return f"[U+{ord(character[0]):04X}]"


def speak_any_encoding() -> None:
    """Let stdout and stderr write the code point of a character they cannot encode; > for ›, . for ·."""
    codecs.register_error("zzuli-readable", _readable)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="zzuli-readable")


def _readable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    return "".join({"›": ">", "·": "."}.get(c, f"[U+{ord(c):04X}]") for c in characters), error.end
