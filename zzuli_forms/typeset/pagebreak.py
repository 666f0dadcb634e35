"""Page breaking, the same way Word and LibreOffice break a page that flows.

Two lines of a paragraph at least stay together at the foot and at the head of a sheet, rows and places for
hand-work stay whole, what is kept with the next follows it, and a table's header rows are repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from zzuli_forms.document.frozen import once
from zzuli_forms.document.nodes import Block, Page, Paragraph, Row, SignatureSlot, Table
from zzuli_forms.document.units import ZERO, Length
from zzuli_forms.document.walking import paragraphs
from zzuli_forms.typeset.linebreak import break_lines, drawn_height, lines_needed

_TOGETHER = 2


class Lines(NamedTuple):
    """The lines of a paragraph from `first` on, up to but not with `end` (None: to its last)."""

    paragraph: Paragraph
    first: int = 0
    end: int | None = None


class Rows(NamedTuple):
    """The rows of a table from `first` up to `end`, under its header rows if `headed` once more."""

    table: Table
    first: int
    end: int
    headed: bool = False

    @property
    def heads(self) -> tuple[Row, ...]:
        """The header rows that are repeated."""
        return tuple(row for row in self.table.rows[: self.first] if row.header) if self.headed else ()

    @property
    def shown(self) -> Table:
        """These rows as a table."""
        return replace(self.table, rows=(*self.heads, *self.table.rows[self.first : self.end]))


Piece = Lines | Rows | SignatureSlot
LineCount = Callable[[Paragraph, Length], int]
"""How many lines a paragraph takes in a width."""


class _Atom(NamedTuple):
    """What may not be broken: a block, or the part of it from `first` up to `end`.

    `kept` says that it stands on the sheet of the next atom, `repeated` that it stood on one before; `after` is room
    below it that a sheet's end swallows.
    """

    block: Block
    first: int
    end: int
    height: Length
    after: Length = ZERO
    kept: bool = False
    repeated: bool = False


@once
def sheets(page: Page) -> tuple[tuple[Piece, ...], ...]:
    """What stands on each sheet of a fitted page, from the top down: one sheet, or as many as a flowing page takes."""
    if not page.flows:
        return (tuple(map(_whole, page.blocks)),)
    return tuple(tuple(_pieces(sheet)) for sheet in _filled(page, _drawn_lines))


def most_sheets(page: Page) -> int:
    """Return how many sheets a flowing page takes if its paragraphs take all the lines they may in any program."""
    return sum(1 for _ in _filled(page, lines_needed))


def _drawn_lines(paragraph: Paragraph, width: Length) -> int:
    return len(break_lines(paragraph, width))


def _filled(page: Page, lines: LineCount) -> Iterator[list[_Atom]]:
    """Fill sheets with what may not be broken, paragraphs in so many lines."""
    atoms = [atom for block in page.blocks for atom in _atoms(block, page.text_width, lines)]
    return _sheets(list(_groups(atoms)), page.text_height)


def _whole(block: Block) -> Piece:
    match block:
        case Paragraph():
            return Lines(block)
        case Table():
            return Rows(block, 0, len(block.rows))
        case SignatureSlot():
            return block


def _atoms(block: Block, width: Length, lines: LineCount) -> Iterator[_Atom]:
    if isinstance(block, Paragraph):
        yield from _atoms_of_lines(block, lines(block, width))
    elif isinstance(block, Table):
        for number, row in enumerate(block.rows):
            kept = row.header or all(paragraph.keep_with_next for paragraph in paragraphs(row))
            yield _Atom(block, number, number + 1, row.height, kept=kept)
    else:
        yield _Atom(block, 0, 1, Length(drawn_height((block,), width)))


def _atoms_of_lines(paragraph: Paragraph, count: int) -> Iterator[_Atom]:
    ends = [count] if paragraph.keep_with_next else _breaks(count)
    for first, end in zip([0, *ends], ends, strict=False):
        before = ZERO if first else paragraph.before
        after = paragraph.after if end == count else ZERO
        height = before + paragraph.leading * (end - first)
        yield _Atom(paragraph, first, end, height, after, kept=paragraph.keep_with_next)


def _breaks(count: int) -> list[int]:
    """Behind which lines a paragraph may be broken, its end included."""
    return [*range(_TOGETHER, count - _TOGETHER + 1), count]


def _groups(atoms: Sequence[_Atom]) -> Iterator[list[_Atom]]:
    """Atoms that stand on one sheet."""
    group: list[_Atom] = []
    for atom in atoms:
        group.append(atom)
        if not atom.kept:
            yield group
            group = []
    if group:
        yield group


def _sheets(groups: Sequence[list[_Atom]], room: Length) -> Iterator[list[_Atom]]:
    sheet: list[_Atom] = []
    for group in groups:
        if sheet and _height([*sheet, *group]) > room:
            yield sheet
            sheet = _headers(group[0])
        sheet += group
    yield sheet


def _height(atoms: Sequence[_Atom]) -> Length:
    return Length(sum(atom.height + atom.after for atom in atoms)) - atoms[-1].after


def _headers(atom: _Atom) -> list[_Atom]:
    """The header rows that stand once more over a row on a new sheet."""
    if not isinstance(atom.block, Table) or atom.first == 0:
        return []
    heads = [number for number, row in enumerate(atom.block.rows) if row.header and number < atom.first]
    return [_Atom(atom.block, number, number + 1, atom.block.rows[number].height, repeated=True) for number in heads]


def _pieces(atoms: Sequence[_Atom]) -> Iterator[Piece]:
    together: list[_Atom] = []
    for atom in atoms:
        if together and atom.block is not together[-1].block:
            yield _piece(together)
            together = []
        together.append(atom)
    if together:
        yield _piece(together)


def _piece(atoms: Sequence[_Atom]) -> Piece:
    match atoms[0].block:
        case Paragraph() as paragraph:
            return Lines(paragraph, atoms[0].first, atoms[-1].end)
        case Table() as table:
            own = [atom for atom in atoms if not atom.repeated]
            return Rows(table, own[0].first, own[-1].end, len(own) < len(atoms))
        case SignatureSlot() as slot:
            return slot
