"""Files of a folder that were not read: why, and what is to be done with each, told once for all of a kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from zzuli_forms.errors import Fault, FileError, Remark
from zzuli_forms.files import disk, kinds
from zzuli_forms.forms.form import Form
from zzuli_forms.models.messages import some

_LABEL = "文件"
_MAY_BE_PAPERS = (*kinds.DOCUMENTS, *kinds.PICTURES, *kinds.ARCHIVES)
"""Kinds of files that may be a unit's only paper: unread, they are a fault as an unreadable paper is."""


def unreadable(path: Path, error: FileError) -> Fault:
    """Return the fault of a paper that could not be read."""
    return Fault(_LABEL, "", str(error).replace(f"“{path}”", _LABEL), "没有读取", "unread_file")


def of_another_form(form: Form) -> Remark:
    """Return the remark on a paper that is none of a packet's."""
    message = f"是《{form.title}》，不是报送材料，没有读取"
    return Remark(_LABEL, "", message, "不需要时可以移走", "other_form")


def of_another_kind(path: Path) -> Fault:
    """Return the fault or remark on a file that is no paper by its kind, with what is to be done with it."""
    message = f"不是 {' 或 '.join(kinds.PAPERS)} 文件，没有读取"
    remedy = kinds.way_out(path) or "不需要时可以移走"
    if path.suffix.lower() in _MAY_BE_PAPERS and not _has_readable_copy(path):
        return Fault(_LABEL, "", message, remedy, "unread_file")
    return Remark(_LABEL, "", message, remedy, "other_file")


def _has_readable_copy(path: Path) -> bool:
    """Return whether a paper of the same name lies beside a file: saved from it, or scanned for it."""
    return any(disk.exists(path.with_suffix(kind)) for kind in kinds.PAPERS)


def grouped(unread: Iterable[tuple[str, Fault]]) -> list[Fault]:
    """Return each fault and remark once, at all files that it was found at, faults first."""
    names = dict[Fault, list[str]]()
    for name, fault in unread:
        names.setdefault(fault, []).append(name)
    faults = [replace(fault, cell=some(files, "个文件")) for fault, files in names.items()]
    return sorted(faults, key=lambda fault: isinstance(fault, Remark))
