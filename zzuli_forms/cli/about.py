"""The commands that tell about the library: fonts, schema."""

from __future__ import annotations

import argparse
import json

from zzuli_forms.cli.options import takes_form
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import DONE, FAULTY, complain, say
from zzuli_forms.document.nodes import Face
from zzuli_forms.forms.register import all_forms, form_named
from zzuli_forms.typeset import fonts


def add_fonts(command: Parser) -> None:
    """Add the arguments of `fonts`."""
    command.add_argument("text", metavar="文字", nargs="*", help="要检查的文字，如人名中的生僻字")
    command.set_defaults(run=_fonts)


def add_schema(command: Parser) -> None:
    """Add the arguments of `schema`."""
    takes_form(command, lambda _: True, many="；不写则全部列出")
    command.set_defaults(run=_schema)


def _fonts(arguments: argparse.Namespace) -> int:
    for face, official in fonts.OFFICIAL.items():
        say([f"{face.value}：PDF 用 {fonts.folder() / official.file}；Word 用 {official.name}"])
    say([f"生僻字：PDF 用 {fonts.folder() / fonts.RARE_FILE}"])
    missing = fonts.missing(" ".join(arguments.text), Face.BODY)
    if missing:
        complain([f"印不出来：{'、'.join(f'“{c}”（U+{ord(c):04X}）' for c in missing)}"])
    elif arguments.text:
        say(["所给文字都能印出"])
    return FAULTY if missing else DONE


def _schema(arguments: argparse.Namespace) -> int:
    keys = arguments.form or [form.key for form in all_forms()]
    schemas = {key: form_named(key).schema() for key in keys}
    content = schemas[keys[0]] if len(arguments.form) == 1 else schemas
    say(json.dumps(content, ensure_ascii=False, indent=2).splitlines())
    return DONE
