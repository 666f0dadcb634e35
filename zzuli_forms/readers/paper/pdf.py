"""Reader of the facts attached to a PDF."""

from __future__ import annotations

import logging
from io import BytesIO
from pathlib import Path

from zzuli_forms.errors import FileError
from zzuli_forms.files import disk
from zzuli_forms.renderers.pdf.archive import FACTS

LARGEST = 20_000_000
logging.getLogger("pypdf").addHandler(logging.NullHandler())


def read(path: Path) -> str:
    """Return the facts attached to a PDF as JSON text, '' for none; FileError if it is unreadable, encrypted or
    damaged.
    """
    data = disk.read(path, LARGEST)
    if not data.startswith(b"%PDF-"):
        raise _damaged(path)
    try:
        return _attached(data, path)
    except FileError:
        raise
    except Exception as error:
        raise _damaged(path) from error


def _attached(data: bytes, path: Path) -> str:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise FileError(f"“{path}”有密码，没有读取；请用没有加密的原件")
    found = next((file for file in reader.attachment_list if file.name == FACTS), None)
    return found.content.decode("utf-8") if found else ""


def _damaged(path: Path) -> FileError:
    return FileError(f"“{path}”不是完好的 PDF，请换一份，或读取 Word 文档")
