"""The commands that need no facts: new, blank, regulation."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from zzuli_forms.cli.options import takes_edition, takes_output
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import DONE, say
from zzuli_forms.files import disk
from zzuli_forms.filing.packet import FilingPacket
from zzuli_forms.forms.register import BY_HAND, FORMS, NOTICES, PACKET, REGULATION, Form, lay_out_blank, renderer
from zzuli_forms.official import DEFAULT_EDITION
from zzuli_forms.readers.text.sample import sample


def add_new(command: Parser) -> None:
    """Add the arguments of `new`."""
    command.add_argument(
        "file", metavar="文件", type=Path, help="以 .yaml、.toml、.json 结尾（一个单位），或 .xlsx（多个单位）"
    )
    kinds = [form.key for form in (PACKET, *NOTICES)]
    told = "、".join(f"{form.key}（{form.title}）" for form in (PACKET, *NOTICES))
    command.add_argument("--form", metavar="表", choices=kinds, default=PACKET.key, help=f"{told}；默认 {PACKET.key}")
    command.add_argument("--force", action="store_true", help="覆盖已有文件")
    command.set_defaults(run=_new)


def add_blank(command: Parser) -> None:
    """Add the arguments of `blank`."""
    takes_output(command)
    takes_edition(command)
    command.set_defaults(run=_blank)


def add_regulation(command: Parser) -> None:
    """Add the arguments of `regulation`."""
    takes_output(command)
    takes_edition(command)
    command.set_defaults(run=_regulation)


def _new(wanted: argparse.Namespace) -> int:
    kind, form = wanted.file.suffix.lower(), next(form for form in FORMS if form.key == wanted.form)
    if kind == ".xlsx" and form is PACKET:
        from zzuli_forms.readers.table.template import template

        disk.write(wanted.file, template(FilingPacket), wanted.force)
        say([f'样例已写入“{wanted.file}”，填好后运行：zzuli-forms batch "{wanted.file}" -o 报送材料'])
        return DONE
    disk.write(wanted.file, sample(form.model, kind).encode(), wanted.force)
    then = f"notice {form.key}" if form in NOTICES else form.key
    say([f'样例已写入“{wanted.file}”，改好后运行：zzuli-forms {then} "{wanted.file}" -o 报送材料'])
    return DONE


def _blank(wanted: argparse.Namespace) -> int:
    return _write_blank({f"空白-{form.title}": form for form in BY_HAND}, wanted)


def _regulation(wanted: argparse.Namespace) -> int:
    return _write_blank({REGULATION.title: REGULATION}, wanted)


def _write_blank(forms: Mapping[str, Form], wanted: argparse.Namespace) -> int:
    """Write forms that state no facts, under these names."""
    edition = wanted.edition or DEFAULT_EDITION
    documents = {name: lay_out_blank(form, edition, wanted.attached) for name, form in forms.items()}
    files = {
        wanted.output / f"{name}.{kind}": renderer(kind)(document)
        for name, document in documents.items()
        for kind in wanted.format
    }
    say(map(str, disk.write_all(files, wanted.force)))
    return DONE
