"""Page breaking of a page that flows, as Word and LibreOffice do it.

At least two lines of a paragraph stay together at the foot and at the head of a sheet, rows and signature slots stay
whole, blocks kept with the next stay with it, and a table's header rows are repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from zzuli_forms.document.nodes import Block, Page, Paragraph, Row, SignatureSlot, Table
from zzuli_forms.document.units import ZERO, Length
from zzuli_forms.document.walking import paragraphs
from zzuli_forms.typeset.linebreak import break_lines, drawn_height, lines_needed

_TOGETHER = 2


class Lines(NamedTuple):
    """The lines of a paragraph from `first` up to but not including `end` (None: to its last)."""

    paragraph: Paragraph
    first: int = 0
    end: int | None = None


class Rows(NamedTuple):
    """The rows of a table from `first` up to but not including `end`, under its repeated header rows if `headed`."""

    table: Table
    first: int
    end: int
    headed: bool = False

    @property
    def heads(self) -> tuple[Row, ...]:
        """Return the header rows that are repeated."""
        return tuple(row for row in self.table.rows[: self.first] if row.header) if self.headed else ()

    @property
    def shown(self) -> Table:
        """Return these rows, with the repeated header rows, as a table."""
        return replace(self.table, rows=(*self.heads, *self.table.rows[self.first : self.end]))


SheetPiece = Lines | Rows | SignatureSlot
LineCount = Callable[[Paragraph, Length], int]
"""A function that returns the number of lines a paragraph takes in a width."""


class _Atom(NamedTuple):
    """A part that may not be broken: a block, or its lines or rows from `first` up to `end`.

    An atom to `keep_with_next` stands on the sheet of the next one, a `repeated` one is a header row shown again;
    `after` is the space below it, which is dropped at the end of a sheet.
    """

    block: Block
    first: int
    end: int
    height: Length
    after: Length = ZERO
    keep_with_next: bool = False
    repeated: bool = False


def sheets(page: Page) -> tuple[tuple[SheetPiece, ...], ...]:
    """Return the pieces on each sheet of a fitted page, from the top down: on one sheet unless the page flows."""
    if not page.flows:
        return (tuple(map(_whole, page.blocks)),)
    return tuple(tuple(_pieces(sheet)) for sheet in _filled(page, _drawn_lines))


def most_sheets(page: Page) -> int:
    """Return the number of sheets a flowing page takes if its paragraphs take the most lines in any program."""
    return sum(1 for _ in _filled(page, lines_needed))


def _drawn_lines(paragraph: Paragraph, width: Length) -> int:
    return len(break_lines(paragraph, width))


def _filled(page: Page, lines: LineCount) -> Iterator[list[_Atom]]:
    """Return the atoms of each sheet in turn, each paragraph in as many lines as `lines` counts."""
    atoms = [atom for block in page.blocks for atom in _atoms(block, page.text_width, lines)]
    return _sheets(list(_groups(atoms)), page.text_height)


def _whole(block: Block) -> SheetPiece:
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
            keep = row.header or all(paragraph.keep_with_next for paragraph in paragraphs(row))
            yield _Atom(block, number, number + 1, row.height, keep_with_next=keep)
    else:
        yield _Atom(block, 0, 1, Length(drawn_height((block,), width)))


def _atoms_of_lines(paragraph: Paragraph, count: int) -> Iterator[_Atom]:
    ends = [count] if paragraph.keep_with_next else _breaks(count)
    for first, end in zip([0, *ends], ends, strict=False):
        before = ZERO if first else paragraph.before
        after = paragraph.after if end == count else ZERO
        height = before + paragraph.leading * (end - first)
        yield _Atom(paragraph, first, end, height, after, keep_with_next=paragraph.keep_with_next)


def _breaks(count: int) -> list[int]:
    """Return the lines after which a paragraph may be broken, its last included."""
    return [*range(_TOGETHER, count - _TOGETHER + 1), count]


def _groups(atoms: Sequence[_Atom]) -> Iterator[list[_Atom]]:
    """Yield the atoms in groups that stay on one sheet."""
    group: list[_Atom] = []
    for atom in atoms:
        group.append(atom)
        if not atom.keep_with_next:
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
    """Return the header rows that are repeated above a row on a new sheet."""
    if not isinstance(atom.block, Table) or atom.first == 0:
        return []
    heads = [number for number, row in enumerate(atom.block.rows) if row.header and number < atom.first]
    return [_Atom(atom.block, number, number + 1, atom.block.rows[number].height, repeated=True) for number in heads]


def _pieces(atoms: Sequence[_Atom]) -> Iterator[SheetPiece]:
    piece: list[_Atom] = []
    for atom in atoms:
        if piece and atom.block is not piece[-1].block:
            yield _piece(piece)
            piece = []
        piece.append(atom)
    if piece:
        yield _piece(piece)


def _piece(atoms: Sequence[_Atom]) -> SheetPiece:
    match atoms[0].block:
        case Paragraph() as paragraph:
            return Lines(paragraph, atoms[0].first, atoms[-1].end)
        case Table() as table:
            rows = [atom for atom in atoms if not atom.repeated]
            return Rows(table, rows[0].first, rows[-1].end, len(rows) < len(atoms))
        case SignatureSlot() as slot:
            return slot
