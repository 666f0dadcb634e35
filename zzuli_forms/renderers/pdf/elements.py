"""Structure elements (ISO 32000-1, 14.7.2), and how those of a page are written for any place in any file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from zzuli_forms.renderers.pdf.objects import array, dictionary, text

PAGE = "@"
"""Stands for the number of the page in what a cell is called."""
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


class Mark(NamedTuple):
    """Marked content of one of the page's sheets, counted from 0."""

    sheet: int
    number: int


class Annotation(NamedTuple):
    """An annotation on one of the page's sheets, both counted from 0."""

    sheet: int
    number: int


class Written(NamedTuple):
    """The elements of a page, a line each, then the parents of its marks and annotations (14.7.4.4), then the names of
    its cells; `pick` takes for each hole of the text one of the numbers a file gives out.
    """

    text: str
    pick: Callable[[Sequence[int]], tuple[int, ...]]
    elements: int

    def bound(self, numbers: Sequence[int], page: str) -> list[str]:
        """The lines in a file: `numbers` of the elements, sheets, annotations, keys, and of what is above them all."""
        return (self.text % self.pick(numbers)).replace(f"({PAGE}.", f"({page}.").split("\n")


class Writer:
    """Writes the elements of a page, noting for each hole which of the file's numbers belongs there."""

    def __init__(self, root: Element, marks: Sequence[Sequence[Element]], places: Sequence[Element]) -> None:
        """The root of the page, the elements its sheets' marks belong to, those of its annotations."""
        self._marks, self._places, self._holes = marks, places, list[int]()
        self._known = {element: number for number, element in enumerate(_walk(root))}
        self._sheets = len(self._known)
        self._annotations = self._sheets + len(marks)
        self._keys = self._annotations + len(places)
        self._whole = self._keys + len(marks) + len(places)

    def written(self) -> Written:
        """All of it."""
        lines = [*map(self._element, self._known), " ".join(self._parents()), " ".join(self._names())]
        return Written("\n".join(lines), itemgetter(*self._holes), len(self._known))

    def _element(self, element: Element) -> str:
        above = self._refer(self._known[element.above] if element.above else self._whole)
        sheet = next((below.sheet for below in element.below() if isinstance(below, Mark)), None)
        kids = [self._kid(below, sheet) for below in element.below()]
        held = kids[0] if len(kids) == 1 else array(kids)
        own = {name: str(value).replace("%", "%%") for name, value in element.said.items()}
        said = {"Type": "/StructElem", "S": f"/{element.tag}", "P": above, "K": held, **own}
        return dictionary(said if sheet is None else {**said, "Pg": self._refer(self._sheets + sheet)})

    def _kid(self, below: Element | Mark | Annotation, sheet: int | None) -> str:
        match below:
            case Element():
                return self._refer(self._known[below])
            case Mark():
                if below.sheet == sheet:
                    return str(below.number)
                home = self._refer(self._sheets + below.sheet)
                return dictionary({"Type": "/MCR", "Pg": home, "MCID": below.number})
            case Annotation():
                home = self._refer(self._sheets + below.sheet)
                return dictionary({"Type": "/OBJR", "Pg": home, "Obj": self._refer(self._annotations + below.number)})

    def _parents(self) -> Iterator[str]:
        """Under each key the parents of a sheet's marks, or the parent of an annotation."""
        for key, marked in enumerate(self._marks, self._keys):
            yield f"{self._number(key)} {array([self._refer(self._known[element]) for element in marked])}"
        for key, place in enumerate(self._places, self._keys + len(self._marks)):
            yield f"{self._number(key)} {self._refer(self._known[place])}"

    def _names(self) -> Iterator[str]:
        """The cells that have a name, in its order."""
        named = {element.name: number for element, number in self._known.items() if element.name}
        return (f"{text(name)} {self._refer(named[name])}" for name in sorted(named))

    def _refer(self, number: int) -> str:
        return f"{self._number(number)} 0 R"

    def _number(self, number: int) -> str:
        self._holes.append(number)
        return "%d"


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for below in element.below():
        if isinstance(below, Element):
            yield from _walk(below)
