"""Role → face: the only module that looks a font up, measures a character or splits text by face."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from zzuli_forms.document.nodes import Face
from zzuli_forms.typeset.typeface import Typeface

COMMON_WIDTHS = dict(
    zip(
        map(chr, range(0x20, 0x7F)),
        (
            *(500, 500, 500, 646, 600, 923, 779, 500, 500, 500, 600, 600, 500, 500, 500, 520),  # space to /
            *(600, 600, 600, 600, 600, 600, 600, 600, 600, 600, 500, 500, 600, 600, 600, 540, 946),  # 0 to @
            *(718, 670, 691, 770, 652, 629, 741, 853, 500, 535, 731, 625, 975),  # A to M
            *(796, 767, 641, 767, 715, 620, 659, 797, 714, 1053, 700, 687, 605),  # N to Z
            *(500, 520, 500, 600, 563, 606),  # [ to `
            *(563, 638, 538, 629, 554, 500, 566, 663, 500, 500, 607, 500, 974),  # a to m
            *(661, 606, 638, 620, 500, 520, 500, 653, 548, 838, 564, 552, 500),  # n to z
            *(500, 551, 500, 600),  # { to ~
        ),
        strict=True,
    )
)
"""The greatest advance of each ASCII character, in thousandths of an em, in the faces that computers have where those
of the standard are missing: Noto Sans and Serif CJK, WenQuanYi Micro Hei and Zen Hei, AR PL UMing and UKai (Debian 12);
half an em at least, as in the faces of 国标.
"""
EM = 1_000
"""The greatest advance of any other character: in the faces of 国标 and Windows, · and “ are as wide as hanzi."""
RARE_FILE = "ZF-RareSong.ttf.xz"


class Official(NamedTuple):
    """The names of a role's face: its font file, the face the standard asks for, and its substitutes in a Word file.

    `alternates` are the names under which Windows, macOS and WPS carry a like face (w:altName).
    """

    file: str
    name: str
    alternates: tuple[str, ...]
    family: str


OFFICIAL: dict[Face, Official] = {
    Face.TITLE: Official(
        "ZF-Biaosong-Bold.ttf",
        "方正小标宋简体",
        ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong", "宋体", "SimSun", "Songti SC"),
        "roman",
    ),
    Face.BODY: Official(
        "ZhuqueFangsong-Regular.ttf",
        "仿宋_GB2312",
        ("FangSong_GB2312", "仿宋", "FangSong", "华文仿宋", "STFangsong"),
        "modern",
    ),
    Face.LABEL: Official(
        "ZF-Heiti-Medium.ttf",
        "黑体",
        ("SimHei", "华文黑体", "STHeiti", "Heiti SC"),
        "swiss",
    ),
    Face.KAITI: Official(
        "ZF-Kaiti-Regular.ttf",
        "楷体_GB2312",
        ("KaiTi_GB2312", "楷体", "KaiTi", "华文楷体", "STKaiti", "Kaiti SC"),
        "script",
    ),
    Face.SONG: Official(
        "ZF-Song-Regular.ttf",
        "宋体",
        ("SimSun", "华文宋体", "STSong", "Songti SC"),
        "roman",
    ),
}


def folder() -> Path:
    """Return the folder of the font files: inside the installed package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    return package / "faces" if (package / "faces").is_dir() else package.parent / "fonts"


MENDS: dict[str, dict[str, int | None]] = {
    OFFICIAL[Face.BODY].file: {"“": 13559, "”": 13560, "‘": 13561, "’": 13562, "□": None}
}
"""Glyph ids other than a file maps: the quotes of 朱雀仿宋 are its full-width ones, which it carries unencoded, and
its box, half an em wide, is left to 楷体.
"""
_FACES = {
    file: Typeface(folder() / file, MENDS.get(file, {}))
    for file in (*(official.file for official in OFFICIAL.values()), RARE_FILE)
}


def every() -> Iterable[Typeface]:
    """Return all faces, the one of rare ideographs last; none is read for that."""
    return _FACES.values()


def load(file: str) -> Typeface:
    """Return the face in a font file; nothing is read before it is needed."""
    return _FACES[file]


def chain(role: Face) -> Iterator[Typeface]:
    """Yield the faces that may serve a role: the role's own first, the face of rare ideographs last."""
    yield load(OFFICIAL[role].file)
    for other in (Face.KAITI, Face.LABEL, Face.TITLE):
        if other is not role:
            yield load(OFFICIAL[other].file)
    yield load(RARE_FILE)


class Glyph(NamedTuple):
    """The face that draws a character in a role (None: no shipped face), and its advances in thousandths of an em: as
    drawn, and the greatest over the faces that may serve.
    """

    face: Typeface | None
    width: int
    greatest_width: int


class Glyphs(dict[str, Glyph]):
    """A cache of the glyphs of at most MOST_GLYPHS characters in one role: a dict, so that a text is looked up in C."""

    def __init__(self, role: Face) -> None:
        super().__init__()
        self._role = role

    def __missing__(self, character: str) -> Glyph:
        if len(self) >= MOST_GLYPHS:
            self.clear()
        glyph = self[character] = _glyph(character, self._role)
        return glyph


MOST_GLYPHS = 16_384
_GLYPHS = {role: Glyphs(role) for role in Face}


def _glyph(character: str, role: Face) -> Glyph:
    """Return the glyph of a character in a role; a line break has no advance."""
    if character == "\n":
        return Glyph(None, 0, 0)
    for face in chain(role):
        glyph = face.glyph(character)
        if glyph is not None:
            width = face.advance(glyph)
            return Glyph(face, width, max(width, COMMON_WIDTHS.get(character, EM)) if width else 0)
    return Glyph(None, EM, EM)


def widths(text: str, role: Face) -> Iterator[int]:
    """Return the advance of each character in thousandths of an em (a full em where no face carries it)."""
    return map(_WIDTH, _glyphs(text, role))


def greatest_widths(text: str, role: Face) -> Iterator[int]:
    """Return the greatest advance of each character over the faces that may serve, in thousandths of an em."""
    return map(_GREATEST_WIDTH, _glyphs(text, role))


def _glyphs(text: Iterable[str], role: Face) -> Iterator[Glyph]:
    return map(_GLYPHS[role].__getitem__, text)


_FACE, _WIDTH, _GREATEST_WIDTH = map(itemgetter, range(3))
_CHARACTER = itemgetter(1)


def missing(text: str, role: Face) -> tuple[str, ...]:
    """Return the characters of a text that no shipped face can draw, each once, in order; a line break needs none."""
    characters = text.replace("\n", "")
    if None not in map(_FACE, _glyphs(characters, role)):
        return ()
    return tuple(character for character in dict.fromkeys(characters) if not _GLYPHS[role][character].face)


def split(text: str, role: Face) -> tuple[tuple[Typeface, str], ...]:
    """Return the text cut into stretches that one face draws; raises LookupError on a missing glyph."""
    faces = list(map(_FACE, _glyphs(text, role)))
    if None in faces:
        raise LookupError(f"no face for {''.join(missing(text, role))!r}")
    if len(set(faces)) == 1:
        return ((faces[0], text),)
    stretches = groupby(zip(faces, text, strict=True), _FACE)
    return tuple((face, "".join(map(_CHARACTER, stretch))) for face, stretch in stretches)
