"""The register of forms and renderers, and the functions that lay out and render stated facts.

A form of another distribution is known by its entry point: group `zzuli_forms.forms`, name the form's key, value the
object that is the `Form`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec.structs import replace

from zzuli_forms._version import __version__
from zzuli_forms.document.nodes import Document
from zzuli_forms.document.paths import is_covered
from zzuli_forms.document.walking import blanked
from zzuli_forms.errors import FactsError, UsageError
from zzuli_forms.files import manifest
from zzuli_forms.forms.form import Form
from zzuli_forms.models.beyond import beyond
from zzuli_forms.models.editions import edition_of
from zzuli_forms.models.facts import Facts
from zzuli_forms.official import DEFAULT_EDITION, edition_keys
from zzuli_forms.typeset.fit import fit

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

RULES = "zzuli_forms.forms.rules"
LETTER = Form("letter", "CommitmentLetter", by_hand=True)
APPROVAL = Form("approval", "ApprovalForm", by_hand=True, continues=True, rules=RULES)
PACKET = Form("packet", "PacketFacts", parts=(LETTER, APPROVAL), continues=True, rules=RULES)
OPENING = Form("opening", "OpeningNotice", by_hand=True, later=True)
CHANGE = Form("change", "TeamChangeNotice", by_hand=True, later=True)
REGULATION = Form("regulation", "Regulation")

OWN = (LETTER, APPROVAL, PACKET, OPENING, CHANGE, REGULATION)
"""The forms of this package."""
GROUP = "zzuli_forms.forms"
"""The group of entry points by which other distributions make their forms known."""
Format: TypeAlias = Literal["docx", "pdf"]
"""A format of papers."""
RENDERERS: tuple[Format, ...] = ("docx", "pdf")
"""Formats, a module of `renderers` each."""
_added: dict[str, Form] = {}


def register(form: Form) -> Form:
    """Add a form to the register of this process, and return it; UsageError if another form has its key."""
    same = _of_key(form.key, all_forms()) or form
    if same != form:
        raise UsageError(f"已经有一种表叫“{form.key}”（{same.title}），请换一个名称")
    _added[form.key] = form
    return form


def all_forms() -> tuple[Form, ...]:
    """Return every form of the register: this package's, those of installed distributions, those added by `register`.

    Raises UsageError for an entry point that cannot be loaded, is no form, or has the key of another.
    """
    return tuple(dict.fromkeys((*OWN, *_installed(), *_added.values())))


@cache
def _installed() -> tuple[Form, ...]:
    """Return the forms of installed distributions, as their entry points name them."""
    from importlib.metadata import entry_points

    forms = {form.key: form for form in OWN}
    for entry in entry_points(group=GROUP):
        form = _loaded(entry)
        if forms.setdefault(form.key, form) != form:
            raise UsageError(f"{_whose(entry)}与已有的表同名（{form.key}），请卸载其中一个")
    return tuple(forms.values())[len(OWN) :]


def _loaded(entry: EntryPoint) -> Form:
    try:
        form = entry.load()
    except Exception as error:
        reason = f"{type(error).__name__}：{error}"
        raise UsageError(f"{_whose(entry)}装不上（{reason}），请重新安装或卸载它") from error
    if not isinstance(form, Form):
        raise UsageError(f"{_whose(entry)}不是一种表（{entry.value}），请联系提供它的人，或卸载它")
    return form


def _whose(entry: EntryPoint) -> str:
    return f"“{entry.dist.name if entry.dist else entry.value}”提供的表“{entry.name}”"


def form_named(key: str) -> Form:
    """Return the form of a key; UsageError if there is none."""
    form = _of_key(key, OWN) or _of_key(key, all_forms())
    if form is None:
        raise UsageError(f"没有“{key}”这种表，可选：{'、'.join(form.key for form in all_forms())}")
    return form


def _of_key(key: str, forms: Collection[Form]) -> Form | None:
    return next((form for form in forms if form.key == key), None)


def registered(model: type[Facts]) -> Form | None:
    """Return the form of a model or of the nearest model it derives from; None if there is none."""
    return _registered(model, OWN) or _registered(model, all_forms())


def _registered(model: type[Facts], forms: Collection[Form]) -> Form | None:
    return next((form for base in model.__mro__ for form in forms if form.states(base)), None)


def form_of(model: type[Facts]) -> Form:
    """Return the form of a model or of the nearest model it derives from; UsageError if there is none."""
    form = registered(model)
    if form is None:
        raise UsageError(f"{model.__name__} 不是已登记的表格，请用：{'、'.join(form.title for form in all_forms())}")
    return form


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
    papers = lay_out_papers(facts, continued, without, attached=False)
    return bound(facts, papers, continued, attached and not without)


def lay_out_papers(
    facts: Facts, continued: bool = False, without: Collection[str] = (), attached: bool = True
) -> Mapping[Form, Document]:
    """Return the fitted tree of each paper that facts make: of those filed together, or of the form itself.

    Raises FactsError with the faults of all papers, and for what is stated beyond the form's own model.
    """
    form = form_of(type(facts))
    papers = dict[Form, Document]()
    faults = [fault for fault in beyond(form.model, facts) if not is_covered(fault.path, without)]
    for paper in form.papers:
        stated = form.part(paper, facts)
        try:
            document = fit(composed(stated, without, continued))
        except FactsError as error:
            faults += error.faults
        else:
            papers[paper] = _with_facts(document, stated, continued) if attached and not without else document
    if faults:
        raise FactsError(tuple(dict.fromkeys(faults)))
    return papers


def bound(facts: Facts, papers: Mapping[Form, Document], continued: bool = False, attached: bool = True) -> Document:
    """Return the one document of papers that are filed together, of their fitted pages; a single paper as it is."""
    document = replace(form_of(type(facts)).bound(papers.values()), facts="")
    return _with_facts(document, facts, continued) if attached else document


def lay_out_blank(form: Form, edition: str = DEFAULT_EDITION, attached: bool = True) -> Document:
    """Return the fitted tree of a form for filling by hand; UsageError for an unknown edition."""
    if edition not in edition_keys():
        raise UsageError(f"没有“{edition}”这个版本，可选：{'、'.join(edition_keys())}")
    document = form.bound(fit(paper.compose(None, edition)) for paper in form.papers)
    return replace(document, facts=_travelling(form, edition, False, "{}")) if attached else document


def _with_facts(document: Document, facts: Facts, continued: bool) -> Document:
    stated = facts.model_dump_json(exclude_none=True)
    return replace(document, facts=_travelling(form_of(type(facts)), edition_of(facts), continued, stated))


def _travelling(form: Form, edition: str, continued: bool, facts: str) -> str:
    """Return facts.json, as attached to a file, from the facts stated in JSON."""
    return _TRAVELLING.format(
        version=__version__,
        schema=manifest.SCHEMA,
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
    render: Callable[[Document], bytes] = import_module(f"zzuli_forms.renderers.{kind}").render
    return render


def render(facts: Facts, kind: Format, continued: bool = False, attached: bool = True) -> bytes:
    """Return stated facts as bytes of a "docx" or "pdf" file; equal facts give equal bytes.

    Raises FactsError with all faults where the facts cannot be printed (`continued` and `attached` as in `lay_out`),
    UsageError for another format.
    """
    return renderer(kind)(lay_out(facts, continued, attached=attached))
