"""Facts files read into plain data: values as text, before a model validates them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path, PurePath

from zzuli_forms.errors import FileError
from zzuli_forms.files import disk
from zzuli_forms.files.commands import running
from zzuli_forms.files.kinds import unread
from zzuli_forms.files.manifest import facts_in, is_newer
from zzuli_forms.official import toml_text
from zzuli_forms.readers.text import structured

LARGEST = 100_000
"""Most bytes of one unit's facts; a full form has about ten thousand."""
MOST_ENTRIES = 1_000
_DEEPEST = 20
_LONGEST_KEY = 200
"""Most levels of nesting, and characters of a key; a form's facts have five, and about ten."""
_SURROGATES = re.compile("[\ud800-\udfff]")
READERS: Mapping[str, Callable[[str], object]] = {
    ".yaml": structured.from_yaml,
    ".yml": structured.from_yaml,
    ".toml": toml_text.read,
    ".json": structured.from_json,
}


def read(path: Path) -> Mapping[str, object]:
    """Read the facts in a YAML, TOML or JSON file (UTF-8 with or without BOM, UTF-16 with BOM, GB 18030) or a manifest.

    Raises FileError for a file that cannot be read, is empty, too large, or malformed.
    """
    return facts_in(read_whole(path))


def read_whole(path: Path) -> Mapping[str, object]:
    """Read everything a facts file or manifest states, not its facts alone. Raises FileError as `read`."""
    _refuse_other_kinds(path)
    return whole(disk.read(path, LARGEST), path)


def _refuse_other_kinds(path: PurePath) -> None:
    if path.suffix.lower() not in READERS:
        raise FileError(unread(path, tuple(READERS)))


def stated(data: bytes, path: PurePath) -> Mapping[str, object]:
    """Return the facts in the bytes of a file; its suffix tells the format. Raises FileError as `read`."""
    return facts_in(whole(data, path))


def whole(data: bytes, path: PurePath) -> Mapping[str, object]:
    """Return everything the bytes of a facts file or manifest state. Raises FileError as `read`."""
    _refuse_other_kinds(path)
    if len(data) > LARGEST:
        raise FileError(f"“{path}”太大（超过{LARGEST // 1000} KB），请核对内容")
    facts = _mapping(decoded(data, path), READERS[path.suffix.lower()], path)
    fault = _excess(facts)
    if fault:
        raise FileError(f"“{path}”{fault}")
    if is_newer(facts):
        raise FileError(f"“{path}”由更新的版本生成，请先升级 zzuli_forms")
    return facts


def _excess(data: object) -> str | None:
    """Return the message on the first limit the data exceeds, or on broken characters; None if there is neither."""
    entries = list(islice(_entries(data), MOST_ENTRIES + 1))
    if len(entries) > MOST_ENTRIES:
        return f"里的项目太多（超过{MOST_ENTRIES}项），请按样例填写"
    if max(depth for depth, _ in entries) > _DEEPEST:
        return "层次太深，请按样例的层次填写"
    if any(len(str(name)) > _LONGEST_KEY for _, item in entries if isinstance(item, Mapping) for name in item):
        return f"里有一项的名称太长（超过{_LONGEST_KEY}字），请按样例填写"
    has_surrogates = any(_SURROGATES.search(entry) for _, entry in entries if isinstance(entry, str))
    return "里有残缺的字符，请找到并重新录入" if has_surrogates else None


def _entries(data: object) -> Iterator[tuple[int, object]]:
    """Yield the data and every key and value in it, of all levels, with its depth."""
    stack = [(0, data)]
    while stack:
        depth, item = stack.pop()
        yield depth, item
        below = [*item.keys(), *item.values()] if isinstance(item, Mapping) else item
        stack += [(depth + 1, entry) for entry in below] if isinstance(below, list) else []


def _mapping(text: str, reader: Callable[[str], object], path: PurePath) -> Mapping[str, object]:
    try:
        data = reader(text)
    except toml_text.SyntaxFaultError as fault:
        raise FileError(f"“{path}”{fault}") from fault
    if not isinstance(data, Mapping):
        raise FileError(f"“{path}”里没有“项目: 内容”，请检查冒号是否写成了中文冒号，冒号后是否空了一格")
    return data


def decoded(data: bytes, path: PurePath) -> str:
    """Return the text of a file in UTF-8, UTF-16 with BOM or GB 18030. Raises FileError if it is no text or empty."""
    text = next((text for text in map(_decoder(data), _encodings(data)) if text is not None), None)
    if text is None or "\0" in text:
        raise FileError(f"“{path}”不是文本文件，请另存为 UTF-8 文本")
    if not text.strip():
        raise FileError(f"“{path}”是空的，请先填写；可用 {running('new')} 生成样例")
    return text


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _decoder(data: bytes) -> Callable[[str], str | None]:
    def attempt(encoding: str) -> str | None:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            return None

    return attempt
