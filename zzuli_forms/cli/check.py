"""The command that only checks: check."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from zzuli_forms.cli.options import options_of, takes_continuation, takes_edition, takes_facts, takes_form, takes_terms
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.steering import ways_out
from zzuli_forms.cli.talk import DONE, FAULTY, complain_of, each, remind, say
from zzuli_forms.errors import Fault, Remark, UsageError
from zzuli_forms.files import disk
from zzuli_forms.files.kinds import TABLES
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
        problems = _problems(path, form, options)
        if problems.faults:
            complain_of(path, problems.faults, problems.hints)
        else:
            say([f"“{path}”没有发现问题"])
        remind(path, problems.remarks)
        return DONE if problems.good else FAULTY

    return each(arguments.files, report)


class _Problems(NamedTuple):
    """What is wrong with a file: its faults, its remarks, whether it passes the check, what may help."""

    faults: Sequence[Fault]
    remarks: Sequence[Remark]
    good: bool
    hints: Sequence[str] = ()


def _problems(path: Path, form: Form, options: Options) -> _Problems:
    """Return what is wrong with one unit's facts, or with those of all units of a table or folder."""
    if path.suffix.lower() in TABLES or disk.is_folder(path):
        return _problems_of_many(path, form, options)
    stated = in_edition(form.model, begun(form.model, facts_file.read(path)), options.edition)
    checked = check(form.model, stated, options.area)
    faults = [*checked.faults, *unprintable(checked.facts, options.continued)]
    remarks = form.remarks(checked.facts, options.terms, {fault.path for fault in checked.faults})
    hints = tuple(ways_out(form, stated, faults, options)) if faults else ()
    return _Problems(faults, remarks, not (faults or (options.strict and remarks)), hints)


def _problems_of_many(path: Path, form: Form, options: Options) -> _Problems:
    from zzuli_forms.filing.batch import check_units

    if form != PACKET:
        raise UsageError(f"“{path}”里是多个单位的报送材料，不能照“{form.key}”检查；请去掉 --form")
    report = check_units(path, options.area, options.terms, options.strict, options.edition, options.continued)
    problems = [problem.fault for problem in report.problems]
    remarks = [problem for problem in problems if isinstance(problem, Remark)]
    return _Problems([problem for problem in problems if not isinstance(problem, Remark)], remarks, report.good)
