"""Notebook support: objects display themselves, and a form is filled in beside its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from zzuli_forms.errors import UsageError
from zzuli_forms.files.commands import installing
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.filing.preview import can_draw
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.text import facts_file

if TYPE_CHECKING:
    from zzuli_forms.notebook.widget import Fill


Start: TypeAlias = str | Path | Mapping[str, object] | Facts
"""A file of facts or a manifest, a mapping, or facts themselves."""


def fill(form: type[Facts] | Start = FilingPacket, start: Start | None = None, area: str = LOCAL_AREA) -> Fill:
    """Return a widget to fill in a form beside its page: the packet or any model of the register, begun with `start`.

    A start without a form is that of a packet, or of the form the facts belong to; a notice takes over from a packet
    what it prints. Raises FileError for an unreadable file, UsageError for what is no form, and where the extra
    `notebook` is not installed.
    """
    if not isinstance(form, type):
        return fill(type(form) if isinstance(form, Facts) else FilingPacket, form, area)
    try:
        from zzuli_forms.notebook.widget import Fill
    except ImportError as error:
        raise UsageError(f"在笔记本里填表还要安装：{installing('notebook')}") from error
    if not can_draw():
        raise UsageError(f"在笔记本里填表还要安装：{installing('notebook')}")
    return Fill(form, _facts(start), area)


def _facts(start: Start | None) -> Mapping[str, object]:
    if isinstance(start, Facts):
        return start.model_dump(mode="json", exclude_none=True)
    if isinstance(start, str | Path):
        return facts_file.read_whole(Path(start))
    return start or {}
