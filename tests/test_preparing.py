"""What is prepared once is what the libraries make of the faces and parts that are there now."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from itertools import product
from pathlib import Path

import pytest

import zzuli_forms
from tests.cases import TYPICAL
from zzuli_forms.cli import preparing
from zzuli_forms.forms.register import OWN, lay_out_blank
from zzuli_forms.official import editions
from zzuli_forms.renderers.pdf import beforehand
from zzuli_forms.renderers.pdf.beforehand import BEFOREHAND
from zzuli_forms.renderers.pdf.embedding import fixed_outlines
from zzuli_forms.typeset import fonts
from zzuli_forms.typeset.typeface import Measures

ALL = list(product(OWN, editions()))
PREPARED_NOW = dict(preparing.prepared())
FACES = [path for path in PREPARED_NOW if path != BEFOREHAND]
CHECK = f"""
import json, sys
from zzuli_forms import FilingPacket
packet = FilingPacket.from_facts(json.loads({json.dumps(TYPICAL)!r}))
{{}}
print(*sorted(sys.modules))
"""


@pytest.mark.parametrize("path", FACES, ids=lambda path: path.name)
def test_the_measures_of_a_face_are_those_reportlab_reads(path: Path) -> None:
    kept, made = Measures.read(path.read_bytes()), Measures.read(PREPARED_NOW[path])
    assert kept.description == made.description
    assert (kept.characters, kept.glyphs, kept.advances) == (made.characters, made.glyphs, made.advances)
    assert kept.written() == path.read_bytes()


def test_every_face_is_measured_and_nothing_else() -> None:
    assert {path.name for path in FACES} == {path.name for path in (fonts.folder() / "measures").iterdir()}


def modules(work: str) -> set[str]:
    """What a fresh process has loaded when it has done some work."""
    done = subprocess.run([sys.executable, "-c", CHECK.replace("{}", work)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_next_to_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import zzuli_forms, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {name for name in done.stdout.split() if name.startswith("zzuli_forms")} == {
        "zzuli_forms",
    }
    assert not {"docx", "reportlab", "pydantic", "lxml"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("work", "needed"), [("", set()), ("packet.files(['pdf'])", set()), ("packet.files(['docx'])", {"docx", "lxml"})]
)
def test_work_loads_what_it_needs_and_no_other_library(work: str, needed: set[str]) -> None:
    assert {"docx", "reportlab", "lxml", "openpyxl", "pypdf", "PIL"} & modules(work) == needed


@pytest.mark.parametrize("work", ["", "packet.files()"])
def test_nothing_is_loaded_that_only_other_papers_and_other_facts_need(work: str) -> None:
    others = {
        "phonenumbers",
        "difflib",
        "zzuli_forms.typeset.overflow",
        "zzuli_forms.forms.change.model",
        "zzuli_forms.forms.change.layout",
    }
    assert not others & modules(work)


def test_the_outlines_of_the_words_of_every_form_are_deflated_beforehand() -> None:
    wanted = [outlines for form, edition in ALL for outlines in fixed_outlines(lay_out_blank(form, edition))]
    assert len(wanted) > len(ALL)
    for outlines in wanted:
        kept = beforehand._blocks()[beforehand._digest(outlines)]
        assert zlib.decompressobj(-zlib.MAX_WBITS).decompress(kept) == outlines
    assert len(beforehand._blocks()) == len({beforehand._digest(outlines) for outlines in wanted})


def test_what_was_not_deflated_beforehand_is_deflated_now() -> None:
    data = b"never seen before" * 100
    assert zlib.decompressobj(-zlib.MAX_WBITS).decompress(beforehand.deflated_once(data)) == data


def test_every_name_of_the_package_is_there_when_it_is_asked_for() -> None:
    assert set(zzuli_forms.__all__) <= set(dir(zzuli_forms))
    assert all(getattr(zzuli_forms, name) is not None for name in zzuli_forms.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        zzuli_forms.nothing  # type: ignore[attr-defined]  # noqa: B018
