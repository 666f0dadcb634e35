"""Characters that typed text may hold, and the field types made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sized
from itertools import islice
from numbers import Real
from typing import Annotated, SupportsInt, TypeGuard

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from zzuli_forms.models.characters import MEANT, as_meant
from zzuli_forms.models.messages import refuse

_OTHER_HAN = [(block[0], block[-1]) for block in ("〇", "㐀䶿", "\uf900\ufaff", "\U00020000\U0003ffff")]
_UNSEEN = "不可见字符"
_ASCII_WORD = re.compile("[0-9A-Za-z_-]+")
_REFUSED = {"Cc": "控制字符", "Cf": _UNSEEN, "Co": "自造字", "Cs": "残缺字符", "Zl": _UNSEEN, "Zp": _UNSEEN}
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_LOST = {"\ufffc": "图片或别的对象", "\ufffd": "丢失的字"}
_ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
_ODD_SPACES = re.compile(f"[{_ODD}]")
_NOT_SEEN = "\u00ad\u200b-\u200e\u202a\u202c\u202d\u2060\u2066\u2068\u2069\ufeff"
UNSEEN = re.compile(f"[{_NOT_SEEN}]")
"""Characters without glyph or effect: soft hyphens, zero widths, marks of left-to-right direction. Those of the other
direction stay, and are refused: they turn what is seen around.
"""
_TO_MEND = re.compile(f"[\\r{_ODD}{_NOT_SEEN}{''.join(MEANT)}]")
_UNUSED = re.compile(r"[-\u2010-\u2015\u2212－/／\\＼]+|无|N/A", re.IGNORECASE)
_DITTO = re.compile("同[上前左]|[〃″]+")
_LATER = re.compile(r"待[定补填]|暂[无缺]|未定|\{\{.*\}\}|\$\{.*\}|[«<《]{2}.*[»>》]{2}|«.*»")
_AROUND = "（）()【】[]“”。.，,：: "
_MOST_DIGITS = 500
"""The most digits of a number that is taken as text: fewer than Python ever refuses to convert."""
_ENDLESS = 10**_MOST_DIGITS
_MOST_FOUND = 10
"""The most refused characters that a message names."""
LONGEST_UNIT = 100
_PROSE_LIMIT = 2_000


def is_han(character: str) -> bool:
    """Tell whether a character is a Chinese ideograph."""
    return "一" <= character <= "\u9fff" or any(first <= character <= last for first, last in _OTHER_HAN)


def cleaned(value: object) -> object:
    """Return text in NFC, without white space at its ends, with one kind of line break and the characters meant; a
    whole number as text, None for what a table holds in an empty cell.
    """
    if isinstance(value, str):
        return (_plain(as_meant(value)) if _has_to_be_mended(value) else value).strip(" \t\n\u3000")
    if _is_whole(value):
        return _digits(int(value))
    return None if _is_nothing(value) else value


def _is_whole(value: object) -> TypeGuard[SupportsInt]:
    return isinstance(value, Real) and not isinstance(value, bool) and value == value // 1


def _has_to_be_mended(text: str) -> bool:
    """Tell whether a text has what `_plain` or `as_meant` would change, as most texts have not."""
    return bool(_TO_MEND.search(text)) or not unicodedata.is_normalized("NFC", text)


def _plain(text: str) -> str:
    """Return the text without unseen characters, its line breaks and its spaces of one kind."""
    seen = UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _ODD_SPACES.sub(" ", seen)


def _is_nothing(value: object) -> bool:
    """Tell whether a value is what NumPy and pandas hold in an empty cell."""
    return not isinstance(value, Sized) and str(value) in ("nan", "NaT", "<NA>")


def _digits(number: int) -> str:
    """Return the digits of a number; refuse one with too many (see `is_endless`)."""
    if is_endless(number):
        raise refuse("long_number", most=_MOST_DIGITS)
    return str(number)


def is_endless(value: object) -> bool:
    """Tell whether a value is a number of more than 500 digits, too long to be taken as text."""
    return isinstance(value, int) and abs(value) >= _ENDLESS


def as_text(value: object) -> str:
    """Return any value as text that may be shown; in place of a number with too many digits, say that it is one."""
    return "很长的数字" if is_endless(value) else str(value)


def none_if_empty(value: object) -> object:
    """Return None for an empty text and for “/”, “—” or “无”, which mean the same, else the value."""
    text = cleaned(value)
    return None if text in (None, "") or _means_unused(text) else value


def _means_unused(text: object) -> bool:
    return isinstance(text, str) and bool(_UNUSED.fullmatch(text))


def printable(text: str) -> str:
    """Return the text; refuse control, private-use, invisible and broken characters, all at once."""
    if not _is_plain(text) and any(map(_refused_kind, set(text) - {"\n"})):
        raise refuse("unprintable", found="、".join(islice(_unprintable(text), _MOST_FOUND)))
    return text


def _is_plain(text: str) -> bool:
    """Tell whether a text needs no check character by character, as most do not."""
    return text.replace("\n", "").isprintable() and not _INVISIBLE.search(text) and _LOST.keys().isdisjoint(text)


def _unprintable(text: str) -> Iterator[str]:
    for index, character in enumerate(text, 1):
        kind = _refused_kind(character)
        if kind and character != "\n":
            yield f"第{index}个字U+{ord(character):04X}（{kind}）"


def _refused_kind(character: str) -> str | None:
    if _INVISIBLE.match(character) or ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
        return _UNSEEN
    return _LOST.get(character) or _REFUSED.get(unicodedata.category(character))


def present(text: str) -> str:
    """Return the text; refuse an empty one, and one that only points to another or to a later day."""
    if not text or _means_unused(text):
        raise refuse("blank")
    for code, words in (("ditto", _DITTO), ("placeholder", _LATER)):
        if words.fullmatch(text.strip(_AROUND)):
            raise refuse(code, shown=text)
    return text


def one_line(text: str) -> str:
    """Return the text; refuse a line break inside."""
    if "\n" in text:
        raise refuse("line_break")
    return text


def at_most(text: str, most: int) -> str:
    """Return the text; refuse more than `most` code points."""
    if len(text) > most:
        raise refuse("too_many_characters", most=most, actual=len(text), over=len(text) - most)
    return text


class ComparedBy:
    """Mark of a field whose values may be written in several ways; `bare` takes off what only tells the way.

    What is put before such a value, an area code, is no change to be told.
    """

    def __init__(self, bare: Callable[[str], str]) -> None:
        self.bare = bare


def _unit(text: str) -> str:
    return at_most(printable(one_line(present(text))), LONGEST_UNIT)


def _prose(text: str) -> str:
    return at_most(printable(present(text)), _PROSE_LIMIT)


def without_at(text: str) -> str:
    """Return the name of an account without the mark by which posts address it."""
    return text.lstrip("@＠")


def _account(text: str) -> str:
    name = present(without_at(one_line(text)))
    strange = [character for character in dict.fromkeys(_ASCII_WORD.sub("", printable(name))) if not is_han(character)]
    if strange:
        raise refuse("account_characters", found="".join(f"“{c}”" for c in strange[:_MOST_FOUND]))
    units = len(name) + sum(map(is_han, name))
    if not 4 <= units <= 30:
        raise refuse("account_length", actual=units)
    return name


def string_schema(least: int, most: int) -> WithJsonSchema:
    """Return the JSON Schema of a text of `least` to `most` code points."""
    return WithJsonSchema({"type": "string", "minLength": least, "maxLength": most})


Unit = Annotated[str, BeforeValidator(cleaned), AfterValidator(_unit), string_schema(1, LONGEST_UNIT)]
Prose = Annotated[str, BeforeValidator(cleaned), AfterValidator(_prose), string_schema(1, _PROSE_LIMIT)]
Account = Annotated[
    str, BeforeValidator(cleaned), AfterValidator(_account), ComparedBy(without_at), string_schema(2, 31)
]
