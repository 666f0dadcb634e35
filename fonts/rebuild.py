"""Rebuild the derived faces beside this file from their sources.

    python fonts/rebuild.py biaosong NotoSerifSC_700Bold.ttf Unihan_OtherMappings.txt.bz2 OUT.ttf

The sources are named in README.md. Equal sources give equal bytes: nothing is dated anew.
Needs fontTools (the `test` extra installs it).
"""

from __future__ import annotations

import argparse
import bz2
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SYMBOLS = (
    "–—―‘’“”‥…‰′″※€℃℉№™ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ←↑→↓√∞≈≠≤≥①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩￠￡￥■□▲△▼▽◆◇○◎●★☆☐☑☒✓"
)
RANGES = (range(0x20, 0x7F), range(0xA0, 0x100), range(0x3000, 0x3020), range(0xFF01, 0xFF5F))
PAGE_NUMBERS = set(map(ord, " -0123456789–—"))
FULL_WIDTH_QUOTES = {"“": "quotedblleft.full", "”": "quotedblright.full", "‘": "quoteleft.full", "’": "quoteright.full"}


@dataclass(frozen=True)
class Recipe:
    """What a derived face is called, and what its name table says was changed."""

    family: str
    postscript: str
    version: str
    change: str


RECIPES = {
    "biaosong": Recipe(
        "ZF Biaosong",
        "ZF-Biaosong-Bold",
        "2.003",
        "Subset of Noto Serif SC Bold 2.003-H1 (npm @expo-google-fonts/noto-serif-sc 0.4.3), "
        "renamed, layout tables removed, 2026-11-22.",
    ),
    "song": Recipe(
        "ZF Song",
        "ZF-Song-Regular",
        "2.003",
        "Digits and dashes of Noto Serif SC Regular 2.003-H1 (npm @expo-google-fonts/noto-serif-sc 0.4.3), "
        "renamed, layout tables removed, 2026-11-23.",
    ),
    "heiti": Recipe(
        "ZF Heiti",
        "ZF-Heiti-Medium",
        "2.004",
        "Subset of Noto Sans SC Medium 2.004-H2 (npm @expo-google-fonts/noto-sans-sc 0.4.3), "
        "renamed, layout tables removed, 2026-11-22.",
    ),
    "kaiti": Recipe(
        "ZF Kaiti",
        "ZF-Kaiti-Regular",
        "1.522",
        "Subset of LXGW WenKai GB Lite 1.522 (Debian texlive-lang-chinese 2026.20260911-1), renamed, "
        "curly quotes mapped to the full-width glyphs, layout tables removed, 2026-11-22.",
    ),
    "rare": Recipe(
        "ZF Rare Song",
        "ZF-RareSong",
        "16.0.1",
        "NOTICE (Arphic Public License 2a): modified on 2026-11-22 from BabelStone Han 16.0.1 (Debian "
        "fonts-babelstone-han 16.0.1-1): glyphs other than the listed ideographs removed, layout tables "
        "and instructions removed, font renamed.",
    ),
}


def common(unihan: Path) -> set[int]:
    """GB 2312 hanzi, 通用规范汉字表 (Unihan kTGH) and the symbols Chinese forms use."""
    hanzi = {ord(character) for character in _gb2312()}
    sources = bz2.decompress(unihan.read_bytes()).decode()
    standard = {int(code, 16) for code in re.findall(r"^U\+([0-9A-F]+)\tkTGH\t", sources, re.MULTILINE)}
    return hanzi | standard | {code for codes in RANGES for code in codes} | set(map(ord, SYMBOLS))


def _gb2312() -> Iterator[str]:
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            yield from bytes((row, cell)).decode("gb2312", errors="ignore")


def is_han(code: int) -> bool:
    """Whether a code point is a unified ideograph."""
    return 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0x20000 <= code <= 0x3FFFF


def wanted(name: str, face: TTFont, unihan: Path) -> set[int]:
    """The code points a derived face keeps."""
    if name == "song":
        return PAGE_NUMBERS
    shared = common(unihan)
    if name != "rare":
        return shared
    return {code for code in face.getBestCmap() if is_han(code)} - shared


def widen_quotes(face: TTFont) -> None:
    """Encode the full-width curly quotes of LXGW WenKai."""
    for table in face["cmap"].tables:
        if table.isUnicode():
            table.cmap.update({ord(quote): glyph for quote, glyph in FULL_WIDTH_QUOTES.items()})


def subset(face: TTFont, codes: set[int]) -> None:
    """Keep the glyphs of `codes`, without hinting, layout features and glyph names."""
    options = Options()
    options.layout_features = []
    options.hinting = options.glyph_names = False
    options.name_IDs = ["*"]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "STAT", "DSIG", "gasp", "meta"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(face)


def rename(face: TTFont, recipe: Recipe) -> None:
    """New names 1, 3, 4, 6; copyright, designer and licence stay; 10 says what was changed."""
    names = face["name"]
    names.names = [n for n in names.names if n.nameID in (0, 9, 13, 14) and (n.platformID, n.langID) == (3, 1033)]
    stated = {
        1: recipe.family,
        2: "Regular",
        3: f"{recipe.version};zf1;{recipe.postscript}",
        4: recipe.postscript.replace("-", " ").replace(" Regular", ""),
        5: f"Version {recipe.version};zf1",
        6: recipe.postscript,
        10: recipe.change,
    }
    for number, text in stated.items():
        names.setName(text, number, 3, 1, 1033)


def build(name: str, source: Path, unihan: Path) -> bytes:
    """The bytes of a derived face (xz for the rare ideographs)."""
    face = TTFont(source, recalcTimestamp=False)
    if name == "kaiti":
        widen_quotes(face)
    subset(face, wanted(name, face, unihan))
    rename(face, RECIPES[name])
    buffer = BytesIO()
    face.save(buffer, reorderTables=True)
    data = buffer.getvalue()
    return lzma.compress(data, preset=9 | lzma.PRESET_EXTREME) if name == "rare" else data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("face", choices=RECIPES)
    parser.add_argument("source", type=Path)
    parser.add_argument("unihan", type=Path)
    parser.add_argument("output", type=Path)
    wanted = parser.parse_args()
    wanted.output.write_bytes(build(wanted.face, wanted.source, wanted.unihan))


if __name__ == "__main__":
    main()
