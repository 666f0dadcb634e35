"""Representations of what was read, fit for logs: phones masked."""

from __future__ import annotations

from dataclasses import fields

from zzuli_forms.models.messages import masked


class Masked:
    """A base of dataclasses whose representation masks every long number."""

    def __repr__(self) -> str:
        stated = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)  # type: ignore[arg-type]
        return masked(f"{type(self).__name__}({', '.join(stated)})")
