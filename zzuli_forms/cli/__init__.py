"""The command line: the only place that prints or exits.

Exit codes: 0 done, 1 faults in the facts, 2 wrong use, a file that cannot be read or written, or output that is lost.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from threading import current_thread, main_thread

from zzuli_forms._version import __version__
from zzuli_forms.cli.parsing import Parser, command
from zzuli_forms.cli.talk import INTERRUPTED, WRONG, complain, speak_any_encoding, with_losses
from zzuli_forms.errors import FormsError

COMMANDS: Mapping[str, tuple[str, str]] = {
    "packet": ("making", "由内容文件生成整套报送材料"),
    "make": ("making", "由内容文件生成任何一种表"),
    "check": ("check", "只检查内容文件，不生成材料"),
    "new": ("blanks", "写一份带说明的样例，供修改"),
    "blank": ("blanks", "生成空白表，供手填；不写是哪种表时，生成全部"),
    "regulation": ("blanks", "生成《政务微博体系管理条例》全文，供查阅"),
    "fonts": ("about", "列出所用字体；给出文字时检查能否印出"),
    "schema": ("about", "列出各表内容的 JSON Schema，供别的系统使用"),
    "batch": ("many", "由一张多单位的表生成所有单位的材料、汇总表和问题清单"),
    "notice": ("notice", "生成微博开通、管理队伍变更的书面报告"),
    "preview": ("picture", "把一页画成 PNG 图片，不生成材料"),
    "read": ("reading", "读出已填好的 Word 或 PDF 里的内容，指出与原文、与附带数据不一致的地方"),
    "sign": ("signing", "用证书在 PDF 的签名处电子签名；不写 --field 时列出各处"),
}
"""The module and the help of each command; the module is loaded when its command is called."""


_PLUGINS = "PYDANTIC_DISABLE_PLUGINS"
"""The variable that keeps pydantic from looking for plugins, which none of our models needs."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    root = Parser(prog="zzuli-forms", description="由填报内容生成政务微博承诺书和审批表，供打印、签字、盖章。")
    root.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = root.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser, prog=root.prog)
    for name, (_, purpose) in COMMANDS.items():
        command(commands, name, purpose, partial(_load, name))
    return root


def _load(name: str, subparser: Parser) -> None:
    """Load a command's module and add its arguments and its function to its parser.

    What was loaded is exempt from garbage collection, which takes 30 ms of the 290 of `packet` otherwise.
    """
    os.environ.setdefault(_PLUGINS, "1")
    home = import_module(f"zzuli_forms.cli.{COMMANDS[name][0]}")
    gc.freeze()
    getattr(home, f"add_{name}")(subparser)


def _interrupt_once(_number: int, _frame: object) -> None:
    """Raise KeyboardInterrupt, and ignore a second Ctrl-C, which would break off the clean-up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command within another program, and return the exit code; what belongs to that program is given back."""
    with _guest():
        return program(arguments)


@contextmanager
def _guest() -> Iterator[None]:
    """Give back, as they were found: the handler of Ctrl-C, the environment, the collector, the standard streams."""
    plugins, frozen = os.environ.get(_PLUGINS), gc.get_freeze_count()
    handler = signal.getsignal(signal.SIGINT)
    streams = [(stream, stream.errors) for stream in (sys.stdout, sys.stderr) if isinstance(stream, TextIOWrapper)]
    try:
        yield
    finally:
        if current_thread() is main_thread():
            signal.signal(signal.SIGINT, handler)
        if plugins is None:
            os.environ.pop(_PLUGINS, None)
        if not frozen:
            gc.unfreeze()
        for stream, errors in streams:
            stream.reconfigure(errors=errors)


def program(arguments: Sequence[str] | None = None) -> int:
    """Run one command as a program of its own, and return the exit code."""
    speak_any_encoding()
    if current_thread() is main_thread():
        signal.signal(signal.SIGINT, _interrupt_once)
    return with_losses(_code(arguments))


def _code(arguments: Sequence[str] | None) -> int:
    try:
        namespace = parser().parse_args(arguments)
        code: int = namespace.run(namespace)
        return code
    except FormsError as error:
        complain([str(error)])
        return WRONG
    except KeyboardInterrupt:
        complain(["已中断；写好的文件都是完整的，其余没有动"])
        return INTERRUPTED
