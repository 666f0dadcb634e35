"""The structure tree of a PDF, read back with the text that is drawn for each element."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
import pypdf


@dataclass(frozen=True)
class Node:
    """An element: its tag, its entries, what is below it in order: elements, texts drawn, names of signature fields."""

    tag: str
    said: Mapping[str, Any]
    below: tuple[Node | str, ...]
    field: str = ""

    @property
    def text(self) -> str:
        """All text below it, in the order of reading."""
        return "".join(one if isinstance(one, str) else one.text for one in self.below)

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Its attributes: spans, scope, headers."""
        found: Mapping[str, Any] = self.said.get("/A", {})
        return found

    def walk(self) -> Iterator[Node]:
        """The element and all below it."""
        yield self
        for one in self.below:
            if isinstance(one, Node):
                yield from one.walk()

    def all(self, *tags: str) -> list[Node]:
        """The elements of these tags, in the order of reading."""
        return [node for node in self.walk() if node.tag in tags]

    def kids(self, *tags: str) -> list[Node]:
        """The elements of these tags directly below."""
        return [one for one in self.below if isinstance(one, Node) and one.tag in tags]


class _Reader:
    def __init__(self, path: Path) -> None:
        references = [page.indirect_reference for page in pypdf.PdfReader(path).pages]
        self._page = {found.idnum: number for number, found in enumerate(references) if found}
        self._texts: dict[tuple[int, int], str] = defaultdict(str)
        with pdfplumber.open(path) as opened:
            for number, page in enumerate(opened.pages):
                for char in page.chars:
                    if char["mcid"] is not None:
                        self._texts[number, char["mcid"]] += char["text"]

    def node(self, element: Any, above: int = -1) -> Node:
        element = element.get_object()
        page = self._page[element.raw_get("/Pg").idnum] if "/Pg" in element else above
        kids = element.get("/K", [])
        kids = kids.get_object() if hasattr(kids, "get_object") else kids
        below = [*(kids if isinstance(kids, list) else [kids])]
        fields = [one["/Obj"] for one in map(_plain, below) if isinstance(one, dict) and "/Obj" in one]
        read = tuple(self._below(one, page) for one in below if not _is_reference(one))
        return Node(element["/S"][1:], element, read, "".join(str(field["/T"]) for field in fields))

    def _below(self, one: Any, page: int) -> Node | str:
        plain = _plain(one)
        if isinstance(plain, int):
            return self._texts[page, plain]
        if plain.get("/Type") == "/MCR":
            return self._texts[self._page[plain.raw_get("/Pg").idnum], plain["/MCID"]]
        return self.node(one, page)


def _plain(one: Any) -> Any:
    return one.get_object() if hasattr(one, "get_object") else one


def _is_reference(one: Any) -> bool:
    plain = _plain(one)
    return isinstance(plain, dict) and plain.get("/Type") == "/OBJR"


def read_tags(path: Path) -> Node:
    """The element at the top of a PDF's structure tree."""
    return _Reader(path).node(pypdf.PdfReader(path).trailer["/Root"]["/StructTreeRoot"]["/K"])  # type: ignore[index]
