"""Pages as pictures, drawn from the very PDF that would be filed (extra `notebook`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

from zzuli_forms.document.nodes import Document, Face, Page, Source
from zzuli_forms.document.walking import runs
from zzuli_forms.errors import UsageError
from zzuli_forms.files.commands import installing
from zzuli_forms.forms.register import lay_out, renderer
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.messages import masked
from zzuli_forms.typeset.pagebreak import sheets

if TYPE_CHECKING:
    from PIL.Image import Image

IDEOGRAPHIC_SPACE = "\u3000"
GRAYS = 16
LEAST_DPI, MOST_DPI = 20, 600
_NEAREST = [(value * (GRAYS - 1) + 127) // 255 for value in range(256)]
_LOCK = Lock()
"""PDFium may not be used by two threads at once."""
_PALETTE = [level * 255 // (GRAYS - 1) for level in range(GRAYS) for _ in range(3)]


def preview(facts: Facts, page: int = 1, dpi: int = 110, continued: bool = False) -> bytes:
    """Draw a page of stated facts, counted from 1, as a PNG of so many dots an inch (20 to 600), in 16 grays.

    Raises FactsError with all faults where the facts cannot be printed, UsageError for a page or a resolution there is
    not, and where pypdfium2 is not installed.
    """
    return drawn(renderer("pdf")(lay_out(facts, continued)), [page], dpi)[0]


def drawn(pdf: bytes, pages: Sequence[int], dpi: int) -> list[bytes]:
    """Draw these pages of a PDF, counted from 1, each as a PNG. Raises UsageError as `preview`."""
    if not LEAST_DPI <= dpi <= MOST_DPI:
        raise UsageError(f"分辨率应是{LEAST_DPI}至{MOST_DPI}，现为{dpi}")
    with _LOCK, closing(_pdfium().PdfDocument(pdf)) as document:
        for page in pages:
            if not 1 <= page <= len(document):
                raise UsageError(f"没有第{page}页，共{len(document)}页")
        return [_png(document[page - 1].render(scale=dpi / 72, grayscale=True).to_pil(), dpi) for page in pages]


@dataclass(frozen=True)
class Leaf:
    """A sheet of a document as a reader meets it: its number in the PDF, in how many copies it lies there, how many
    facts it has room for, and what it says, for whom the picture cannot serve; phones are masked.
    """

    number: int
    copies: int
    facts: int
    text: str


def leaves(document: Document) -> tuple[Leaf, ...]:
    """Return the sheets of a fitted document, each once, in the order of the PDF."""
    pages = [page for page in document.pages for _ in sheets(page)]
    first = {page: pages.index(page) + 1 for page in pages}
    copies = Counter(document.pages)
    numbers = [(page, start + sheet) for page, start in first.items() for sheet in range(len(sheets(page)))]
    return tuple(
        Leaf(number, copies[page], len(_sources(page)), f"{_title(document, page)}，{place}{_typed_text(page)}")
        for order, (page, number) in enumerate(numbers, 1)
        for place in (f"第{order}页，共{len(numbers)}页",)
    )


def _title(document: Document, page: Page) -> str:
    return next((run.text for run in runs(page) if run.face is Face.TITLE), document.title)


def _sources(page: Page) -> set[Source]:
    return {run.source for run in runs(page) if run.source}


def _typed_text(page: Page) -> str:
    """Return the typed text of a page, with its labels, phones masked."""
    texts = {run.source.label: run.text.replace(IDEOGRAPHIC_SPACE, "") for run in runs(page) if run.source}
    return "".join(f"；{name}：{masked(text)}" for name, text in texts.items() if text)


def can_draw() -> bool:
    """Return whether pypdfium2, which draws the pages, is installed."""
    try:
        _pdfium()
    except UsageError:
        return False
    return True


def _pdfium() -> ModuleType:
    try:
        import pypdfium2
    except ImportError as error:
        raise UsageError(f"看图还要安装 pypdfium2：{installing('notebook')}") from error
    module: ModuleType = pypdfium2
    return module


def _png(image: Image, dpi: int) -> bytes:
    """Return a gray picture as a PNG of sixteen grays, compressed fast rather than small."""
    from PIL.Image import frombytes

    levels = frombytes("P", image.size, image.convert("L").point(_NEAREST).tobytes())
    levels.putpalette(_PALETTE)
    buffer = BytesIO()
    levels.save(buffer, "PNG", bits=4, compress_level=1, dpi=(dpi, dpi))
    return buffer.getvalue()
