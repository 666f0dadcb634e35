"""The commands that make papers of files of facts: packet, and make for any form of the register."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from zzuli_forms.cli.facts import stated_in
from zzuli_forms.cli.options import (
    options_of,
    takes_continuation,
    takes_edition,
    takes_facts,
    takes_form,
    takes_output,
    takes_terms,
)
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.steering import refuse_remarks, ways_out
from zzuli_forms.cli.talk import DONE, complain_of, each, remind, say, still_by_hand
from zzuli_forms.errors import FactsError, FileError, Remark
from zzuli_forms.files import disk
from zzuli_forms.filing.making import by_hand, folder_name, left_by_hand, write
from zzuli_forms.forms.drafts import passed
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import PACKET, form_named
from zzuli_forms.models.facts import Facts


def add_packet(command: Parser) -> None:
    """Add the arguments of `packet`."""
    _add(command)
    command.set_defaults(run=_make, form=PACKET.key)


def add_make(command: Parser) -> None:
    """Add the arguments of `make`."""
    takes_form(command, lambda form: form.asks)
    _add(command)
    command.set_defaults(run=_make)


def _add(command: Parser) -> None:
    takes_facts(command, ".yaml、.toml 或 .json")
    takes_output(command)
    takes_edition(command)
    takes_continuation(command)
    takes_terms(command)
    command.add_argument("--zip", action="store_true", help="打成一个 zip 文件")


def _make(arguments: argparse.Namespace) -> int:
    form, options = form_named(arguments.form), options_of(arguments)
    stated, units = dict[Path, Mapping[str, object]](), dict[Path, Facts]()
    remarks = dict[Path, tuple[Remark, ...]]()

    def check(path: Path) -> int:
        stated[path] = stated_in(path, form, options)
        checked = passed(form.model, stated[path], options.area, options.continued)
        remarks[path] = (*checked.remarks, *form.remarks(checked.facts, options.terms))
        refuse_remarks(remarks[path], options)
        units[path] = checked.facts
        return DONE

    def make(path: Path) -> int:
        facts = units[path]
        say(map(str, write(facts, arguments.output, options, zipped=arguments.zip)))
        remind(path, remarks[path])
        say(still_by_hand(_papers(form, form.name(facts)), by_hand(left_by_hand(facts))))
        return DONE

    def hinting(work: Callable[[Path], int], path: Path) -> int:
        try:
            return work(path)
        except FactsError as error:
            return complain_of(path, error.faults, ways_out(form, stated.get(path, {}), error.faults, options))

    code = each(dict.fromkeys(arguments.files), partial(hinting, check))
    return max(code, each(_by_home(units), lambda paths: hinting(make, _only(paths, units))))


def _by_home(facts: Mapping[Path, Facts]) -> Iterable[Sequence[Path]]:
    """Return the files, those together whose papers belong into one folder."""
    homes = dict[str, list[Path]]()
    for path, stated in facts.items():
        homes.setdefault(disk.alike(folder_name(stated)), []).append(path)
    return homes.values()


def _only(paths: Sequence[Path], facts: Mapping[Path, Facts]) -> Path:
    """Return the only file whose papers belong into a folder; FileError that names all where there are several."""
    if len(paths) == 1:
        return paths[0]
    files, home = "、".join(f"“{path}”" for path in paths), folder_name(facts[paths[0]])
    where = f"同一个文件夹“{home}”" if home else "同一处"
    raise FileError(f"{files}的材料要放在{where}，会互相覆盖，都没有生成；请只留一份，或分别放进不同的文件夹")


def _papers(form: Form, name: str) -> str:
    """Return what was made, as a message names it."""
    whose = f"“{name}”的" if name else ""
    return f"{whose}{'材料' if form.parts else form.title}"
