"""Characters that typed text may hold, and the field types made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from zzuli_forms.models.messages import refuse

_OTHER_HAN = [(block[0], block[-1]) for block in ("〇", "㐀䶿", "\uf900\ufaff", "\U00020000\U0003ffff")]
_UNSEEN = "不可见字符"
_ASCII_WORD = re.compile("[0-9A-Za-z_-]+")
_REFUSED = {"Cc": "控制字符", "Cf": _UNSEEN, "Co": "自造字", "Cs": "残缺字符", "Zl": _UNSEEN, "Zp": _UNSEEN}
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
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
    """Return text without white space at its ends and with one kind of line break; numbers as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _digits(value)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip(" \t\n\u00a0\u3000\ufeff")
    return value


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
    """Return None for a text of nothing but white space, else the value, for an optional field."""
    return None if cleaned(value) == "" else value


def printable(text: str) -> str:
    """Return the text; refuse control, private-use, invisible and broken characters, all at once."""
    if not _is_plain(text) and any(map(_refused_kind, set(text) - {"\n"})):
        raise refuse("unprintable", found="、".join(islice(_unprintable(text), _MOST_FOUND)))
    return text


def _is_plain(text: str) -> bool:
    """Tell whether a text needs no check character by character, as most do not."""
    return text.replace("\n", "").isprintable() and not _INVISIBLE.search(text)


def _unprintable(text: str) -> Iterator[str]:
    for index, character in enumerate(text, 1):
        kind = _refused_kind(character)
        if kind and character != "\n":
            yield f"第{index}个字U+{ord(character):04X}（{kind}）"


def _refused_kind(character: str) -> str | None:
    if _INVISIBLE.match(character) or ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef":
        return _UNSEEN
    return _REFUSED.get(unicodedata.category(character))


def present(text: str) -> str:
    """Return the text; refuse an empty one."""
    if not text:
        raise refuse("blank")
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


def _unit(text: str) -> str:
    return at_most(printable(one_line(present(text))), LONGEST_UNIT)


def _prose(text: str) -> str:
    return at_most(printable(present(text)), _PROSE_LIMIT)


def _account(text: str) -> str:
    name = present(one_line(text).lstrip("@＠"))
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
Account = Annotated[str, BeforeValidator(cleaned), AfterValidator(_account), string_schema(2, 31)]
