"""YAML, TOML and JSON to mappings, lists and text; no number is reckoned, no key lost."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class SyntaxFaultError(Exception):
    """The text is not written as its kind asks; the message tells where."""


def from_yaml(text: str) -> object:
    """The data of one YAML document, every scalar as written; aliases are refused."""
    from zzuli_forms.intake import yaml_text

    return yaml_text.read(text)


def from_toml(text: str) -> object:
    """The data of a TOML text, numbers and dates as text."""
    try:
        return _as_text(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"第{place[1]}行第{place[2]}列" if place else "末尾"
        raise SyntaxFaultError(f"{where}写法有误，请检查引号和等号；中文的项目名和内容都要加英文引号") from error
    except ValueError as error:
        raise SyntaxFaultError("里有太长的数字，请加英文引号") from error
    except RecursionError as error:
        raise SyntaxFaultError("层次太深，请按样例的层次填写") from error


def from_json(text: str) -> object:
    """The data of a JSON text, numbers as written."""
    try:
        return json.loads(text, object_pairs_hook=_unrepeated, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        where = f"第{error.lineno}行第{error.colno}列"
        raise SyntaxFaultError(f"{where}写法有误，请检查英文引号、逗号和括号") from error
    except RecursionError as error:
        raise SyntaxFaultError("层次太深，请按样例的层次填写") from error


def _unrepeated(pairs: list[tuple[str, object]]) -> dict[str, object]:
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            raise SyntaxFaultError(f"里“{name}”写了两次，请只留一处")
    return dict(pairs)


def _as_text(value: object) -> object:
    if isinstance(value, dict):
        return {name: _as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    return str(value)
