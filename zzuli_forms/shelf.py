"""One unit's folder on disk: what is up to date, what may be replaced, what a hand has altered.

The manifest tells which bytes are ours. While files are being replaced a journal beside it tells what they
were and will be, so that a run killed in between is never taken for a clerk's own changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzuli_forms import disk
from zzuli_forms.errors import InTheWayError
from zzuli_forms.packet import BEHIND_ORIGIN, MANIFEST, manifest_bytes

JOURNAL = ".unfinished.json"
_LARGEST = 50_000_000


@dataclass(frozen=True, slots=True)
class Put:
    """What became of papers: all are on disk, or none, for some were `altered` by hand, or the disk `refused` them."""

    altered: tuple[str, ...] = ()
    refused: str = ""


def is_current(folder: Path, papers: Iterable[str], origin: Callable[[], Mapping[str, Any]]) -> bool:
    """Whether the folder holds all these papers, made of the same facts, edition and version."""
    manifest = _stated(folder / MANIFEST)
    known = dict(_digests(manifest))
    there = all(name in known and disk.exists(folder / name) for name in papers)
    return there and _is_from(manifest, origin()) and not disk.exists(folder / JOURNAL)


def altered(folder: Path) -> list[str]:
    """The papers in a folder that are no longer as its manifest has them."""
    known = dict(_digests(_stated(folder / MANIFEST)))
    return [name for name, digest in known.items() if _digest(folder / name) not in (digest, None)]


def put(folder: Path, files: Mapping[str, bytes], overwrite: bool = False) -> Put:
    """Write a unit's files, unless one that a hand has altered is there and is not to be overwritten.

    Raises FileError where no unit's files can be written: the disk is full, say.
    """
    try:
        altered = () if overwrite else tuple(_in_the_way(folder, files))
        if not altered:
            _write(folder, files)
    except InTheWayError as error:
        return Put(refused=str(error))
    return Put(altered)


def _in_the_way(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The files that are there, that we did not write as they are, and that differ from what we would write."""
    known = _ours(folder)
    return [name for name, data in files.items() if _is_in_the_way(folder / name, data, known)]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, the manifest last; each appears whole, one that is the same already is left alone.

    Papers of other formats stay if they were made of the same facts; else they are removed, unless altered.
    """
    stated = _stated_in(files[MANIFEST])
    others = _others(folder, files)
    kept = others if _is_from(_stated(folder / MANIFEST), _origin(stated)) else {}
    papers = dict(_digests(stated))
    disk.write(folder / JOURNAL, _journal(folder, papers), overwrite=True)
    for name, digest in papers.items():
        if _digest(folder / name) != digest:
            disk.write(folder / name, files[name], overwrite=True)
    for name in set(others) - set(kept):
        _remove_ours(folder / name, others[name]["sha256"])
    manifest = _with_entries(files[MANIFEST], kept.values()) if kept else files[MANIFEST]
    if disk.read_if_there(folder / MANIFEST, _LARGEST) != manifest:
        disk.write(folder / MANIFEST, manifest, overwrite=True)
    disk.remove(folder / JOURNAL)


def _remove_ours(path: Path, digest: str) -> None:
    if _digest(path) == digest:
        disk.remove(path)


def _journal(folder: Path, papers: Mapping[str, str]) -> bytes:
    """What every file may be while they are being replaced by papers of these digests."""
    entries = [{"name": name, "sha256": digest} for name, digest in sorted({*papers.items(), *_ours(folder)})]
    return json.dumps({"files": entries}, ensure_ascii=False).encode()


def _others(folder: Path, files: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The manifest's entries of papers that are there and not among the files."""
    entries = _entries(_stated(folder / MANIFEST))
    return {e["name"]: e for e in entries if e["name"] not in files and disk.exists(folder / e["name"])}


def _with_entries(manifest: bytes, entries: Iterable[Mapping[str, Any]]) -> bytes:
    stated = json.loads(manifest)
    return manifest_bytes({**stated, "files": [*stated["files"], *entries]})


def _origin(stated: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in stated.items() if key not in BEHIND_ORIGIN}


def _is_from(manifest: Mapping[str, Any], origin: Mapping[str, Any]) -> bool:
    return all(manifest.get(key) == value for key, value in origin.items())


def _ours(folder: Path) -> set[tuple[str, str]]:
    """Names and digests of what we have written in a folder, or were about to."""
    return {found for name in (MANIFEST, JOURNAL) for found in _digests(_stated(folder / name))}


def _is_in_the_way(path: Path, data: bytes, known: set[tuple[str, str]]) -> bool:
    there = _digest(path)
    if there is None or there == hashlib.sha256(data).hexdigest():
        return False
    if path.name == MANIFEST:
        return "zzuli_forms" not in _stated(path)
    return (path.name, there) not in known


def _digest(path: Path) -> str | None:
    data = disk.read_if_there(path, _LARGEST)
    return None if data is None else hashlib.sha256(data).hexdigest()


def _stated(path: Path) -> Mapping[str, Any]:
    """A manifest or journal; empty where there is none, or none of ours."""
    return _stated_in(disk.read_if_there(path, _LARGEST) or b"{}")


def _stated_in(data: bytes) -> Mapping[str, Any]:
    try:
        stated = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return stated if isinstance(stated, dict) else {}


def _digests(stated: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((entry["name"], entry["sha256"]) for entry in _entries(stated))


def _entries(stated: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    files = stated.get("files")
    for entry in files if isinstance(files, list) else ():
        ours = isinstance(entry, dict) and all(isinstance(entry.get(key), str) for key in ("name", "sha256"))
        if ours and entry["name"] == Path(entry["name"]).name:
            yield entry
