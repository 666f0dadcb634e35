"""Every error of the library, under one root, worded for the clerk who reads it."""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from typing import TypeVar

from zzuli_forms._showing import Shows


def masked(text: str) -> str:
    """Return the text with the middle of every long number replaced by asterisks, for logs and messages."""
    return re.sub(r"([0-9]{3})[0-9-]{2,}([0-9]{2})", lambda m: f"{m[1]}****{m[2]}", text)


@dataclass(frozen=True, slots=True, repr=False)
class Fault:
    """A fault: its place, the message that says what is wrong, and the remedy.

    `label` is the printed labels joined by ›, `path` the field path, `code` a stable English key, `cell` the workbook
    cell that states it, if any: “各单位”!F7.
    """

    label: str
    path: str
    message: str
    remedy: str
    code: str
    cell: str = ""

    def __str__(self) -> str:
        return f"{self.place}：{self.message}，{self.remedy}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({masked(str(self))!r}, code={self.code!r})"

    @property
    def place(self) -> str:
        """Return the place of the fault as a clerk finds it: cell, label or field path."""
        if self.cell:
            return f"{self.cell}（{self.label}）"
        return f"{self.label}（{self.path}）" if self.path else self.label


@dataclass(frozen=True, slots=True, repr=False)
class Remark(Fault):
    """A statement that deserves a second look, with the article that asks for it, if any: the clerk decides."""

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
    """The root of every error this library raises; a notebook shows its message without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class FactsError(FormsError, ValueError):
    """The error of facts that cannot be printed as stated; `faults` holds every fault."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults: Faults[Fault] = Faults(faults)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.faults!r})"

    def __reduce__(self) -> tuple[type[FactsError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class FileError(FormsError, OSError):
    """The error of a file that cannot be read or written; `args` is its message alone, `errno` is None."""


class DamagedError(FileError):
    """The error of a file that is not whole, or holds what cannot be read."""


class InTheWayError(FileError):
    """The error of a single path, others not affected: not permitted, open elsewhere, too large, or a folder."""


class UsageError(FormsError):
    """The error of a request for something that the library or the command line does not offer."""


class LayoutError(FormsError):
    """The error of a layout that does not fit its page even with nothing typed: not a fault of the facts."""

    def _render_traceback_(self) -> list[str]:
        return traceback.format_exception(self)
