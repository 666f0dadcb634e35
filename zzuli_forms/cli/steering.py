"""The way out of a dead end: what a command could have been meant for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from zzuli_forms.errors import FactsError, Fault, Remark
from zzuli_forms.files.commands import running
from zzuli_forms.filing.options import Options
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import PACKET, all_forms
from zzuli_forms.models.facts import field_named


def made_by(form: Form) -> str:
    """Return the command that makes a form."""
    if form == PACKET:
        return running(form.key)
    return running(f"{'notice' if form.later else 'make'} {form.key}")


def ways_out(form: Form, stated: Mapping[str, object], faults: Collection[Fault], options: Options) -> Iterator[str]:
    """Yield what may help where facts are faulty: another form that they suit, a sheet for what is too long."""
    meant = _meant(form, stated)
    if meant:
        yield f"这份内容像是《{meant.title}》的，请用 {made_by(meant)} 生成"
    if form.continues and not options.continued and any(fault.code == "too_long" for fault in faults):
        yield "不想删字时，请加 --continue：写不下的印到附页上"


def refuse_remarks(remarks: Sequence[Remark], options: Options) -> None:
    """Raise FactsError with the remarks where each counts as a fault."""
    if options.strict and remarks:
        raise FactsError(tuple(remarks))


def _meant(form: Form, stated: Mapping[str, object]) -> Form | None:
    """Return the form whose fields facts are, where they are not those of the form at hand."""
    others = (other for other in all_forms() if other.asks and other != form)
    return None if _suits(form, stated) else next((other for other in others if _suits(other, stated)), None)


def _suits(form: Form, stated: Mapping[str, object]) -> bool:
    return all(field_named(form.model, key) for key in stated)
