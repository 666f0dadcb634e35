"""The header of a sheet, recognised by its words wherever it stands, and its faults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise, zip_longest

from openpyxl.utils import get_column_letter

from zzuli_forms.errors import Fault
from zzuli_forms.models.facts import path_text
from zzuli_forms.models.messages import words
from zzuli_forms.readers.table.columns import Column, matched, plain_header, shown
from zzuli_forms.readers.table.grids import SheetGrid, SheetRow

MARKS = "问题（系统标注）"
"""The header of the column of faults written beside a clerk's own columns."""
_WITHIN, _FEWEST, _LONGEST = 50, 3, 500
"""Rows searched for a header, fewest columns it matches, most characters of one of its cells."""
_NUMBERS = frozenset({"序号", "编号"})


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its first row, its texts, its depth in rows, and the column at each position, from 0."""

    line: SheetRow
    texts: tuple[str, ...]
    depth: int
    meaning: Mapping[int, Column]

    @property
    def last(self) -> int:
        """Return the number of its last row."""
        return self.line.number + self.depth - 1


def find_header(grid: SheetGrid, fields: Sequence[Column]) -> Header | None:
    """Return the row, or two rows one above the other, that matches the most columns; None below three columns."""
    candidates = [Header(line, texts, depth, matched(texts, fields)) for line, texts, depth in _candidates(grid)]
    best = max(candidates, key=lambda header: len(header.meaning), default=None)
    return best if best and len(best.meaning) >= _FEWEST else None


def _candidates(grid: SheetGrid) -> Iterator[tuple[SheetRow, tuple[str, ...], int]]:
    top = grid.lines[:_WITHIN]
    yield from ((line, _header_texts(line), 1) for line in top)
    for upper, lower in pairwise(top):
        if lower.number == upper.number + 1:
            above, below = _header_texts(upper), _header_texts(lower)
            yield upper, _two_storeys(above, below, together=True), 2
            yield upper, _two_storeys(above, below, together=False), 2


def _header_texts(line: SheetRow) -> tuple[str, ...]:
    return tuple(entry.text if len(entry.text) <= _LONGEST else "" for entry in line.entries)


def _two_storeys(upper: Sequence[str], lower: Sequence[str], together: bool) -> tuple[str, ...]:
    """Return the lower texts, the upper ones where there is none below.

    `together`, 负责人 over 姓名 and 电话 is 负责人姓名, 负责人电话: a merged upper cell holds until the next.
    """
    joined: list[str] = []
    group = ""
    for above, below in zip_longest(upper, lower, fillvalue=""):
        group = above or group
        joined.append((f"{group}{below}" if together else below) if below else above)
    return tuple(joined)


def header_faults(header: Header, fields: Sequence[Column], where: str) -> tuple[Fault, ...]:
    """Return a fault for each required column that is missing and each column that occurs twice."""
    missing = [column for column in fields if column.required and column not in header.meaning.values()]
    return (*_missing_columns(missing, unknown_headers(header), where), *_repeated_columns(header, where))


def unknown_headers(header: Header) -> list[str]:
    """Return the headers that name no column, without those of row numbers and of our own marks."""
    texts = [shown(text) for position, text in enumerate(header.texts) if position not in header.meaning]
    return [
        text for text in dict.fromkeys(texts) if plain_header(text) and not is_number_column(text) and text != MARKS
    ]


def is_number_column(text: str) -> bool:
    """Return whether this is the header of the rows' numbers."""
    return plain_header(text) in _NUMBERS


def _missing_columns(missing: Sequence[Column], unknown: Sequence[str], where: str) -> Iterator[Fault]:
    for column in missing:
        near = get_close_matches(column.header, unknown, n=1, cutoff=0.5)
        remedy = f"是否就是“{near[0]}”？若是，请改表头" if near else "请补上这一列"
        message = words("missing_column", {"header": column.header, "remedy": remedy})
        yield Fault(column.header, path_text(column.path), *message, "missing_column", where)


def _repeated_columns(header: Header, where: str) -> Iterator[Fault]:
    for column in header.meaning.values():
        same = [p for p, text in enumerate(header.texts) if p not in header.meaning and _means(column, text)]
        own = next(p for p, c in header.meaning.items() if c is column)
        if same:
            letters = "、".join(f"{get_column_letter(p + 1)}列" for p in (own, *same))
            message = words("repeated_column", {"header": column.header, "columns": letters})
            yield Fault(column.header, path_text(column.path), *message, "repeated_column", where)


def _means(column: Column, text: str) -> bool:
    return bool(text.strip()) and column.is_named(plain_header(text))
