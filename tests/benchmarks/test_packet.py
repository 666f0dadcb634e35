"""A packet against plain scripts that make the same papers, in one run.

python -m pytest tests/benchmarks --benchmark-only
python -m tests.benchmarks.compare      (interleaved, as ratios)
"""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from itertools import count
from typing import Any

import docx
import pypdfium2
import pytest

from tests.benchmarks import peers
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket, Format, render

pytest.importorskip("pytest_benchmark")
NUMBERS = count(100_000)


def facts() -> dict[str, Any]:
    """Facts never seen before, so that nothing of a unit's own is remembered."""
    return {**TYPICAL, "unit": f"图书馆{next(NUMBERS)}"}


def both(kind: Format) -> tuple[bytes, bytes]:
    packet = FilingPacket.model_validate(facts())
    return render(packet.letter, kind), render(packet.form, kind)


@pytest.fixture(scope="module")
def pages() -> tuple[peers.Page, peers.Page]:
    peers.register_faces()
    packet = FilingPacket.model_validate(TYPICAL)
    return peers.recorded(packet.letter), peers.recorded(packet.form)


def text_of_pdf(data: bytes) -> str:
    return "".join(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range().split())


def text_of_docx(data: bytes) -> str:
    return "".join(text.text or "" for text in docx.Document(BytesIO(data)).element.body.iter("{*}t"))


@pytest.mark.benchmark(group="pdf")
def test_our_letter_and_form_as_pdf(benchmark: Any) -> None:
    letter, form = benchmark(both, "pdf")
    assert "第四条" in text_of_pdf(letter)
    assert "阿依古丽·买买提" in text_of_pdf(form)


@pytest.mark.benchmark(group="pdf")
def test_plain_reportlab_drawing_the_same_pages(benchmark: Any, pages: tuple[peers.Page, peers.Page]) -> None:
    letter, form = benchmark(lambda: tuple(map(peers.reportlab_page, pages)))
    assert "第四条" in text_of_pdf(letter)
    assert "阿依古丽·买买提" in text_of_pdf(form)


@pytest.mark.benchmark(group="docx")
def test_our_letter_and_form_as_docx(benchmark: Any) -> None:
    letter, form = benchmark(both, "docx")
    assert "第四条" in text_of_docx(letter)
    assert "阿依古丽·买买提" in text_of_docx(form)


@pytest.mark.benchmark(group="docx")
def test_plain_python_docx_building_the_same_files(benchmark: Any) -> None:
    letter, form = benchmark(lambda: (peers.python_docx_letter(), peers.python_docx_form()))
    assert "第四条" in text_of_docx(letter)
    assert "阿依古丽·买买提" in text_of_docx(form)


@pytest.mark.benchmark(group="cold start")
def test_a_fresh_process_to_its_first_packet(benchmark: Any) -> None:
    script = (
        "from zzuli_forms import FilingPacket\n"
        "from tests.cases import TYPICAL\n"
        "print(len(FilingPacket.model_validate(TYPICAL).files()))\n"
    )
    done = benchmark.pedantic(subprocess.run, ([sys.executable, "-c", script],), {"capture_output": True}, rounds=5)
    assert done.stdout.split() == [b"6"]


def peak_memory() -> int:
    """The most memory in MB that one packet takes in a fresh process (not on Windows)."""
    script = (
        "import resource\n"
        "from zzuli_forms import FilingPacket\n"
        "from tests.cases import TYPICAL\n"
        "FilingPacket.model_validate(TYPICAL).files()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    return int(subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells peak memory otherwise")
def test_peak_memory_is_measured() -> None:
    assert 20 < peak_memory() < 1_000
