"""The command line: the only place that prints or exits.

Exit codes: 0 done, 1 faults in the facts, 2 wrong use or a file that cannot be read or written.
"""

from __future__ import annotations

import argparse
import signal
from collections.abc import Sequence
from threading import current_thread, main_thread

from zzuli_forms._version import __version__
from zzuli_forms.cli import many, notice, picture, reading, signing, single
from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import INTERRUPTED, WRONG, complain, speak_any_encoding
from zzuli_forms.errors import FormsError


def parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    root = Parser(prog="zzuli-forms", description="由填报内容生成政务微博承诺书和审批表，供打印、签字、盖章。")
    root.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = root.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
    single.add_to(commands)
    many.add_to(commands)
    notice.add_to(commands)
    picture.add_to(commands)
    reading.add_to(commands)
    signing.add_to(commands)
    return root


def _interrupt_once(_number: int, _frame: object) -> None:
    """One Ctrl-C is enough; another would only break off the clearing up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    speak_any_encoding()
    if current_thread() is main_thread():
        signal.signal(signal.SIGINT, _interrupt_once)
    try:
        wanted = parser().parse_args(arguments)
        code: int = wanted.run(wanted)
        return code
    except FormsError as error:
        complain([str(error)])
        return WRONG
    except KeyboardInterrupt:
        complain(["已中断；写好的文件都是完整的，其余没有动"])
        return INTERRUPTED
