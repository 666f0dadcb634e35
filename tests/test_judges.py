"""Programs nobody here wrote find nothing wrong with any file."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from tests.cases import case_name
from tests.conftest import Case, lacking, program
from zzuli_forms.flow import sheets
from zzuli_forms.page import Document

Run = Callable[..., str]


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
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_schemas_beside(program("ooxml-validator")) / "wml.xsd"))


def _schemas_beside(validator: str) -> Path:
    modules = next(parent for parent in Path(validator).resolve().parents if parent.name == "node_modules")
    found = modules / "docx-validate" / "dist" / "schemas" / "ISO-IEC29500-4_2016"
    if not found.is_dir():
        lacking("docx-validate (ISO 29500-4 schemas)")
    return found


@pytest.mark.parametrize("part", ["document", "styles", "settings", "fontTable"])
def test_the_iso_schemas_find_nothing(word_file: Path, part: str, schema: etree.XMLSchema) -> None:
    with ZipFile(word_file) as package:
        tree = etree.parse(BytesIO(package.read(f"word/{part}.xml")))
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


def test_mupdf_reads_the_same_pages(pdf_file: Path, run: Run, document: Document) -> None:
    pages = sum(len(sheets(page)) for page in document.pages)
    assert f"Pages: {pages}\n" in run("mutool", "info", pdf_file)
