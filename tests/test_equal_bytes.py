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
from hashlib import sha256
from threading import Barrier
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket
from zzuli_forms.forms.register import lay_out, renderer

sys.setswitchinterval(1e-6)
document, render, start = lay_out(FilingPacket.model_validate(TYPICAL)), renderer(sys.argv[1]), Barrier(8)


def rendered(_):
    start.wait()
    return render(document)


with ThreadPoolExecutor(8) as pool:
    made = set(pool.map(rendered, range(8)))
print(len(made), *(sha256(one).hexdigest() for one in made))
"""


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_copies_that_are_equal_pages_give_the_bytes_of_one_page_bound_twice(kind: str) -> None:
    document, render = lay_out(FilingPacket.model_validate(TYPICAL)), renderer(kind)
    assert document.pages[1] is document.pages[2]
    apart = replace(document, pages=tuple(map(copy.copy, document.pages)))
    assert render(apart) == render(document)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_threads_of_cold_processes_render_one_packet_as_the_same_bytes(kind: str) -> None:
    command = [sys.executable, "-c", THREADS, kind]
    cold = [subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True) for _ in range(8)]
    made = [done.stdout.split() for done in cold]
    assert made == [[b"1", made[0][1]]] * len(cold)
