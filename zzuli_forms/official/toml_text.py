"""TOML read into mappings, lists and texts; the message of a syntax fault tells its place in Chinese."""

from __future__ import annotations

import re
import sys

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class SyntaxFaultError(Exception):
    """The error of a text that breaks the syntax of its format; the message tells where."""


def read(text: str) -> dict[str, object]:
    """Return the data of a TOML text, numbers and dates as text; SyntaxFaultError if it cannot be parsed."""
    try:
        return {name: _as_text(value) for name, value in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第{place[1]}行第{place[2]}列" if place else "末尾"
        raise SyntaxFaultError(f"{where}写法有误，请检查引号和等号；中文的项目名和内容都要加英文引号") from error
    except ValueError as error:
        raise SyntaxFaultError("里有太长的数字，请加英文引号") from error
    except RecursionError as error:
        raise SyntaxFaultError("层次太深，请按样例的层次填写") from error


def _as_text(value: object) -> object:
    if isinstance(value, dict):
        return {name: _as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return str(value)
