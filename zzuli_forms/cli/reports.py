"""What is wrong with files, for other programs: JSON, or the annotations of GitHub Actions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from zzuli_forms.errors import Fault, Remark
from zzuli_forms.filing.plain import plain


class Finding(NamedTuple):
    """A fault or a remark in a file; its line, 0 where a cell or nothing nearer tells the place."""

    file: str
    line: int
    fault: Fault


def as_json(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines of a JSON list of objects with the same keys."""
    data = [plain(finding.fault, file=finding.file, line=finding.line or None) for finding in findings]
    yield from json.dumps(data, ensure_ascii=False, indent=2).splitlines()


def as_annotations(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield a workflow command of GitHub Actions for each finding."""
    for finding in findings:
        level = "warning" if isinstance(finding.fault, Remark) else "error"
        line = f",line={finding.line}" if finding.line else ""
        place = f"file={_escaped(finding.file, ':,')}{line},title={_escaped(finding.fault.place, ':,')}"
        yield f"::{level} {place}::{_escaped(f'{finding.fault.message}，{finding.fault.remedy}')}"


def _escaped(text: str, marks: str = "") -> str:
    """Return a text with the marks escaped that part a workflow command."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    for mark in marks:
        escaped = escaped.replace(mark, f"%{ord(mark):02X}")
    return escaped


REPORTS: Mapping[str, Callable[[Sequence[Finding]], Iterator[str]]] = {"json": as_json, "github": as_annotations}
"""The kinds of reports, and what writes each."""
