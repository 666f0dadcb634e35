"""OnlyOffice's layout engine as a judge, with the shipped faces under the names the DOCX asks for."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

from tests.office import put, shipped
from zzuli_forms.typeset import fonts

NAMES = (1, 4, 6, 16)
"""The name IDs under which programs look for a face: family, full, PostScript, typographic family."""
KNOWN_FACES = ("AllFonts.js", "font_selection.bin", "fonts.log")
"""What the program writes of the faces it has found, for all its runs."""


@dataclass(frozen=True)
class OnlyOffice:
    """A docbuilder program, a folder of its own for scripts, faces and results, and the faces if not the shipped."""

    docbuilder: Path
    folder: Path
    others: tuple[Path, ...] = ()

    @cached_property
    def faces(self) -> Path:
        """The folder of the faces it may use."""
        faces = self.folder / "faces"
        faces.mkdir(parents=True)
        for path in self.others:
            shutil.copy(path, faces)
        if not self.others:
            _put_shipped(faces)
        return faces

    @cached_property
    def program(self) -> Path:
        """The program in a folder of its own: beside itself it keeps what it knows of the faces."""
        home = self.folder / "program"
        shutil.copytree(
            self.docbuilder.parent, home, ignore=shutil.ignore_patterns(*KNOWN_FACES), copy_function=_link_or_copy
        )
        return home / self.docbuilder.name

    def run(self, script: str) -> None:
        """Run a script of the builder's API."""
        path = self.folder / "script.docbuilder"
        path.write_text(script, encoding="utf-8")
        command = [str(self.program), f"--fonts-dir={self.faces}", str(path)]
        environment = {**os.environ, "LD_LIBRARY_PATH": str(self.program.parent)}
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=600, cwd=self.folder)

    def save(self, paths: list[Path], kinds: Iterable[str], edit: str = "") -> dict[str, dict[str, Path]]:
        """Open files, edit them by a script, save them as each kind; KIND → NAME (without suffix) → result."""
        out = {kind: {path.stem: self.folder / kind / f"{path.stem}.{kind}" for path in paths} for kind in kinds}
        for kind in out:
            (self.folder / kind).mkdir(parents=True, exist_ok=True)
        self.run("".join(_steps(path, [results[path.stem] for results in out.values()], edit) for path in paths))
        return out

    def convert(self, paths: list[Path], kind: str, edit: str = "") -> dict[str, Path]:
        """Open files and save them as a kind, edited by a script in between; NAME (without suffix) → result."""
        return self.save(paths, [kind], edit)[kind]

    def to_pdf(self, paths: list[Path]) -> dict[str, Path]:
        """Word files as OnlyOffice draws them."""
        return self.convert(paths, "pdf")


def installed() -> Path | None:
    """The docbuilder program inside PyPI's document-builder, if that is installed."""
    spec = find_spec("docbuilder")
    return Path(spec.origin).parent / "lib" / "docbuilder" if spec and spec.origin else None


def _steps(source: Path, targets: list[Path], edit: str) -> str:
    saving = "".join(f'builder.SaveFile("{target.suffix[1:]}", "{target}");\n' for target in targets)
    return f'builder.OpenFile("{source}", "");\n{edit}\n{saving}builder.CloseFile();\n'


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _put_shipped(faces: Path) -> None:
    put(shipped(), faces)
    for official in fonts.OFFICIAL.values():
        _rename(faces / official.file, official.name)


def _rename(path: Path, name: str) -> None:
    face = TTFont(path)
    for record in face["name"].names:
        if record.nameID in NAMES:
            record.string = name
    face.save(path)
