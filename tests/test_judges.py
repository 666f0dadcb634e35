"""Programs nobody here wrote find nothing wrong with any file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from tests.cases import case_name
from tests.conftest import npm_package
from tests.drawing import Case
from tests.paper import signature_fields
from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import runs
from zzuli_forms.typeset.pagebreak import sheets

Run = Callable[..., str]
SCHEMAS = {
    "word/document.xml": "wml",
    "word/styles.xml": "wml",
    "word/settings.xml": "wml",
    "word/fontTable.xml": "wml",
    "customXml/itemProps1.xml": "shared-customXmlDataProperties",
    "docProps/app.xml": "shared-documentPropertiesExtended",
}
"""Parts of a Word file, and what each is judged by."""
SPACES = {ord(space): None for space in " \u3000\n\t\u00a0"}


@pytest.fixture
def word_file(case: Case, papers: dict[str, Path]) -> Path:
    return papers[f"{case_name(case)}.docx"]


@pytest.fixture
def pdf_file(case: Case, papers: dict[str, Path]) -> Path:
    return papers[f"{case_name(case)}.pdf"]


def test_the_open_xml_sdk_finds_nothing(word_file: Path, run: Run) -> None:
    assert json.loads(run("ooxml-validator", word_file))["errors"] == []


def test_openxml_audit_finds_nothing(word_file: Path) -> None:
    assert OpenXmlValidator().validate(str(word_file)).errors == []


@pytest.fixture(scope="session")
def schemas() -> dict[str, etree.XMLSchema]:
    """The ISO schemas by name."""
    folder = npm_package("docx-validate") / "dist" / "schemas" / "ISO-IEC29500-4_2016"
    return {name: etree.XMLSchema(etree.parse(folder / f"{name}.xsd")) for name in set(SCHEMAS.values())}


@pytest.mark.judged
@pytest.mark.parametrize("part", SCHEMAS)
def test_the_iso_schemas_find_nothing(word_file: Path, part: str, schemas: dict[str, etree.XMLSchema]) -> None:
    with ZipFile(word_file) as package:
        tree = etree.parse(BytesIO(package.read(part)))
    schema = schemas[SCHEMAS[part]]
    assert schema.validate(tree), schema.error_log


def test_qpdf_finds_nothing(pdf_file: Path, run: Run) -> None:
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", pdf_file)


def test_poppler_sees_only_embedded_faces_and_our_title(pdf_file: Path, run: Run, document: Document) -> None:
    rows = run("pdffonts", pdf_file).splitlines()[2:]
    assert rows
    assert all(row.split()[-5] == "yes" for row in rows)
    told = run("pdfinfo", pdf_file)
    assert f"Title:           {document.title}\n" in told
    assert "JavaScript:      no" in told


@pytest.fixture(scope="session")
def in_browser(papers: dict[str, Path], run: Run) -> dict[str, Any]:
    """What pdf.js finds in every PDF, by name."""
    files = {name: path for name, path in papers.items() if name.endswith(".pdf")}
    library = npm_package("pdfjs-dist")
    told = json.loads(run("node", Path(__file__).with_name("pdfjs.mjs"), library, *files.values()))
    return dict(zip(files, told, strict=True))


def test_a_browser_reads_the_same_text_tags_fields_and_facts(
    case: Case, document: Document, in_browser: dict[str, Any], pdf_file: Path
) -> None:
    found = in_browser[pdf_file.name]
    assert (found["title"], found["language"], found["marked"]) == (document.title, "zh-CN", True)
    assert not found["encrypted"]
    assert not found["scripts"]
    assert found["attachments"] == [["facts.json", document.facts]]
    assert _squeezed(found) == "".join("".join(run.text for run in runs(document)).split())
    assert [name for page in found["pages"] for name, _ in page["fields"]] == list(signature_fields(pdf_file))
    assert {kind for page in found["pages"] for _, kind in page["fields"]} <= {"Sig"}
    assert sum(page["tags"].count("H1") for page in found["pages"]) == len(document.pages)


def _squeezed(found: dict[str, Any]) -> str:
    """The text of all pages without white space and page numbers."""
    return "".join(re.sub("— ?[0-9]+ ?—", "", page["text"]) for page in found["pages"]).translate(SPACES)


def test_mupdf_reads_the_same_pages(pdf_file: Path, run: Run, document: Document) -> None:
    pages = sum(len(sheets(page)) for page in document.pages)
    assert f"Pages: {pages}\n" in run("mutool", "info", pdf_file)
