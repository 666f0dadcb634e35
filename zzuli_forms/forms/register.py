"""The register of forms and renderers, and the functions that lay out and render stated facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from importlib import import_module
from typing import Any, NamedTuple

from msgspec.structs import replace

from zzuli_forms._version import __version__
from zzuli_forms.document.nodes import Document
from zzuli_forms.document.paths import is_covered
from zzuli_forms.document.walking import blanked
from zzuli_forms.errors import UsageError
from zzuli_forms.models.editions import edition_of
from zzuli_forms.models.facts import Facts
from zzuli_forms.official import DEFAULT_EDITION, edition_keys, wording
from zzuli_forms.typeset.fit import fit


class Form(NamedTuple):
    """A form: its key, which names its folder, and the class name of its model. Model and layout are loaded when
    first asked for.
    """

    key: str
    facts: str
    parts: tuple[str, ...] = ()
    """The keys of the forms that are filed together as this one."""
    by_hand: bool = False
    """Decides whether it may be printed blank and filled in by hand."""
    later: bool = False
    """Decides whether it is a letter that a unit writes later, once its account is open."""

    @property
    def papers(self) -> tuple[Form, ...]:
        """Return the forms that are filed together as this one, or the form itself."""
        return tuple(form for form in FORMS if form.key in self.parts) or (self,)

    @property
    def model(self) -> type[Facts]:
        """Return the model of its facts."""
        found: type[Facts] = getattr(import_module(self._home), self.facts)
        return found

    @property
    def _home(self) -> str:
        return f"zzuli_forms.forms.{self.key}.model"

    @property
    def _layout(self) -> Any:
        return import_module(f"zzuli_forms.forms.{self.key}.layout")

    def compose(self, facts: Facts | None, edition: str) -> Document:
        """Return its tree in an edition before it is fitted, blank without facts."""
        document: Document = self._layout.compose(facts, edition)
        return document

    @property
    def own_title(self) -> str:
        """Return the title its layout gives it; '' for a form that has a wording."""
        return getattr(self._layout, "TITLE", "")

    @property
    def title(self) -> str:
        """Return its title in file names: the layout's own, or that of its wording."""
        return self.own_title or wording(self.key).file_title

    @property
    def copies(self) -> int:
        """Return the number of copies that are filed."""
        return 1 if self.own_title else wording(self.key).copies

    def states(self, model: type) -> bool:
        """Tell whether this very model is its own; nothing is loaded."""
        return (model.__module__, model.__name__) == (self._home, self.facts)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of its facts, by English names, with Chinese titles."""
        return {"$schema": "https://json-schema.org/draft/2020-12/schema", **self.model.model_json_schema()}


LETTER = Form("letter", "CommitmentLetter", by_hand=True)
APPROVAL = Form("approval", "ApprovalForm", by_hand=True)
PACKET = Form("packet", "PacketFacts", parts=("letter", "approval"))
OPENING = Form("opening", "OpeningNotice", by_hand=True, later=True)
CHANGE = Form("change", "TeamChangeNotice", by_hand=True, later=True)
REGULATION = Form("regulation", "Regulation")

FORMS = (LETTER, APPROVAL, PACKET, OPENING, CHANGE, REGULATION)
NOTICES = tuple(form for form in FORMS if form.later)
"""The letters that a unit writes later, once its account is open."""
BY_HAND = tuple(form for form in FORMS if form.by_hand)
"""The forms that may be printed blank and filled in by hand."""
FACTS_SCHEMA = 1
"""The version of the structure of facts.json."""
RENDERERS = ("docx", "pdf")
"""Formats, a module of `renderers` each."""


def registered(model: type[Facts]) -> Form | None:
    """Return the form of a model or of the nearest model it derives from; None if there is none."""
    return next((form for base in model.__mro__ for form in FORMS if form.states(base)), None)


def form_of(model: type[Facts]) -> Form:
    """Return the form of a model or of the nearest model it derives from; UsageError if there is none."""
    found = registered(model)
    if found is None:
        raise UsageError(f"{model.__name__} 不是已登记的表格，请用：{'、'.join(form.title for form in FORMS)}")
    return found


def composed(facts: Facts, without: Collection[str] = (), continued: bool = False) -> Document:
    """Return the tree of stated facts before it is fitted; the fields at the paths `without` are left blank.

    With `continued`, running text that a page cannot hold is cut there, and printed whole on a sheet behind it.
    """
    document = blanked(form_of(type(facts)).compose(facts, edition_of(facts)), without)
    if is_covered("unit", without):
        document = replace(document, organisation="")
    return _carried_over(document) if continued else document


def _carried_over(document: Document) -> Document:
    from zzuli_forms.forms.continuation.layout import carried_over

    return carried_over(document)


def lay_out(facts: Facts, continued: bool = False, without: Collection[str] = (), attached: bool = True) -> Document:
    """Return the fitted tree of stated facts, `without` and `continued` as `composed`; FactsError where they cannot be
    printed.

    The facts are part of the tree, as facts.json, if they are to be `attached` and none is left blank.
    """
    document = composed(facts, without, continued)
    if attached and not without:
        stated = facts.model_dump_json(exclude_none=True)
        document = replace(document, facts=_travelling(form_of(type(facts)), edition_of(facts), continued, stated))
    return fit(document)


def lay_out_blank(form: Form, edition: str = DEFAULT_EDITION, attached: bool = True) -> Document:
    """Return the fitted tree of a form for filling by hand; UsageError for an unknown edition."""
    if edition not in edition_keys():
        raise UsageError(f"没有“{edition}”这个版本，可选：{'、'.join(edition_keys())}")
    document = form.compose(None, edition)
    return fit(replace(document, facts=_travelling(form, edition, False, "{}")) if attached else document)


def _travelling(form: Form, edition: str, continued: bool, facts: str) -> str:
    """Return facts.json, as attached to a file, from the facts stated in JSON."""
    return _TRAVELLING.format(
        version=__version__,
        schema=FACTS_SCHEMA,
        form=form.key,
        edition=json.dumps(edition, ensure_ascii=False),
        continued=str(continued).lower(),
        facts=facts,
    )


_TRAVELLING = """{{
 "zzuli_forms": "{version}",
 "schema": {schema},
 "form": "{form}",
 "edition": {edition},
 "continued": {continued},
 "facts": {facts}
}}
"""


def renderer(kind: str) -> Callable[[Document], bytes]:
    """Return the renderer of a format; UsageError for an unknown one."""
    if kind not in RENDERERS:
        raise UsageError(f"不能生成“{kind}”格式，可选：{'、'.join(RENDERERS)}")
    found: Callable[[Document], bytes] = import_module(f"zzuli_forms.renderers.{kind}").render
    return found


def render(facts: Facts, kind: str, continued: bool = False, attached: bool = True) -> bytes:
    """Return stated facts as bytes of a "docx" or "pdf" file; equal facts give equal bytes.

    Raises FactsError with all faults where the facts cannot be printed (`continued` and `attached` as in `lay_out`),
    UsageError for another format.
    """
    return renderer(kind)(lay_out(facts, continued, attached=attached))
