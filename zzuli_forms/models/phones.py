"""Telephone numbers as Chinese offices write them; the area codes are those of `phonenumbers`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, PlainValidator, ValidationInfo

from zzuli_forms.errors import UsageError
from zzuli_forms.models.messages import masked, refuse
from zzuli_forms.models.texts import ComparedBy, at_most, cleaned, present, printable, string_schema

LOCAL_AREA = "0371"
_LONGEST = 100
"""The most characters in which a number may be written."""
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\u30fc\ufe58\ufe63\uff0d]")
_WAVE_BEHIND_AREA = re.compile(r"^(\D*0[0-9]{2,3}\W*)[~〜]")
_DASH_RUN = re.compile("-+")
_BETWEEN_NUMBERS = re.compile(r"[、,;/|\n~〜]|[或和及至到]")
_EXTENSION = re.compile(r"(?:转|分机号?|ext\.?|x|#)[:.]?(.*)$", re.IGNORECASE)
_MARK_BEFORE_EXTENSION = re.compile(r"[、,;/|\s]+(?=转|分机|ext|x|#)", re.IGNORECASE)
_TRAILING_EXTENSION = re.compile(
    r"^((?:0[0-9]{2,3}-?)?[2-8][0-9]{6,7}|1[3-9][0-9]{9}|[48]00-?[0-9]{3}-?[0-9]{4})-([0-9]{1,6})$"
)
_COUNTRY = re.compile(r"^(?:(?:\+|00)86-?|86-|86(?=1[3-9][0-9]{9}$))")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_INTERNAL = re.compile(r"[0-9]{3,6}")
_SHORT = re.compile(r"[1-9][0-9]{2,5}")
_AREA_ALONE = re.compile(r"0[1-9][0-9]{1,2}")
HOTLINE = re.compile(r"1[12][0-9]|100[0-9]{2}|12[0-9]{3}|9[56][0-9]{3,4}")
"""Numbers of public services, the same for everybody: 110, 10086, 12345, 95588."""
_FREEPHONE = re.compile(r"[48]00[0-9]{7}")
_WHOLE_FLOAT = re.compile(r"([0-9]+)\.0+")
_ABROAD = re.compile(r"\+|00-?[0-9](?:-?[0-9]){4}")
_DIGITS = re.compile("[0-9]+")
_WITH_AREA = re.compile("0|1[3-9]|[48]00")
_SPACES = re.compile(r"\s+")
_UNWRITTEN = re.compile(r"[\s()]")
_WHOLE_NUMBER = re.compile("[0-9]{7,}")
_EXTENSION_DIGITS = re.compile("[0-9]{1,6}")
_INTERNAL_MARK = re.compile("^(?:校内|内部)?(内线|分机|短号)(?:号码?)?[:-]?")
_NEARLY_MOBILE = re.compile("1[3-9]")
_LOCAL = re.compile("[2-8][0-9]{6,7}")
_LOCAL_HERE = re.compile("[2-8][0-9]{7}")
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?e\+?([0-9]{1,3})", re.IGNORECASE)


class PhoneKind(str, Enum):
    """The kind of a telephone number."""

    MOBILE = "手机"
    FIXED = "固定电话"
    FREEPHONE = "400/800"
    INTERNAL = "内线"
    SHORT = "短号"


@dataclass(frozen=True, slots=True, repr=False)
class Phone:
    """A telephone number: its kind, E.164 form where it has one, extension, and the text as printed."""

    kind: PhoneKind
    e164: str | None
    extension: str | None
    text: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Phone({masked(self.text)!r})"


def area_code(text: str) -> str:
    """Return an area code given as a setting: 0 and two or three digits; UsageError otherwise."""
    if not re.fullmatch("0[0-9]{2,3}", str(text)):
        raise UsageError(f"区号“{text}”不对，应为以0开头的三至四位数字，如 {LOCAL_AREA}")
    return text


def parse(text: str, area: str = LOCAL_AREA) -> Phone:
    """Read one number; a bare local number is taken to stand in `area`.

    First the mark 内线, 分机 or 短号 in front is taken off, then an extension behind, whatever number stands between:
    the text as printed is read as an equal phone of the same kind. Three to six digits without such a mark stay as
    they are. Raises PydanticCustomError with a code of its own for two numbers, letters, a foreign number, a wrong
    length, an unknown area code or a bad extension. What a spreadsheet does to numbers is mended (`13803711234.0`, the
    lost 0 of the area code) or, where digits are gone (`1.38E+10`), refused.
    """
    if _MOBILE.fullmatch(text):
        return _mobile(text)
    compact = _unreckoned(_compact(text), text)
    mark = _INTERNAL_MARK.match(compact)
    number, extension = _split_extension(compact[mark.end() :] if mark else compact, text)
    return _with_extension(_phone(number, mark[1] if mark else "", text, area), extension)


def _phone(number: str, mark: str, shown: str, area: str) -> Phone:
    """Return the phone of a number without extension; `mark` is the 内线, 分机 or 短号 in front."""
    if mark and _INTERNAL.fullmatch(number):
        return Phone(PhoneKind.SHORT if mark == "短号" else PhoneKind.INTERNAL, None, None, f"{mark}{number}")
    if _AREA_ALONE.fullmatch(number):
        raise refuse("phone_area_alone", shown=shown)
    if _SHORT.fullmatch(number):
        return Phone(PhoneKind.SHORT, None, None, number)
    return _classified(_national(number, shown), shown, area)


def _national(number: str, shown: str) -> str:
    """Return the number without country code, its area code with the 0; refuse letters and foreign numbers."""
    national = _at_home(number)
    if _ABROAD.match(national):
        raise refuse("phone_foreign", shown=shown)
    if not _DIGITS.fullmatch(national.replace("-", "")):
        raise refuse("phone_letters", shown=shown)
    return national


def _at_home(number: str) -> str:
    """Return the number without country code, which stands in place of the 0 of an area code."""
    national = _COUNTRY.sub("", number)
    bare_area = national != number and not _WITH_AREA.match(national)
    return f"0{national}" if bare_area else national


def bare(text: str) -> str:
    """Return a number that `parse` can read without what only tells how it is written: spaces, dashes, brackets,
    country code, the word for an extension.
    """
    return re.sub("[-:转]", "", _at_home(_EXTENSION.sub(r"转\1", _compact(text))))


def _compact(text: str) -> str:
    """Return the text in half width, dashes alike, without spaces and brackets; refuse a second number."""
    half = _WAVE_BEHIND_AREA.sub(r"\1-", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    half = _MARK_BEFORE_EXTENSION.sub("", half)
    numbers = [part for part in _BETWEEN_NUMBERS.split(half) if _DIGITS.search(part)]
    spaced = [part for part in _SPACES.split(half) if sum(map(str.isdigit, part)) >= 7]
    compact = _UNWRITTEN.sub("", half.replace(")", "-"))
    dashed = [part for part in compact.split("-") if _WHOLE_NUMBER.fullmatch(part)]
    if max(len(numbers), len(spaced), len(dashed)) > 1:
        raise refuse("phone_two", shown=text)
    return _DASH_RUN.sub("-", compact).strip("-")


def _unreckoned(compact: str, shown: str) -> str:
    """Return the text, a number that a spreadsheet wrote as an amount as its digits; refuse one that lost digits."""
    whole, scientific = _WHOLE_FLOAT.fullmatch(compact), _SCIENTIFIC.fullmatch(compact)
    if whole:
        return whole[1]
    if not scientific:
        return compact
    digits = scientific[1] + (scientific[2] or "")
    if len(digits) != int(scientific[3]) + 1:
        raise refuse("phone_digits_lost", shown=shown)
    return digits


def _split_extension(compact: str, shown: str) -> tuple[str, str | None]:
    marked = _EXTENSION.search(compact)
    if marked:
        if not _EXTENSION_DIGITS.fullmatch(marked[1]):
            raise refuse("phone_extension", shown=shown)
        return compact[: marked.start()].rstrip("-,"), marked[1]
    trailing = _TRAILING_EXTENSION.match(_COUNTRY.sub("", compact))
    return (trailing[1], trailing[2]) if trailing else (compact, None)


def _classified(national: str, shown: str, area: str) -> Phone:
    digits = national.replace("-", "")
    if _MOBILE.fullmatch(digits):
        return _mobile(digits)
    if _FREEPHONE.fullmatch(digits):
        return Phone(PhoneKind.FREEPHONE, f"+86{digits}", None, f"{digits[:3]}-{digits[3:6]}-{digits[6:]}")
    if digits.startswith(bare := area.lstrip("0")) and _LOCAL.fullmatch(digits, len(bare)):
        return _fixed(f"0{digits}", shown)
    if _NEARLY_MOBILE.match(digits) and 9 <= len(digits) <= 13:
        raise refuse("phone_mobile_length", shown=shown, actual=len(digits), remedy=_length_remedy(len(digits)))
    if digits.startswith("0"):
        return _fixed(digits, shown)
    if _LOCAL.fullmatch(digits):
        return _fixed(area + digits, shown)
    raise refuse("phone_length", shown=shown, actual=len(digits), remedy=_length_remedy(len(digits)))


def _mobile(digits: str) -> Phone:
    return Phone(PhoneKind.MOBILE, f"+86{digits}", None, digits)


def _length_remedy(length: int) -> str:
    if length == 11:
        return "请核对"
    return "请补全" if length < 11 else "请删去多余的数字"


def _fixed(digits: str, shown: str) -> Phone:
    here = digits.startswith(LOCAL_AREA)
    if here and not _LOCAL_HERE.fullmatch(digits, len(LOCAL_AREA)):
        raise refuse("phone_local_length", area=LOCAL_AREA, shown=shown, actual=len(digits) - 4)
    length = len(LOCAL_AREA) if here else 1 + _area_length(digits)
    if length == 1:
        raise refuse("phone_unknown", shown=shown)
    return Phone(PhoneKind.FIXED, f"+86{digits[1:]}", None, f"{digits[:length]}-{digits[length:]}")


def _area_length(digits: str) -> int:
    """Return the number of digits of the area code behind its 0; 0 if the number has none."""
    import phonenumbers

    number = phonenumbers.PhoneNumber(86, int(digits), italian_leading_zero=digits.startswith("00"))
    return phonenumbers.length_of_geographical_area_code(number)


def _with_extension(phone: Phone, extension: str | None) -> Phone:
    if extension is None:
        return phone
    return Phone(phone.kind, phone.e164, extension, f"{phone.text}转{extension}")


def _validated(value: object, info: ValidationInfo) -> Phone:
    if isinstance(value, Phone):
        return value
    if not isinstance(value, str):
        raise refuse("not_text")
    area = (info.context or {}).get("area_code", LOCAL_AREA)
    return parse(at_most(printable(present(value)), _LONGEST), area_code(area))


PhoneNumber = Annotated[
    Phone,
    PlainValidator(_validated),
    BeforeValidator(cleaned),
    ComparedBy(bare),
    PlainSerializer(str, return_type=str),
    string_schema(3, 40),
]
