"""One unit's folder on disk: what is up to date, what may be replaced, what a hand has altered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from zzuli_forms import disk
from zzuli_forms.errors import FileError
from zzuli_forms.packet import MANIFEST

_LARGEST = 50_000_000


def is_current(folder: Path, origin: Mapping[str, Any], papers: Sequence[str]) -> bool:
    """Whether the folder holds all these papers, made of the same facts, edition and version."""
    manifest = _manifest(folder)
    same = all(manifest.get(key) == value for key, value in origin.items())
    return same and set(papers) <= set(_digests(manifest)) and all(disk.exists(folder / name) for name in papers)


def altered(folder: Path) -> list[str]:
    """The papers in a folder that are no longer as its manifest has them."""
    known = _digests(_manifest(folder))
    return [name for name, digest in known.items() if _digest(folder / name) not in (digest, None)]


def in_the_way(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The files that are there, that we did not write as they are, and that differ from what we would write."""
    known = _digests(_manifest(folder))
    return [name for name, data in files.items() if _is_in_the_way(folder / name, data, known)]


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, the manifest last; each appears whole, one that is the same already is left alone."""
    for name in sorted(files, key=lambda name: name == MANIFEST):
        if _digest(folder / name) != hashlib.sha256(files[name]).hexdigest():
            disk.write(folder / name, files[name], overwrite=True)


def _is_in_the_way(path: Path, data: bytes, known: Mapping[str, str]) -> bool:
    there = _digest(path)
    if there is None or there == hashlib.sha256(data).hexdigest():
        return False
    return not known if path.name == MANIFEST else there != known.get(path.name)


def _digest(path: Path) -> str | None:
    data = disk.read_if_there(path, _LARGEST)
    return None if data is None else hashlib.sha256(data).hexdigest()


def _manifest(folder: Path) -> Mapping[str, Any]:
    """The manifest of a folder; empty where there is none of ours."""
    try:
        data = disk.read_if_there(folder / MANIFEST, _LARGEST)
        manifest = json.loads(data or b"{}")
    except (FileError, ValueError, RecursionError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _digests(manifest: Mapping[str, Any]) -> dict[str, str]:
    return dict(_entries(manifest.get("files")))


def _entries(files: object) -> Iterator[tuple[str, str]]:
    for entry in files if isinstance(files, list) else ():
        if isinstance(entry, dict) and "name" in entry and "sha256" in entry:
            yield str(entry["name"]), str(entry["sha256"])
