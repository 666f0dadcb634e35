"""Reader of filled forms: what a paper states, how sure that is, and which official words on it were changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zzuli_forms.errors import Fault, Faults, FileError, Remark
from zzuli_forms.forms.form import Form
from zzuli_forms.models.facts import Facts
from zzuli_forms.models.phones import LOCAL_AREA
from zzuli_forms.readers.paper import inside, papers, pdf, resaved, word
from zzuli_forms.readers.paper.altered import altered
from zzuli_forms.readers.paper.papers import Value

KINDS = (".docx", ".pdf")


@dataclass(frozen=True)
class Reading:
    """Hold what a file states: its form, each value and how it was found, the facts they make unless some are wrong.

    `differences` tell where the paper no longer says what the facts inside the file say, or says it several times,
    `altered` which official words were changed.
    """

    form: Form
    stated: dict[str, Any]
    values: tuple[Value, ...]
    facts: Facts | None
    faults: Faults[Fault]
    differences: Faults[Remark]
    altered: Faults[Remark]

    @property
    def guessed(self) -> tuple[Value, ...]:
        """Return the values found by labels, and those stated inside the file but no longer found on the paper."""
        return tuple(value for value in self.values if not value.certain)

    @property
    def remarks(self) -> Faults[Remark]:
        """Return all remarks: on differences, then on altered official words."""
        return Faults((*self.differences, *self.altered))


def reading(path: str | Path, area: str = LOCAL_AREA) -> Reading:
    """Return what a .docx or .pdf file states, and how sure that is.

    Raises FileError for a file that cannot be read, or is none of the forms.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind == ".pdf":
        return _of_pdf(path, area)
    if kind == ".docx":
        return _of_word(path, area)
    raise FileError(f"不认识“{path}”的文件类型，可读的有：{'、'.join(KINDS)}；别的文档请用 Word 或 WPS 另存为 .docx")


def _of_pdf(path: Path, area: str) -> Reading:
    known = inside.parsed(pdf.read(path), path)
    if known is None:
        raise FileError(f"“{path}”里没有附带填报内容的数据，读不出来；请用本软件生成的 PDF，或读取 Word 文档")
    return _made(known.form, papers.as_stated(known, area))


def _of_word(path: Path, area: str) -> Reading:
    text = word.read(path)
    known = inside.parsed(text.facts, path)
    form, edition = (known.form, known.edition) if known else papers.recognized(text, path)
    shown = papers.shown(form, known, area)
    single = resaved.without_repetitions(text, form.compose(None, edition), shown.values())
    read = papers.read(form, edition, known, shown, papers.found(form, edition, single.text), area)
    document = papers.expected(form, edition, read, papers.is_continued(known, text), text)
    changed = altered(document, single.text, [value.text for value in read.values])
    return _made(form, read, single.remarks(), changed)


def _made(form: Form, read: papers.Read, repeated: Iterable[Remark] = (), changed: Iterable[Remark] = ()) -> Reading:
    facts = None if read.checked.faults else read.checked.facts
    differences = Faults((*repeated, *read.differences))
    return Reading(form, read.stated, read.values, facts, read.checked.faults, differences, Faults(tuple(changed)))
