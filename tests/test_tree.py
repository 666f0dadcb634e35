"""The tree: malformed ones cannot be built, and its text is the golden file."""

from __future__ import annotations

import copy

import pytest
from msgspec.structs import replace

from tests.cases import golden
from tests.drawing import Case
from zzuli_forms.document.frozen import Frozen, once
from zzuli_forms.document.nodes import Border, Cell, Document, Padding, Row, Table
from zzuli_forms.document.units import ZERO, Length, mm, pt
from zzuli_forms.document.walking import blanked, dump, is_typed, paragraphs, runs

LINE = Border(ZERO, ZERO)


def cell(colspan: int = 1, rowspan: int = 1) -> Cell:
    return Cell((), Padding(), colspan, rowspan)


def table(*rows: tuple[Cell, ...]) -> Table:
    return Table((mm(10), mm(10)), tuple(Row(cells, mm(5)) for cells in rows), LINE)


@pytest.mark.parametrize(
    "rows",
    [
        [(cell(),)],
        [(cell(), cell(), cell())],
        [(cell(3),)],
        [(cell(rowspan=2), cell()), (cell(), cell())],
        [(cell(2, rowspan=2),)],
        [(cell(), cell(rowspan=2)), (cell(2),)],
    ],
    ids=["short row", "long row", "wide cell", "cell under a span", "span past the end", "cell across a span"],
)
def test_a_table_whose_cells_do_not_tile_its_grid_cannot_be_built(rows: list[tuple[Cell, ...]]) -> None:
    with pytest.raises(ValueError, match=r"tile|more cells"):
        table(*rows)
    with pytest.raises(ValueError, match=r"tile|more cells"):
        replace(table((cell(2),)), rows=tuple(Row(cells, mm(5)) for cells in rows))


def test_spans_that_tile_the_grid_are_placed_from_the_left() -> None:
    spanned = table((cell(rowspan=2), cell()), (cell(),))
    assert [(p.row, p.column) for p in spanned.placed()] == [(0, 0), (0, 1), (1, 1)]


def test_the_tree_of_every_case_is_its_golden_text(case: Case, document: Document) -> None:
    assert f"{dump(document)}\n" == golden(case).read_text("utf-8")


def test_every_typed_value_carries_its_field_path_and_label(case: Case, document: Document) -> None:
    typed = [run for run in runs(document) if run.source]
    assert all(run.source and run.source.path and run.source.label for run in typed)
    assert len(typed) == {"letter": int(case[1] == "maximal"), "approval": 12}.get(case[0].key, len(typed))


def test_lengths_are_exact_in_both_units() -> None:
    assert (mm(1), pt(1)) == (36_000, 12_700)
    assert Length(36_000).mm == 1
    assert Length(12_700).pt == 1
    assert mm(25.4) == pt(72)


def test_a_node_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="immutable"):
        cell().colspan = 2  # type: ignore[misc]


def test_a_node_answers_once_for_itself_and_by_what_else_is_asked() -> None:
    asked = list[tuple[Frozen, int]]()

    @once
    def doubled(node: Cell, number: int) -> int:
        asked.append((node, number))
        return node.colspan * number * 2

    one, other = cell(2), cell(2)
    assert [doubled(one, 3), doubled(one, 3), doubled(one, 4), doubled(other, 3)] == [12, 12, 16, 12]
    assert len(asked) == 3
    assert one == other
    assert copy.copy(one) == one
    assert vars(one)
    assert not vars(copy.copy(one))


def test_a_node_that_is_asked_while_it_answers_gives_its_first_answer_to_all() -> None:
    given = list[object]()

    @once
    def answered(node: Cell) -> object:
        if not given:
            given.append(object())
            given.append(answered(node))
        return object()

    one = cell()
    assert answered(one) is given[1]
    assert answered(one) is given[1]


def test_what_is_not_changed_in_a_tree_is_the_same_object(document: Document) -> None:
    assert blanked(document, ["no.such.field"]) == document
    fixed = [one for one in paragraphs(document) if not is_typed(one)]
    after = [one for one in paragraphs(blanked(document, ["team", "unit"])) if not is_typed(one)]
    assert list(map(id, fixed)) == list(map(id, after))
