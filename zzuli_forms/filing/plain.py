"""Faults and remarks as plain data, for the lists that other programs read."""

from __future__ import annotations

from zzuli_forms.errors import Fault, Remark


def plain(fault: Fault, **place: object) -> dict[str, object]:
    """Return a fault or remark as data for JSON, behind what else tells its place."""
    return {
        "kind": "remark" if isinstance(fault, Remark) else "fault",
        **place,
        "cell": fault.cell,
        "field": fault.path,
        "label": fault.label,
        "message": fault.message,
        "remedy": fault.remedy,
        "code": fault.code,
        "article": fault.article if isinstance(fault, Remark) else "",
    }
