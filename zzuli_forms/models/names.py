"""Names of people: how they are mended, and what is no name of one person."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from zzuli_forms.models.messages import refuse
from zzuli_forms.models.texts import at_most, cleaned, is_han, one_line, present, printable, string_schema

SEPARATOR = "\u00b7"
_NAME_LIMIT = 50
_SEPARATORS = re.compile("[•‧・･∙⋅·]")
_DOT = re.compile("[.．]")
_BETWEEN_NAMES = re.compile("[、，,；;/]")
_SPACES = re.compile("[ \u3000]+")
_AND = re.compile("[和与及]")
_LATIN_MARKS = frozenset(" .'’-\u2010")
_UNKNOWN = re.compile("某|^[Xx]+$|(?<=[\u3400-\u9fff])[Xx]+$")
_MOST_NAMED = 10
"""The most strange characters that a message names."""
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "万俟司马上官欧阳夏侯诸葛闻人东方赫连皇甫尉迟公羊澹台公冶宗政濮阳淳于单于太叔申屠公孙仲孙轩辕令狐钟离宇文长孙"
        "慕容鲜于闾丘司徒司空亓官司寇子车颛孙端木巫马公西漆雕乐正壤驷公良拓跋夹谷宰父谷梁段干百里东郭南门呼延羊舌微生"
        "梁丘左丘东门西门南宫第五独孤纳兰"
        "萬俟司馬歐陽諸葛聞人東方赫連尉遲澹臺濮陽單于公孫仲孫軒轅鍾離長孫鮮于閭丘顓孫巫馬樂正壤駟夾谷穀梁段幹東郭南門"
        "東門西門南宮獨孤納蘭",
    )
)
"""The compound surnames of 《百家姓》, with 独孤 and 纳兰, simplified and traditional."""


def mended_name(text: str) -> str:
    """Return the name with one kind of separator (U+00B7) and no spaces between hanzi."""
    separated = _DOT.sub(_separator, _SEPARATORS.sub(SEPARATOR, text))
    return _SPACES.sub(_closed, separated)


def _separator(dot: re.Match[str]) -> str:
    """Return the separator for a dot between hanzi, any other dot unchanged."""
    return SEPARATOR if all(map(is_han, _neighbours(dot))) else dot[0]


def _closed(space: re.Match[str]) -> str:
    """Return '' for spaces between hanzi or separators, any others unchanged."""
    return "" if all(is_han(one) or one == SEPARATOR for one in _neighbours(space)) else space[0]


def _neighbours(found: re.Match[str]) -> tuple[str, str]:
    """Return the characters before and behind a match; '' at an end of the text."""
    return found.string[: found.start()][-1:], found.string[found.end() :][:1]


def _name(text: str) -> str:
    name = at_most(mended_name(printable(one_line(present(text)))), _NAME_LIMIT)
    if _BETWEEN_NAMES.search(name) or _is_spaced_pair(text) or _is_joined_pair(name):
        raise refuse("two_names", shown=text)
    if not any(map(_is_letter, name)):
        raise refuse("name_without_letters", shown=name)
    strange = [character for character in dict.fromkeys(name) if not _belongs(character)]
    if strange:
        raise refuse("name_characters", shown=name, found="".join(f"“{c}”" for c in strange[:_MOST_NAMED]))
    if _UNKNOWN.search(name):
        raise refuse("name_unknown", shown=name)
    return name


def _is_letter(character: str) -> bool:
    return is_han(character) or character.isalpha()


def _belongs(character: str) -> bool:
    """Tell whether a character may stand in a name: letters, marks on them, and what joins parts of names."""
    joins = character == SEPARATOR or character in _LATIN_MARKS
    return joins or _is_letter(character) or unicodedata.category(character).startswith("M")


def _is_spaced_pair(text: str) -> bool:
    """Tell whether two parts beside each other could each be a name; a compound surname is none."""
    parts = _SPACES.split(_SEPARATORS.sub(SEPARATOR, text))
    return any(_is_full(one) and _is_full(other) for one, other in pairwise(parts))


def _is_joined_pair(name: str) -> bool:
    """Tell whether 和, 与 or 及 stands between what could each be a name; a compound surname is none."""
    return any(_is_full(name[: found.start()]) and _is_full(name[found.end() :]) for found in _AND.finditer(name))


def _is_full(part: str) -> bool:
    """Tell whether a part has two or more hanzi, separators between them allowed, and is no compound surname."""
    hanzi = part.replace(SEPARATOR, "")
    ends = f"{part[:1]}{part[-1:]}"
    return len(hanzi) >= 2 and all(map(is_han, hanzi)) and SEPARATOR not in ends and part not in COMPOUND_SURNAMES


PersonName = Annotated[str, BeforeValidator(cleaned), AfterValidator(_name), string_schema(1, _NAME_LIMIT)]
