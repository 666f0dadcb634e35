"""The command that only checks: check."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from zzuli_forms.cli.options import options_of, takes_continuation, takes_edition, takes_facts, takes_form, takes_terms
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import DONE, FAULTY, complain, each, say
from zzuli_forms.errors import Fault, UsageError
from zzuli_forms.files import disk
from zzuli_forms.filing.notices import begun
from zzuli_forms.filing.options import Options
from zzuli_forms.forms.drafts import unprintable
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import PACKET, form_named
from zzuli_forms.models.checking import check
from zzuli_forms.models.editions import in_edition
from zzuli_forms.readers.text import facts_file


def add_check(command: Parser) -> None:
    """Add the arguments of `check`."""
    takes_facts(command, ".yaml、.toml、.json，或多单位的 .xlsx、.csv、放着已填各表的文件夹")
    takes_form(command, lambda form: form.asks, "--form", default=PACKET.key)
    takes_edition(command)
    takes_continuation(command)
    takes_terms(command)
    command.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    form, options = form_named(arguments.form), options_of(arguments)

    def report(path: Path) -> int:
        faults, remarks, good = _problems(path, form, options)
        if faults:
            complain([f"“{path}”有{len(faults)}处问题：", *(f"  {fault}" for fault in faults)])
        else:
            say([f"“{path}”没有发现问题"])
        if remarks:
            complain([f"“{path}”有{len(remarks)}处提醒：", *(f"  {remark}" for remark in remarks)])
        return DONE if good else FAULTY

    return each(arguments.files, report)


def _problems(path: Path, form: Form, options: Options) -> tuple[Sequence[Fault], Sequence[Fault], bool]:
    """Return faults and remarks of one unit, or of all units of a table or folder, and whether the check is passed."""
    if path.suffix.lower() in facts_file.TABLES or disk.is_folder(path):
        return _problems_of_many(path, form, options)
    stated = in_edition(form.model, begun(form.model, facts_file.read(path)), options.edition)
    checked = check(form.model, stated, options.area)
    faults = [*checked.faults, *unprintable(checked.facts, options.continued)]
    remarks = form.remarks(checked.facts, options.terms, {fault.path for fault in checked.faults})
    return faults, remarks, not (faults or (options.strict and remarks))


def _problems_of_many(path: Path, form: Form, options: Options) -> tuple[Sequence[Fault], Sequence[Fault], bool]:
    from zzuli_forms.filing.batch import check_units

    if form != PACKET:
        raise UsageError(f"“{path}”里是多个单位的报送材料，不能照“{form.key}”检查；请去掉 --form")
    report = check_units(path, options.area, options.terms, options.strict, options.edition, options.continued)
    faults = [problem.fault for problem in report.problems if problem.kind == "问题"]
    return faults, [problem.fault for problem in report.problems if problem.kind == "提醒"], report.good
