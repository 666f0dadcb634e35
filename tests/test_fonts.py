"""The shipped faces: coverage, fallback, refusal, hashes; the rare face loads only when needed."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from zzuli_forms.document.nodes import Face
from zzuli_forms.errors import FileError
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import Typeface

REPOSITORY = Path(__file__).parents[1]
GB2312 = [
    character
    for row in range(0xB0, 0xF8)
    for cell in range(0xA1, 0xFF)
    for character in bytes((row, cell)).decode("gb2312", errors="ignore")
]


def test_every_shipped_file_is_the_one_its_readme_names() -> None:
    stated = re.findall(
        r"`([^`]+\.(?:ttf|xz))` \|.*`([0-9a-f]{64})`", (REPOSITORY / "fonts/README.md").read_text("utf-8")
    )
    files = {path.name for path in (REPOSITORY / "fonts").iterdir() if path.suffix in (".ttf", ".xz")}
    assert {name for name, _ in stated} == files
    for name, digest in stated:
        assert hashlib.sha256((REPOSITORY / "fonts" / name).read_bytes()).hexdigest() == digest


def test_every_licence_named_is_shipped() -> None:
    named = set(re.findall(r"`licenses/([^`]+)`", (REPOSITORY / "fonts/README.md").read_text("utf-8")))
    assert named
    assert all((REPOSITORY / "fonts" / "licenses" / name).is_file() for name in named)


@pytest.mark.parametrize("role", [role for role in Face if role is not Face.SONG], ids=lambda role: role.value)
def test_each_face_alone_carries_gb2312_and_the_hard_names(role: Face) -> None:
    face = fonts.load(fonts.OFFICIAL[role].file)
    assert len(GB2312) == 6763
    assert all(face.glyph(character) for character in [*GB2312, *"䶮㛃𬀩𣲗喆犇堃燊镕"])


@pytest.mark.parametrize("character", "0123456789— ")
def test_page_numbers_are_set_in_song_type(character: str) -> None:
    ((face, _),) = fonts.split(character, Face.SONG)
    assert "Song-Regular" in face.path.name


@pytest.mark.parametrize(("character", "file"), [("１", "Kaiti"), ("☑", "Kaiti"), ("□", "Kaiti"), ("\u9fa6", "Rare")])
def test_what_fangsong_lacks_another_face_draws(character: str, file: str) -> None:
    ((face, _),) = fonts.split(character, Face.BODY)
    assert file in face.path.name


@pytest.mark.parametrize("mark", "“”‘’，。：（）—…中")
def test_chinese_marks_are_full_width(mark: str) -> None:
    assert list(fonts.widths(mark, Face.BODY)) == [1000]


def test_what_no_face_carries_is_missing_and_cannot_be_drawn() -> None:
    assert fonts.missing("王😀刚😀\n", Face.BODY) == ("😀",)
    with pytest.raises(LookupError):
        list(fonts.split("王😀", Face.BODY))


def test_glyphs_are_cached_up_to_a_bound() -> None:
    glyphs = fonts.Glyphs(Face.BODY)
    assert glyphs["王"] is glyphs["王"]
    for code in range(0x4E00, 0x4E00 + fonts.MOST_GLYPHS):
        glyphs[chr(code)]
    assert 0 < len(glyphs) <= fonts.MOST_GLYPHS
    assert glyphs["王"].width == 1000


@pytest.mark.parametrize("face", fonts.every(), ids=lambda face: face.path.name)
def test_characters_are_mapped_and_measured_as_fonttools_reads_them(face: Typeface) -> None:
    read = TTFont(BytesIO(face.data))
    glyphs = {**read.getBestCmap(), **dict.fromkeys(map(ord, face.mends))}
    for code, name in glyphs.items():
        glyph = face.mends.get(chr(code), read.getGlyphID(name) if name else None)
        assert face.glyph(chr(code)) == glyph
        if glyph is not None:
            advance = read["hmtx"][read.getGlyphName(glyph)][0]
            assert face.advance(glyph) == advance * 1000 // read["head"].unitsPerEm
    assert face.glyph("😀") is None


def test_the_quotes_of_fangsong_are_its_own_full_width_glyphs() -> None:
    face = fonts.load(fonts.OFFICIAL[Face.BODY].file)
    names = [TTFont(face.path).getGlyphName(glyph) for glyph in map(face.glyph, "“”‘’") if glyph]
    assert names == ["quotedblleft.uv002", "quotedblright.uv002", "quoteleft.uv002", "quoteright.uv002"]
    assert face.glyph("□") is None


READ = """
import lzma, sys
from contextlib import suppress
from zzuli_forms import FactsError, FilingPacket, render
from zzuli_forms.forms.register import lay_out
from tests.cases import TYPICAL

class Counting(lzma.LZMAFile):
    furthest = 0
    def read(self, size=-1):
        data = super().read(size)
        Counting.furthest = max(Counting.furthest, self.tell())
        return data

lzma.open = lambda file: Counting(file)
with suppress(FactsError):
    packet = FilingPacket.model_validate({**TYPICAL, "unit": sys.argv[1]})
    lay_out(packet)
print(Counting.furthest)
with suppress(FactsError):
    render(packet.form, "pdf")
    print(Counting.furthest)
"""
MEASURING, WHOLE = 500_000, 40_000_000
"""Bytes: more than the tables of the rare face that map and measure, fewer than the whole."""


def read_of_the_rare_face(unit: str) -> list[int]:
    """How far the rare face is read to check a unit's facts, and, unless they are refused, to draw its form."""
    done = subprocess.run(
        [sys.executable, "-c", READ, unit], capture_output=True, text=True, cwd=REPOSITORY, check=True
    )
    return list(map(int, done.stdout.split()))


def test_the_rare_face_is_not_read_for_a_unit_without_a_rare_character() -> None:
    assert read_of_the_rare_face("图书馆") == [0, 0]


def test_to_check_a_rare_character_only_the_tables_that_measure_are_read() -> None:
    checked, drawn = read_of_the_rare_face("\U0002ebf0馆")
    assert 0 < checked < MEASURING
    assert drawn > WHOLE


def test_to_refuse_an_emoji_only_the_tables_that_measure_are_read() -> None:
    (checked, *_) = read_of_the_rare_face("图书馆😀")
    assert 0 < checked < MEASURING


def test_without_uharfbuzz_a_clear_sentence_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['uharfbuzz'] = None; from zzuli_forms.cli import main; sys.exit(main(['fonts', '图']))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY)
    assert done.returncode != 0
    assert "缺少程序库 uharfbuzz" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_face_is_a_clear_error(tmp_path: Path) -> None:
    for name in ("gone.ttf", "empty.ttf", "cut.ttf.xz"):
        path = tmp_path / name
        if "gone" not in name:
            path.write_bytes((fonts.folder() / fonts.RARE_FILE).read_bytes()[:1_000] if "cut" in name else b"")
        with pytest.raises(FileError, match=r"读不到字体文件.*请重新安装"):
            Typeface(path).glyph("图")
