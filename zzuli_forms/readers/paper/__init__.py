"""Reader of filled forms: what a paper states, how sure that is, and which official words on it were changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzuli_forms.errors import Fault, Faults, FileError, Remark
from zzuli_forms.files import disk, ooxml
from zzuli_forms.files.kinds import PAPERS, unread
from zzuli_forms.forms.form import Form
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.paper import inside, leftovers, pages, papers, pdf
from zzuli_forms.readers.paper.conserving import account
from zzuli_forms.readers.paper.leftovers import Leftover
from zzuli_forms.readers.paper.masking import Masked
from zzuli_forms.readers.paper.papers import Value

KINDS = PAPERS
LARGEST = max(pdf.LARGEST, ooxml.LARGEST)
_UNNAMED = "收到的文件"


@dataclass(frozen=True, repr=False)
class Reading(Masked):
    """Hold what a file states: its form, each value and how it was found, the facts they make unless some are wrong.

    `differences` tell where the paper no longer says what the facts inside the file say, or says it several times,
    `altered` which official words were changed and what was added, `leftovers` all that it shows and that is neither
    official wording nor a value, `handwork` what is written where there is room for opinions, signatures and days.
    """

    form: Form
    stated: dict[str, Any]
    values: tuple[Value, ...]
    facts: Facts | None
    faults: Faults[Fault]
    differences: Faults[Remark]
    altered: Faults[Remark]
    leftovers: tuple[Leftover, ...] = ()
    handwork: tuple[Leftover, ...] = ()

    @property
    def guessed(self) -> tuple[Value, ...]:
        """Return the values found by labels, and those stated inside the file but no longer found on the paper."""
        return tuple(value for value in self.values if not value.certain)

    @property
    def remarks(self) -> Faults[Remark]:
        """Return all remarks: on differences, then on altered official words and on what is left."""
        return Faults((*self.differences, *self.altered))


def reading(source: str | Path | bytes, area: str = LOCAL_AREA, name: str = "") -> Reading:
    """Return what a .docx or .pdf file, or the bytes of one, state, and how sure that is.

    `name` is what messages call the bytes; without a suffix of its own their beginning tells the kind. Raises
    FileError for a file that cannot be read, or is none of the forms.
    """
    path = Path(name or _UNNAMED) if isinstance(source, bytes) else Path(source)
    kind = path.suffix.lower() or (_kind(source) if isinstance(source, bytes) else "")
    if kind not in KINDS:
        raise FileError(unread(path, KINDS))
    data = source if isinstance(source, bytes) else disk.read(path, LARGEST)
    return _of_pdf(data, path, area) if kind == ".pdf" else _of_word(data, path, area)


def _kind(data: bytes) -> str:
    """Return the suffix of the kind of file that bytes are: a package, as .docx, or a PDF."""
    return ".docx" if data.startswith(b"PK") else ".pdf"


def _of_pdf(data: bytes, path: Path, area: str) -> Reading:
    held = pdf.read(data, path)
    known = inside.parsed(held.facts, path)
    if known is None:
        raise FileError(f"“{path}”里没有附带填报内容的数据，读不出来；请用本软件生成的 PDF，或读取 Word 文档")
    read = papers.as_stated(known, area)
    checked = read.checked
    facts = None if checked.faults else checked.facts
    differences = Faults((*read.differences, *pages.differences(held, known, checked)))
    return Reading(known.form, read.stated, read.values, facts, checked.faults, differences, Faults())


def _of_word(data: bytes, path: Path, area: str) -> Reading:
    found = account(data, path, area)
    read = found.read
    unread = {fault.path for fault in read.unread}
    faults = Faults((*(fault for fault in read.checked.faults if fault.path not in unread), *read.unread))
    facts = None if faults else read.checked.facts
    differences = Faults((*found.repeated, *read.differences))
    altered = Faults((*found.altered, *leftovers.remarks(found.leftovers)))
    return Reading(
        found.form, read.stated, read.values, facts, faults, differences, altered, found.leftovers, found.handwork
    )
