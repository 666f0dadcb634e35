"""Reader of a PDF: the facts attached to it, what its pages say, and what else it holds."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from zzuli_forms.errors import FileError
from zzuli_forms.renderers.pdf.archive import FACTS

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

LARGEST = 20_000_000
_MARK, _WITHIN = b"%PDF-", 1_024
"""The mark with which a PDF begins, and the most bytes among which it may stand (ISO 32000-1, annex H.3.4.1)."""
_OWN = {"/Widget", "/Link", "/Popup"}
"""Kinds of annotations that say nothing of their own: places to sign, and what belongs to others."""


@dataclass(frozen=True)
class Pdf:
    """A PDF: the attached facts as JSON text, '' for none; the text of each page without white space; the texts of its
    annotations by page, from 1; the names of other files attached to it.
    """

    facts: str
    pages: tuple[str, ...]
    notes: tuple[tuple[int, str], ...]
    others: tuple[str, ...]


def read(data: bytes, path: Path) -> Pdf:
    """Return what a PDF holds; FileError if it is unreadable, damaged, or opens by a password only."""
    start = data.find(_MARK, 0, _WITHIN + len(_MARK))
    if start < 0 or len(data) > LARGEST:
        raise _damaged(path)
    try:
        with _silent():
            return parsed(data[start:], path)
    except FileError:
        raise
    except Exception as error:
        raise _damaged(path) from error


def parsed(data: bytes, path: Path) -> Pdf:
    """Return what the bytes of a PDF hold; FileError where a password is asked for."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(BytesIO(data))
    try:
        opens = not reader.is_encrypted or bool(reader.decrypt(""))
    except DependencyError:
        opens = False
    if not opens:
        raise FileError(f"“{path}”有密码，没有读取；请用没有加密的原件")
    files = [*reader.attachment_list]
    own = next((file for file in files if file.name == FACTS), None)
    others = tuple(file.name for file in files if file is not own)
    facts = own.content.decode("utf-8") if own else ""
    return Pdf(facts, page_texts(reader), tuple(_notes(reader)), others)


def page_texts(reader: PdfReader) -> tuple[str, ...]:
    """Return the text of each page without white space."""
    return tuple(re.sub(r"\s", "", page.extract_text()) for page in reader.pages)


def _notes(reader: PdfReader) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(reader.pages, 1):
        yield from ((number, text) for text in _annotations(page))


def _annotations(page: PageObject) -> Iterator[str]:
    """Yield the text of each annotation that somebody has put on a page, its kind where it has none."""
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        kind = str(annotation.get("/Subtype", ""))
        value = annotation.get("/V") if annotation.get("/FT") != "/Sig" else None
        if kind not in _OWN or value is not None:
            yield str(value or annotation.get("/Contents") or kind.strip("/"))


@contextmanager
def _silent() -> Iterator[None]:
    """Keep what pypdf logs of a file from the log of the program around."""
    logger = logging.getLogger("pypdf")
    propagated, handler = logger.propagate, logging.NullHandler()
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagated


def _damaged(path: Path) -> FileError:
    return FileError(f"“{path}”不是完好的 PDF，请换一份，或读取 Word 文档")
