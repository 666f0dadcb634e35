"""Days as Chinese offices write them, and as official letters print them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from zzuli_forms.models.messages import refuse
from zzuli_forms.models.texts import cleaned, none_if_empty, present, printable

_WRITTEN = (
    re.compile(r"(20[0-9]{2})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号]"),
    *(re.compile(rf"(20[0-9]{{2}}){mark}([0-9]{{1,2}}){mark}([0-9]{{1,2}})( 00:00:00)?") for mark in ("-", r"\.", "/")),
    re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})"),
)


def written(day: date) -> str:
    """Return the day in Arabic figures without leading zeros (GB/T 9704-2012, 7.3.5.4): 2014年6月20日."""
    return f"{day.year}年{day.month}月{day.day}日"


def parse(text: str) -> date:
    """Return the day of this century that a text states: 2014-06-20, 2014/6/20, 20140620, 2014年6月20日.

    Raises ValueError for another text or no such day.
    """
    half = unicodedata.normalize("NFKC", text).strip()
    found = next((match for match in (written.fullmatch(half) for written in _WRITTEN) if match), None)
    if not found:
        raise refuse("day", shown=text)
    try:
        return date(*map(int, found.groups()[:3]))
    except ValueError as error:
        raise refuse("day_unknown", shown=text) from error


def _day(value: object) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if not isinstance(value, str):
        raise refuse("not_text")
    return parse(printable(present(value)))


Day = Annotated[
    date,
    BeforeValidator(_day),
    BeforeValidator(cleaned),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]


StatedDay: TypeAlias = date | str | int
"""A day, or how it is written."""

OptionalDay = Annotated[
    Day | None,
    BeforeValidator(none_if_empty),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}),
]
