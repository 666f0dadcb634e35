"""Draw the appearance of a signed field: signer and time in small type above the place of the seal, never a seal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.content import ResourceType
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import TextStamp, TextStampStyle

from zzuli_forms.document.nodes import Face
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import Typeface

_SIZES = (7.5, 7.0, 6.5, 6.0, 5.5, 5.0)
"""Font sizes in points, tried from the largest down."""
_LEADING = 1.25
_GETA = "〓"


@dataclass(frozen=True)
class StampStyle(TextStampStyle):
    """The signer's name over the words 电子签名 and the minute of signing."""

    border_width: int = 0
    background: None = None
    timestamp_format: str = "%Y-%m-%d %H:%M"

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]) -> TextStamp:
        """Return the appearance of a signature for a place of this size."""
        return _Stamp(writer, self, text_params, box)


def _printable(text: str) -> str:
    """Return the text with a geta mark (〓) for each character that no face has, or that is not printable."""
    missing = fonts.missing(text, Face.SONG)
    return "".join(_GETA if character in missing or not character.isprintable() else character for character in text)


class _Engine(GlyphAccumulator):
    """A face in use by a stamp, its advances stated in thousandths of an em: pyHanko 0.38 would state font units."""

    def prepare_write(self) -> None:
        self._glyphs = {glyph: (cid, self._thousandths(width)) for glyph, (cid, width) in self._glyphs.items()}
        super().prepare_write()  # type: ignore[no-untyped-call]

    def _thousandths(self, width: int) -> int:
        return round(width * 1000 / int(self.units_per_em))


class _Stamp(TextStamp):
    def __init__(
        self, writer: BasePdfFileWriter, style: StampStyle, parameters: Mapping[str, Any], box: BoxConstraints
    ) -> None:
        super().__init__(writer, style, box=box)
        self._lines = [_printable(line) for line in (parameters["signer"], f"电子签名 {parameters['ts']}")]
        self._engines: dict[Typeface, _Engine] = {}

    def _render_inner_content(self) -> list[bytes]:
        size = next((size for size in _SIZES if self._widest() * size <= self.box.width), _SIZES[-1])
        operators = [*self._operators(size)]
        for number, engine in enumerate(self._engines.values()):
            self.set_resource(ResourceType.FONT, pdf_name(f"/F{number}"), engine.as_resource())
            engine.prepare_write()
        return operators

    def _widest(self) -> float:
        """Return the width of the widest line in ems."""
        return max(sum(fonts.widths(line, Face.SONG)) for line in self._lines) / 1000

    def _operators(self, size: float) -> Iterator[bytes]:
        for number, line in enumerate(self._lines):
            top = self.box.height - size * (1 + number * _LEADING)
            text = _cut(line, int(self.box.width / size * 1000))
            yield b"BT 1 0 0 1 0 %.2f Tm" % top
            for face, stretch in fonts.split(text, Face.SONG):
                yield b"/F%d %.1f Tf %s" % (*self._glyph_run(face, stretch, size),)
            yield b"ET"

    def _glyph_run(self, face: Typeface, text: str, size: float) -> tuple[int, float, bytes]:
        if face not in self._engines:
            self._engines[face] = _Engine(self._ensure_writer, BytesIO(face.data), size)
        return [*self._engines].index(face), size, self._engines[face].shape(text).graphics_ops


def _cut(text: str, widest: int) -> str:
    """Return as much of a text as fits into `widest` thousandths of an em, … at its end where it is cut."""
    while sum(fonts.widths(text, Face.SONG)) > widest:
        text = f"{text.rstrip('…')[:-1]}…"
    return text
