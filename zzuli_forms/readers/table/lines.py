"""Lines around the units of a table: totals, who filled it in, notes, dates. They are no units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from zzuli_forms.readers.table.grids import SheetRow
from zzuli_forms.readers.table.headers import Header

_DONE = "填表|填报|填写|制表|编制|审核|复核|校对|审批|批准|经办|报送|联系|负责|主管|分管|单位负责|部门负责"
_PART = "人|者|员|人员|领导|单位|部门|科室"
LABEL = re.compile(
    rf"""(?: (?:{_DONE})(?:{_PART})?(?:签字|签名|签章|盖章|姓名|电话)?
    | (?:填表|填报|填写|制表|报送|联系)?(?:日期|时间|电话) | (?:填表|填报|填写)?说明 | [附备]?注[0-9]* | 注意(?:事项)?
    | (?:单位|部门)?(?:盖章|公章|签章) | [合总小共]计 | 总数 )(?:[:.、]|$)
    | [合总小共]计[0-9一二三四五六七八九十] | 共[0-9一二三四五六七八九十]+[个家] | 以下(?:空白|无正文)""",
    re.VERBOSE,
)
"""The beginnings of rows that are no units."""
_DATE = re.compile("(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日?$|[0-9]{4}([-./])[0-9]{1,2}\\1[0-9]{1,2}$|年月日$")
_SEALED = re.compile("(?:盖章|公章|签章|签字|签名):?$")
_NOTE = re.compile("[附备]?注|.{0,2}说明|注意")
_SENTENCE = re.compile("[:;,。!]|^[0-9一二三四五六七八九十]+[.、)]")


def lines_around(body: Sequence[SheetRow], header: Header) -> frozenset[int]:
    """Return the numbers of the rows below a header that are no units: they begin as totals, signatures and notes do,
    or hold nothing but a sentence.
    """
    return frozenset(_numbers(body, header))


def _numbers(body: Sequence[SheetRow], header: Header) -> Iterator[int]:
    in_notes = False
    for line in body:
        texts = {p: _plain(line.entries[p].text) for p in sorted(line.filled)}
        alone = len(texts) == 1 and next(iter(texts)) <= min(header.meaning)
        outside = _is_labelled(texts, header) or (
            alone and (in_notes or bool(_SENTENCE.search("".join(texts.values()))))
        )
        in_notes = outside and (in_notes or bool(_NOTE.match(next(iter(texts.values())))))
        if outside:
            yield line.number


def _is_labelled(texts: dict[int, str], header: Header) -> bool:
    """Return whether a row begins with a label, and the unit's own cells do too or are mostly empty."""
    own = [text for position, text in texts.items() if position in header.meaning]
    first = next((text for p, text in texts.items() if p in header.meaning or not text.isdigit()), "")
    required = sum(column.required for column in header.meaning.values())
    if len(own) * 2 <= required:
        return bool(LABEL.match(first) or _DATE.match(first) or _SEALED.search(first))
    return bool(LABEL.match(first) and LABEL.match(own[0]))


def _plain(text: str) -> str:
    return re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text)) if len(text) < 500 else text
