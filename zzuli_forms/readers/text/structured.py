"""YAML and JSON read into mappings, lists and text: numbers stay as written, repeated keys are refused."""

from __future__ import annotations

import json
from collections import Counter

from zzuli_forms.official.toml_text import SyntaxFaultError


def from_yaml(text: str) -> object:
    """Return the data of one YAML document, every scalar as written. Raises SyntaxFaultError, for aliases too."""
    from zzuli_forms.readers.text import yaml_text

    return yaml_text.read(text)


def from_json(text: str) -> object:
    """Return the data of a JSON text, numbers as written. Raises SyntaxFaultError, for repeated keys too."""
    try:
        return json.loads(text, object_pairs_hook=_mapping, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        where = f"第{error.lineno}行第{error.colno}列"
        raise SyntaxFaultError(f"{where}写法有误，请检查英文引号、逗号和括号") from error
    except RecursionError as error:
        raise SyntaxFaultError("层次太深，请按样例的层次填写") from error


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            raise SyntaxFaultError(f"里“{name[:30]}”写了两次，请只留一处")
    return dict(pairs)
