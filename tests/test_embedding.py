"""A face cut down keeps each outline as it was; what is written as PDF reads back as it was meant."""

from __future__ import annotations

import warnings
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import read_object

from tests.cases import TYPICAL
from zzuli_forms import FilingPacket
from zzuli_forms.document.nodes import Face, Folio, Page
from zzuli_forms.document.walking import has_typed
from zzuli_forms.renderers import pdf
from zzuli_forms.renderers.pdf.archive import Drawn
from zzuli_forms.renderers.pdf.objects import block, joined, numeral, packed, text
from zzuli_forms.renderers.pdf.subset import room, subset
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import Typeface

FACES = [fonts.load(fonts.OFFICIAL[face].file) for face in Face]
FIXED, OWN = "申报单位：（加盖公章）“”ÀéüÅ", "图书馆é2014àöÑ；ﬁ①"


def outline(font: TTFont, name: str) -> list[tuple[str, tuple[object, ...]]]:
    """What draws a glyph, composite ones taken apart."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return list(pen.value)


@cache
def whole(face: Typeface) -> TTFont:
    """Return a face as fontTools reads it, read once for all tests."""
    return TTFont(BytesIO(face.data))


def cut(face: Typeface, fixed: str, own: str) -> TTFont:
    packed = subset(face, tuple(face.glyphs[c] for c in fixed), [face.glyphs[c] for c in own])
    data = zlib.decompress(packed.data)
    assert packed.entries["Length1"] == len(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return TTFont(BytesIO(data), checkChecksums=2)


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.path.name)
def test_every_outline_and_advance_is_kept_under_its_code(face: Typeface) -> None:
    fixed, own = ("".join(c for c in some if face.has(c)) for some in (FIXED, OWN))
    kept, small = whole(face), cut(face, fixed, own)
    first = room(face, [face.glyphs[c] for c in fixed])
    codes = {**{c: code for code, c in enumerate(fixed, 1)}, **{c: first + n for n, c in enumerate(own)}}
    names = small.getGlyphOrder()
    for character, code in codes.items():
        old = kept.getGlyphName(face.glyphs[character])
        assert outline(small, names[code]) == outline(kept, old), character
        assert small["hmtx"][names[code]] == kept["hmtx"][old], character
    assert outline(small, names[0]) == outline(kept, kept.getGlyphOrder()[0])


def test_some_face_has_composite_glyphs_among_them() -> None:
    found = [
        character
        for face in FACES
        for character in FIXED + OWN
        if face.has(character) and whole(face)["glyf"][whole(face).getGlyphName(face.glyphs[character])].isComposite()
    ]
    assert found


@given(st.text(alphabet="图书馆()\\<>[]{}/% aé\u3000𬀩—“”\n\r\t"))
def test_a_text_string_reads_back_as_it_was(value: str) -> None:
    found = read_object(BytesIO(text(value).encode("latin-1") + b" "), None)
    assert str(found) == value


@given(st.floats(-15_000, 15_000))
def test_a_number_is_told_to_a_thousandth_without_exponent(value: float) -> None:
    written = numeral(value)
    assert "e" not in written
    assert float(written) == pytest.approx(value, abs=0.051 if abs(value) >= 1000 else 0.006)


def test_both_copies_of_the_form_share_one_content(papers: dict[str, Path]) -> None:
    pages = pypdf.PdfReader(papers["packet-typical.pdf"]).pages
    contents = [page.raw_get("/Contents").idnum for page in pages]
    assert contents[1] == contents[2] != contents[0]


@given(st.lists(st.binary(max_size=5_000), max_size=5), st.integers(min_value=0, max_value=9))
def test_a_stream_put_together_of_blocks_is_one_stream(parts: list[bytes], level: int) -> None:
    assert zlib.decompress(joined([block(part, level) for part in parts]).data) == b"".join(parts)
    assert zlib.decompress(packed(b"".join(parts)).data) == b"".join(parts)


def test_a_page_is_drawn_once_for_all_files_and_copies_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, draw = list[Page](), pdf._Drawing.drawn

    def noting(drawing: pdf._Drawing, folio: Folio | None, number: int) -> Drawn:
        drawn.append(drawing.page)
        return draw(drawing, folio, number)

    monkeypatch.setattr(pdf._Drawing, "drawn", noting)
    FilingPacket.model_validate({**TYPICAL, "unit": "只画一次的单位"}).files(("pdf",))
    assert len(drawn) <= 2
    assert any(has_typed(page) for page in drawn)
