"""Keep one unit's folder on disk: what is up to date, what may be replaced, what a hand has altered.

The manifest tells which bytes are ours. While files are being replaced a journal beside it tells what they
were and will be, so that a run killed in between is never taken for a clerk's own changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzuli_forms.errors import InTheWayError
from zzuli_forms.files import disk, manifest
from zzuli_forms.files.manifest import LARGEST_PAPER, Entry, Manifest

JOURNAL = ".unfinished.json"


@dataclass(frozen=True, slots=True)
class Put:
    """The result of writing papers: all are on disk, or none, for some were `altered` by hand or the disk `refused`
    them.
    """

    altered: tuple[str, ...] = ()
    refused: str = ""


def is_current(folder: Path, papers: Iterable[str], origin: Callable[[], Mapping[str, Any]]) -> bool:
    """Return whether the folder holds all these papers, made of the same facts, edition and version."""
    stated = _stated(folder / manifest.NAME)
    digests = stated.digests()
    there = all(name in digests and disk.exists(folder / name) for name in papers)
    return there and stated.is_from(origin()) and not disk.exists(folder / JOURNAL)


def altered(folder: Path) -> list[str]:
    """Return the names of the papers in a folder whose digests are no longer those of its manifest."""
    digests = _stated(folder / manifest.NAME).digests()
    return [name for name, digest in digests.items() if _digest(folder / name) not in (digest, None)]


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
    """Return the names of files on disk that we did not write as they are, and that differ from what we would write."""
    ours = _ours(folder)
    return [name for name, data in files.items() if _is_in_the_way(folder / name, data, ours)]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, the manifest last; each appears whole, one that is the same already is left alone.

    Papers of other formats stay if they were made of the same facts; else they are removed, unless altered.
    """
    stated = manifest.parsed(files[manifest.NAME])
    others = _others(folder, files)
    staying = others if _stated(folder / manifest.NAME).is_from(stated.origin) else []
    papers = stated.digests()
    disk.write(folder / JOURNAL, _journal(folder, papers), overwrite=True)
    for name, digest in papers.items():
        if _digest(folder / name) != digest:
            disk.write(folder / name, files[name], overwrite=True)
    for entry in others if not staying else ():
        _remove_ours(folder / entry.name, entry.sha256)
    whole = manifest.with_entries(files[manifest.NAME], staying) if staying else files[manifest.NAME]
    if disk.read_if_there(folder / manifest.NAME, LARGEST_PAPER) != whole:
        disk.write(folder / manifest.NAME, whole, overwrite=True)
    disk.remove(folder / JOURNAL)


def _remove_ours(path: Path, digest: str) -> None:
    if _digest(path) == digest:
        disk.remove(path)


def _journal(folder: Path, papers: Mapping[str, str]) -> bytes:
    """Return the journal: every digest a file may have while papers of these digests replace others."""
    entries = [{"name": name, "sha256": digest} for name, digest in sorted({*papers.items(), *_ours(folder)})]
    return json.dumps({"files": entries}, ensure_ascii=False).encode()


def _others(folder: Path, files: Mapping[str, bytes]) -> list[Entry]:
    """Return the manifest's entries of papers that are on disk and not among the files."""
    entries = _stated(folder / manifest.NAME).files
    return [entry for entry in entries if entry.name not in files and disk.exists(folder / entry.name)]


def _ours(folder: Path) -> set[tuple[str, str]]:
    """Return names and digests of the files we have written in a folder, or were about to: manifest and journal."""
    stated = (_stated(folder / name) for name in (manifest.NAME, JOURNAL))
    return {paper for papers in stated for paper in papers.digests().items()}


def _is_in_the_way(path: Path, data: bytes, ours: set[tuple[str, str]]) -> bool:
    there = _digest(path)
    if there is None or there == manifest.digest(data):
        return False
    if path.name == manifest.NAME:
        return manifest.OURS not in _stated(path).rest
    return (path.name, there) not in ours


def _digest(path: Path) -> str | None:
    data = disk.read_if_there(path, LARGEST_PAPER)
    return None if data is None else manifest.digest(data)


def _stated(path: Path) -> Manifest:
    """Return a manifest or journal; an empty one where there is none, or none of ours."""
    return manifest.parsed(disk.read_if_there(path, LARGEST_PAPER) or b"{}")
