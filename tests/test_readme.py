"""Every command and code block of the README runs as written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests import lab
from tests.identities import identity_file
from tests.wordpages import rows
from zzuli_forms import FilingPacket, render

REPOSITORY = Path(__file__).parents[1]
README = (REPOSITORY / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.strip().splitlines()]
INSTALL = re.compile(r"^python -m pip install [^&]+ && ")
LAB = 'python -m pip install ".[notebook]" jupyterlab && python -m jupyterlab examples'
TESTS = 'python -m pip install -e ".[test]" && python -m pytest'
SPECIMEN = REPOSITORY / "examples" / "图书馆-政务微博体系审批表.docx"
"""The form that whoever has Word or WPS is asked to open and measure."""
ROWS = {"申报单位": 0, "政务微博宗旨": 2, "负责人": 4, "党委宣传部审批意见": 9}


def specimen() -> bytes:
    """The form of the shipped example as a Word file."""
    return render(FilingPacket.from_file(REPOSITORY / "examples" / "图书馆.yaml").form, "docx")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the reader has it, beside the shipped examples."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copytree(REPOSITORY / "examples", folder / "examples")
    (folder / "单位.p12").write_bytes(identity_file("测试单位"))
    return folder


def test_the_main_job_and_the_tests_are_one_command_each() -> None:
    installing = [command for command in COMMANDS if INSTALL.match(command)]
    assert len(installing) == 4
    assert installing[0].startswith("python -m pip install . && python -m zzuli_forms packet examples/")
    assert installing[1].startswith('python -m pip install ".[sign]" && python -m zzuli_forms sign ')
    assert installing[2:] == [LAB, TESTS]


def test_ci_runs_both_commands_as_the_readme_has_them() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text("utf-8")
    asked = re.findall(r"^ *readme_command '(.*)'$", script, re.MULTILINE)
    assert [next(c for c in COMMANDS if words in c) for words in asked] == [TESTS, COMMANDS[0]]


def runnable(command: str) -> str:
    return INSTALL.sub("", command).replace("python", f'"{sys.executable}"', 1)


@pytest.mark.parametrize("command", [c for c in COMMANDS if c not in (TESTS, LAB)])
def test_every_command_does_its_work(command: str, desk: Path) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        runnable(command), shell=True, cwd=desk, capture_output=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip()


def test_the_command_for_notebooks_serves_the_examples(desk: Path) -> None:
    command = runnable(LAB).replace('"', "").split()
    with lab.serving(command, desk / "examples", desk) as address:
        listed = {entry["name"] for entry in httpx.get(f"{address}/api/contents").json()["content"]}
    assert {"一个单位.ipynb", "全校.ipynb", "变更.ipynb"} <= listed


@pytest.mark.parametrize("code", [block for kind, block in BLOCKS if kind == "python"])
def test_every_python_block_runs(code: str, desk: Path) -> None:
    done = subprocess.run([sys.executable, "-c", code], cwd=desk, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert (desk / "out" / "图书馆" / "manifest.json").is_file()
    assert "team" in done.stdout.decode()


def test_the_message_shown_is_the_message_given(desk: Path) -> None:
    (message,) = (block.strip() for kind, block in BLOCKS if kind == "text")
    wrong = (desk / "examples" / "图书馆.yaml").read_text("utf-8").replace("0371-63556789转8012", "1380371")
    (desk / "错.yaml").write_text(wrong, "utf-8")
    command = [sys.executable, "-m", "zzuli_forms", "check", "错.yaml"]
    done = subprocess.run(command, cwd=desk, capture_output=True, timeout=60, check=False)
    assert done.stderr.decode().splitlines()[1].strip() == message


def test_the_files_listed_are_the_files_made(desk: Path) -> None:
    packet = FilingPacket.from_file(desk / "examples" / "图书馆.yaml")
    made = {path.name for path in packet.write(desk / "listed")}
    listed = set(re.findall(r"`(图书馆-[^`]+|manifest\.json)`", README.split("## 二")[0]))
    assert listed <= made
    assert len(made) == 6


def test_the_form_to_be_measured_is_the_one_made_today_and_its_rows_are_as_told() -> None:
    assert SPECIMEN.read_bytes() == specimen()
    with ZipFile(SPECIMEN) as package:
        heights = rows(package.read("word/document.xml"), adding=True)
    told = dict(re.findall(r"^\| ([^|]+) \| ([0-9.]+) 毫米 \|$", README, re.MULTILINE))
    assert told == {name: f"{heights[row] * 25.4 / 72:.1f}" for name, row in ROWS.items()}


def test_every_picture_and_link_is_there() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", README):
        assert (REPOSITORY / target).is_file(), target


def test_both_languages_say_the_licence() -> None:
    assert "MIT 许可" in README
    assert "The code is MIT" in README
