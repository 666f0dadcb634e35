"""Ours against plain scripts, interleaved in one process, medians as ratios: python -m tests.benchmarks.compare"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from tests.benchmarks import peers
from tests.benchmarks.test_packet import both, peak_memory
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket


def interleaved(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The median milliseconds of each work, all taking turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds + 3):
        for work, taken in zip(works, times, strict=True):
            begun = perf_counter()
            work()
            taken.append((perf_counter() - begun) * 1000)
    return [median(taken[3:]) for taken in times]


def main(rounds: int = 40) -> None:
    """Print one line a format: ours, the peer's, the ratio."""
    peers.register_faces()
    packet = FilingPacket.model_validate(TYPICAL)
    pages = peers.recorded(packet.letter), peers.recorded(packet.form)
    contests: dict[str, Callable[[], object]] = {
        "pdf": lambda: [peers.reportlab_page(page) for page in pages],
        "docx": lambda: (peers.python_docx_letter(), peers.python_docx_form()),
    }
    for kind, peer in contests.items():
        ours, theirs = interleaved(rounds, lambda kind=kind: both(kind), peer)  # type: ignore[misc]
        print(f"{kind}: ours {ours:.1f} ms, plain {theirs:.1f} ms, ratio {ours / theirs:.2f}")
    print(f"peak memory of one packet in a fresh process: {peak_memory()} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
