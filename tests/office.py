"""LibreOffice as a judge, with the shipped faces installed under the names the DOCX asks for."""

from __future__ import annotations

import lzma
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.ttLib import TTFont

from zzuli_forms.document.nodes import Face
from zzuli_forms.typeset import fonts

ASCII = range(0x21, 0x7F)


@dataclass(frozen=True)
class Office:
    """A soffice program and a folder of its own for profile, fonts and results.

    `half_em` gives 仿宋 the half-em Latin of the real 仿宋_GB2312; `others` are faces of another machine, which stand
    in the place of the shipped ones under their own names.
    """

    soffice: str
    folder: Path
    half_em: bool = False
    others: tuple[Path, ...] = ()

    @cached_property
    def environment(self) -> dict[str, str]:
        """The environment in which only the shipped faces exist, or only the others."""
        faces = self.folder / "faces"
        faces.mkdir(parents=True)
        for path in self.others:
            shutil.copy(path, faces)
        aliases = "" if self.others else self._put_shipped(faces)
        configuration = self.folder / "fonts.conf"
        configuration.write_text(
            f"<fontconfig><dir>{faces}</dir><cachedir>{self.folder}/cache</cachedir>{aliases}</fontconfig>", "utf-8"
        )
        return {**os.environ, "FONTCONFIG_FILE": str(configuration)}

    def _put_shipped(self, faces: Path) -> str:
        """Put the shipped faces into a folder; return what leads the official names to them."""
        put(shipped(self.half_em), faces)
        return "".join(
            f'<alias binding="same"><family>{official.name}</family>'
            f"<accept><family>{_family(faces / official.file)}</family></accept></alias>"
            for official in fonts.OFFICIAL.values()
        )

    def convert(self, paths: list[Path], kind: str, into: str = "") -> dict[str, Path]:
        """Convert files in one start, to a suffix or suffix:filter; NAME (without suffix) → result."""
        suffix = kind.partition(":")[0]
        out = self.folder / into / suffix
        profile = f"-env:UserInstallation=file://{self.folder}/profile"
        command = [self.soffice, "--headless", profile, "--convert-to", kind, "--outdir", str(out)]
        subprocess.run([*command, *map(str, paths)], env=self.environment, check=True, capture_output=True, timeout=600)
        return {path.stem: out / f"{path.stem}.{suffix}" for path in paths}

    def through(self, paths: list[Path], kinds: tuple[str, ...]) -> dict[str, Path]:
        """Word files saved as one kind after the other."""
        for kind in kinds:
            paths = list(self.convert(paths, kind, "-".join(kinds)).values())
        return {path.stem: path for path in paths}

    def to_pdf(self, paths: list[Path]) -> dict[str, Path]:
        """Word files as LibreOffice draws them."""
        return self.convert(paths, "pdf")

    def to_pdf_without_script_space(self, paths: list[Path]) -> dict[str, Path]:
        """The same with w:autoSpaceDE and w:autoSpaceDN obeyed, which LibreOffice 7.4 does not import."""
        flat = self.convert(paths, "fodt")
        for path in flat.values():
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub('text-autospace="[^"]*"', 'text-autospace="none"', text), encoding="utf-8")
        return self.convert(list(flat.values()), "pdf")


def _family(path: Path) -> str:
    return str(TTFont(path)["name"].getDebugName(1))


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder by their names."""
    for name, data in files.items():
        (folder / name).write_bytes(data)


@cache
def shipped(half_em: bool = False) -> Mapping[str, bytes]:
    """Return the shipped faces by file name as engines are to have them: 仿宋 as drawn by us, the rare one unpacked."""
    files = {official.file: (fonts.folder() / official.file).read_bytes() for official in fonts.OFFICIAL.values()}
    with TemporaryDirectory() as folder:
        path = Path(folder, fonts.OFFICIAL[Face.BODY].file)
        path.write_bytes(files[path.name])
        draw_as_pdf(path, half_em)
        rare = lzma.decompress((fonts.folder() / fonts.RARE_FILE).read_bytes())
        return {**files, path.name: path.read_bytes(), "rare.ttf": rare}


def draw_as_pdf(path: Path, half_em: bool = False) -> None:
    """Encode the full-width quotes our PDF uses from this face; on demand set Latin half an em wide."""
    face = TTFont(path)
    order = face.getGlyphOrder()
    for table in face["cmap"].tables:
        if table.isUnicode() and hasattr(table, "cmap"):
            for character, glyph in fonts.MENDS[path.name].items():
                table.cmap.pop(ord(character), None)
                table.cmap.update({} if glyph is None else {ord(character): order[glyph]})
    if half_em:
        names = face.getBestCmap()
        for code in ASCII:
            face["hmtx"][names[code]] = (500, face["hmtx"][names[code]][1])
    face.save(path)
