"""The commands that make papers of files of facts: packet, and make for any form of the register."""

from __future__ import annotations

import argparse
from pathlib import Path

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
from zzuli_forms.errors import FactsError, Faults
from zzuli_forms.filing.making import by_hand, left_by_hand, write
from zzuli_forms.filing.notices import begun
from zzuli_forms.forms.drafts import passed
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import PACKET, form_named
from zzuli_forms.models.editions import in_edition
from zzuli_forms.readers.text import facts_file


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

    def make(path: Path) -> int:
        stated = in_edition(form.model, begun(form.model, facts_file.read(path)), options.edition)
        try:
            checked = passed(form.model, stated, options.area, options.continued)
            facts = checked.facts
            remarks = Faults((*checked.remarks, *form.remarks(facts, options.terms)))
            refuse_remarks(remarks, options)
            paths = write(facts, arguments.output, options, zipped=arguments.zip)
        except FactsError as error:
            return complain_of(path, error.faults, ways_out(form, stated, error.faults, options))
        say(map(str, paths))
        remind(path, remarks)
        say(still_by_hand(_papers(form, form.name(facts)), by_hand(left_by_hand(facts))))
        return DONE

    return each(arguments.files, make)


def _papers(form: Form, name: str) -> str:
    """Return what was made, as a message names it."""
    whose = f"“{name}”的" if name else ""
    return f"{whose}{'材料' if form.parts else form.title}"
