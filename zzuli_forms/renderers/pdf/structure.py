"""The tags of a document (ISO 32000-1, 14.7 and 14.8), made as its sheets are drawn, in reading order."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase.pdfdoc import DummyDoc, PDFString

from zzuli_forms.document.nodes import Paragraph, Placed, Role, Run, SignatureSlot, Table
from zzuli_forms.renderers.pdf.elements import Annotation, Attributes, Element, Mark
from zzuli_forms.typeset.pagebreak import Rows

TAGS = {Role.TITLE: "H1", Role.HEADING: "H2", Role.BODY: "P"}
DEPTHS = {Role.ITEM: 1, Role.SUBITEM: 2}


Home = tuple[Element, list[Element]]
"""The element and the open lists to which content drawn next is added."""


class Outline:
    """A builder of the elements of a page, one drawn thing after the other, and of the owners of its marks."""

    def __init__(self) -> None:
        self.root = self._parent = Element("Sect", None)
        self.marks, self.places = list[list[Element]](), list[Element]()
        self._lists: list[Element] = []
        self._leaves: tuple[Element, ...] = ()
        self._tables = 0

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
        form = self._parent.add("Form", strings={"Alt": _string(slot.handwork)})
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
            self._lists.append(above.add("L", Attributes({"O": "/List", "ListNumbering": "/Decimal"})))
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
    return element.add("Span", strings={key: _string(text) for key, text in entries.items() if text})


def _last_body(list_: Element) -> Element:
    """Return the body of the last item of a list."""
    return list_.last().last()


def _string(text: str) -> str:
    """Return a text string (7.9.2.2), which is the same in every file."""
    data: bytes = PDFString(text).format(DummyDoc())
    return data.decode("latin-1")


def _cell(row: Element, number: int, table: Table, placed: Placed) -> Element:
    cell = placed.cell
    spans = {"ColSpan": cell.colspan, "RowSpan": cell.rowspan}
    attributes = {"O": "/Table", **{name: span for name, span in spans.items() if span > 1}}
    if not cell.label:
        return row.add("TD", Attributes(attributes, [_id(number, head) for head in table.heads(placed)]))
    scope = "/Column" if table.rows[placed.row].header else "/Row"
    return row.add("TH", Attributes({**attributes, "Scope": scope}), _id(number, placed))


def _id(number: int, placed: Placed) -> str:
    """Return the ID of a cell on its page."""
    return f"{number}.{placed.row}.{placed.column}"
