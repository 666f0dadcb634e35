"""The contest works, and each maker's papers say what they should; nothing is said of time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("resource", reason="Windows tells time and memory of processes otherwise")

from tests.benchmarks import contest, fresh
from tests.benchmarks.compare import AGAINST, OURS, makers, measured, sizes, text_of
from tests.cases import TYPICAL
from zzuli_forms import FilingPacket
from zzuli_forms.document.nodes import Face
from zzuli_forms.forms.register import LETTER, lay_out
from zzuli_forms.typeset import fonts

REPOSITORY = Path(__file__).parents[2]
MEASURED = {"packet", "check", "check with an emoji", "check with a rare hanzi"}
"""Ours of which a fresh process is told."""


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_every_makers_papers_say_the_words_and_the_facts(kind: str) -> None:
    for _ in range(2):
        facts = contest.unit()
        for name, work in makers()[kind].items():
            letter, form = map(text_of, work(facts))
            assert "".join(LETTER.wording().title.split()) in letter, name
            assert "第四条" in letter, name
            assert all(label in form for label in ("申报单位", "管理员", "此表一式两份")), name
            said = [value for line in contest.flat(facts).values() for value in ["".join(line.split())]]
            assert [value for value in said if value not in form] == [], name


def hanzi(facts: dict[str, Any]) -> str:
    return "".join(
        character for name in ("purpose", "scope") for character in facts[name] if contest.is_hanzi(character)
    )


def test_every_unit_has_common_hanzi_of_its_own_and_texts_as_long_as_any() -> None:
    typed = {*contest.PURPOSE, *contest.SCOPE}
    units = [contest.unit() for _ in range(100)]
    assert len({(len(unit["purpose"]), len(unit["scope"])) for unit in units}) == 1
    for unit in units:
        new = [character for character in hanzi(unit) if character not in typed]
        assert 0.10 < len(new) / len(hanzi(unit)) <= 0.16
        assert all(b"\xb0\xa1" <= character.encode("gb2312") <= b"\xd7\xf9" for character in new)
    assert len({character for unit in units for character in hanzi(unit)}) > 1_500


def test_nothing_but_hanzi_is_replaced() -> None:
    def others(text: str) -> list[str]:
        return sorted(character for character in text if not contest.is_hanzi(character) and not character.isdigit())

    assert others(contest.unit()["purpose"]) == others(contest.PURPOSE)


def test_the_papers_of_every_unit_hold_one_page() -> None:
    packets = [FilingPacket.model_validate(contest.unit()) for _ in range(50)]
    assert {len(lay_out(packet).pages) for packet in packets} == {3}


def test_the_units_are_the_same_in_every_run() -> None:
    script = "from tests.benchmarks import contest; print(ascii([contest.unit() for _ in range(3)]))"
    command = [sys.executable, "-c", script]
    first, second = (subprocess.run(command, capture_output=True, check=True, cwd=REPOSITORY).stdout for _ in range(2))
    assert first == second


def older_checkout(folder: Path) -> Path:
    """Another version, which writes down what it is asked."""
    package = folder / "zzuli_forms"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "_version.py").write_text('__version__ = "0.1.2"\n')
    (package / "__main__.py").write_text(
        "import sys, pathlib\n"
        "with pathlib.Path(__file__).with_name('asked.txt').open('a') as asked:\n"
        "    print(sys.argv[1], file=asked)\n"
    )
    return folder


def test_the_contest_runs_and_writes_its_figures(tmp_path: Path) -> None:
    older, figures = older_checkout(tmp_path / "older"), tmp_path / "figures.json"
    command = [sys.executable, "-m", "tests.benchmarks.compare", "--rounds", "1"]
    command += ["--json", str(figures), "--against", str(older)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=300, cwd=REPOSITORY)
    said, found = done.stdout.decode(), json.loads(figures.read_text("utf-8"))
    peers = {**AGAINST, "check": "check, 0.1.2", "packet": "packet, 0.1.2"}
    for kind, peer in peers.items():
        assert f"{kind}, against {peer}\n" in said
        assert found[kind]["ratio"][peer] == found[kind]["cpu ratio"][peer] == 1
        assert all(taken > 0 for taken in found[kind]["milliseconds"].values())
        assert set(found[kind]["milliseconds"]) == set(found[kind]["ratio"]) == set(found[kind]["cpu ratio"])
    assert all(OURS in found[kind]["ratio"] for kind in ("docx", "pdf", "copy"))
    assert {fresh.PEER, *MEASURED, "check, 0.1.2", "packet, 0.1.2"} <= set(found["fresh"]["milliseconds"])
    assert all(20 < found["fresh"]["MB"][name] < 1_000 for name in MEASURED)
    assert {*(older / "zzuli_forms" / "asked.txt").read_text().split()} == {"check", "packet"}


def test_two_makers_may_take_turns_alone() -> None:
    found = measured(1, only=[OURS, "typst"])
    assert set(found["pdf"]["ratio"]) == {OURS, "typst"}
    assert not {"docx", "copy", "fresh"} & set(found)


def test_the_plain_script_makes_the_files_of_our_packet(tmp_path: Path) -> None:
    commands = fresh.commands(tmp_path)
    for name in (fresh.PEER, "packet"):
        commands[name]({})
    plain, ours = tmp_path / "plain", tmp_path / "ours" / TYPICAL["unit"]
    assert sorted(path.suffix for path in plain.iterdir()) == sorted(path.suffix for path in ours.iterdir())
    for kind in ("pdf", "docx"):
        assert "第四条" in text_of((plain / f"letter.{kind}").read_bytes())
        assert TYPICAL["account"] in text_of((plain / f"form.{kind}").read_bytes())
    assert json.loads((plain / "manifest.json").read_text("utf-8"))["facts"] == TYPICAL


def test_the_plain_script_imports_nothing_of_ours(tmp_path: Path) -> None:
    script = "import sys, plain; print(*(name for name in sys.modules if name.startswith(('zzuli', 'tests'))))"
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path.insert(0, sys.argv[1]); {script}",
        str(Path(__file__).parent),
    ]
    assert subprocess.run(command, capture_output=True, check=True, cwd=tmp_path).stdout.split() == []


def test_the_facts_of_fresh_processes_hold_what_their_names_say() -> None:
    emoji, rare = fresh.FACTS["emoji"]["unit"][-1], fresh.FACTS["rare"]["unit"][-1]
    assert fonts.missing(emoji, Face.BODY) == (emoji,)
    ((face, _),) = fonts.split(rare, Face.BODY)
    assert face is fonts.load(fonts.RARE_FILE)


def test_no_paper_is_larger_than_it_should_be() -> None:
    found = sizes()
    assert found[f"{OURS}: packet.pdf"] <= found["typst: packet.pdf"]
    assert all(size <= 10_000 for name, size in found.items() if name.endswith(".docx"))
    assert all(f"{maker}: {paper}.pdf" in found for maker in (OURS, "typst") for paper in ("letter", "form", "packet"))
    assert found == sizes()
