"""YAML read into mappings, lists and text; imported only where a file is YAML."""

from __future__ import annotations

import re
from collections.abc import Hashable

import yaml

from zzuli_forms.official.toml_text import SyntaxFaultError


def read(text: str) -> object:
    """Return the data of one YAML document, every scalar as written. Raises SyntaxFaultError, for aliases too."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506 (BaseLoader builds nothing but text)
    except yaml.MarkedYAMLError as error:
        raise SyntaxFaultError(_yaml_place(error, text)) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise SyntaxFaultError("含有不能识别的控制字符，请删去后另存") from error
    except RecursionError as error:
        raise SyntaxFaultError("层次太深，请按样例的层次填写") from error


class _Loader(yaml.BaseLoader):
    """PyYAML's BaseLoader, which reads every scalar as text; aliases, tags, repeated keys and `#text` are refused."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=mark)
        if getattr(self.peek_event(), "tag", None):  # type: ignore[no-untyped-call]
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(context="while scanning a tag", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        mark = node.end_mark
        rest = (mark.buffer or "")[mark.pointer :] if node.style is None else ""
        if re.match(r"[ \t]+#\S", str(rest)):
            words = "“#”后面的字会被当作说明丢掉，请给这项内容加引号"
            raise yaml.MarkedYAMLError(problem=words, problem_mark=mark)
        return str(super().construct_scalar(node))

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        names: set[str] = set()
        for key, _ in node.value:
            name = str(self.construct_object(key, deep=True))
            if name in names:
                raise yaml.MarkedYAMLError(problem=f"“{name[:30]}”写了两次，请只留一处", problem_mark=key.start_mark)
            names.add(name)
        return super().construct_mapping(node, deep=deep)


LIKELY = (
    (re.compile(r"\s*(- )?[^\s:：\"'#]{1,20}："), "冒号写成了中文冒号，请改用英文冒号“:”，后面空一格"),
    (re.compile(r"\s*(- )?[^\s:：\"'#]{1,20}:[^\s/]"), "英文冒号后面没有空格，请空一格"),
    (re.compile(r"\s*(- )?[^:]{1,20}:\s+(\"[^\"]*|'[^']*)$"), "引号没有成对，请补上后一个引号"),
    (re.compile(r" *\t"), "缩进用了制表符，请改用空格"),
)
"""Patterns of lines on which a file commonly breaks, with the fault and its remedy."""


def _likely(lines: list[str], last: int) -> str:
    """Return the likely cause of a fault that the parser met on the `last` of these lines: the nearest line, there or
    above, or else below, that is written as people mistakenly write; '' for none.
    """
    for number in (*range(min(last, len(lines) - 1), -1, -1), *range(last + 1, len(lines))):
        cause = next((cause for pattern, cause in LIKELY if pattern.match(lines[number])), "")
        if cause:
            return f"第{number + 1}行：{cause}"
    return ""


def _yaml_place(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark or error.context_mark
    where = f"第{mark.line + 1}行第{mark.column + 1}列" if mark else ""
    if (error.context or "").endswith(" a tag"):
        return f"{where}：“!”不能用在开头，请给这项内容加引号"
    if error.problem and error.problem.startswith("“"):
        return f"{where}：{error.problem}"
    match = re.match("found character '([^\t])' that cannot start", error.problem or "")
    if match:
        return f"{where}：“{match[1]}”不能用在开头，请给这项内容加引号"
    if error.problem == "alias":
        return f"{where}用了“*”引用，请直接写出内容；以“*”开头的文字请加引号"
    cause = _likely(text.splitlines(), mark.line if mark else 0)
    if cause:
        return cause
    return f"{where}写法有误，请检查缩进（用空格，不用制表符）、英文冒号及其后的空格，有特殊符号的内容请加引号"
