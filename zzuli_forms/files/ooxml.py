"""Office packages (ISO/IEC 29500-2) opened safely: limited in size, tags and parts, searched before they are parsed."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from io import BytesIO
from lzma import LZMAError
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from zzuli_forms.errors import DamagedError, FileError
from zzuli_forms.files import disk

LARGEST = 10_000_000
"""The greatest size of a package file, in bytes."""
_MOST_BYTES, _MOST_TAGS, _MOST_PARTS = 20_000_000, 400_000, 1_000
"""The most bytes, tags and parts unpacked from it."""
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
ZIP_FAULTS = (BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError, zlib.error, LZMAError)
_DECLARATION = re.compile(b"<!DOCTYPE|<!ENTITY|<\0!\0D\0O\0C|\0<\0!\0D\0O\0C", re.IGNORECASE)


class Kind(NamedTuple):
    """A kind of package, in a clerk's words: name, suffix, older suffix, its programs, what to delete if too large."""

    name: str
    suffix: str
    old: str
    programs: str
    spare: str


def parts(path: Path, kind: Kind) -> tuple[bytes, Mapping[str, bytes]]:
    """Return the bytes of a package, and those of each part by name.

    Raises FileError where it cannot be read, is too large, encrypted, not of its kind, damaged or harmful.
    """
    data = disk.read(path, LARGEST)
    return data, parts_in(data, path, kind)


def parts_in(data: bytes, path: Path, kind: Kind) -> Mapping[str, bytes]:
    """Return the bytes of each part of a package by name; FileError as `parts`."""
    if len(data) > LARGEST:
        raise _too_large(path, kind)
    if data.startswith(_OLD_OR_LOCKED):
        raise FileError(f"“{path}”有密码，或是旧版 {kind.old} 文件，请去掉密码，另存为 {kind.suffix}")
    try:
        members = _parts(data, path, kind)
    except FileError:
        raise
    except ZIP_FAULTS as error:
        raise damaged(path, kind) from error
    _refuse_markup(members, path, kind)
    return members


def _parts(data: bytes, path: Path, kind: Kind) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        members = package.infolist()
        if sum(member.file_size for member in members) > _MOST_BYTES or len(members) > _MOST_PARTS:
            raise _too_large(path, kind)
        return {member.filename: package.read(member) for member in members}


def _refuse_markup(members: Mapping[str, bytes], path: Path, kind: Kind) -> None:
    """Refuse a document type declaration (forbidden by ISO/IEC 29500-2), so any entity, and too many tags."""
    if any(map(_DECLARATION.search, members.values())):
        raise FileError(f"“{path}”里有不该有的实体声明，可能有害，没有读取；请用 {kind.programs} 另存后再试")
    if sum(part.count(b"<") for part in members.values()) > _MOST_TAGS:
        raise _too_large(path, kind)


def damaged(path: Path, kind: Kind) -> DamagedError:
    """Return the error for a package that cannot be read."""
    return DamagedError(f"“{path}”不是完好的 {kind.name}，请用 {kind.programs} 打开后另存为 {kind.suffix}")


def _too_large(path: Path, kind: Kind) -> FileError:
    return FileError(f"“{path}”展开后太大，请只留填报内容（{kind.spare}），另存后再试")
