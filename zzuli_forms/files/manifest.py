"""The manifest of a unit's folder: what its papers were made of, their digests, what is left to be done by hand."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from zzuli_forms.files import disk

NAME = "manifest.json"
OURS = "zzuli_forms"
"""The key under which a manifest states the version that wrote it, and by which it is known."""
SCHEMA = 1
"""The version of the structure of facts.json, the facts inside a paper."""
SHAPE = "^[1-9][0-9]{0,8}$"
"""The pattern of such a version, as it is read."""
BEHIND_ORIGIN = ("files", "handwork")
"""Keys behind those of the origin: the papers, and the work left on them by hand."""
LARGEST_PAPER = 50_000_000
_LARGEST, _MOST_PAPERS = 1_000_000, 100
"""Upper limits: bytes of a manifest, papers in one."""
Stated = Mapping[str, object]


def _file_name(name: str) -> str:
    if not disk.is_file_name(name):
        raise ValueError("no name of a file")
    return name


class PaperEntry(BaseModel):
    """A paper as a manifest or journal names it."""

    model_config = ConfigDict(strict=True)

    name: Annotated[str, AfterValidator(_file_name)]
    size: Annotated[int, Field(ge=0, le=LARGEST_PAPER)] = 0
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """A manifest or journal: its papers, and all else it states, which is only ever compared."""

    model_config = ConfigDict(extra="allow")

    files: Annotated[tuple[PaperEntry, ...], Field(max_length=_MOST_PAPERS)] = ()

    @property
    def rest(self) -> Mapping[str, Any]:
        """Return what it states beside its papers."""
        return self.model_extra or {}

    @property
    def origin(self) -> Mapping[str, Any]:
        """Return what its papers were made of."""
        return {key: value for key, value in self.rest.items() if key not in BEHIND_ORIGIN}

    def is_from(self, origin: Mapping[str, Any]) -> bool:
        """Return whether its papers were made of this origin."""
        return all(self.rest.get(key) == value for key, value in origin.items())

    def digests(self) -> dict[str, str]:
        """Return the digest of each paper by its name."""
        return {entry.name: entry.sha256 for entry in self.files}


def parsed(data: bytes) -> Manifest:
    """Return what the bytes of a manifest or journal state; an empty one for what is not as we write it."""
    if len(data) > _LARGEST:
        return Manifest()
    try:
        return Manifest.model_validate_json(data)
    except ValidationError:
        return Manifest()


def digest(data: bytes) -> str:
    """Return the digest of a paper, as a manifest states it."""
    return hashlib.sha256(data).hexdigest()


def made(origin: Mapping[str, Any], files: Mapping[str, bytes], handwork: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the manifest of files made of this origin, with what is left to be done by hand on them."""
    entries = [{"name": name, "size": len(data), "sha256": digest(data)} for name, data in files.items()]
    return written({**origin, "files": entries, "handwork": list(handwork)})


def with_entries(manifest: bytes, entries: Iterable[PaperEntry]) -> bytes:
    """Return a manifest with further papers made of the same origin."""
    stated = json.loads(manifest)
    return written({**stated, "files": [*stated["files"], *(entry.model_dump() for entry in entries)]})


def written(stated: Mapping[str, Any]) -> bytes:
    """Return a manifest as the bytes of its file: indented JSON in UTF-8."""
    return f"{json.dumps(stated, ensure_ascii=False, indent=2)}\n".encode()


def is_newer(stated: Stated) -> bool:
    """Return whether a manifest, or the facts inside a paper, say that a later version of this library wrote them."""
    schema = stated.get("schema")
    return OURS in stated and isinstance(schema, str) and re.match(SHAPE, schema) is not None and int(schema) > SCHEMA


def facts_in(stated: Stated) -> Stated:
    """Return the facts that a manifest contains; other data as it is."""
    facts = stated.get("facts")
    return facts if OURS in stated and isinstance(facts, Mapping) else stated


def folder_in(stated: Stated) -> str | None:
    """Return the folder name a manifest states; None for other data, or a name unfit for a folder."""
    folder = stated.get("folder")
    safe = OURS in stated and isinstance(folder, str) and folder == disk.file_name(folder)
    return str(folder) if safe else None


def was_continued(stated: Stated) -> bool:
    """Return whether a manifest says that its texts run on to another sheet."""
    return OURS in stated and stated.get("continued") is True
