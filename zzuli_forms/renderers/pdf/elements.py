"""Structure elements (ISO 32000-1, 14.7.2), and how those of a page are written for any place in any file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from zzuli_forms.renderers.pdf.objects import array, dictionary, text

PAGE = "@"
"""The placeholder for the number of the page in the ID of a cell."""
Words = Mapping[str, object]


@dataclass(eq=False, slots=True)
class Element:
    """A structure element: its type, its entries and attributes, its parent, its ID if it has one, and its kids.

    Without a type it only keeps a place among its parent's kids: its own kids are its parent's.
    """

    tag: str
    entries: Words
    above: Element | None
    name: str = ""
    elements: list[Element | Mark | Annotation] = field(default_factory=list)

    def add(self, tag: str, **entries: object) -> Element:
        """Add an element as the last kid, and return it."""
        element = Element(tag, entries, self)
        self.elements.append(element)
        return element

    @property
    def owner(self) -> Element:
        """Return the element to which marked content of this one belongs: itself, or its parent if it has no type."""
        return self if self.tag or self.above is None else self.above

    def below(self) -> Iterator[Element | Mark | Annotation]:
        """Yield the kids in reading order, those of an element without a type in its place."""
        for one in self.elements:
            yield from one.elements if isinstance(one, Element) and not one.tag else [one]

    def last(self) -> Element:
        """Return the last kid that is an element."""
        return next(kid for kid in reversed(self.elements) if isinstance(kid, Element))


class Mark(NamedTuple):
    """Marked content: its sheet among those of the page, from 0, and its MCID."""

    sheet: int
    number: int


class Annotation(NamedTuple):
    """An annotation: its sheet among those of the page, and its number on the page, both from 0."""

    sheet: int
    number: int


class Written(NamedTuple):
    """The elements of a page, a line each, then its entries of the parent tree (14.7.4.4), then those of the ID tree.

    `pick` takes from a file's object numbers and keys the one for each placeholder of the text.
    """

    text: str
    pick: Callable[[Sequence[int]], tuple[int, ...]]
    elements: int

    def bound(self, numbers: Sequence[int], page: str) -> list[str]:
        """Return the lines with the numbers of a file filled in.

        `numbers` are those of the elements, sheets, annotations, keys, and of the element above them all.
        """
        return (self.text % self.pick(numbers)).replace(f"({PAGE}.", f"({page}.").split("\n")


class Writer:
    """A writer of the elements of a page, which notes for each placeholder the index of its number."""

    def __init__(self, root: Element, marks: Sequence[Sequence[Element]], places: Sequence[Element]) -> None:
        """Take the root of the page, the owners of each sheet's marks, and the elements of its annotations."""
        self._marks, self._places, self._placeholders = marks, places, list[int]()
        self._numbers = {element: number for number, element in enumerate(_walk(root))}
        self._sheets = len(self._numbers)
        self._annotations = self._sheets + len(marks)
        self._keys = self._annotations + len(places)
        self._document = self._keys + len(marks) + len(places)

    def written(self) -> Written:
        """Return the serialised elements and entries of the parent tree and the ID tree."""
        lines = [*map(self._element, self._numbers), " ".join(self._parents()), " ".join(self._names())]
        return Written("\n".join(lines), itemgetter(*self._placeholders), len(self._numbers))

    def _element(self, element: Element) -> str:
        above = self._refer(self._numbers[element.above] if element.above else self._document)
        sheet = next((below.sheet for below in element.below() if isinstance(below, Mark)), None)
        kids = [self._kid(below, sheet) for below in element.below()]
        content = kids[0] if len(kids) == 1 else array(kids)
        own = {name: str(value).replace("%", "%%") for name, value in element.entries.items()}
        entries = {"Type": "/StructElem", "S": f"/{element.tag}", "P": above, "K": content, **own}
        return dictionary(entries if sheet is None else {**entries, "Pg": self._refer(self._sheets + sheet)})

    def _kid(self, below: Element | Mark | Annotation, sheet: int | None) -> str:
        match below:
            case Element():
                return self._refer(self._numbers[below])
            case Mark():
                if below.sheet == sheet:
                    return str(below.number)
                page = self._refer(self._sheets + below.sheet)
                return dictionary({"Type": "/MCR", "Pg": page, "MCID": below.number})
            case Annotation():
                page = self._refer(self._sheets + below.sheet)
                return dictionary({"Type": "/OBJR", "Pg": page, "Obj": self._refer(self._annotations + below.number)})

    def _parents(self) -> Iterator[str]:
        """Yield the entries of the parent tree: the owners of a sheet's marks, or the element of an annotation."""
        for key, owners in enumerate(self._marks, self._keys):
            yield f"{self._number(key)} {array([self._refer(self._numbers[element]) for element in owners])}"
        for key, place in enumerate(self._places, self._keys + len(self._marks)):
            yield f"{self._number(key)} {self._refer(self._numbers[place])}"

    def _names(self) -> Iterator[str]:
        """Return the entries of the ID tree, in the order of the IDs."""
        numbers = {element.name: number for element, number in self._numbers.items() if element.name}
        return (f"{text(name)} {self._refer(numbers[name])}" for name in sorted(numbers))

    def _refer(self, number: int) -> str:
        return f"{self._number(number)} 0 R"

    def _number(self, number: int) -> str:
        self._placeholders.append(number)
        return "%d"


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for below in element.below():
        if isinstance(below, Element):
            yield from _walk(below)
