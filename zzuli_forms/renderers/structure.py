"""The tags of a document (ISO 32000-1, 14.7 and 14.8), made as its sheets are drawn, in the order of reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from zzuli_forms.flow import Rows
from zzuli_forms.page import Paragraph, Placed, Role, Run, SignatureSlot, Table
from zzuli_forms.renderers.objects import File, array, dictionary, reference
from zzuli_forms.renderers.objects import text as string

TAGS = {Role.TITLE: "H1", Role.HEADING: "H2", Role.BODY: "P"}
PAGE = "@"
"""Stands for the number of the page in what a cell is called."""
DEPTHS = {Role.ITEM: 1, Role.SUBITEM: 2}
Words = Mapping[str, object]


@dataclass(eq=False, slots=True)
class Element:
    """A structure element: its kind, what it says of itself, its ID if it has one, and what is below it.

    Without a kind it only keeps a place among what is below another: what it holds is that element's own.
    """

    tag: str
    said: Words
    above: Element | None
    name: str = ""
    elements: list[Element | Mark | Annotation] = field(default_factory=list)

    def add(self, tag: str, **said: object) -> Element:
        """A new element below this one, behind the others."""
        added = Element(tag, said, self)
        self.elements.append(added)
        return added

    @property
    def owner(self) -> Element:
        """The element of a kind to which what is drawn for this one belongs."""
        return self if self.tag or self.above is None else self.above

    def below(self) -> Iterator[Element | Mark | Annotation]:
        """What is below it, in the order of reading."""
        for one in self.elements:
            yield from one.elements if isinstance(one, Element) and not one.tag else [one]

    def last(self) -> Element:
        """The element below this one that was added last."""
        return next(found for found in reversed(self.elements) if isinstance(found, Element))


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content of one of the page's sheets, counted from 0."""

    sheet: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation on one of the page's sheets, both counted from 0."""

    sheet: int
    number: int


class Outline:
    """Makes the elements of a page, one drawn thing after the other, and remembers to which each mark belongs."""

    def __init__(self) -> None:
        self.root = self._within = Element("Sect", {}, None)
        self.marks, self.places = list[list[Element]](), list[Element]()
        self._lists: list[Element] = []
        self._leaves: tuple[Element, ...] = ()
        self._tables = 0

    def sheet(self) -> None:
        """Begins a sheet of the page."""
        self.marks.append([])

    def mark(self, element: Element) -> int:
        """The number under which something more of an element is drawn on this sheet."""
        marks = self.marks[-1]
        element.elements.append(Mark(len(self.marks) - 1, len(marks)))
        marks.append(element.owner)
        return len(marks) - 1

    def slot(self, slot: SignatureSlot) -> None:
        """The place for a signature, behind what is printed there."""
        form = self._within.add("Form", Alt=string(slot.handwork))
        form.elements.append(Annotation(len(self.marks) - 1, len(self.places)))
        self.places.append(form)

    def paragraph(self, paragraph: Paragraph, begins: bool) -> tuple[Element, ...]:
        """The element of each run of a paragraph, which begins or goes on; an item opens and closes lists."""
        if begins:
            self._leaves = self._item(paragraph) if paragraph.role in DEPTHS else self._plain(paragraph)
        return self._leaves

    def _plain(self, paragraph: Paragraph) -> tuple[Element, ...]:
        self._lists = []
        return _spans(self._within.add(TAGS[paragraph.role]), paragraph.runs)

    def _item(self, paragraph: Paragraph) -> tuple[Element, ...]:
        item = self._list(DEPTHS[paragraph.role]).add("LI")
        label, body = item.add("Lbl"), item.add("LBody")
        return (label, *_spans(body, paragraph.runs[1:]))

    def _list(self, depth: int) -> Element:
        while len(self._lists) < depth:
            above = _last_body(self._lists[-1]) if self._lists else self._within
            numbered = dictionary({"O": "/List", "ListNumbering": "/Decimal"})
            self._lists.append(above.add("L", A=numbered))
        del self._lists[depth:]
        return self._lists[-1]

    def table(self, rows: Rows) -> None:
        """Begins rows of a table; a table right behind the item of a list belongs to it."""
        if rows.first == 0:
            home = _last_body(self._lists[0]) if self._lists else self._within
            self._table, self._row = home.add("Table"), -1
            self._tables += 1

    @contextmanager
    def cell(self, table: Table, placed: Placed) -> Iterator[None]:
        """Begins a cell, in a new row where it is the first of its row; what is drawn within belongs to it."""
        above, lists = self._within, self._lists
        if placed.row != self._row:
            self._row = placed.row
            self._table.add("TR")
        row = self._table.last()
        self._within, self._lists = _cell(row, self._tables, table, placed), []
        yield
        self._within, self._lists = above, lists


def _spans(element: Element, runs: Sequence[Run]) -> tuple[Element, ...]:
    """Plain words stand in the paragraph itself, typed values and room for handwriting in spans of their own."""
    return tuple(_span(element, run) if run.source or run.alternative else element.add("") for run in runs)


def _span(element: Element, run: Run) -> Element:
    said = {"T": run.source.label if run.source else "", "Alt": run.alternative}
    return element.add("Span", **{key: string(text) for key, text in said.items() if text})


def _last_body(list_: Element) -> Element:
    """The body of the last item of a list."""
    return list_.last().last()


def _cell(row: Element, number: int, table: Table, placed: Placed) -> Element:
    cell = placed.cell
    spans = {"ColSpan": cell.colspan, "RowSpan": cell.rowspan}
    stated: Words = {"O": "/Table", **{name: span for name, span in spans.items() if span > 1}}
    if cell.label:
        scope = "/Column" if table.rows[placed.row].header else "/Row"
        head = row.add("TH", A=dictionary({**stated, "Scope": scope}), ID=string(_id(number, placed)))
        head.name = _id(number, placed)
        return head
    heads = [string(_id(number, head)) for head in table.heads(placed)]
    return row.add("TD", A=dictionary({**stated, **({"Headers": array(heads)} if heads else {})}))


def _id(number: int, placed: Placed) -> str:
    """What a cell is called, told apart from those of other pages when it is written."""
    return f"{PAGE}.{number}.{placed.row}.{placed.column}"


@dataclass(frozen=True, slots=True)
class Bound:
    """A page as it is bound into a file: its outline, the objects of its sheets and of its annotations, and the first
    of the keys under which the parents of what is on them are kept: each sheet's, then each annotation's.
    """

    outline: Outline
    sheets: Sequence[int]
    annotations: Sequence[int]
    key: int


def tree_root(file: File, pages: Sequence[Bound]) -> str:
    """Adds the structure tree; returns what stands for its root elsewhere."""
    root, whole = file.reserve(), file.reserve()
    known = [{element: file.reserve() for element in _walk(page.outline.root)} for page in pages]
    parents, ids = list[str](), dict[str, str]()
    for number, (page, numbers) in enumerate(zip(pages, known, strict=True), 1):
        for element, own in numbers.items():
            above = numbers[element.above] if element.above else whole
            file.add(_written(element, above, page, numbers).replace(f"({PAGE}.", f"({number}."), own)
        parents += _parents(page, numbers)
        named = {element.name: own for element, own in numbers.items() if element.name}
        ids |= {name.replace(PAGE, str(number), 1): reference(own) for name, own in named.items()}
    sects = array(reference(numbers[page.outline.root]) for page, numbers in zip(pages, known, strict=True))
    file.add(dictionary({"Type": "/StructElem", "S": "/Document", "P": reference(root), "K": sects}), whole)
    said = {
        "Type": "/StructTreeRoot",
        "K": reference(whole),
        "ParentTree": file.add(dictionary({"Nums": array(parents)})),
        "ParentTreeNextKey": len(parents),
        "IDTree": file.add(dictionary({"Names": array(f"{string(name)} {ids[name]}" for name in sorted(ids))})),
    }
    return file.add(dictionary(said), root)


Known = Mapping[Element, int]


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for below in element.below():
        if isinstance(below, Element):
            yield from _walk(below)


def _written(element: Element, above: int, page: Bound, known: Known) -> str:
    sheet = next((below.sheet for below in element.below() if isinstance(below, Mark)), None)
    kids = [_kid(below, sheet, page, known) for below in element.below()]
    held = kids[0] if len(kids) == 1 else array(kids)
    said = {"Type": "/StructElem", "S": f"/{element.tag}", "P": reference(above), "K": held, **element.said}
    return dictionary(said if sheet is None else {**said, "Pg": reference(page.sheets[sheet])})


def _kid(below: Element | Mark | Annotation, sheet: int | None, page: Bound, known: Known) -> str:
    match below:
        case Element():
            return reference(known[below])
        case Mark():
            if below.sheet == sheet:
                return str(below.number)
            return dictionary({"Type": "/MCR", "Pg": reference(page.sheets[below.sheet]), "MCID": below.number})
        case Annotation():
            widget, home = reference(page.annotations[below.number]), reference(page.sheets[below.sheet])
            return dictionary({"Type": "/OBJR", "Pg": home, "Obj": widget})


def _parents(page: Bound, known: Known) -> Iterator[str]:
    """The parent tree's part: under each key the parents of a sheet's marks, or the parent of an annotation."""
    key = count(page.key)
    for marks in page.outline.marks:
        yield f"{next(key)} {array(reference(known[element]) for element in marks)}"
    for place in page.outline.places:
        yield f"{next(key)} {reference(known[place])}"
