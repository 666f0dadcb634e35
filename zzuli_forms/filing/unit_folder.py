"""Keep one unit's folder on disk: what is up to date, what may be replaced, what a hand has altered.

The manifest tells which bytes are ours. While files are being replaced a journal beside it tells what they
were and will be, so that a run killed in between is never taken for a clerk's own changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzuli_forms.errors import InTheWayError
from zzuli_forms.files import disk, manifest
from zzuli_forms.files.manifest import LARGEST_PAPER, Manifest, PaperEntry

JOURNAL = ".unfinished.json"


@dataclass(frozen=True, slots=True)
class Put:
    """The result of writing papers: all are on disk, or none, for some were `altered` by hand or the disk `refused`
    them.

    Papers that a hand has altered and that were made of the same facts are `kept`; the others are on disk.
    """

    altered: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    refused: str = ""
    written: bool = True
    """Whether anything had to be written, or was to be overwritten."""


def standing(folder: Path, papers: Iterable[str], origin: Callable[[], Mapping[str, Any]]) -> Put | None:
    """Return which papers a hand has altered in a folder that holds all these papers, made of the same facts, edition
    and version; None where they are to be made: one is missing or, as far as its size tells, emptied or cut short.
    """
    disk.refuse_link(folder)
    stated = _stated(folder / manifest.NAME)
    sizes, names = {entry.name: entry.size for entry in stated.files}, set(papers)
    if not names <= sizes.keys() or disk.exists(folder / JOURNAL) or not stated.is_from(origin()):
        return None
    there = {name: _read(folder / name) for name in sizes}
    changed = {name: there[name] for name, digest in stated.digests().items() if _digest(there[name]) != digest}
    if any(_may_be_cut_short(data, sizes[name]) for name, data in changed.items() if name in names):
        return None
    return Put(kept=tuple(name for name, data in changed.items() if data is not None), written=False)


def put(folder: Path, files: Mapping[str, bytes], overwrite: bool = False) -> Put:
    """Write a unit's files, unless one that a hand has altered is there and is not to be overwritten; where that one
    was made of the same facts, write the others.

    Raises FileError where no unit's files can be written: the disk is full, say.
    """
    try:
        disk.refuse_link(folder)
        altered = () if overwrite else tuple(_in_the_way(folder, files))
        if altered and not _made_of_the_same(folder, files, altered):
            return Put(altered)
        return Put(kept=altered, written=_write(folder, files, altered) or overwrite)
    except InTheWayError as error:
        return Put(refused=str(error))


def is_ours(folder: Path) -> bool:
    """Return whether a folder holds papers that we have made."""
    try:
        return manifest.OURS in _stated(folder / manifest.NAME).rest
    except InTheWayError:
        return False


def _made_of_the_same(folder: Path, files: Mapping[str, bytes], papers: Iterable[str]) -> bool:
    """Return whether papers on disk were made of the same facts, edition and version as these files."""
    stated = _stated(folder / manifest.NAME)
    return stated.is_from(manifest.parsed(files[manifest.NAME]).origin) and {*papers} <= stated.digests().keys()


def _in_the_way(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Return the names of files on disk that we did not write as they are, and that differ from what we would write."""
    ours = _ours(folder)
    return [name for name, data in files.items() if _is_in_the_way(folder / name, data, ours)]


def _write(folder: Path, files: Mapping[str, bytes], kept: Container[str]) -> bool:
    """Write the files but those `kept`, the manifest last, and return whether any had to be; each appears whole, one
    that is the same already is left alone.

    Papers of other formats stay if they were made of the same facts; else they are removed, unless altered.
    """
    stated = manifest.parsed(files[manifest.NAME])
    others = _others(folder, files)
    staying = others if _stated(folder / manifest.NAME).is_from(stated.origin) else []
    whole = manifest.with_entries(files[manifest.NAME], staying) if staying else files[manifest.NAME]
    wanted = {folder / name: data for name, data in {**files, manifest.NAME: whole}.items() if name not in kept}
    changed = {path: data for path, data in wanted.items() if _read(path) != data}
    if changed:
        obsolete = [entry for entry in others if not staying and _is_ours(folder, entry)]
        journal = {folder / JOURNAL: _journal(folder, stated.digests())}
        disk.replace({**journal, **changed}, (folder / entry.name for entry in obsolete))
    disk.remove(folder / JOURNAL)
    return bool(changed)


def _is_ours(folder: Path, entry: PaperEntry) -> bool:
    """Return whether a paper on disk is as we wrote it."""
    return _digest(_read(folder / entry.name)) == entry.sha256


def _journal(folder: Path, papers: Mapping[str, str]) -> bytes:
    """Return the journal: every digest a file may have while papers of these digests replace others."""
    entries = [{"name": name, "sha256": digest} for name, digest in sorted({*papers.items(), *_ours(folder)})]
    return json.dumps({"files": entries}, ensure_ascii=False).encode()


def _others(folder: Path, files: Mapping[str, bytes]) -> list[PaperEntry]:
    """Return the manifest's entries of papers that are on disk and not among the files."""
    entries = _stated(folder / manifest.NAME).files
    return [entry for entry in entries if entry.name not in files and disk.exists(folder / entry.name)]


def _ours(folder: Path) -> set[tuple[str, str]]:
    """Return names and digests of the files we have written in a folder, or were about to: manifest and journal."""
    stated = (_stated(folder / name) for name in (manifest.NAME, JOURNAL))
    return {paper for papers in stated for paper in papers.digests().items()}


def _is_in_the_way(path: Path, data: bytes, ours: set[tuple[str, str]]) -> bool:
    there = _read(path)
    if there is None or _is_start(there, data):
        return False
    if path.name == manifest.NAME:
        return manifest.OURS not in _stated(path).rest
    return (path.name, manifest.digest(there)) not in ours


def _is_start(there: bytes, data: bytes) -> bool:
    """Return whether bytes are the start of a file that we would write, cut short or filled up with zeros as a loss of
    power leaves it: nothing that a person has saved.
    """
    return len(there) <= len(data) and data.startswith(there.rstrip(b"\0"))


def _may_be_cut_short(there: bytes | None, size: int) -> bool:
    return there is None or len(there) < size or there.endswith(b"\0")


def _digest(data: bytes | None) -> str | None:
    return None if data is None else manifest.digest(data)


def _read(path: Path) -> bytes | None:
    return disk.read_if_there(path, LARGEST_PAPER)


def _stated(path: Path) -> Manifest:
    """Return a manifest or journal; an empty one where there is none, or none of ours."""
    return manifest.parsed(_read(path) or b"{}")
