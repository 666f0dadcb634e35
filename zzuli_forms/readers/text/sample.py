"""A commented sample file to start from: sample facts of a model as YAML, TOML or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from pydantic import BaseModel

from zzuli_forms.errors import UsageError
from zzuli_forms.models.samples import SampleField, entries, plain


def sample(model: type[BaseModel], suffix: str) -> str:
    """Return the sample as .yaml, .toml or .json text. Raises UsageError for another suffix."""
    if suffix not in WRITERS:
        kinds = "、".join(WRITERS)
        raise UsageError(f"样例不能写成“{suffix}”文件，可选：{kinds}；请写成“我的单位.yaml”的样子")
    return WRITERS[suffix](str(model.model_config.get("title")), tuple(entries(model)))


def _yaml(title: str, fields: tuple[SampleField, ...]) -> str:
    heading = f"# {title}：每项先看说明，再把冒号后面的样例换成自己的内容。"
    quoting = "# 以“@”等符号开头、或带“#”的内容，请加英文引号。"
    return "\n".join([heading, quoting, "", *_yaml_lines(fields, ""), ""])


def _yaml_lines(fields: tuple[SampleField, ...], indent: str) -> Iterator[str]:
    for entry in fields:
        yield f"{indent}# {entry.description}"
        if not entry.below:
            yield f"{indent}{'# ' if entry.optional else ''}{entry.label}: {entry.example}"
            continue
        yield f"{indent}{entry.label}:"
        if entry.many:
            first, *others = (f"{item.label}: {item.example}" for item in entry.below)
            yield f"{indent}  - {first}"
            yield from (f"{indent}    {other}" for other in others)
        else:
            yield from _yaml_lines(entry.below, f"{indent}  ")


def _toml(title: str, fields: tuple[SampleField, ...]) -> str:
    heading = f"# {title}：每项先看说明，再把等号后面引号里的样例换成自己的内容。"
    return "\n".join([heading, "", *_toml_lines(fields, ""), ""])


def _toml_lines(fields: tuple[SampleField, ...], table: str) -> Iterator[str]:
    for entry in (entry for entry in fields if not entry.below):
        yield f"# {entry.description}"
        example = json.dumps(entry.example, ensure_ascii=False)
        yield f'{"# " if entry.optional else ""}"{entry.label}" = {example}'
    for entry in (entry for entry in fields if entry.below):
        name = f'{table}."{entry.label}"'.lstrip(".")
        yield from ("", f"# {entry.description}", f"[[{name}]]" if entry.many else f"[{name}]")
        yield from _toml_lines(entry.below, name)


def _json(_title: str, fields: tuple[SampleField, ...]) -> str:
    return json.dumps(plain(fields), ensure_ascii=False, indent=2) + "\n"


WRITERS: Mapping[str, Callable[[str, tuple[SampleField, ...]], str]] = {
    ".yaml": _yaml,
    ".yml": _yaml,
    ".toml": _toml,
    ".json": _json,
}
