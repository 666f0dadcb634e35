"""The command that only checks: check."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from zzuli_forms.cli.facts import stated_in
from zzuli_forms.cli.options import options_of, takes_continuation, takes_edition, takes_facts, takes_form, takes_terms
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.reports import REPORTS, Finding
from zzuli_forms.cli.steering import ways_out
from zzuli_forms.cli.talk import DONE, FAULTY, complain_of, each, remind, say
from zzuli_forms.errors import Fault, Remark, UsageError
from zzuli_forms.files import disk
from zzuli_forms.files.kinds import FACTS, TABLES
from zzuli_forms.filing.options import Options
from zzuli_forms.forms.drafts import printable
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import PACKET, form_named
from zzuli_forms.models.checking import check
from zzuli_forms.models.facts import location
from zzuli_forms.readers.text import facts_file
from zzuli_forms.readers.text.places import line_of


def add_check(command: Parser) -> None:
    """Add the arguments of `check`."""
    takes_facts(command, ".yaml、.toml、.json，或多单位的 .xlsx、.csv、放着已填各表的文件夹")
    takes_form(command, lambda form: form.asks, "--form", default=PACKET.key)
    takes_edition(command)
    takes_continuation(command)
    takes_terms(command)
    command.add_argument(
        "--report", metavar="格式", choices=tuple(REPORTS), help="json 或 github：写成别的程序读的样子，带行号或单元格"
    )
    command.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    form, options = form_named(arguments.form), options_of(arguments)
    findings = list[Finding]()

    def report(path: Path) -> int:
        problems = _problems(path, form, options)
        if arguments.report:
            findings.extend(_findings(path, form, problems))
        else:
            _tell(path, problems)
        return DONE if problems.good else FAULTY

    code = each(arguments.files, report)
    if arguments.report:
        say(REPORTS[arguments.report](findings))
    return code


def _tell(path: Path, problems: _Problems) -> None:
    if problems.faults:
        complain_of(path, problems.faults, problems.hints)
    else:
        say([f"“{path}”没有发现问题"])
    remind(path, problems.remarks)


def _findings(path: Path, form: Form, problems: _Problems) -> Iterator[Finding]:
    """Yield what is wrong with a file, with the line in a file of facts."""
    stated = path.suffix.lower() in FACTS and not disk.is_folder(path)
    text = facts_file.decoded(disk.read(path, facts_file.LARGEST), path) if stated else ""
    for fault in (*problems.faults, *problems.remarks):
        yield Finding(str(path), line_of(path, text, form.model, location(fault.path)) if stated else 0, fault)


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
    stated = stated_in(path, form, options)
    checked = check(form.model, stated, options.area)
    faults = [*checked.faults, *printable(checked.facts, options.continued)]
    remarks = (*checked.remarks, *form.remarks(checked.facts, options.terms, checked.faulty))
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
