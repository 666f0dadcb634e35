"""The command line: the only place that prints or exits.

Exit codes: 0 done, 1 faults in the facts, 2 wrong use or a file that cannot be read or written.
"""

from __future__ import annotations

import argparse
import codecs
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

from zzuli_forms import disk, fonts
from zzuli_forms._version import __version__
from zzuli_forms.errors import FactsError, FormsError
from zzuli_forms.forms import FORMS, PACKET, RENDERERS, lay_out, lay_out_blank, renderer
from zzuli_forms.intake.sample import sample
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.packet import FORMATS, FilingPacket
from zzuli_forms.page import Face

DONE, FAULTY, WRONG = 0, 1, 2
INTERRUPTED = 130
USAGE = {
    r"the following arguments are required: (.*)": "还缺少：{0}",
    r"unrecognized arguments: (.*)": "不认识的参数：{0}",
    r"argument (.*): expected .*": "{0} 后面要跟内容",
    r"argument (.*): invalid choice: '?(.*?)'? \(choose from (.*)\)": "{0} 不能是“{1}”，可选：{2}",
    r"argument (.*): ignored explicit argument .*": "{0} 后面不要跟内容",
    r"argument (.*): (不能.*)": "{0}：{1}",
}


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **settings: object) -> None:
        super().__init__(add_help=False, formatter_class=_Formatter, **settings)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the command, and exit 2."""
        self.exit(WRONG, f"命令写得不对：{_usage_fault(message)}\n{self.format_usage()}")


Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage: object, actions: object, groups: object, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)  # type: ignore[arg-type]


def _usage_fault(message: str) -> str:
    for pattern, words in USAGE.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return words.format(*found.groups())
    return "请对照用法检查"


def _formats(text: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    strange = [kind for kind in kinds if kind not in RENDERERS]
    if strange or not kinds:
        raise argparse.ArgumentTypeError(f"不能生成“{'、'.join(strange)}”，可选：{','.join(RENDERERS)}")
    return kinds


def parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    root = _Parser(prog="zzuli-forms", description="由一份内容生成政务微博承诺书和审批表，供打印、签字、盖章。")
    root.add_argument("--version", action="version", version=__version__, help="显示版本")
    commands = root.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)
    _add_packet(commands)
    _add_check(commands)
    _add_new(commands)
    _add_blank(commands)
    _add_fonts(commands)
    return root


def _command(commands: Commands, name: str, help: str, run: Callable[[argparse.Namespace], int]) -> _Parser:
    command: _Parser = commands.add_parser(name, help=help, description=help)
    command.set_defaults(run=run)
    return command


def _add_packet(commands: Commands) -> None:
    command = _command(commands, "packet", "由内容文件生成整套报送材料", _packet)
    _takes_facts(command)
    _takes_output(command)
    command.add_argument("--zip", action="store_true", help="打成一个 zip 文件")


def _add_check(commands: Commands) -> None:
    _takes_facts(_command(commands, "check", "只检查内容文件，不生成材料", _check))


def _add_new(commands: Commands) -> None:
    command = _command(commands, "new", "写一份带说明的样例，供修改", _new)
    command.add_argument("file", metavar="文件", type=Path, help="样例文件，以 .yaml、.toml 或 .json 结尾")
    command.add_argument("--force", action="store_true", help="覆盖已有文件")


def _add_blank(commands: Commands) -> None:
    _takes_output(_command(commands, "blank", "生成空白承诺书和审批表，供手填", _blank))


def _add_fonts(commands: Commands) -> None:
    command = _command(commands, "fonts", "列出所用字体；给出文字时检查能否印出", _fonts)
    command.add_argument("text", metavar="文字", nargs="*", help="要检查的文字，如人名中的生僻字")


def _takes_facts(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", metavar="文件", nargs="+", type=Path, help="内容文件（.yaml、.toml 或 .json）")
    command.add_argument(
        "--area-code", metavar="区号", default=LOCAL_AREA, help=f"未写区号的固定电话所属区号，默认 {LOCAL_AREA}"
    )


def _takes_output(command: argparse.ArgumentParser) -> None:
    command.add_argument("-o", "--output", metavar="文件夹", type=Path, required=True, help="存放结果的文件夹")
    command.add_argument(
        "--format", metavar="格式", type=_formats, default=FORMATS, help="docx、pdf 或 docx,pdf（默认两种都要）"
    )
    command.add_argument("--force", action="store_true", help="覆盖已有文件")


def _packet(wanted: argparse.Namespace) -> int:
    def write(path: Path) -> None:
        packet = FilingPacket.from_file(path, wanted.area_code)
        _say(str(file) for file in packet.write(wanted.output, wanted.format, wanted.force, wanted.zip))
        _say(_handwork(packet))

    return _each(wanted.files, write)


def _handwork(packet: FilingPacket) -> Iterable[str]:
    yield f"“{packet.unit}”的材料已生成，打印后还要手工完成："
    for todo in packet.handwork():
        copies = f"（一式{todo['copies']}份）" if todo["copies"] > 1 else ""
        yield f"  {todo['form']}{copies}：{todo['by']}{'、'.join(todo['acts'])}"


def _check(wanted: argparse.Namespace) -> int:
    def check(path: Path) -> None:
        lay_out(FilingPacket.from_file(path, wanted.area_code))
        _say([f"“{path}”没有发现问题"])

    return _each(wanted.files, check)


def _each(paths: Iterable[Path], work: Callable[[Path], None]) -> int:
    """Do the work for every file, whatever becomes of the others; the gravest exit code counts."""
    return max([_attempt(path, work) for path in paths])


def _attempt(path: Path, work: Callable[[Path], None]) -> int:
    try:
        work(path)
    except FactsError as error:
        _complain([f"“{path}”有{len(error.faults)}处问题：", *(f"  {fault}" for fault in error.faults)])
        return FAULTY
    except FormsError as error:
        _complain([str(error)])
        return WRONG
    return DONE


def _new(wanted: argparse.Namespace) -> int:
    text = sample(FilingPacket, wanted.file.suffix.lower())
    disk.write(wanted.file, text.encode(), wanted.force)
    _say([f'样例已写入“{wanted.file}”，改好后运行：zzuli-forms packet "{wanted.file}" -o 报送材料'])
    return DONE


def _blank(wanted: argparse.Namespace) -> int:
    files = {
        wanted.output / f"空白-{form.title}.{kind}": renderer(kind)(lay_out_blank(form))
        for form in FORMS
        if form is not PACKET
        for kind in wanted.format
    }
    disk.refuse_existing(list(files), wanted.force)
    for path, data in files.items():
        disk.write(path, data, wanted.force)
    _say(map(str, files))
    return DONE


def _fonts(wanted: argparse.Namespace) -> int:
    for face, official in fonts.OFFICIAL.items():
        _say([f"{face.value}：PDF 用 {fonts.folder() / official.file}；Word 用 {official.name}"])
    _say([f"生僻字：PDF 用 {fonts.folder() / fonts.RARE_FILE}"])
    missing = fonts.missing(" ".join(wanted.text), Face.BODY)
    if missing:
        _complain([f"印不出来：{'、'.join(f'“{c}”（U+{ord(c):04X}）' for c in missing)}"])
    elif wanted.text:
        _say(["所给文字都能印出"])
    return FAULTY if missing else DONE


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _complain(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)


def _readable(error: UnicodeError) -> tuple[str, int]:
    """What a console that lacks a character shows in its place."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join({"›": ">", "·": "."}.get(c, f"[U+{ord(c):04X}]") for c in lacking), error.end


def _speak_any_encoding() -> None:
    codecs.register_error("zzuli-readable", _readable)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="zzuli-readable")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    _speak_any_encoding()
    wanted = parser().parse_args(arguments)
    try:
        code: int = wanted.run(wanted)
        sys.stdout.flush()
        return code
    except FormsError as error:
        _complain([str(error)])
        return WRONG
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        _complain(["已中断；写好的文件都是完整的，其余没有动"])
        return INTERRUPTED
