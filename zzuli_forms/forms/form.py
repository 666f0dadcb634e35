"""A form: where its model, its layout and its words lie, and what sets it apart from others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol
from warnings import warn

from zzuli_forms.document.nodes import Document
from zzuli_forms.errors import Faults, Remark
from zzuli_forms.models.facts import Facts, narrowed
from zzuli_forms.official import DEFAULT_EDITION, Wording, wording

if TYPE_CHECKING:
    from zzuli_forms.forms.rules import Terms


class Layout(Protocol):
    """The module `layout` of a form."""

    def compose(self, facts: Any, edition: str, /) -> Document:
        """Return the tree of a form's facts in an edition before it is fitted, blank where there are none."""


@dataclass(frozen=True)
class Form:
    """A form of the register, by its key. Model, layout and words are loaded when first asked for."""

    key: str
    facts: str
    """The name of the class of its facts in the module `model`."""
    home: str = ""
    """The package that holds `model.py`, `layout.py` and `wording.toml`; one of this package's own if left out."""
    parts: tuple[Form, ...] = ()
    """The forms that are filed together as this one, which then has no layout of its own."""
    by_hand: bool = False
    """Decides whether it may be printed blank and filled in by hand."""
    later: bool = False
    """Decides whether it is a letter that a unit writes later, once its account is open."""
    continues: bool = False
    """Decides whether text that its page cannot hold may go on to a sheet behind it."""
    named_by: str = "unit"
    """The field after whose text its files and their folder are named."""
    rules: str = ""
    """The module whose `remarks` says what deserves a second look in its facts; '' for none."""

    @property
    def package(self) -> str:
        """Return the name of the package in which it lies."""
        return self.home or f"zzuli_forms.forms.{self.key}"

    @property
    def papers(self) -> tuple[Form, ...]:
        """Return the forms that are filed together as this one, or the form itself."""
        return self.parts or (self,)

    @property
    def model(self) -> type[Facts]:
        """Return the model of its facts."""
        model: type[Facts] = getattr(import_module(f"{self.package}.model"), self.facts)
        return model

    def states(self, model: type) -> bool:
        """Tell whether this very model is its own; nothing is loaded."""
        return (model.__module__, model.__name__) == (f"{self.package}.model", self.facts)

    @property
    def asks(self) -> bool:
        """Tell whether its facts are more than the edition."""
        return bool(self.model.model_fields.keys() - {"edition"})

    def part(self, paper: Form, facts: Facts) -> Facts:
        """Return the facts of one of its papers, out of its own."""
        return facts if paper == self else narrowed(facts, paper.model)

    def compose(self, facts: Facts | None, edition: str) -> Document:
        """Return its tree in an edition before it is fitted, blank without facts."""
        if self.parts:
            return self.bound(part.compose(facts and self.part(part, facts), edition) for part in self.parts)
        layout: Layout = import_module(f"{self.package}.layout")
        return layout.compose(facts, edition)

    def bound(self, papers: Iterable[Document]) -> Document:
        """Return the document of all its papers, the pages of each as often as copies of it are filed."""
        documents = tuple(papers)
        if not self.parts:
            return documents[0]
        bound = zip(self.parts, documents, strict=True)
        pages = tuple(page for part, document in bound for page in document.pages * part.copies)
        first = documents[0]
        return Document(f"{first.organisation}{self.title}", first.language, first.organisation, pages)

    def wording(self, edition: str = DEFAULT_EDITION) -> Wording:
        """Return its words in an edition."""
        return wording(f"{self.package}.layout", edition)

    @property
    def title(self) -> str:
        """Return its title in file names."""
        return self.wording().file_title

    @property
    def copies(self) -> int:
        """Return the number of copies that are filed."""
        return self.wording().copies

    @property
    def own_title(self) -> str:
        """Return the title of a form without a wording: since 0.9 every form has one (deprecated)."""
        warn("Form.own_title is now Form.title", DeprecationWarning, stacklevel=2)
        return ""

    def name(self, facts: Facts) -> str:
        """Return the text after which its files are named; '' where there is none."""
        return str(getattr(facts, self.named_by, None) or "")

    def remarks(self, facts: Facts, terms: Terms | None = None, faulty: Collection[str] = ()) -> Faults[Remark]:
        """Return what deserves a second look in its facts; nothing that rests on a faulty field path."""
        if not self.rules:
            return Faults()
        remarks: Faults[Remark] = import_module(self.rules).remarks(facts, terms, faulty)
        return remarks

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of its facts, by English names, with Chinese titles."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **self.model.model_json_schema()}
