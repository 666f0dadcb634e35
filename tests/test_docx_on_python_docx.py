"""The DOCX stands on python-docx: it makes the package of a kind and parses what a document adds to it."""

from __future__ import annotations

import ast
import inspect
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.pkgwriter import PackageWriter
from lxml.etree import XMLSyntaxError
from msgspec.structs import replace

from tests.cases import CASES, case_name
from tests.drawing import document_named
from tests.refusing import NothingMadeError, afresh, nothing
from zzuli_forms.document.nodes import Document, Paragraph
from zzuli_forms.document.walking import map_paragraphs
from zzuli_forms.renderers import docx as renderer
from zzuli_forms.renderers.docx import body, parsing, template
from zzuli_forms.renderers.docx.parsing import Parsed

FOLDER = Path(template.__file__).parent
KINDS = list(map(case_name, CASES))


@pytest.fixture(autouse=True)
def no_kind_is_kept() -> Iterator[None]:
    """Forget the packages of kinds before a test and after it."""
    template.package.cache_clear()
    yield
    template.package.cache_clear()


@pytest.fixture(params=KINDS)
def paper(request: pytest.FixtureRequest) -> Document:
    """A document of each kind, facts and all."""
    return document_named(request.param)


@pytest.mark.parametrize(("place", "name"), [(PackageWriter, "write"), (docx, "Document")])
def test_nothing_is_rendered_unless_python_docx_opens_the_template_and_makes_the_package(
    place: Any, name: str, paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, name, nothing)
    with pytest.raises(NothingMadeError):
        renderer.render(paper)


def test_nothing_is_rendered_unless_python_docx_parses_the_body(
    paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderer.render(paper)
    monkeypatch.setattr(parsing, "parse_xml", nothing)
    with pytest.raises(NothingMadeError):
        renderer.render(paper)


@pytest.mark.parametrize("end", ["<w:sectPr>", "<w:sectPr/></w:p>", "<sectPr", "<x:sectPr/>", "&sectPr;"])
def test_a_malformed_body_is_found_here(paper: Document, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "section", lambda *_: end)
    with pytest.raises(XMLSyntaxError):
        renderer.render(paper)


@pytest.mark.parametrize("character", "\0\b\v\x1f\ufffe")
def test_a_character_that_xml_forbids_is_found_here(paper: Document, character: str) -> None:
    def change(paragraph: Paragraph) -> Paragraph:
        runs = tuple(replace(run, text=f"{run.text}{character}") for run in paragraph.runs)
        return replace(paragraph, runs=runs)

    with pytest.raises(XMLSyntaxError):
        renderer.render(map_paragraphs(paper, change))


@pytest.mark.parametrize("text", ["<w:p/>", "<w:body/><w:body/>", "", "图书馆"])
def test_a_part_that_is_no_xml_is_refused(text: str) -> None:
    with pytest.raises(XMLSyntaxError):
        parsing.part(text)


@pytest.mark.parametrize("text", ["<w:p>", "</w:p>", "</w:body><w:body>", "<w:p", "<p:p/>", "图书馆 & 校办"])
def test_what_is_left_out_of_the_parse_of_a_body_is_whole_elements_parsed_before(text: str) -> None:
    with pytest.raises(XMLSyntaxError):
        parsing.elements(text)
    with pytest.raises(XMLSyntaxError):
        parsing.body(["<w:tbl>", Parsed("<w:tr/>"), text])


def test_labels_and_words_without_a_fact_are_parsed_when_they_are_first_written(
    paper: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "plain_run", lambda _: "<w:r>")
    with pytest.raises(XMLSyntaxError):
        renderer.render(afresh(paper))


def test_no_parsed_text_states_a_fact(paper: Document) -> None:
    written = renderer._body(paper, None)
    parsed = "".join(piece for piece in written.pieces if type(piece) is Parsed)
    assert "<w:p>" in parsed
    assert "<w:sdt>" not in parsed


def test_the_package_of_a_kind_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = document_named("approval-typical"), document_named("approval-mixed")
    renderer.render(first)
    monkeypatch.setattr(PackageWriter, "write", nothing)
    assert renderer.render(first) != renderer.render(second)


def test_what_is_kept_of_a_kind_is_bytes_and_of_few_kinds(paper: Document) -> None:
    renderer.render(paper)
    assert type(template.package(None, True, ())) is type(template._base()) is bytes
    assert template.package.cache_parameters()["maxsize"] == 64


def test_a_paper_is_the_same_whatever_was_rendered_before_it_and_on_whatever_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = [document_named(name) for name in KINDS]
    first = [renderer.render(one) for one in papers]
    monkeypatch.setattr(time, "time", lambda: 1_404_172_800.0)
    assert [renderer.render(one) for one in reversed(papers)] == first[::-1]
    template.package.cache_clear()
    assert [renderer.render(one) for one in reversed(papers)] == first[::-1]


def test_no_file_of_the_renderer_is_large() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert "styles.xml" in sizes
    assert max(sizes.values()) < 20_000


def test_no_private_name_of_python_docx_is_used() -> None:
    for module in (renderer, template, parsing):
        tree = ast.parse(inspect.getsource(module))
        names = [node.name for node in ast.walk(tree) if isinstance(node, ast.alias)]
        attributes = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
        assert not [name for name in names + attributes if name.startswith("_")]


def opened() -> Any:
    """Return the template as python-docx opens it."""
    return docx.Document(BytesIO(template._base()))


def test_python_docx_relates_a_part_by_the_id_it_is_given() -> None:
    word = opened()
    part = Part(PackURI("/word/other.xml"), "application/xml", b"<a/>", word.part.package)
    word.part.load_rel("urn:other", part, "rId99")
    saved = BytesIO()
    word.save(saved)
    assert docx.Document(saved).part.rels["rId99"].target_part.blob == b"<a/>"


def test_the_ids_of_the_footers_are_free_in_the_template() -> None:
    assert not {*template.FOOTERS.values()} & {*opened().part.rels}
