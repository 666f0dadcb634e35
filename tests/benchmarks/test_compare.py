"""The contest works, and each maker's papers say what they should; nothing is said of time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import contest
from tests.benchmarks.compare import AGAINST, OURS, makers, measured, sizes, text_of
from zzuli_forms.forms.register import LETTER

FIXED = {"python-docx", "ReportLab"}
"""Peers that draw one unit's papers, known beforehand."""


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_every_makers_papers_say_the_words_and_the_facts(kind: str) -> None:
    facts = contest.unit()
    for name, work in makers()[kind].items():
        letter, form = map(text_of, work(facts))
        assert "".join(LETTER.wording().title.split()) in letter, name
        assert "第四条" in letter, name
        assert all(label in form for label in ("申报单位", "管理员", "此表一式两份")), name
        if name not in FIXED:
            said = [value for line in contest.flat(facts).values() for value in ["".join(line.split())]]
            assert [value for value in said if value not in form] == [], name


def test_the_contest_runs_and_writes_its_figures(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.compare", "--rounds", "1", "--json", str(tmp_path / "a.json")]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300, cwd=Path(__file__).parents[2])
    found = json.loads((tmp_path / "a.json").read_text("utf-8"))
    for kind, peer in AGAINST.items():
        assert f"{kind}, against {peer}" in done.stdout.decode()
        assert found[kind]["ratio"][peer] == 1
        assert all(taken > 0 for taken in found[kind]["milliseconds"].values())
    assert OURS in found["docx"]["ratio"]
    assert OURS in found["pdf"]["ratio"]


def test_two_makers_may_take_turns_alone() -> None:
    found = measured(1, only=[OURS, "typst"])
    assert set(found["pdf"]["ratio"]) == {OURS, "typst"}
    assert not {"docx", "copy", "fresh"} & set(found)


def test_no_paper_is_larger_than_it_should_be() -> None:
    found = sizes()
    assert found[f"{OURS}: packet.pdf"] <= found["typst: packet.pdf"]
    assert all(size <= 15_000 for name, size in found.items() if name.endswith(".docx"))
