"""The shipped faces: coverage, fallback, refusal, hashes; the rare face loads only when needed."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from zzuli_forms.document.nodes import Face
from zzuli_forms.typeset import fonts

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
    assert all(face.has(character) for character in [*GB2312, *"䶮㛃𬀩𣲗喆犇堃燊镕"])


@pytest.mark.parametrize("character", "0123456789— ")
def test_page_numbers_are_set_in_song_type(character: str) -> None:
    found = fonts.face_for(character, Face.SONG)
    assert found is not None
    assert "Song-Regular" in found.path.name


@pytest.mark.parametrize(("character", "file"), [("１", "Kaiti"), ("☑", "Kaiti"), ("□", "Kaiti"), ("\u9fa6", "Rare")])
def test_what_fangsong_lacks_another_face_draws(character: str, file: str) -> None:
    found = fonts.face_for(character, Face.BODY)
    assert found is not None
    assert file in found.path.name


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


def test_the_rare_face_stays_on_disk_until_a_character_needs_it() -> None:
    script = (
        "import lzma\n"
        "from zzuli_forms import render\n"
        "from tests.cases import TYPICAL\n"
        "from zzuli_forms import ApprovalForm\n"
        "loaded = []\n"
        "decompress = lzma.decompress\n"
        "lzma.decompress = lambda data: loaded.append(1) or decompress(data)\n"
        "render(ApprovalForm.model_validate({**TYPICAL}), 'pdf')\n"
        "print(len(loaded))\n"
        "render(ApprovalForm.model_validate({**TYPICAL, 'unit': '\U0002ebf0馆'}), 'pdf')\n"
        "print(len(loaded))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY, check=True, encoding="utf-8"
    )
    assert done.stdout.split() == ["0", "1"]
