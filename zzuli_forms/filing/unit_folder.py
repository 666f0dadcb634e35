"""Keep one unit's folder on disk: what is up to date, what may be replaced, what a hand has altered.

The manifest tells which bytes are ours. While files are being replaced a journal beside it tells what they
were and will be, so that a run killed in between is never taken for a clerk's own changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from zzuli_forms.errors import InTheWayError
from zzuli_forms.files import disk
from zzuli_forms.filing.packet import BEHIND_ORIGIN, MANIFEST, manifest_bytes

JOURNAL = ".unfinished.json"
_LARGEST, _LARGEST_MANIFEST, _MOST_PAPERS = 50_000_000, 1_000_000, 100
"""Upper limits: bytes of a file, bytes of a manifest or journal, papers in one."""


def _file_name(name: str) -> str:
    if not disk.is_file_name(name):
        raise ValueError("no name of a file")
    return name


class _Entry(BaseModel):
    """A paper as a manifest or journal names it."""

    model_config = ConfigDict(strict=True)

    name: Annotated[str, AfterValidator(_file_name)]
    size: Annotated[int, Field(ge=0, le=_LARGEST)] = 0
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Manifest(BaseModel):
    """A manifest or journal: its papers, and all else it states, which is only ever compared."""

    model_config = ConfigDict(extra="allow")

    files: Annotated[tuple[_Entry, ...], Field(max_length=_MOST_PAPERS)] = ()

    @property
    def rest(self) -> Mapping[str, Any]:
        """Return what it states beside its papers."""
        return self.model_extra or {}

    def digests(self) -> dict[str, str]:
        """Return the digest of each paper by its name."""
        return {entry.name: entry.sha256 for entry in self.files}


@dataclass(frozen=True, slots=True)
class Put:
    """The result of writing papers: all are on disk, or none, for some were `altered` by hand or the disk `refused`
    them.
    """

    altered: tuple[str, ...] = ()
    refused: str = ""


def is_current(folder: Path, papers: Iterable[str], origin: Callable[[], Mapping[str, Any]]) -> bool:
    """Return whether the folder holds all these papers, made of the same facts, edition and version."""
    manifest = _stated(folder / MANIFEST)
    known = manifest.digests()
    there = all(name in known and disk.exists(folder / name) for name in papers)
    return there and _is_from(manifest, origin()) and not disk.exists(folder / JOURNAL)


def altered(folder: Path) -> list[str]:
    """Return the names of the papers in a folder whose digests are no longer those of its manifest."""
    known = _stated(folder / MANIFEST).digests()
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
    """Return the names of files on disk that we did not write as they are, and that differ from what we would write."""
    known = _ours(folder)
    return [name for name, data in files.items() if _is_in_the_way(folder / name, data, known)]


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files, the manifest last; each appears whole, one that is the same already is left alone.

    Papers of other formats stay if they were made of the same facts; else they are removed, unless altered.
    """
    stated = _Manifest.model_validate_json(files[MANIFEST])
    others = _others(folder, files)
    kept = others if _is_from(_stated(folder / MANIFEST), _origin(stated)) else []
    papers = stated.digests()
    disk.write(folder / JOURNAL, _journal(folder, papers), overwrite=True)
    for name, digest in papers.items():
        if _digest(folder / name) != digest:
            disk.write(folder / name, files[name], overwrite=True)
    for entry in others if not kept else ():
        _remove_ours(folder / entry.name, entry.sha256)
    manifest = _with_entries(files[MANIFEST], kept) if kept else files[MANIFEST]
    if disk.read_if_there(folder / MANIFEST, _LARGEST) != manifest:
        disk.write(folder / MANIFEST, manifest, overwrite=True)
    disk.remove(folder / JOURNAL)


def _remove_ours(path: Path, digest: str) -> None:
    if _digest(path) == digest:
        disk.remove(path)


def _journal(folder: Path, papers: Mapping[str, str]) -> bytes:
    """Return the journal: every digest a file may have while papers of these digests replace others."""
    entries = [{"name": name, "sha256": digest} for name, digest in sorted({*papers.items(), *_ours(folder)})]
    return json.dumps({"files": entries}, ensure_ascii=False).encode()


def _others(folder: Path, files: Mapping[str, bytes]) -> list[_Entry]:
    """Return the manifest's entries of papers that are on disk and not among the files."""
    entries = _stated(folder / MANIFEST).files
    return [entry for entry in entries if entry.name not in files and disk.exists(folder / entry.name)]


def _with_entries(manifest: bytes, entries: Iterable[_Entry]) -> bytes:
    stated = json.loads(manifest)
    return manifest_bytes({**stated, "files": [*stated["files"], *(entry.model_dump() for entry in entries)]})


def _origin(stated: _Manifest) -> Mapping[str, Any]:
    return {key: value for key, value in stated.rest.items() if key not in BEHIND_ORIGIN}


def _is_from(manifest: _Manifest, origin: Mapping[str, Any]) -> bool:
    return all(manifest.rest.get(key) == value for key, value in origin.items())


def _ours(folder: Path) -> set[tuple[str, str]]:
    """Return names and digests of the files we have written in a folder, or were about to: manifest and journal."""
    return {found for name in (MANIFEST, JOURNAL) for found in _stated(folder / name).digests().items()}


def _is_in_the_way(path: Path, data: bytes, known: set[tuple[str, str]]) -> bool:
    there = _digest(path)
    if there is None or there == hashlib.sha256(data).hexdigest():
        return False
    if path.name == MANIFEST:
        return "zzuli_forms" not in _stated(path).rest
    return (path.name, there) not in known


def _digest(path: Path) -> str | None:
    data = disk.read_if_there(path, _LARGEST)
    return None if data is None else hashlib.sha256(data).hexdigest()


def _stated(path: Path) -> _Manifest:
    """Return a manifest or journal; an empty one where there is none, or none of ours."""
    return _stated_in(disk.read_if_there(path, _LARGEST) or b"{}")


def _stated_in(data: bytes) -> _Manifest:
    """Return what the bytes of a manifest or journal state; an empty one for what is not as we write it."""
    if len(data) > _LARGEST_MANIFEST:
        return _Manifest()
    try:
        return _Manifest.model_validate_json(data)
    except ValidationError:
        return _Manifest()
