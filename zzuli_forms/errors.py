"""Every error of the library, under one root, worded for the clerk who reads it."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from typing import TypeVar

from zzuli_forms._showing import Shows


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: its place, and what to do about it.

    `label` is the printed labels joined by ›, `path` the field path, `code` a stable English key,
    `cell` where a workbook states it: “各单位”!F7.
    """

    label: str
    path: str
    message: str
    remedy: str
    code: str
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.place}：{self.message}，{self.remedy}"

    @property
    def place(self) -> str:
        """Where it is, as a clerk finds it."""
        if self.cell:
            return f"{self.cell}（{self.label}）"
        return f"{self.label}（{self.path}）" if self.path else self.label


@dataclass(frozen=True, slots=True)
class Remark(Fault):
    """What deserves a second look, with the article that asks for it, if one does: the clerk decides."""

    article: str = ""

    def __str__(self) -> str:
        article = f"（{self.article}）" if self.article else ""
        return f"{self.place}：{self.message}，{self.remedy}{article}"


F = TypeVar("F", bound=Fault, covariant=True)


class Faults(tuple[F, ...], Shows):
    """Faults or remarks in their order; a notebook shows them as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Faults({len(self)}处：{'、'.join(fault.label for fault in self)})" if self else "Faults()"


class FormsError(Exception):
    """The root of every error this library raises; a notebook shows its words alone."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class FactsError(FormsError):
    """The facts cannot be printed as stated; `faults` holds everything that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = Faults(faults)

    def __reduce__(self) -> tuple[type[FactsError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class FileError(FormsError):
    """A file cannot be read or written."""


class InTheWayError(FileError):
    """One file cannot be read or written because of what is there: it is open elsewhere, or a folder has its name."""


class UsageError(FormsError):
    """The library or the command line was asked for something it does not offer."""


class LayoutError(FormsError):
    """A layout does not fit its page even with nothing typed: a fault of the layout, not of the facts."""

    def _render_traceback_(self) -> list[str]:
        return traceback.format_exception(self)
