"""Fixtures that walk the register, and the judges that are not Python packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.cases import CASES, STATED, case_name
from tests.office import Office
from tests.onlyoffice import OnlyOffice, installed
from zzuli_forms.document.nodes import Document
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import lay_out, lay_out_blank, renderer

Case = tuple[Form, str]

settings.register_profile("steady", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.register_profile("fresh", deadline=None, derandomize=False, print_blob=True)
settings.load_profile("steady")
"""CI tries the same examples each time; with `-m hypothesis --hypothesis-profile fresh` the properties are held against
new ones, and a failure says how it is repeated.
"""


def document_of(case: Case) -> Document:
    """The fitted tree of a case."""
    form, kind = case
    stated = STATED[form.key][kind]
    if stated is None:
        return lay_out_blank(form)
    return lay_out(form.model.model_validate(stated), continued=kind == "continued")


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


def program(*names: str) -> str:
    """The path of a judge; skips the test by the judge's name where it is missing, fails in CI."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or lacking(" or ".join(names))


def lacking(judge: str) -> NoReturn:
    """Skips by the judge's name; fails where nothing may be skipped."""
    if os.environ.get("CI"):
        pytest.fail(f"judge missing: {judge}")
    pytest.skip(f"judge missing: {judge}")


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
def drawn_by_office(office: Office, papers: dict[str, Path]) -> dict[str, Path]:
    """The DOCX of every case as LibreOffice draws it, NAME → PDF."""
    return office.to_pdf([path for name, path in papers.items() if name.endswith(".docx")])


@pytest.fixture(scope="session")
def onlyoffice(tmp_path_factory: pytest.TempPathFactory) -> OnlyOffice:
    """OnlyOffice's engine with the shipped faces under their official names."""
    return OnlyOffice(installed() or lacking("document-builder"), tmp_path_factory.mktemp("onlyoffice"))
