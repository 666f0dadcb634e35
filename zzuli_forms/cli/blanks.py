"""The commands that need no facts: new, blank, regulation."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from zzuli_forms.cli.options import options_of, takes_edition, takes_form, takes_output
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.steering import made_by
from zzuli_forms.cli.talk import DONE, say
from zzuli_forms.files import disk
from zzuli_forms.files.commands import running
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import PACKET, REGULATION, all_forms, form_named, lay_out_blank, renderer
from zzuli_forms.official import DEFAULT_EDITION
from zzuli_forms.readers.text.sample import sample


def add_new(command: Parser) -> None:
    """Add the arguments of `new`."""
    command.add_argument(
        "file", metavar="文件", type=Path, help="以 .yaml、.toml、.json 结尾（一个单位），或 .xlsx（多个单位）"
    )
    takes_form(command, lambda form: form.asks, "--form", default=PACKET.key)
    command.add_argument("--force", action="store_true", help="覆盖已有文件")
    command.set_defaults(run=_new)


def add_blank(command: Parser) -> None:
    """Add the arguments of `blank`."""
    takes_form(command, lambda form: form.by_hand, many="；不写则全部生成")
    takes_output(command)
    takes_edition(command)
    command.set_defaults(run=_blank)


def add_regulation(command: Parser) -> None:
    """Add the arguments of `regulation`."""
    takes_output(command)
    takes_edition(command)
    command.set_defaults(run=_regulation)


def _new(arguments: argparse.Namespace) -> int:
    form, kind = form_named(arguments.form), arguments.file.suffix.lower()
    if kind == ".xlsx" and form == PACKET:
        from zzuli_forms.readers.table.template import template

        disk.write(arguments.file, template(FilingPacket), arguments.force)
        say([f'样例已写入“{arguments.file}”，填好后运行：{running("batch")} "{arguments.file}" -o 报送材料'])
        return DONE
    disk.write(arguments.file, sample(form.model, kind).encode(), arguments.force)
    say([f'样例已写入“{arguments.file}”，改好后运行：{made_by(form)} "{arguments.file}" -o 报送材料'])
    return DONE


def _blank(arguments: argparse.Namespace) -> int:
    forms = [form_named(key) for key in arguments.form] or [form for form in all_forms() if form.by_hand]
    return _write_blank(((f"空白-{form.title}", form) for form in forms), arguments)


def _regulation(arguments: argparse.Namespace) -> int:
    return _write_blank([(REGULATION.title, REGULATION)], arguments)


def _write_blank(forms: Iterable[tuple[str, Form]], arguments: argparse.Namespace) -> int:
    """Write forms that state no facts, under these names."""
    options = options_of(arguments)
    documents = {
        name: lay_out_blank(form, options.edition or DEFAULT_EDITION, options.attached) for name, form in forms
    }
    files = {
        arguments.output / f"{name}.{kind}": renderer(kind)(document)
        for name, document in documents.items()
        for kind in options.formats
    }
    say(map(str, disk.write_all(files, options.overwrite)))
    return DONE
