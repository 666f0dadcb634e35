"""The tiling of a table's grid by its cells, which depends only on their spans and the widths of the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, product
from typing import NamedTuple

from zzuli_forms.document.units import Length

Spans = tuple[tuple[tuple[int, int], ...], ...]
"""The columns and rows that each cell spans, row by row."""
_Field = tuple[int, int]


class Tiling(NamedTuple):
    """The grid of a table. Of each cell, counted row by row from the left: its first row and column, the row it ends
    before, its outer width; of each row: the cells that begin on it or reach down to it, from the left; last, the cells
    in the order of the number of rows they span.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    ends: tuple[int, ...]
    widths: tuple[Length, ...]
    across: tuple[tuple[int, ...], ...]
    lowest_first: tuple[int, ...]


@lru_cache(maxsize=256)
def tiled(spans: Spans, columns: tuple[Length, ...]) -> Tiling:
    """Return the grid that cells of these spans tile; ValueError unless they do so exactly."""
    places = _places(spans, len(columns))
    cells = list(chain.from_iterable(spans))
    return Tiling(
        tuple(row for row, _ in places),
        tuple(column for _, column in places),
        tuple(row + rowspan for (row, _), (_, rowspan) in zip(places, cells, strict=True)),
        tuple(_width(columns, column, colspan) for (_, column), (colspan, _) in zip(places, cells, strict=True)),
        tuple(tuple(_across(row, places, cells)) for row in range(len(spans))),
        tuple(sorted(range(len(cells)), key=lambda cell: cells[cell][1])),
    )


def _places(spans: Spans, columns: int) -> list[_Field]:
    places, fields = list[_Field](), set[_Field]()
    for row, cells in enumerate(spans):
        for colspan, rowspan in cells:
            first = next((column for column in range(columns) if (row, column) not in fields), columns)
            area = set(product(range(row, row + rowspan), range(first, first + colspan)))
            if area & fields or first + colspan > columns or row + rowspan > len(spans):
                raise _not_tiled(spans, columns)
            places.append((row, first))
            fields |= area
    if len(fields) != len(spans) * columns:
        raise _not_tiled(spans, columns)
    return places


def _not_tiled(spans: Spans, columns: int) -> ValueError:
    return ValueError(f"cells do not tile a grid of {len(spans)} × {columns}")


def _width(columns: Sequence[Length], first: int, span: int) -> Length:
    return Length(sum(columns[first : first + span]))


def _across(row: int, places: Sequence[_Field], spans: Sequence[_Field]) -> Iterator[int]:
    cells = [cell for cell, (first, _) in enumerate(places) if first <= row < first + spans[cell][1]]
    return iter(sorted(cells, key=lambda cell: places[cell][1]))
