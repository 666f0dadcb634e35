"""Ours against what a user would pick instead, taking turns: python -m tests.benchmarks.compare

Every round has a unit of its own; medians are told in milliseconds and as ratios to the peer each goal names. Warm, in
one process: `docx` and `pdf` are the letter and the form of a unit, `copy` is the packet's PDF with the form twice
against one with the form once. `fresh` are new processes, from nothing to all files.
`--rounds N` says how often, `--json FILE` writes the figures too; `--only NAME NAME` has only these two take turns.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
from collections.abc import Callable, Collection, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import docx
import pypdfium2
from msgspec.structs import replace

from tests.benchmarks import contest, fresh, peers
from tests.benchmarks.contest import Work
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket, render
from zzuli_forms._version import __version__
from zzuli_forms.forms.register import lay_out, renderer

OURS = "zzuli_forms"
ONE_COPY = "one copy"
AGAINST = {"docx": "docx-mailmerge2", "pdf": "typst", "copy": ONE_COPY, "fresh": fresh.PEER}
"""The peer each format is measured against."""


def makers() -> Mapping[str, Mapping[str, Work]]:
    """Who takes part, by format."""
    peers.register_faces()
    return {
        "docx": {
            OURS: contest.ours("docx"),
            "docx-mailmerge2": contest.mail_merge,
            "docxtpl": contest.docxtpl,
            "python-docx": lambda _: (peers.python_docx_letter(), peers.python_docx_form()),
        },
        "pdf": {OURS: contest.ours("pdf"), "typst": contest.Typst.ready(), "ReportLab": _reportlab},
        "copy": {OURS: lambda facts: _packet(facts, 3), ONE_COPY: lambda _: _packet(contest.unit(), 2)},
    }


def _packet(facts: Mapping[str, Any], sheets: int) -> tuple[bytes, bytes]:
    document = lay_out(FilingPacket.model_validate(facts))
    return renderer("pdf")(replace(document, pages=document.pages[:sheets])), b""


def _reportlab(_: Mapping[str, Any]) -> tuple[bytes, bytes]:
    letter, form = map(peers.reportlab_page, _pages())
    return letter, form


@cache
def _pages() -> tuple[peers.Page, peers.Page]:
    packet = FilingPacket.model_validate(TYPICAL)
    return peers.recorded(packet.letter), peers.recorded(packet.form)


def text_of(data: bytes) -> str:
    """The text of a paper without white space."""
    if data.startswith(b"%PDF"):
        return "".join(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().split()).replace("\ufffe", "-")
    return "".join("".join(text.text or "" for text in docx.Document(BytesIO(data)).element.body.iter("{*}t")).split())


def interleaved(works: Mapping[str, Callable[[Mapping[str, Any]], object]], rounds: int) -> dict[str, float]:
    """The median milliseconds of each, all taking turns on the same unit."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds + 3):
        facts = contest.unit()
        for name, work in works.items():
            times[name].append(_taken(work, facts))
    return {name: median(taken[3:]) for name, taken in times.items()}


def _taken(work: Callable[[Mapping[str, Any]], object], facts: Mapping[str, Any]) -> float:
    """The milliseconds of one turn; as with `timeit`, no turn pays for the rubbish of the one before."""
    gc.disable()
    begun = perf_counter()
    work(facts)
    taken = (perf_counter() - begun) * 1000
    gc.enable()
    return taken


def measured(rounds: int, only: Collection[str] = ()) -> dict[str, Any]:
    """Medians and ratios by format, of all makers or `only` some."""
    found: dict[str, Any] = {"version": __version__, "python": platform.python_version(), "machine": platform.machine()}
    for kind, works in makers().items():
        taking_part = {name: work for name, work in works.items() if not only or name in only}
        if AGAINST[kind] in taking_part:
            found[kind] = _told(interleaved(taking_part, rounds), AGAINST[kind])
    if not only:
        with TemporaryDirectory() as folder:
            found["fresh"] = _told(interleaved(fresh.works(Path(folder)), max(1, rounds // 4)), fresh.PEER)
    found["bytes"] = sizes()
    return found


def sizes() -> dict[str, int]:
    """Bytes of a packet's PDF, the form twice, by us and by typst, and of both Word files without facts."""
    facts = contest.unit()
    packet = FilingPacket.model_validate(facts)
    papers = {"letter": packet.letter, "form": packet.form}
    return {
        f"{OURS}: packet.pdf": len(renderer("pdf")(lay_out(packet))),
        "typst: packet.pdf": len(contest.Typst.ready().pages(facts, "letter", "approval", "approval")),
        **{f"{OURS}: {name}.docx": len(render(paper, "docx", attached=False)) for name, paper in papers.items()},
    }


def _told(times: Mapping[str, float], peer: str) -> Mapping[str, Mapping[str, float]]:
    ratios = {name: round(taken / times[peer], 3) for name, taken in times.items()}
    return {"milliseconds": {name: round(taken, 2) for name, taken in times.items()}, "ratio": ratios}


def main() -> None:
    """Print a line a maker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", nargs="+", default=())
    wanted = parser.parse_args()
    found = measured(wanted.rounds, wanted.only)
    for kind in (kind for kind in AGAINST if kind in found):
        print(f"{kind}, against {AGAINST[kind]}")
        for name, taken in found[kind]["milliseconds"].items():
            print(f"  {name:16} {taken:8.2f} ms  {found[kind]['ratio'][name]:7.2f}")
    for name, size in found["bytes"].items():
        print(f"{name:25} {size:8,} bytes")
    if wanted.json:
        wanted.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
