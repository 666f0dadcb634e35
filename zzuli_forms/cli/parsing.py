"""An argument parser with Chinese messages, to which a command's arguments are added when it is called."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from zzuli_forms.cli.talk import WRONG

USAGE = {
    r"the following arguments are required: 命令": "还缺少：命令；--help 列出全部命令，new 我的单位.yaml 写出样例",
    r"the following arguments are required: (.*)": "还缺少：{0}",
    r"unrecognized arguments: (.*)": "不认识的参数：{0}",
    r"argument (.*): expected .*": "{0} 后面要跟内容",
    r"argument (.*): invalid choice: '?(.*?)'? \(choose from (.*)\)": "{0} 不能是“{1}”，可选：{2}",
    r"argument (.*): ignored explicit argument .*": "{0} 后面不要跟内容",
    r"argument (.*): (不能.*|应.*)": "{0}：{1}",
}


class Parser(argparse.ArgumentParser):
    """An argument parser with Chinese messages; `learn` adds its arguments before it first parses any."""

    def __init__(self, learn: Callable[[Parser], None] | None = None, **settings: object) -> None:
        self._learn = learn
        self._later: list[tuple[argparse.Action, Callable[[], str]]] = []
        super().__init__(add_help=False, formatter_class=_Formatter, **settings)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse as argparse does, once `learn` has added the arguments; a command refuses what it does not know."""
        learn, self._learn = self._learn, None
        if learn:
            learn(self)
        parsed, unknown = super().parse_known_args(args, namespace)
        if learn and unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return parsed, unknown

    def explain_later(self, option: argparse.Action, tell: Callable[[], str]) -> None:
        """Set the help of an option to what `tell` returns, called only when the help is asked for."""
        self._later.append((option, tell))

    def format_help(self) -> str:
        """Return the help as argparse does, with the help of options set by `explain_later`."""
        for option, tell in self._later:
            option.help = tell().replace("%", "%%")
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the command, and exit 2."""
        self.exit(WRONG, f"命令写得不对：{_usage_fault(message)}{self._nearest(message)}\n{self.format_usage()}")

    def _nearest(self, message: str) -> str:
        """Return the question whether a known option or command was meant by the unknown one in a message."""
        from difflib import get_close_matches

        unknown = re.search(r"arguments: (--?[\w-]+)|invalid choice: '([^']*)'", message)
        if not unknown:
            return ""
        choices = [choice for action in self._actions for choice in action.choices or ()]
        near = get_close_matches(unknown[1] or unknown[2], [*self._option_string_actions, *choices], n=1)
        return f"；是否想写 {near[0]}" if near else ""


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: object, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


def _usage_fault(message: str) -> str:
    for pattern, words in USAGE.items():
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            return words.format(*(group.replace("'", "") for group in match.groups()))
    return "请对照用法检查"


def command(commands: Commands, name: str, help: str, learn: Callable[[Parser], None]) -> None:
    """Add a command whose arguments and function `learn` adds when it is called."""
    commands.add_parser(name, help=help, description=help, learn=learn)


def number(least: int, most: int) -> Callable[[str], int]:
    """Return an argument type for whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,3}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"应是{least}至{most}的整数，现为“{text}”")
        return int(text)

    return read
