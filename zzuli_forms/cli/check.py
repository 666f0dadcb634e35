"""The command that only checks: check."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from zzuli_forms.cli.options import takes_continuation, takes_edition, takes_facts, takes_terms, terms
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import DONE, FAULTY, complain, each, say
from zzuli_forms.errors import Fault
from zzuli_forms.files import disk
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.drafts import unprintable
from zzuli_forms.forms.rules import remarks
from zzuli_forms.models.editions import in_edition
from zzuli_forms.readers.text import facts_file


def add_check(command: Parser) -> None:
    """Add the arguments of `check`."""
    takes_facts(command, ".yaml、.toml、.json，或多单位的 .xlsx、.csv、放着已填各表的文件夹")
    takes_edition(command)
    takes_continuation(command)
    takes_terms(command)
    command.set_defaults(run=_check)


def _check(wanted: argparse.Namespace) -> int:
    def check(path: Path) -> int:
        faults, noted, good = _found(path, wanted)
        if faults:
            complain([f"“{path}”有{len(faults)}处问题：", *(f"  {fault}" for fault in faults)])
        else:
            say([f"“{path}”没有发现问题"])
        if noted:
            complain([f"“{path}”有{len(noted)}处提醒：", *(f"  {remark}" for remark in noted)])
        return DONE if good else FAULTY

    return each(wanted.files, check)


def _found(path: Path, wanted: argparse.Namespace) -> tuple[Sequence[Fault], Sequence[Fault], bool]:
    """Return faults and remarks of one unit, or of all units of a table or folder, and whether the check is passed."""
    if path.suffix.lower() in facts_file.TABLES or disk.is_folder(path):
        from zzuli_forms.filing.batch import check_units

        report = check_units(path, wanted.area_code, terms(wanted), wanted.strict, wanted.edition, wanted.continued)
        faults = [problem.fault for problem in report.problems if problem.kind == "问题"]
        return faults, [problem.fault for problem in report.problems if problem.kind == "提醒"], report.good
    checked = FilingPacket.check(in_edition(FilingPacket, facts_file.read(path), wanted.edition), wanted.area_code)
    spoilt = {fault.path for fault in checked.faults}
    found = [*checked.faults, *unprintable(checked.facts, wanted.continued)]
    noted = [*remarks(checked.facts, terms(wanted), spoilt)]
    return found, noted, not (found or (wanted.strict and noted))
