"""A process loads what its work needs, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import zzuli_forms
from tests.cases import TYPICAL

CHECK = f"""
import json, sys
from zzuli_forms import FilingPacket
packet = FilingPacket.from_facts(json.loads({json.dumps(TYPICAL)!r}))
{{}}
print(*sorted(sys.modules))
"""


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
    ("work", "libraries"),
    [("", set()), ("packet.files(('docx',))", {"docx"}), ("packet.files(('pdf',))", {"reportlab"})],
)
def test_checking_loads_no_library_that_writes_papers_and_filing_only_those_it_needs(
    work: str, libraries: set[str]
) -> None:
    assert {"docx", "reportlab", "openpyxl", "pypdf", "fontTools"} & modules(work) == libraries


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


def test_every_name_of_the_package_is_there_when_it_is_asked_for() -> None:
    assert set(zzuli_forms.__all__) <= set(dir(zzuli_forms))
    assert all(getattr(zzuli_forms, name) is not None for name in zzuli_forms.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        zzuli_forms.nothing  # type: ignore[attr-defined]  # noqa: B018
