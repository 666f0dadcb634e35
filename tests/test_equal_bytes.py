"""Equal trees give equal bytes, whichever objects they are made of and however many threads ask."""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cases import TYPICAL
from zzuli_forms import FilingPacket
from zzuli_forms.forms.register import lay_out, renderer

REPOSITORY = Path(__file__).parents[1]
THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket
from zzuli_forms.forms.register import lay_out, renderer

sys.setswitchinterval(1e-6)
document, render, start = lay_out(FilingPacket.model_validate(TYPICAL)), renderer("pdf"), Barrier(8)


def rendered(_):
    start.wait()
    return render(document)


with ThreadPoolExecutor(8) as pool:
    print(len(set(pool.map(rendered, range(8)))))
"""


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_copies_that_are_equal_pages_give_the_bytes_of_one_page_bound_twice(kind: str) -> None:
    document, render = lay_out(FilingPacket.model_validate(TYPICAL)), renderer(kind)
    assert document.pages[1] is document.pages[2]
    apart = replace(document, pages=tuple(map(copy.copy, document.pages)))
    assert render(apart) == render(document)


def test_threads_of_cold_processes_render_one_packet_as_the_same_bytes() -> None:
    command = [sys.executable, "-c", THREADS]
    cold = [subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True) for _ in range(8)]
    assert [done.stdout.split() for done in cold] == [[b"1"]] * len(cold)
