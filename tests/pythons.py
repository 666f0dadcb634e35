"""The same papers by every Python at hand, compared inflated: python -m tests.pythons WHEEL

Bytes are equal for one set of library versions and one deflate library; across Pythons, which may deflate otherwise, it
is what was deflated that has to be equal. Every Python gets the library versions of the first.
"""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, PdfObject, StreamObject

WANTED = ("3.10", "3.11", "3.12", "3.13", "3.14")
TOLD = ("python-docx", "reportlab", "uharfbuzz", "lxml", "pypdf")
"""The libraries whose versions are told."""
EXAMPLE = Path(__file__).parents[1] / "examples" / "图书馆.yaml"
RARE = {
    "unit": "图书馆",
    "account": "郑州轻工业学院图书馆",
    "purpose": "发布馆藏与服务信息，回应读者咨询。",
    "scope": "开馆安排、新书通报、讲座与培训；数据库试用。",
    "team": {
        "leader": {"name": "王\U0002ceff", "phone": "13803711234"},
        "administrators": [{"name": "李𠮷", "phone": "0371-63556789"}],
    },
}
"""Facts that only the face of rare ideographs prints."""
VERSIONS = f"""
import platform, zlib
from importlib.metadata import distributions
found = {{one.metadata["Name"].lower(): one.version for one in distributions()}}
print(platform.python_version() + ":", *(name + " " + found.get(name, "none") + "," for name in {TOLD}))
print("zlib", zlib.ZLIB_RUNTIME_VERSION)
"""


def at_hand(version: str) -> str | None:
    """The first Python of this version that runs: by its name, or pyenv's."""
    return next((path for path in _candidates(version) if _version(path) == version), None)


def _candidates(version: str) -> Iterator[str]:
    named = shutil.which(f"python{version}")
    if named:
        yield named
    if shutil.which("pyenv"):
        root = Path(_said(["pyenv", "root"]).strip())
        yield from map(str, sorted(root.glob(f"versions/{version}.*/bin/python{version}"), reverse=True))


def _version(path: str) -> str | None:
    """What a Python says it is; a name that pyenv keeps for one not chosen ends with an error."""
    script = "import sys; print('{}.{}'.format(*sys.version_info))"
    done = subprocess.run([path, "-c", script], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else None


def _said(command: list[str], folder: Path | None = None) -> str:
    """What a command prints, away from this checkout."""
    setting = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, cwd=folder, env={**setting, "PYTHONUTF8": "1"}, encoding="utf-8"
    )
    return done.stdout


def environment(python: str, folder: Path, wheel: Path, versions: Path) -> str:
    """A new environment with the wheel and, if they are written down, these versions; else these are written."""
    _said([python, "-m", "venv", "--without-pip", str(folder)])
    mine = str(folder / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", mine]
    pinned = ["-c", str(versions)] if versions.exists() else []
    _said([*pip, "install", *pinned, str(wheel)])
    if not pinned:
        versions.write_text(_said([*pip, "freeze", "--exclude", "zzuli-forms"]), "utf-8")
    return mine


def papers(python: str, folder: Path) -> None:
    """What the wheel makes of the example and of rare ideographs, and what it says of the example."""
    folder.mkdir()
    (folder / "rare.json").write_text(json.dumps(RARE), "utf-8")
    ours = [python, "-m", "zzuli_forms"]
    _said([*ours, "packet", str(EXAMPLE), "-o", "example"], folder)
    _said([*ours, "make", "approval", "rare.json", "-o", "rare"], folder)
    (folder / "check.txt").write_text(_said([*ours, "check", str(EXAMPLE)], folder), "utf-8")


def contents(path: Path) -> dict[str, bytes]:
    """What a file holds, inflated, by the name of the part."""
    if path.suffix == ".pdf":
        return _objects(path)
    if path.suffix == ".docx":
        with ZipFile(path) as parts:
            return {name: parts.read(name) for name in parts.namelist()}
    if path.name == "manifest.json":
        return _manifest(path)
    return {"text": path.read_bytes()}


def _objects(path: Path) -> dict[str, bytes]:
    """Every object of a PDF but the table of offsets, which are of deflated lengths."""
    reader = PdfReader(path)
    numbers = {*reader.xref_objStm, *(number for table in reader.xref.values() for number in table)}
    objects = {f"object {number}": IndirectObject(number, 0, reader).get_object() for number in sorted(numbers)}
    return {name: _inflated(one) for name, one in objects.items() if one is not None and not _is_table(one)}


def _is_table(one: PdfObject) -> bool:
    return isinstance(one, StreamObject) and one.get("/Type") == "/XRef"


def _inflated(one: PdfObject) -> bytes:
    """The text of an object; of a stream its dictionary, which pypdf gives without the length, and what it holds."""
    text = BytesIO()
    if not isinstance(one, StreamObject):
        one.write_to_stream(text)
        return text.getvalue()
    DictionaryObject(one).write_to_stream(text)
    return text.getvalue() + one.get_data()


def _manifest(path: Path) -> dict[str, bytes]:
    """A manifest without the sizes and digests of deflated files."""
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    told = {**found, "files": [file["name"] for file in found["files"]]}
    return {name: json.dumps(value, ensure_ascii=False).encode() for name, value in told.items()}


def differences(first: Path, second: Path) -> list[str]:
    """Each file that only one of two folders has, and each part of a file that is another in the other."""
    names = sorted({*_files(first), *_files(second)})
    return [f"{name}, {part}" for name in names for part in _parts_that_differ(first / name, second / name)]


def _files(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def _parts_that_differ(first: Path, second: Path) -> list[str]:
    if not (first.exists() and second.exists()):
        return ["the whole file"]
    ours, theirs = contents(first), contents(second)
    return [part for part in {**ours, **theirs} if ours.get(part) != theirs.get(part)]


def main(wheel: str) -> None:
    """Print the versions of each Python, each difference, and which Pythons ran and which were not found."""
    pythons = {version: path for version in WANTED if (path := at_hand(version))}
    with TemporaryDirectory() as folder:
        found = list(_compared(pythons, Path(wheel).resolve(), Path(folder)))
    for difference in found:
        print(difference)
    absent = ", ".join(version for version in WANTED if version not in pythons)
    print(f"Pythons that ran: {', '.join(pythons)}; not found: {absent or 'none'}")
    sys.exit(bool(found))


def _compared(pythons: Mapping[str, str], wheel: Path, folder: Path) -> Iterator[str]:
    """The differences of each Python to the first."""
    made = {version: folder / version / "papers" for version in pythons}
    for version, path in pythons.items():
        first, mine = next(iter(made.values())), made[version]
        python = environment(path, folder / version, wheel, folder / "versions.txt")
        papers(python, mine)
        print(" ".join(_said([python, "-c", VERSIONS], folder).split()), f"({_same(first, mine)})", flush=True)
        yield from (f"{version}: {difference}" for difference in differences(first, mine))


def _same(first: Path, second: Path) -> str:
    names = _files(first)
    same, _, _ = filecmp.cmpfiles(first, second, names, shallow=False)
    return f"{len(same)} of {len(names)} files have the bytes of the first Python's"


if __name__ == "__main__":
    main(sys.argv[1])
