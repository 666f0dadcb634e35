"""In the notebook: objects show themselves, and a form is filled in beside its page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from zzuli_forms import intake
from zzuli_forms.errors import UsageError
from zzuli_forms.models import Facts
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.packet import FilingPacket
from zzuli_forms.pictures import INSTALL, can_draw

if TYPE_CHECKING:
    from zzuli_forms.notebook.fill import Fill


def fill(
    form: type[Facts] = FilingPacket,
    start: str | Path | Mapping[str, object] | Facts | None = None,
    area: str = LOCAL_AREA,
) -> Fill:
    """A form to be filled in, beside its page: the packet, or any model of the register.

    It starts from a file of facts, a manifest, a mapping, or facts as they are; a notice takes over of a packet
    what it prints. Raises FileError for an unreadable file, UsageError where the extra `notebook` is not installed.
    """
    try:
        from zzuli_forms.notebook.fill import Fill
    except ImportError as error:
        raise UsageError(f"在笔记本里填表还要安装：{INSTALL}") from error
    if not can_draw():
        raise UsageError(f"在笔记本里填表还要安装：{INSTALL}")
    return Fill(form, _stated(start), area)


def _stated(start: str | Path | Mapping[str, object] | Facts | None) -> Mapping[str, object]:
    if isinstance(start, Facts):
        return start.model_dump(mode="json", exclude_none=True)
    if isinstance(start, str | Path):
        return intake.read(Path(start))
    return start or {}
