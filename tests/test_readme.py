"""Every command and code block of the pages for people runs as written; what they show is what is made."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest

from tests import lab
from tests.identities import identity_file
from tests.public import options, present
from tests.wordpages import rows
from zzuli_forms import FilingPacket, render
from zzuli_forms.cli import COMMANDS

REPOSITORY = Path(__file__).parents[1]
README, HANDBOOK, CONTRIBUTING = "README.md", "examples/使用手册.md", "CONTRIBUTING.md"
TEXTS = {page: (REPOSITORY / page).read_text("utf-8") for page in (README, HANDBOOK, CONTRIBUTING)}
BLOCKS = {page: re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL) for page, text in TEXTS.items()}
SET_UP = re.compile(r"^python3 -m venv \.venv && \.venv/bin/python -m pip install (\S+) && \.venv/bin/(?=python )")
INSTALL = re.compile(r"^python -m pip install ")
LAB = "python -m jupyterlab examples"
PACKET = (
    "python3 -m venv .venv && .venv/bin/python -m pip install ."
    " && .venv/bin/python -m zzuli_forms packet examples/图书馆.yaml -o 报送材料"
)
TESTS = 'python3 -m venv .venv && .venv/bin/python -m pip install -e ".[test]" && .venv/bin/python -m pytest'
SPECIMEN = REPOSITORY / "examples" / "图书馆-政务微博体系审批表.docx"
"""The form that whoever has Word or WPS is asked to open and measure."""
ROWS = {"申报单位": 0, "政务微博宗旨": 2, "负责人": 4, "党委宣传部审批意见": 9}
MADE = {README: ("out/图书馆/manifest.json", "team"), CONTRIBUTING: ("out/条例.docx", "没有发现问题")}
"""A file that the Python of a page leaves, and what it prints."""
NOT_COPIED = (".git", ".venv", "*cache*", "dist", ".hypothesis")


def commands(page: str, kind: str = "sh") -> list[str]:
    """The command lines a page shows, in order."""
    return [line for shown, block in BLOCKS[page] if shown == kind for line in block.strip().splitlines()]


def working(page: str) -> list[str]:
    """Those that do a clerk's work, of the line that sets everything up its last part."""
    lines = [SET_UP.sub("", line) for line in commands(page) if line != TESTS]
    return [line for line in lines if line != LAB and not INSTALL.match(line)]


def of_pages(found: Callable[[str], list[str]], *pages: str) -> list[tuple[str, str]]:
    return [(page, one) for page in pages for one in found(page)]


def code(page: str) -> list[str]:
    return [block for kind, block in BLOCKS[page] if kind == "python"]


def specimen() -> bytes:
    """The form of the shipped example as a Word file."""
    return render(FilingPacket.from_file(REPOSITORY / "examples" / "图书馆.yaml").form, "docx")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each page a folder as its reader has it, beside the shipped examples."""
    return {page: furnished(tmp_path_factory.mktemp("desk")) for page in TEXTS}


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    return furnished(tmp_path / "desk")


def furnished(folder: Path) -> Path:
    shutil.copytree(REPOSITORY / "examples", folder / "examples")
    (folder / "单位.p12").write_bytes(identity_file("测试单位"))
    return folder


def test_the_main_job_and_the_tests_are_one_command_each() -> None:
    assert [command for command in commands(README) if SET_UP.match(command) or command == TESTS] == [PACKET, TESTS]
    assert commands(README)[0] == PACKET


def on_windows(command: str) -> str:
    """The same command for cmd and PowerShell alike: PowerShell 5.1 knows no && of its own."""
    plain = command.replace('"', "").replace("python3", "py").replace(".venv/bin/python", ".venv\\Scripts\\python")
    return f'cmd /c "{plain}"'


def test_for_windows_both_are_the_same_commands_translated() -> None:
    assert commands(README, "bat") == [on_windows(command) for command in (PACKET, TESTS)]


@pytest.mark.parametrize("page", TEXTS)
def test_every_other_command_is_written_alike_for_every_shell(page: str) -> None:
    for command in set(commands(page)) - {PACKET, TESTS}:
        assert re.fullmatch(r"python -m [^&|;$\\<>'`]+", command), command


def test_ci_runs_both_commands_as_the_readme_has_them() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text("utf-8")
    asked = re.findall(r"^ *readme_command '(.*)'$", script, re.MULTILINE)
    lines = TEXTS[README].splitlines()
    assert [next(line for line in lines if words in line) for words in asked] == [TESTS, PACKET]


def runnable(command: str) -> str:
    return command.replace("python", f'"{sys.executable}"', 1)


@pytest.mark.parametrize(("page", "command"), of_pages(working, README, HANDBOOK))
def test_every_command_does_its_work(page: str, command: str, desks: dict[str, Path]) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        runnable(command), shell=True, cwd=desks[page], capture_output=True, env=environment, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.strip()


def extras() -> Iterator[str]:
    """The extra of every line that installs one."""
    for page in TEXTS:
        for command in commands(page):
            if INSTALL.match(command) or command == TESTS:
                yield from re.findall(r'"\.\[(\w+)\]"', command)


def test_what_is_to_be_installed_is_an_extra_of_the_package() -> None:
    stated = (REPOSITORY / "pyproject.toml").read_text("utf-8").split("[project.optional-dependencies]")[1]
    assert set(extras()) == {"notebook", "sign", "test"}
    assert set(extras()) <= set(re.findall(r"^(\w+) = \[", stated, re.MULTILINE))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy in which files may be written anew."""
    ignored = shutil.ignore_patterns(*NOT_COPIED)
    return Path(shutil.copytree(REPOSITORY, tmp_path_factory.mktemp("checkout") / "copy", ignore=ignored))


def tried(command: str) -> str:
    """A contributor's command, so that it shows in seconds that it can be run; what takes long others run whole."""
    long = {
        "-m pytest": "--collect-only",
        "not judged": "tests/test_stored.py",
        "-m mypy": "--version",
        "-m tests.benchmarks.compare": "--help",
    }
    return " ".join([runnable(command), *(shown for asked, shown in long.items() if asked in command)])


@pytest.mark.judged
@pytest.mark.parametrize("command", commands(CONTRIBUTING))
def test_every_command_of_a_contributor_runs(command: str, checkout: Path) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        tried(command), shell=True, cwd=checkout, capture_output=True, env=environment, timeout=300, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


@pytest.mark.parametrize("page", TEXTS)
def test_every_module_that_is_to_be_run_is_there(page: str) -> None:
    for name in re.findall(r"python -m ([\w.]+)", TEXTS[page]):
        assert find_spec(name), name


@pytest.mark.judged
def test_the_command_for_notebooks_serves_the_examples(desk: Path) -> None:
    assert all(LAB in commands(page) for page in (README, HANDBOOK))
    command = runnable(LAB).replace('"', "").split()
    with lab.serving(command, desk / "examples", desk) as address:
        listed = {entry["name"] for entry in httpx.get(f"{address}/api/contents").json()["content"]}
    assert {"一个单位.ipynb", "全校.ipynb", "变更.ipynb"} <= listed


@pytest.mark.parametrize(("page", "block"), of_pages(code, *TEXTS))
def test_every_python_block_runs(page: str, block: str, desk: Path) -> None:
    done = subprocess.run([sys.executable, "-c", block], cwd=desk, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    made, told = MADE[page]
    assert (desk / made).is_file()
    assert told in done.stdout.decode()


def test_the_message_shown_is_the_message_given(desk: Path) -> None:
    (message,) = (block.strip() for page in TEXTS for kind, block in BLOCKS[page] if kind == "text")
    wrong = (desk / "examples" / "图书馆.yaml").read_text("utf-8").replace("0371-63556789转8012", "1380371")
    (desk / "错.yaml").write_text(wrong, "utf-8")
    command = [sys.executable, "-m", "zzuli_forms", "check", "错.yaml"]
    done = subprocess.run(command, cwd=desk, capture_output=True, timeout=60, check=False)
    assert done.stderr.decode().splitlines()[1].strip() == message


def test_the_files_listed_are_the_files_made(desk: Path) -> None:
    packet = FilingPacket.from_file(desk / "examples" / "图书馆.yaml")
    made = {path.name for path in packet.write(desk / "listed")}
    listed = set(re.findall(r"`(图书馆-[^`]+|manifest\.json)`", TEXTS[README].split("## 二")[0]))
    assert listed <= made
    assert len(made) == 6


def test_the_form_to_be_measured_is_the_one_made_today_and_its_rows_are_as_told() -> None:
    assert SPECIMEN.read_bytes() == specimen()
    with ZipFile(SPECIMEN) as package:
        heights = rows(package.read("word/document.xml"), adding=True)
    told = dict(re.findall(r"^\| ([^|]+) \| ([0-9.]+) 毫米 \|$", TEXTS[README], re.MULTILINE))
    assert told == {name: f"{heights[row] * 25.4 / 72:.1f}" for name, row in ROWS.items()}


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in links."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", TEXTS)
def test_every_picture_and_link_is_there(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", TEXTS[page]):
        name, _, anchor = target.partition("#")
        path = (REPOSITORY / page).parent / name if name else REPOSITORY / page
        assert path.is_file(), target
        assert not anchor or anchor in anchors(path), target


def test_the_readme_stays_short_and_leads_on() -> None:
    assert TEXTS[README].count("\n") < 150
    for page in (HANDBOOK, CONTRIBUTING):
        assert f"]({page})" in TEXTS[README]


def test_the_handbook_names_every_command_and_every_option() -> None:
    told = set(re.findall(r"--?[a-z][a-z0-9-]*", TEXTS[HANDBOOK]))
    assert all(f"| `{command}` |" in TEXTS[HANDBOOK] for command in COMMANDS)
    assert {option for command in present()["commands"] for option in options(command.split())} <= told


def test_both_languages_say_the_licence() -> None:
    assert "MIT 许可" in TEXTS[README]
    assert "The code is MIT" in TEXTS[README]
