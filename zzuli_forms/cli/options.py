"""The options several commands share."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from zzuli_forms.cli.parsing import Parser
from zzuli_forms.filing.packet import FORMATS
from zzuli_forms.forms.register import RENDERERS
from zzuli_forms.forms.rules import Terms
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.official import DEFAULT_EDITION, edition_keys, read_edition, told_editions


def takes_facts(added: Parser, kinds: str) -> None:
    """Add the files of facts, and the area code of numbers without one."""
    added.add_argument("files", metavar="文件", nargs="+", type=Path, help=f"内容文件（{kinds}）")
    takes_area(added)


def takes_area(added: Parser) -> None:
    """Add the area code of numbers without one."""
    added.add_argument(
        "--area-code", metavar="区号", default=LOCAL_AREA, help=f"未写区号的固定电话所属区号，默认 {LOCAL_AREA}"
    )


def takes_output(added: Parser) -> None:
    """Add the folder of the results, their formats, and the options of writing them."""
    added.add_argument("-o", "--output", metavar="文件夹", type=Path, required=True, help="存放结果的文件夹")
    added.add_argument(
        "--format", metavar="格式", type=_formats, default=FORMATS, help="docx、pdf 或 docx,pdf（默认两种都要）"
    )
    added.add_argument("--force", action="store_true", help="覆盖已有文件")
    added.add_argument(
        "--no-facts", dest="attached", action="store_false", help="不在文件里附带填报内容的数据（facts.json）"
    )


def takes_edition(added: Parser) -> None:
    """Add the edition in which the wording is printed."""
    option = added.add_argument("--edition", metavar="版本", type=_edition, choices=edition_keys())
    added.explain_later(option, lambda: f"{told_editions()}；默认 {DEFAULT_EDITION}")


def takes_continuation(added: Parser) -> None:
    """Add the continuation sheet for text that a form cannot hold."""
    added.add_argument(
        "--continue",
        dest="continued",
        action="store_true",
        help="表里写不下的宗旨和范围，印到“（续见附页）”为止，全文另印在附页上",
    )


def takes_terms(added: Parser) -> None:
    """Add the terms of the regulation's rules, and whether a remark counts as a fault."""
    added.add_argument("--date", metavar="日期", type=_day, help="报送日期，如 2014-06-20；给出时提醒开通期限")
    option = added.add_argument("--foreign-name", metavar="外文名", action="append", default=[])
    added.explain_later(option, _foreign_names)
    added.add_argument("--strict", action="store_true", help="依据条例的提醒也算问题")


def terms(wanted: argparse.Namespace) -> Terms:
    """Return the terms of the rules that a command line states."""
    return Terms(wanted.date, tuple(wanted.foreign_name))


def _foreign_names() -> str:
    names = "、".join(read_edition(DEFAULT_EDITION).foreign_names)
    return f"微博名称可用的学校外文名或缩写，可写多次，默认 {names}"


def _edition(key: str) -> str:
    """Return the key of an edition once its file has been read; argparse refuses an unknown one."""
    if key in edition_keys():
        read_edition(key)
    return key


def _formats(text: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    strange = [kind for kind in kinds if kind not in RENDERERS]
    if strange or not kinds:
        raise argparse.ArgumentTypeError(f"不能生成“{'、'.join(strange)}”，可选：{','.join(RENDERERS)}")
    return kinds


def _day(text: str) -> date:
    """Return the day that a text states as Chinese offices write it; ArgumentTypeError otherwise."""
    from zzuli_forms.models import days

    try:
        return days.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"应写成 2014-06-20 的样子，现为“{text}”") from error
