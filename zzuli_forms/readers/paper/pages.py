"""The pages of a PDF held against the facts attached to it: we wrote the pages, so we can say what they must show."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from io import BytesIO
from itertools import zip_longest

from zzuli_forms.errors import FactsError, Remark
from zzuli_forms.forms.register import lay_out, lay_out_blank, renderer
from zzuli_forms.models.checking import Checked
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.messages import masked
from zzuli_forms.readers.paper.altered import cut
from zzuli_forms.readers.paper.inside import Inside
from zzuli_forms.readers.paper.pdf import Pdf, page_texts

_CONTEXT, _SHOWN, _MOST = 4, 30, 10
"""Characters quoted around a difference, and of it; the most differences of a page that are told."""


def differences(pdf: Pdf, known: Inside, checked: Checked[Facts]) -> Iterator[Remark]:
    """Yield a remark for each page that does not show what the facts make, each annotation, each further attachment."""
    expected = _expected(known, checked)
    if expected is not None:
        yield from _of_pages(pdf.pages, expected)
    for number, text in pdf.notes:
        yield _remark(f"第{number}页上另有批注“{cut(text, _SHOWN)}”，没有读取", "请核对")
    for name in pdf.others:
        yield _remark(f"另有附件“{cut(name, _SHOWN)}”，没有读取", "请核对，多个单位的材料请分开读取")


def _expected(known: Inside, checked: Checked[Facts]) -> tuple[str, ...] | None:
    """Return the text of each page that the facts make; None where they cannot be printed, which is told elsewhere."""
    from pypdf import PdfReader

    try:
        document = lay_out(checked.facts, known.continued) if known.facts else lay_out_blank(known.form, known.edition)
    except FactsError:
        return None
    return None if checked.faults and known.facts else page_texts(PdfReader(BytesIO(renderer("pdf")(document))))


def _of_pages(pages: tuple[str, ...], expected: tuple[str, ...]) -> Iterator[Remark]:
    """Yield remarks on pages that differ; one that stands elsewhere, or more or less often, is told as such."""
    for number, (page, own) in enumerate(zip_longest(pages, expected), 1):
        if page == own:
            continue
        if page is None:
            yield _remark(f"第{number}页不见了：“{cut(own, _SHOWN)}”", "请用完整的文件")
        elif own is None or _likeness(page, own) < 0.5:
            yield _remark(
                f"第{number}页不是附带的数据生成的：“{cut(page, _SHOWN)}”", "请核对是不是另一个单位的材料，分开读取"
            )
        else:
            yield from _changes(number, page, own)


def _likeness(page: str, own: str) -> float:
    return SequenceMatcher(None, page, own, autojunk=False).ratio()


def _changes(number: int, page: str, own: str) -> Iterator[Remark]:
    codes = SequenceMatcher(None, own, page, autojunk=False).get_opcodes()
    changed = [code for code in codes if code[0] != "equal"]
    for _, i, j, k, m in changed[:_MOST]:
        was, now = (_around(text, *span) for text, span in ((own, (i, j)), (page, (k, m))))
        yield _remark(f"第{number}页：附带的数据应印成“{was}”，纸面上是“{now}”", "纸面被改动过；请核对，或重新生成")
    if len(changed) > _MOST:
        yield _remark(f"第{number}页另有{len(changed) - _MOST}处也与附带的数据不同", "请重新生成")


def _around(text: str, start: int, end: int) -> str:
    return cut(text[max(0, start - _CONTEXT) : end + _CONTEXT], _SHOWN + 2 * _CONTEXT)


def _remark(message: str, remedy: str) -> Remark:
    return Remark("页面", "", masked(message), remedy, "page_differs")
