"""Fixtures that walk the register, and the judges that are not Python packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.cases import CASES, case_name
from tests.drawing import (
    AHEAD,
    MACHINES,
    TYPED,
    WAYS,
    Case,
    Drawn,
    Later,
    crowded_forms,
    document_of,
    later,
    of_cases,
    written,
)
from tests.edited import filled_in
from tests.office import Office
from tests.onlyoffice import OnlyOffice, installed
from zzuli_forms.document.nodes import Document
from zzuli_forms.forms.register import renderer

JUDGES = {"run", "office", "another_office", "onlyoffice"}
"""The fixtures that are programs nobody here wrote."""
settings.register_profile("steady", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("fresh", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("steady")
"""CI tries the same examples each time; with `-m hypothesis --hypothesis-profile fresh` the properties are held against
new ones, and a failure says how it is repeated.
"""


@pytest.fixture(params=CASES, ids=case_name)
def case(request: pytest.FixtureRequest) -> Case:
    """Every form of the register in every state."""
    found: Case = request.param
    return found


@pytest.fixture
def document(case: Case) -> Document:
    """The fitted tree of the case."""
    return document_of(case)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every case as a file in both formats, NAME.docx and NAME.pdf → path."""
    folder = tmp_path_factory.mktemp("papers")
    written: dict[str, Path] = {}
    for case in CASES:
        for kind in ("docx", "pdf"):
            path = folder / f"{case_name(case)}.{kind}"
            path.write_bytes(renderer(kind)(document_of(case)))
            written[path.name] = path
    return written


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask a judge, so that the others can be run by themselves."""
    for item in items:
        if JUDGES & {*getattr(item, "fixturenames", ())}:
            item.add_marker("judged")


def program(*names: str) -> str:
    """The path of a judge; skips the test by the judge's name where it is missing, fails in CI."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or lacking(" or ".join(names))


def lacking(judge: str) -> NoReturn:
    """Skips by the judge's name; fails where nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"judge missing: {judge}")
    pytest.skip(f"judge missing: {judge}")


def faces_of(machine: str) -> tuple[Path, ...]:
    """Return the faces of another machine; skips or fails as for a judge."""
    return tuple(sorted(Path("/usr/share/fonts").glob(MACHINES[machine]))) or lacking(f"faces of {machine}")


def npm_package(name: str) -> Path:
    """Return the folder of an npm package, installed beside ooxml-validator; skips or fails as for a judge."""
    validator = Path(program("ooxml-validator")).resolve()
    modules = next(parent for parent in validator.parents if parent.name == "node_modules")
    package = modules / name
    return package if package.is_dir() else lacking(name)


@pytest.fixture(scope="session")
def run() -> Callable[..., str]:
    """Runs a judge by name with arguments; its output, and its failure as the test's."""

    def call(name: str, *arguments: str | Path) -> str:
        command = [program(name), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return call


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice with the shipped faces under their official names."""
    return Office(program("soffice", "libreoffice"), tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="session")
def another_office(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Office]:
    """Makes a LibreOffice that runs beside others."""
    soffice = program("soffice", "libreoffice")
    return lambda name, **faces: Office(soffice, tmp_path_factory.mktemp(name.replace(" ", "-")), **faces)


@pytest.fixture(scope="session")
def onlyoffice(tmp_path_factory: pytest.TempPathFactory) -> OnlyOffice:
    """OnlyOffice's engine with the shipped faces under their official names."""
    return OnlyOffice(installed() or lacking("document-builder"), tmp_path_factory.mktemp("onlyoffice"))


@pytest.fixture(scope="session", autouse=True)
def begun(request: pytest.FixtureRequest) -> None:
    """Begin what takes programs long, if it is asked for; the tests themselves say where a judge is missing."""
    asked = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    for name in (name for name in AHEAD if name in asked):
        with suppress(pytest.skip.Exception, pytest.fail.Exception):
            request.getfixturevalue(name)


@pytest.fixture(scope="session")
def beside() -> Iterator[Executor]:
    """Two threads that wait for programs while tests run."""
    pool = ThreadPoolExecutor(2)
    yield pool
    pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The Word file of every state."""
    return written(tmp_path_factory.mktemp("words"), "docx")


@pytest.fixture(scope="session")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The Word files of forms full of digits and Latin words."""
    return crowded_forms(tmp_path_factory.mktemp("crowded"))


@pytest.fixture(scope="session")
def typed(words: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Papers with more typed into them."""
    folder = tmp_path_factory.mktemp("typed")
    for name, values in TYPED.items():
        (folder / f"{name}-typed.docx").write_bytes(filled_in(words[name].read_bytes(), values))
    return {path.stem: path for path in folder.iterdir()}


@pytest.fixture(scope="session")
def by_office(
    another_office: Callable[..., Office],
    beside: Executor,
    words: dict[str, Path],
    typed: dict[str, Path],
    crowded: dict[str, Path],
) -> Later:
    """Every Word file as LibreOffice draws it."""
    return later(beside, another_office("plain").to_pdf, [*words.values(), *typed.values(), *crowded.values()])


@pytest.fixture(scope="session")
def spaced_as_told(another_office: Callable[..., Office], beside: Executor, words: dict[str, Path]) -> Later:
    """Every state as LibreOffice draws it where it puts no space between digits and hanzi."""
    return later(beside, another_office("spaced").to_pdf_without_script_space, [*words.values()])


@pytest.fixture(scope="session")
def in_half_ems(
    another_office: Callable[..., Office], beside: Executor, words: dict[str, Path], crowded: dict[str, Path]
) -> Later:
    """The cases and the crowded forms as LibreOffice draws them with the half-em Latin of 仿宋_GB2312."""
    return later(beside, another_office("half-em", half_em=True).to_pdf, [*of_cases(words), *crowded.values()])


@pytest.fixture(scope="session")
def resaved(
    another_office: Callable[..., Office], beside: Executor, words: dict[str, Path]
) -> dict[tuple[str, ...], Later]:
    """Every case as LibreOffice saves it in one way and another."""
    return {way: later(beside, another_office("-".join(way)).through, of_cases(words), way) for way in WAYS}


@pytest.fixture(scope="session")
def by_onlyoffice(
    onlyoffice: OnlyOffice, beside: Executor, words: dict[str, Path], typed: dict[str, Path]
) -> dict[str, Later]:
    """Every state, and what is typed into papers, as OnlyOffice draws and saves it: pdf, docx → NAME → path."""
    saving = beside.submit(onlyoffice.save, [*words.values(), *typed.values()], ("pdf", "docx"))
    return {"pdf": Later(lambda: saving.result()["pdf"]), "docx": Later(lambda: saving.result()["docx"])}


@pytest.fixture(scope="session")
def elsewhere(
    another_office: Callable[..., Office],
    beside: Executor,
    words: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str], Later]:
    """Every state in both engines on machines with none of our faces: MACHINE, ENGINE → NAME → PDF."""
    docbuilder, found = installed() or lacking("document-builder"), dict[tuple[str, str], Later]()
    for machine in MACHINES:
        faces = faces_of(machine)
        onlyoffice = OnlyOffice(docbuilder, tmp_path_factory.mktemp("onlyoffice"), faces)
        found[machine, "onlyoffice"] = later(beside, onlyoffice.to_pdf, [*words.values()])
        found[machine, "office"] = later(beside, another_office(machine, others=faces).to_pdf, [*words.values()])
    return found


@pytest.fixture(scope="session")
def drawn(
    by_office: Later,
    spaced_as_told: Later,
    by_onlyoffice: dict[str, Later],
    words: dict[str, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Drawn:
    """Every state as a PDF, and in both engines."""
    engines = {"onlyoffice": by_onlyoffice["pdf"], "office": by_office, "office, spaced as told": spaced_as_told}
    return Drawn(words, written(tmp_path_factory.mktemp("pdfs"), "pdf"), engines)
