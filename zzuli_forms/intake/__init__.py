"""Files to plain data: what a clerk wrote, every value as text, before anything is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from zzuli_forms import disk
from zzuli_forms.errors import FileError
from zzuli_forms.intake import structured

READERS: Mapping[str, Callable[[str], object]] = {
    ".yaml": structured.from_yaml,
    ".yml": structured.from_yaml,
    ".toml": structured.from_toml,
    ".json": structured.from_json,
}


def read(path: Path) -> Mapping[str, object]:
    """The facts in a YAML, TOML or JSON file (UTF-8 with or without BOM, UTF-16 with BOM, GB 18030).

    Raises FileError for a file that cannot be read, is empty, or is not written as its kind asks.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise FileError(f"不认识“{path}”的文件类型，请用 {'、'.join(READERS)} 文件")
    text = decoded(disk.read(path), path)
    try:
        data = reader(text)
    except structured.SyntaxFaultError as fault:
        raise FileError(f"“{path}”{fault}") from fault
    if not isinstance(data, Mapping):
        raise FileError(f"“{path}”里没有“项目: 内容”，请检查冒号是否写成了中文冒号，冒号后是否空了一格")
    return data


def decoded(data: bytes, path: Path) -> str:
    """The text of a file in whichever encoding Chinese offices use; FileError if it is none or empty."""
    text = next((text for text in map(_tried(data), _encodings(data)) if text is not None), None)
    if text is None or "\0" in text:
        raise FileError(f"“{path}”不是文本文件，请另存为 UTF-8 文本")
    if not text.strip():
        raise FileError(f"“{path}”是空的，请先填写；可用 zzuli-forms new 生成样例")
    return text


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("utf-8-sig", "gb18030")


def _tried(data: bytes) -> Callable[[str], str | None]:
    def attempt(encoding: str) -> str | None:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            return None

    return attempt
