"""Structure elements of a page (ISO 32000-1, 14.7.2), for any place in any file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Attributes(NamedTuple):
    """The attributes of a structure element (14.7.5), and the IDs of its header cells on the page."""

    entries: Mapping[str, object]
    heads: Sequence[str] = ()


@dataclass(eq=False, slots=True)
class Element:
    """A structure element: its type, its parent, its attributes, its ID on the page, its text strings, its kids.

    Without a type it only keeps a place among its parent's kids: its own kids are its parent's.
    """

    tag: str
    above: Element | None
    attributes: Attributes | None = None
    name: str = ""
    strings: Mapping[str, str] = field(default_factory=dict)
    elements: list[Element | Mark | Annotation] = field(default_factory=list)

    def add(
        self, tag: str, attributes: Attributes | None = None, name: str = "", strings: Mapping[str, str] | None = None
    ) -> Element:
        """Add an element as the last kid, and return it."""
        element = Element(tag, self, attributes, name, strings or {})
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

    def walk(self) -> Iterator[tuple[Element, list[Element | Mark | Annotation]]]:
        """Yield this element and all below it that have a type, in reading order, each with its kids."""
        below = list(self.below())
        yield self, below
        for kid in below:
            if isinstance(kid, Element):
                yield from kid.walk()


class Mark(NamedTuple):
    """Marked content: its sheet among those of the page, from 0, and its MCID."""

    sheet: int
    number: int


class Annotation(NamedTuple):
    """An annotation: its sheet among those of the page, and its number on the page, both from 0."""

    sheet: int
    number: int
