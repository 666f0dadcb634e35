"""The coordinates a plain script knows beforehand, taken from our own PDFs, and the plain script's work warm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import Any

import pdfplumber
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from tests.benchmarks import contest, plain
from zzuli_forms import FilingPacket, render
from zzuli_forms.document.nodes import Face
from zzuli_forms.models.facts import Facts
from zzuli_forms.typeset import fonts

FACES = {"Biaosong": Face.TITLE, "Zhuque": Face.BODY, "Heiti": Face.LABEL}
Text = tuple[float, float, str, float, str]


def recorded(form: Facts) -> plain.Values:
    """What our PDF of a form draws, as a script with fixed coordinates would know it."""
    with pdfplumber.open(BytesIO(render(form, "pdf"))) as pdf:
        page = pdf.pages[0]
        return {"texts": tuple(_texts(page.chars)), "lines": tuple(_lines(page))}


def _texts(characters: list[dict[str, Any]]) -> Iterator[Text]:
    def place(c: dict[str, Any]) -> tuple[float, str, float]:
        return c["matrix"][5], c["fontname"], c["size"]

    for (y, face, size), group in groupby(characters, place):
        stretch = list(group)
        yield stretch[0]["x0"], y, _peer_face(face), size, "".join(c["text"] for c in stretch)


def _peer_face(name: str) -> str:
    return next(f"peer-{key}" for key in FACES if key in name)


def _lines(page: Any) -> Iterator[tuple[float, float, float, float]]:
    for edge in page.edges:
        yield edge["x0"], page.height - edge["top"], edge["x1"], page.height - edge["bottom"]


def register_faces() -> None:
    """ReportLab's own way with our faces."""
    for key, role in FACES.items():
        face = TTFont(f"peer-{key}", str(fonts.folder() / fonts.OFFICIAL[role].file))
        pdfmetrics._fonts[f"peer-{key}"] = face  # type: ignore[attr-defined]


def reportlab(facts: plain.Values) -> tuple[bytes, bytes]:
    """The letter and the form of a contest's unit by plain ReportLab, coordinates known beforehand."""
    known, letter, form = _pages()
    return plain.pdf([letter]), plain.pdf([_with_facts(form, known, facts)])


@cache
def _pages() -> tuple[plain.Values, plain.Values, plain.Values]:
    """A unit of the contest and its papers; every other unit's texts are as long, and so in the same places."""
    facts = contest.unit()
    packet = FilingPacket.model_validate(facts)
    return facts, recorded(packet.letter), recorded(packet.form)


def _with_facts(page: plain.Values, known: plain.Values, facts: plain.Values) -> plain.Values:
    """The page with other values, cut where those known were."""
    text = "".join(text for *_, text in page["texts"])
    for key in ("unit", "purpose", "scope"):
        text = text.replace(known[key], facts[key])
    return {**page, "texts": tuple(_cut(page["texts"], text))}


def _cut(texts: Iterable[Text], text: str) -> Iterator[Text]:
    begun = 0
    for x, y, face, size, old in texts:
        yield x, y, face, size, text[begun : begun + len(old)]
        begun += len(old)


def python_docx(facts: plain.Values) -> tuple[bytes, bytes]:
    """The letter and the form by plain python-docx."""
    return plain.docx_letter(contest.words("letter")), plain.docx_form(contest.words("approval"), facts)
