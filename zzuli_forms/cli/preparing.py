"""Preparation of the files that are the same for every unit: python -m zzuli_forms.cli.preparing, in a checkout.

ReportLab reads the metrics of each face, zlib deflates the outlines of the fixed words of every form. The library then
only reads the files they leave; a change of faces or of the official words asks for a new run.
"""

from __future__ import annotations

import lzma
from array import array
from collections.abc import Iterator
from io import BytesIO
from itertools import chain, product
from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFontFile

from zzuli_forms.document.nodes import Face
from zzuli_forms.forms.register import OWN, lay_out_blank
from zzuli_forms.official import editions
from zzuli_forms.renderers.pdf import beforehand
from zzuli_forms.renderers.pdf.beforehand import BEFOREHAND
from zzuli_forms.renderers.pdf.embedding import fixed_outlines
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import MEASURES, Description, Measures

ZHUQUE_WIDE_QUOTES = {"“": 13559, "”": 13560, "‘": 13561, "’": 13562}
ZHUQUE_NARROW = "□"


def prepared() -> Iterator[tuple[Path, bytes]]:
    """Yield the path and the data of every prepared file."""
    for file in (*(official.file for official in fonts.OFFICIAL.values()), fonts.RARE_FILE):
        yield fonts.folder() / MEASURES / f"{file.partition('.')[0]}.bin", _measures(file).written()
    blanks = [lay_out_blank(form, edition) for form, edition in product(OWN, editions())]
    yield BEFOREHAND, beforehand.written(chain.from_iterable(map(fixed_outlines, blanks)))


def _measures(file: str) -> Measures:
    path = fonts.folder() / file
    face = TTFontFile(BytesIO(lzma.decompress(path.read_bytes())) if path.suffix == ".xz" else str(path))
    glyphs, advances = dict(face.charToGlyph), dict(face.charWidths)
    if file == fonts.OFFICIAL[Face.BODY].file:
        _mend_zhuque(glyphs, advances)
    characters = sorted(glyphs)
    return Measures(
        _described(face, len(characters)),
        array("I", characters),
        array("H", [glyphs[character] for character in characters]),
        array("H", [int(advances[character]) for character in characters]),
    )


def _described(face: TTFontFile, characters: int) -> Description:
    return Description(
        name=face.name.decode("ascii"),
        bbox=tuple(face.bbox),
        ascent=face.ascent,
        descent=face.descent,
        cap_height=face.capHeight,
        stem_v=face.stemV,
        italic_angle=face.italicAngle,
        characters=characters,
    )


def _mend_zhuque(glyphs: dict[int, int], advances: dict[int, int]) -> None:
    """Map the quotes to unencoded full-width glyphs, and leave the half-width box to 楷体."""
    for quote, glyph in ZHUQUE_WIDE_QUOTES.items():
        glyphs[ord(quote)], advances[ord(quote)] = glyph, 1000
    del glyphs[ord(ZHUQUE_NARROW)]


def main() -> None:
    """Write every prepared file."""
    for path, data in prepared():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    main()
