"""The command that signs a PDF with a certificate: sign."""

from __future__ import annotations

import argparse
import re
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from zzuli_forms.cli.parsing import Parser
from zzuli_forms.cli.talk import DONE, attempt, say
from zzuli_forms.errors import UsageError
from zzuli_forms.files import disk

if TYPE_CHECKING:
    from zzuli_forms.filing.signing import Identity, Place

MARK = "-已签"
LONGEST_PASSPHRASE = 1_000


def add_sign(command: Parser) -> None:
    """Add the arguments of `sign`."""
    command.add_argument("file", metavar="文件", type=Path, help=".pdf 文件")
    command.add_argument("--field", metavar="签名处", help="签名处的名称，如 审批表.1.申报单位负责人")
    command.add_argument("--pkcs12", metavar="证书", type=Path, help="带私钥的证书文件，.p12 或 .pfx")
    command.add_argument(
        "--passphrase-file", metavar="密码文件", type=Path, help="写有证书密码的文件；不给时，需要密码就在屏幕上问"
    )
    command.add_argument(
        "-o", "--output", metavar="文件", type=Path, help=f"签好的 PDF；默认写在原文件旁边，名称加上“{MARK}1”等"
    )
    command.add_argument("--force", action="store_true", help="覆盖已有文件")
    command.set_defaults(run=_sign)


def _sign(arguments: argparse.Namespace) -> int:
    from zzuli_forms.filing.signing import places, refuse_taken, sign

    def work() -> int:
        fields = places(arguments.file)
        if arguments.field is None:
            say(_lines(arguments.file, fields))
            return DONE
        refuse_taken(fields, arguments.field, arguments.file)
        pdf = sign(arguments.file, arguments.field, _identity(arguments))
        output = arguments.output or _output_path(arguments.file, fields)
        disk.write(output, pdf, arguments.force)
        say([str(output)])
        return DONE

    return attempt(arguments.file, work)


def _lines(path: Path, fields: tuple[Place, ...]) -> list[str]:
    if not fields:
        raise UsageError(f"“{path}”里没有签名处，请用本软件生成的 PDF")
    return [f"“{path}”的签名处：", *(f"  {place.name}：{_state(place)}" for place in fields)]


def _state(place: Place) -> str:
    """Return who has signed, and whether the file was changed since, as the list says it."""
    if not place.signer:
        return "未签"
    return f"已由“{place.signer}”签" + ("，此后文件被改动过，请核对" if place.altered else "")


def _identity(arguments: argparse.Namespace) -> Identity:
    from zzuli_forms.filing.signing import LockedError, identity_in

    if arguments.pkcs12 is None:
        raise UsageError("请用 --pkcs12 给出带私钥的证书文件（.p12 或 .pfx）")
    if arguments.passphrase_file:
        return identity_in(arguments.pkcs12, _first_line(arguments.passphrase_file))
    try:
        return identity_in(arguments.pkcs12)
    except LockedError as error:
        if not sys.stdin.isatty():
            raise LockedError(f"{error}；密码请写在文件里，用 --passphrase-file 给出") from error
        return identity_in(arguments.pkcs12, getpass("证书密码（输入时不显示）："))


def _first_line(path: Path) -> str:
    try:
        return (disk.read(path, LONGEST_PASSPHRASE).decode("utf-8-sig").splitlines() or [""])[0]
    except UnicodeDecodeError as error:
        raise UsageError(f"“{path}”不是 UTF-8 文本，请把密码另存为 UTF-8") from error


def _output_path(path: Path, fields: tuple[Place, ...]) -> Path:
    """Return the path of a signed file beside the original, numbered by its signatures."""
    count = sum(bool(place.signer) for place in fields) + 1
    return path.with_name(f"{re.sub(f'{MARK}[0-9]+$', '', path.stem)}{MARK}{count}{path.suffix}")
