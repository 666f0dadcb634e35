"""The house keeps its own laws: layers, types, style, no date, no Chinese in a renderer."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
MODULES = sorted((REPOSITORY / "zzuli_forms").rglob("*.py"))


def tool(*command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, cwd=REPOSITORY, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_imports_point_one_way() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command as lint; sys.argv = ['lint']; lint()"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.judged
def test_types_hold_strictly() -> None:
    assert "Success" in tool("mypy")


@pytest.mark.judged
def test_style_is_clean() -> None:
    assert "All checks passed" in tool("ruff", "check", ".")
    assert "already formatted" in tool("ruff", "format", "--check", ".")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_modules_stay_small_and_ask_no_clock(path: Path) -> None:
    source = path.read_text("utf-8")
    assert source.count("\n") <= 350
    assert not re.search(r"datetime\.now|date\.today|time\.time|utcnow", source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, node.name


@pytest.mark.parametrize("path", [p for p in MODULES if "renderers" in p.parts], ids=lambda p: p.name)
def test_renderers_speak_no_chinese(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search("[\u4e00-\u9fff]", node.value), node.lineno


def test_the_script_example_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, REPOSITORY / "examples" / "make_packet.py"],
        capture_output=True,
        cwd=tmp_path,
        check=True,
        timeout=60,
    )
    assert "manifest.json" in done.stdout.decode()
    assert (tmp_path / "报送材料" / "图书馆" / "图书馆-报送材料.pdf").is_file()


NUMBERS = """
from hypothesis import given
from hypothesis import strategies as st


@given(st.integers(0, 10**9))
def test_property(number):
    print("tried", number)
    assert number < 1_000


def test_fact():
    pass
"""


def said_of(tests: str, folder: Path, *chosen: str) -> str:
    """What CI says of a file of tests of which some are chosen."""
    (folder / "test_chosen.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-s", f"--rootdir={folder}", "-p", "tests.conftest", *chosen]
    environment = {**os.environ, "CI": "true", "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [*command, "test_chosen.py"], capture_output=True, text=True, cwd=folder, env=environment, check=False
    )
    return done.stdout + done.stderr


def test_fresh_examples_are_others_each_time_and_a_failure_says_how_it_is_repeated(tmp_path: Path) -> None:
    chosen = ("-m", "hypothesis", "--hypothesis-profile", "fresh")
    first, second = (said_of(NUMBERS, tmp_path, *chosen) for _ in range(2))
    assert all("1 failed, 1 deselected" in said for said in (first, second)), first + second
    assert re.findall("tried [0-9]+", first) != re.findall("tried [0-9]+", second)
    assert all("@reproduce_failure(" in said for said in (first, second))


ASKING = """
def test_through_another_fixture(by_office):
    raise AssertionError


def test_by_name(run):
    raise AssertionError


def test_alone():
    pass
"""


def test_tests_that_ask_a_judge_can_be_left_out_together(tmp_path: Path) -> None:
    assert "1 passed, 2 deselected" in said_of(ASKING, tmp_path, "-m", "not judged")


RIDDLES = re.compile(r"(What|Whether|How|The same)\b")


def test_docstrings_say_what_a_thing_does_or_returns() -> None:
    nodes = [(path, node) for path in MODULES for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    said = [
        f"{path.name}: {docstring}"
        for path, node in nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and RIDDLES.match(docstring := ast.get_docstring(node) or "")
    ]
    assert len(said) <= 10, said


VERBS = re.compile(
    "(Add|Answer|Attach|Begin|Break|Build|Check|Clear|Close|Colour|Convert|Decide|Decorate|Deflate|Do|Draw|End|Frame|Give|"
    "Go|Have|Hold|Keep|Let|Link|Load|Lock|Make|Map|Match|Measure|Name|Open|Own|Pack|Parse|Print|Put|Raise|Read|Record|"
    "Refuse|Remember|Remove|Rename|Replace|Reserve|Return|Run|Say|Set|Show|Submit|Take|Tell|Turn|Validate|Write|Yield)\\b"
)
"""The verbs with which the docstrings of functions begin."""


def test_the_docstring_of_a_function_begins_with_a_verb() -> None:
    nodes = [node for path in MODULES for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    said = [docstring for node in nodes if isinstance(node, ast.FunctionDef) and (docstring := ast.get_docstring(node))]
    assert len(said) > 500
    assert [one for one in said if not VERBS.match(one)] == []


def test_the_house_has_at_most_twelve_rooms() -> None:
    tops = {path.relative_to(REPOSITORY / "zzuli_forms").parts[0].removesuffix(".py") for path in MODULES}
    rooms = {top for top in tops if not top.startswith("_")}
    assert len(rooms) <= 12, rooms


GIVEN = {".ttf", ".xz", ".icc"}
"""The suffixes of faces and of the colour profile, which others made."""
MOST_GENERATED = 20_000


def test_the_package_carries_no_large_data_but_faces_and_licences() -> None:
    folders = (REPOSITORY / "zzuli_forms", REPOSITORY / "fonts")
    files = [
        path for folder in folders for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    large = [path for path in files if path.stat().st_size > MOST_GENERATED and path.suffix not in GIVEN]
    assert [path for path in large if path.parent.name != "licenses"] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(REPOSITORY)))
def test_no_literal_is_large(path: Path) -> None:
    literals = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    assert all(len(node.value) <= MOST_GENERATED for node in literals if isinstance(node.value, str | bytes))
