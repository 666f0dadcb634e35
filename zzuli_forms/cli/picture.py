"""The command that shows a page as a picture: preview."""

from __future__ import annotations

import argparse
from pathlib import Path

from zzuli_forms.cli.facts import stated_in
from zzuli_forms.cli.options import options_of, takes_area, takes_continuation, takes_edition, takes_form
from zzuli_forms.cli.parsing import Parser, number
from zzuli_forms.cli.talk import DONE, attempt, say
from zzuli_forms.errors import UsageError
from zzuli_forms.files import disk
from zzuli_forms.filing.preview import LEAST_DPI, MOST_DPI, preview
from zzuli_forms.forms.drafts import sound
from zzuli_forms.forms.register import PACKET, form_named


def add_preview(command: Parser) -> None:
    """Add the arguments of `preview`."""
    command.add_argument("file", metavar="文件", type=Path, help="内容文件，或材料里的 manifest.json")
    command.add_argument("-o", "--output", metavar="图片", type=Path, required=True, help="以 .png 结尾的文件名")
    takes_form(command, lambda _: True, "--form", default=PACKET.key)
    command.add_argument("--page", metavar="页", type=number(1, 999), default=1, help="第几页，默认 1")
    command.add_argument(
        "--dpi",
        metavar="点数",
        type=number(LEAST_DPI, MOST_DPI),
        default=110,
        help=f"每英寸点数，{LEAST_DPI} 至 {MOST_DPI}，默认 110",
    )
    command.add_argument("--force", action="store_true", help="覆盖已有文件")
    takes_edition(command)
    takes_area(command)
    takes_continuation(command)
    command.set_defaults(run=_preview)


def _preview(arguments: argparse.Namespace) -> int:
    form, options = form_named(arguments.form), options_of(arguments)
    if arguments.output.suffix.lower() != ".png":
        raise UsageError(f"图片只能写成 .png 文件，现为“{arguments.output}”")

    def draw() -> int:
        stated = stated_in(arguments.file, form, options)
        facts = sound(form.model, stated, options.area, options.continued)
        picture = preview(facts, arguments.page, arguments.dpi, options.continued)
        disk.write(arguments.output, picture, options.overwrite)
        say([str(arguments.output)])
        return DONE

    return attempt(arguments.file, draw)
