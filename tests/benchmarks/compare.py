"""Ours against what a user would pick instead, taking turns: python -m tests.benchmarks.compare

Every round has a unit of its own; medians are told in milliseconds and as ratios, of time and of processor time, to
the peer each goal names. Warm, in one process: `docx` and `pdf` are the letter and the form of a unit, `copy` is the
packet's PDF with the form twice against one with the form once. `fresh` are new processes, from nothing to all files,
with the most memory each takes.
`--rounds N` says how often, `--json FILE` writes the figures too; `--only NAME NAME` has only these two take turns;
`--against CHECKOUT` has the `check` and the `packet` of another checkout take turns too.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median, median_low
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import docx
import pypdfium2
from msgspec.structs import replace

from tests.benchmarks import contest, fresh, peers
from tests.benchmarks.contest import Work
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
            "python-docx": peers.python_docx,
        },
        "pdf": {OURS: contest.ours("pdf"), "typst": contest.Typst.ready(), "ReportLab": peers.reportlab},
        "copy": {OURS: lambda _: _packet(contest.unit(), 3), ONE_COPY: lambda _: _packet(contest.unit(), 2)},
    }


def _packet(facts: Mapping[str, Any], sheets: int) -> tuple[bytes, bytes]:
    document = lay_out(FilingPacket.model_validate(facts))
    return renderer("pdf")(replace(document, pages=document.pages[:sheets])), b""


def text_of(data: bytes) -> str:
    """The text of a paper without white space."""
    if data.startswith(b"%PDF"):
        return "".join(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().split()).replace("\ufffe", "-")
    return "".join("".join(text.text or "" for text in docx.Document(BytesIO(data)).element.body.iter("{*}t")).split())


@dataclass(frozen=True)
class Time:
    """Milliseconds of a turn: by the clock, and of the processor, which other programs do not lengthen."""

    clock: float
    processor: float

    @classmethod
    def now(cls) -> Time:
        """Reads both; the processor's with that of processes that ended."""
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return cls(perf_counter() * 1000, (process_time() + children.ru_utime + children.ru_stime) * 1000)

    def until(self, end: Time) -> Time:
        """What passed since."""
        return Time(end.clock - self.clock, end.processor - self.processor)


Turn = Callable[[Mapping[str, Any]], object]


def interleaved(works: Mapping[str, Turn], rounds: int) -> dict[str, Time]:
    """The median of each, all taking turns on the same unit, each round in another order.

    Whoever comes behind a maker that turns over much memory is slower, so that is nobody's lot each time.
    """
    times: dict[str, list[Time]] = {name: [] for name in works}
    for number in range(rounds + 3):
        facts = contest.unit()
        for name in Random(number).sample(list(works), len(works)):  # noqa: S311
            times[name].append(_taken(works[name], facts))
    return {name: _median(taken[3:]) for name, taken in times.items()}


def _median(times: Iterable[Time]) -> Time:
    clocks, processors = zip(*((time.clock, time.processor) for time in times), strict=True)
    return Time(median(clocks), median(processors))


def _taken(work: Turn, facts: Mapping[str, Any]) -> Time:
    """The time of one turn; as with `timeit`, no turn pays for the rubbish of the one before."""
    gc.disable()
    begun = Time.now()
    work(facts)
    taken = begun.until(Time.now())
    gc.enable()
    return taken


def measured(rounds: int, only: Collection[str] = (), against: Path | None = None) -> dict[str, Any]:
    """Medians and ratios by format, of all makers or `only` some, and of fresh processes if all take part."""
    found: dict[str, Any] = {"version": __version__, "python": platform.python_version(), "machine": platform.machine()}
    for kind, works in makers().items():
        taking_part = {name: work for name, work in works.items() if not only or name in only}
        if AGAINST[kind] in taking_part:
            found[kind] = _told(interleaved(taking_part, rounds), AGAINST[kind])
    if not only:
        found |= _fresh(rounds, against)
    return {**found, "bytes": sizes()}


def _fresh(rounds: int, against: Path | None) -> dict[str, Any]:
    """The figures of fresh processes, and apart those of a command against the same of another checkout."""
    with TemporaryDirectory() as folder:
        commands = fresh.commands(Path(folder), against)
        times = interleaved(commands, max(1, rounds // 2))
        memory = {name: command.peak_memory() for name, command in commands.items()}
    found = {"fresh": {**_told(times, fresh.PEER), "MB": memory}}
    for name in fresh.BOTH if against else ():
        older = next(other for other in times if other.startswith(f"{name}, "))
        found[name] = _told({one: times[one] for one in (name, older)}, older)
    return found


def sizes() -> dict[str, int]:
    """Median bytes of each PDF by us and by typst, the packet's with the form twice; of both Word files without facts.

    They are of the same units whenever asked: ours and typst's packets are so near that of some units ours is larger.
    """
    found = [_sizes(contest.numbered(contest.FIRST + number)) for number in range(11)]
    return {name: median_low(one[name] for one in found) for name in found[0]}


def _sizes(facts: Mapping[str, Any]) -> dict[str, int]:
    packet, typst = FilingPacket.model_validate(facts), contest.Typst.ready()
    papers = {"letter": packet.letter, "form": packet.form}
    pages = {"letter": ("letter",), "form": ("approval",), "packet": ("letter", "approval", "approval")}
    return {
        **{f"{OURS}: {name}.pdf": len(render(paper, "pdf")) for name, paper in papers.items()},
        f"{OURS}: packet.pdf": len(renderer("pdf")(lay_out(packet))),
        **{f"typst: {name}.pdf": len(typst.pages(facts, *which)) for name, which in pages.items()},
        **{f"{OURS}: {name}.docx": len(render(paper, "docx", attached=False)) for name, paper in papers.items()},
    }


def _told(times: Mapping[str, Time], peer: str) -> dict[str, Any]:
    return {
        "against": peer,
        "milliseconds": {name: round(time.clock, 2) for name, time in times.items()},
        "ratio": {name: round(time.clock / times[peer].clock, 3) for name, time in times.items()},
        "cpu ratio": {name: round(time.processor / times[peer].processor, 3) for name, time in times.items()},
    }


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """A table for each contest, and a line for each file."""
    for kind, table in found.items():
        if isinstance(table, dict) and "against" in table:
            yield from _table(kind, table)
    for name, size in found["bytes"].items():
        yield f"{name:25} {size:8,} bytes"


def _table(kind: str, table: Mapping[str, Any]) -> Iterator[str]:
    memory = table.get("MB")
    yield f"{kind}, against {table['against']}"
    yield f"  {'':24} {'ms':>8} {'ratio':>8} {'cpu ratio':>10}" + (f" {'MB':>6}" if memory else "")
    for name, taken in table["milliseconds"].items():
        figures = f"{taken:8.2f} {table['ratio'][name]:8.2f} {table['cpu ratio'][name]:10.2f}"
        yield f"  {name:24} {figures}" + (f" {memory[name]:6}" if memory else "")


def main() -> None:
    """Print a line a maker."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", nargs="+", default=())
    parser.add_argument("--against", type=Path)
    wanted = parser.parse_args()
    found = measured(wanted.rounds, wanted.only, wanted.against)
    for line in lines(found):
        print(line)
    if wanted.json:
        wanted.json.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")


if __name__ == "__main__":
    main()
