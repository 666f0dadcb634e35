"""A packet against plain scripts that make the same papers, in one run.

python -m pytest tests/benchmarks --benchmark-only
python -m tests.benchmarks.compare      (interleaved, as ratios)
"""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.benchmarks import contest, peers
from tests.benchmarks.compare import text_of

pytest.importorskip("pytest_benchmark")


@pytest.mark.benchmark(group="pdf")
def test_our_letter_and_form_as_pdf(benchmark: Any) -> None:
    letter, form = benchmark(lambda: contest.ours("pdf")(contest.unit()))
    assert "第四条" in text_of(letter)
    assert "阿依古丽·买买提" in text_of(form)


@pytest.mark.benchmark(group="pdf")
def test_plain_reportlab_drawing_the_same_pages(benchmark: Any) -> None:
    peers.register_faces()
    letter, form = benchmark(lambda: peers.reportlab(contest.unit()))
    assert "第四条" in text_of(letter)
    assert "阿依古丽·买买提" in text_of(form)


@pytest.mark.benchmark(group="docx")
def test_our_letter_and_form_as_docx(benchmark: Any) -> None:
    letter, form = benchmark(lambda: contest.ours("docx")(contest.unit()))
    assert "第四条" in text_of(letter)
    assert "阿依古丽·买买提" in text_of(form)


@pytest.mark.benchmark(group="docx")
def test_plain_python_docx_building_the_same_files(benchmark: Any) -> None:
    letter, form = benchmark(lambda: peers.python_docx(contest.unit()))
    assert "第四条" in text_of(letter)
    assert "阿依古丽·买买提" in text_of(form)


@pytest.mark.benchmark(group="cold start")
def test_a_fresh_process_to_its_first_packet(benchmark: Any) -> None:
    script = (
        "from zzuli_forms import FilingPacket\n"
        "from tests.cases import TYPICAL\n"
        "print(len(FilingPacket.model_validate(TYPICAL).files()))\n"
    )
    done = benchmark.pedantic(subprocess.run, ([sys.executable, "-c", script],), {"capture_output": True}, rounds=5)
    assert done.stdout.split() == [b"6"]
