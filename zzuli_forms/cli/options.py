"""The options several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from zzuli_forms.cli.parsing import Parser
from zzuli_forms.filing.options import FORMATS, Options
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import OWN, RENDERERS, all_forms
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


def takes_form(
    added: Parser, suits: Callable[[Form], bool], *name: str, default: str | None = None, many: str = ""
) -> None:
    """Add the form of the register, of those that suit a command: a positional argument, or an option of this name;
    several or none if the help says what none means (`many`).

    Forms of other distributions are looked for only where one is named or the help is asked for.
    """
    settings: dict[str, Any] = {"default": default} if name else {"nargs": "*"} if many else {}
    option = added.add_argument(*(name or ("form",)), metavar="表", type=partial(_form, suits), **settings)
    usual = f"；默认 {default}" if default else many
    added.explain_later(option, lambda: "、".join(f"{form.key}（{form.title}）" for form in _forms(suits)) + usual)


def _forms(suits: Callable[[Form], bool]) -> list[Form]:
    return [form for form in all_forms() if suits(form)]


def _form(suits: Callable[[Form], bool], key: str) -> str:
    """Return the key of a form that suits a command; ArgumentTypeError for another."""
    own = [form for form in OWN if form.key == key]
    if key not in [form.key for form in own or all_forms() if suits(form)]:
        raise argparse.ArgumentTypeError(f"不能是“{key}”，可选：{'、'.join(form.key for form in _forms(suits))}")
    return key


def options_of(arguments: argparse.Namespace) -> Options:
    """Return the options that a command line states; what it has no argument for as usual."""
    stated = vars(arguments)
    given: dict[str, Any] = {
        "formats": stated.get("format"),
        "area": stated.get("area_code"),
        "edition": stated.get("edition"),
        "continued": stated.get("continued"),
        "attached": stated.get("attached"),
        "overwrite": stated.get("force"),
        "strict": stated.get("strict"),
        "terms": Terms(arguments.date, tuple(arguments.foreign_name)) if "date" in stated else None,
    }
    return Options(**{name: value for name, value in given.items() if value is not None})


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
