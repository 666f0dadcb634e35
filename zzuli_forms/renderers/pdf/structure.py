"""The tags of a document (ISO 32000-1, 14.7 and 14.8), made as its sheets are drawn, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from zzuli_forms.document.nodes import Paragraph, Placed, Role, Run, SignatureSlot, Table
from zzuli_forms.renderers.pdf.elements import PAGE, Annotation, Element, Mark, Words, Writer, Written
from zzuli_forms.renderers.pdf.objects import File, array, dictionary, reference
from zzuli_forms.renderers.pdf.objects import text as string
from zzuli_forms.typeset.pagebreak import Rows

TAGS = {Role.TITLE: "H1", Role.HEADING: "H2", Role.BODY: "P"}
DEPTHS = {Role.ITEM: 1, Role.SUBITEM: 2}


Home = tuple[Element, list[Element]]
"""The element and the open lists to which content drawn next is added."""


class Outline:
    """A builder of the elements of a page, one drawn thing after the other, and of the owners of its marks."""

    def __init__(self) -> None:
        self.root = self._parent = Element("Sect", {}, None)
        self.marks, self.places = list[list[Element]](), list[Element]()
        self._lists: list[Element] = []
        self._leaves: tuple[Element, ...] = ()
        self._tables = 0

    @cached_property
    def written(self) -> Written:
        """Return the serialised elements; to be asked once everything is drawn."""
        return Writer(self.root, self.marks, self.places).written()

    def sheet(self) -> None:
        """Begin a sheet of the page."""
        self.marks.append([])

    def mark(self, element: Element) -> int:
        """Add marked content on this sheet to an element; return its MCID."""
        marks = self.marks[-1]
        element.elements.append(Mark(len(self.marks) - 1, len(marks)))
        marks.append(element.owner)
        return len(marks) - 1

    def slot(self, slot: SignatureSlot) -> None:
        """Add the element of a signature field, behind the prompts printed there."""
        form = self._parent.add("Form", Alt=string(slot.handwork))
        form.elements.append(Annotation(len(self.marks) - 1, len(self.places)))
        self.places.append(form)

    def paragraph(self, paragraph: Paragraph, begins: bool) -> tuple[Element, ...]:
        """Return the element of each run of a paragraph, which begins or goes on; an item opens and closes lists."""
        if begins:
            self._leaves = self._item(paragraph) if paragraph.role in DEPTHS else self._plain(paragraph)
        return self._leaves

    def _plain(self, paragraph: Paragraph) -> tuple[Element, ...]:
        self._lists = []
        return _spans(self._parent.add(TAGS[paragraph.role]), paragraph.runs)

    def _item(self, paragraph: Paragraph) -> tuple[Element, ...]:
        item = self._list(DEPTHS[paragraph.role]).add("LI")
        label, body = item.add("Lbl"), item.add("LBody")
        return (label, *_spans(body, paragraph.runs[1:]))

    def _list(self, depth: int) -> Element:
        while len(self._lists) < depth:
            above = _last_body(self._lists[-1]) if self._lists else self._parent
            attributes = dictionary({"O": "/List", "ListNumbering": "/Decimal"})
            self._lists.append(above.add("L", A=attributes))
        del self._lists[depth:]
        return self._lists[-1]

    def table(self, rows: Rows) -> None:
        """Begin rows of a table; a table right behind a list goes into the last item of its first level."""
        if rows.first == 0:
            home = _last_body(self._lists[0]) if self._lists else self._parent
            self._table, self._row = home.add("Table"), -1
            self._tables += 1

    def cell(self, table: Table, placed: Placed) -> Home:
        """Begin a cell, in a new row where it is the first of its row; return the state to go `back` to."""
        home = self._parent, self._lists
        if placed.row != self._row:
            self._row = placed.row
            self._table.add("TR")
        row = self._table.last()
        self._parent, self._lists = _cell(row, self._tables, table, placed), []
        return home

    def back(self, home: Home) -> None:
        """End a cell: return to the element and the lists that were open before it."""
        self._parent, self._lists = home


def _spans(element: Element, runs: Sequence[Run]) -> tuple[Element, ...]:
    """Return the element of each run: a span for typed values and room for handwriting, else one without a type."""
    return tuple(_span(element, run) if run.source or run.alternative else element.add("") for run in runs)


def _span(element: Element, run: Run) -> Element:
    entries = {"T": run.source.label if run.source else "", "Alt": run.alternative}
    return element.add("Span", **{key: string(text) for key, text in entries.items() if text})


def _last_body(list_: Element) -> Element:
    """Return the body of the last item of a list."""
    return list_.last().last()


def _cell(row: Element, number: int, table: Table, placed: Placed) -> Element:
    cell = placed.cell
    spans = {"ColSpan": cell.colspan, "RowSpan": cell.rowspan}
    attributes: Words = {"O": "/Table", **{name: span for name, span in spans.items() if span > 1}}
    if cell.label:
        scope = "/Column" if table.rows[placed.row].header else "/Row"
        head = row.add("TH", A=dictionary({**attributes, "Scope": scope}), ID=string(_id(number, placed)))
        head.name = _id(number, placed)
        return head
    heads = [string(_id(number, head)) for head in table.heads(placed)]
    return row.add("TD", A=dictionary({**attributes, **({"Headers": array(heads)} if heads else {})}))


def _id(number: int, placed: Placed) -> str:
    """Return the ID of a cell, with a placeholder for the number of its page."""
    return f"{PAGE}.{number}.{placed.row}.{placed.column}"


class Bound(NamedTuple):
    """A page as bound into a file: its outline, the object numbers of its sheets and annotations, its first `key`.

    The key is of the parent tree, which has one for each sheet, then one for each annotation.
    """

    outline: Outline
    sheets: Sequence[int]
    annotations: Sequence[int]
    key: int

    @property
    def keys(self) -> range:
        """Return each sheet's key in the parent tree, then each annotation's."""
        return range(self.key, self.key + len(self.sheets) + len(self.annotations))


def tree_root(file: File, pages: Sequence[Bound]) -> str:
    """Add the structure tree; return the reference to its root."""
    root, document = file.reserve(), file.reserve()
    sects, parents, names = list[str](), list[str](), dict[str, str]()
    for number, page in enumerate(pages, 1):
        tags = page.outline.written
        elements = file.reserve_all(tags.elements)
        numbers = [*elements, *page.sheets, *page.annotations, *page.keys, document]
        *contents, under, names[str(number)] = tags.bound(numbers, str(number))
        file.add_all(contents, elements)
        sects.append(reference(elements[0]))
        parents.append(under)
    file.add(dictionary({"Type": "/StructElem", "S": "/Document", "P": reference(root), "K": array(sects)}), document)
    entries = {
        "Type": "/StructTreeRoot",
        "K": reference(document),
        "ParentTree": file.add(dictionary({"Nums": array(parents)})),
        "ParentTreeNextKey": sum(len(page.keys) for page in pages),
        "IDTree": file.add(dictionary({"Names": array(filter(None, map(names.__getitem__, sorted(names))))})),
    }
    return file.add(dictionary(entries), root)
