"""Every PDF is one an archive and a screen reader take; what travels inside a file is the facts, and nothing else."""

from __future__ import annotations

import getpass
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pypdf
import pytest
from lxml import etree
from pypdf.generic import StreamObject

from tests.cases import CASES, STATED, TYPICAL, case_name
from tests.drawing import Case, document_of
from zzuli_forms import ApprovalForm, render
from zzuli_forms.files.manifest import SCHEMA
from zzuli_forms.forms.register import lay_out, lay_out_blank, renderer
from zzuli_forms.renderers.pdf.archive import FACTS

Run = Callable[..., str]
REPOSITORY = Path(__file__).parents[1]
RARE = "𬀩𠮷㛃\U0002ebf0䶮𰻝"
XMP = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}


def without_facts(case: Case) -> bytes:
    form, kind = case
    stated = STATED[form.key][kind]
    if stated is None:
        return renderer("pdf")(lay_out_blank(form, attached=False))
    return render(form.model.model_validate(stated), "pdf", continued=kind == "continued", attached=False)


@pytest.fixture(scope="session")
def rare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form whose names need the face for rare ideographs."""
    path = tmp_path_factory.mktemp("rare") / "rare.pdf"
    facts = {**TYPICAL, "unit": f"{RARE}馆", "team": {**TYPICAL["team"], "leader": {"name": RARE, "phone": "6688"}}}
    path.write_bytes(render(ApprovalForm.model_validate(facts), "pdf"))
    return path


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_finds_every_pdf_compliant(flavour: str, papers: dict[str, Path], rare: Path, run: Run) -> None:
    files = [rare, *(path for name, path in papers.items() if name.endswith(".pdf"))]
    told = run("verapdf", flavour, *files).splitlines()
    assert len(told) == len(files) == len(CASES) + 1
    assert all("compliant=true" in line for line in told)


def test_verapdf_finds_every_pdf_without_facts_pdf_a_2a(tmp_path: Path, run: Run) -> None:
    files = [tmp_path / f"{case_name(case)}.pdf" for case in CASES]
    for case, path in zip(CASES, files, strict=True):
        path.write_bytes(without_facts(case))
    for flavour in ("2a", "ua1"):
        assert run("verapdf", flavour, *files).count("compliant=true") == len(files)


def catalog(data: bytes) -> Any:
    return pypdf.PdfReader(BytesIO(data)).trailer["/Root"]


def metadata(data: bytes) -> etree._Element:
    return etree.fromstring(catalog(data)["/Metadata"].get_object().get_data())


def told(data: bytes, path: str) -> list[str]:
    return [str(found.text) for found in metadata(data).iterfind(f".//{path}", XMP)]


def test_the_metadata_says_title_unit_day_and_kind_of_archive(case: Case) -> None:
    document = document_of(case)
    data = renderer("pdf")(document)
    assert told(data, "dc:title/rdf:Alt/rdf:li") == [document.title]
    assert told(data, "dc:creator/rdf:Seq/rdf:li") == [document.organisation] * bool(document.organisation)
    assert told(data, "dc:language/rdf:Bag/rdf:li") == ["zh-CN"]
    assert told(data, "xmp:CreateDate") == ([document.dated.isoformat()] if document.dated else [])
    assert (told(data, "pdfaid:part"), told(data, "pdfaid:conformance")) == (["3"], ["A"])
    assert told(data, "pdfuaid:part") == ["1"]
    assert told(without_facts(case), "pdfaid:part") == ["2"]


def test_colours_are_those_of_srgb_and_nothing_acts_or_is_locked(case: Case) -> None:
    data = renderer("pdf")(document_of(case))
    (intent,) = catalog(data)["/OutputIntents"]
    assert intent.get_object()["/OutputConditionIdentifier"] == "sRGB"
    assert not {"/OpenAction", "/AA", "/JavaScript"} & set(catalog(data))
    assert not pypdf.PdfReader(BytesIO(data)).is_encrypted
    marks = (b"/JavaScript", b"/Encrypt", b"/Launch", b"/URI", b"/XFA")
    assert not [mark for part in opened(data) for mark in marks if mark in part]


def test_the_facts_are_an_associated_file_with_their_schema(case: Case) -> None:
    form, kind = case
    data = renderer("pdf")(document_of(case))
    (file,) = catalog(data)["/AF"]
    named = file.get_object()
    assert (named["/UF"], named["/AFRelationship"]) == (FACTS, "/Data")
    assert named["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"
    stated = json.loads(named["/EF"]["/F"].get_object().get_data())
    assert (stated["form"], stated["schema"]) == (form.key, SCHEMA)
    assert stated["continued"] is (kind == "continued")
    if STATED[form.key][kind] is not None:
        facts = form.model.model_validate(STATED[form.key][kind])
        assert form.model.model_validate(stated["facts"]) == facts


def test_without_facts_neither_file_carries_any(case: Case) -> None:
    form, kind = case
    data = without_facts(case)
    assert "/AF" not in catalog(data)
    assert "/Names" not in catalog(data)
    stated = STATED[form.key][kind]
    if stated is not None:
        document = lay_out(form.model.model_validate(stated), kind == "continued", attached=False)
        with ZipFile(BytesIO(renderer("docx")(document))) as package:
            assert not [name for name in package.namelist() if name.startswith("customXml/")]
            assert b"w:dataBinding" not in package.read("word/document.xml")


def opened(data: bytes) -> Iterator[bytes]:
    """A file's bytes and those of everything packed in it."""
    yield data
    if data.startswith(b"PK"):
        with ZipFile(BytesIO(data)) as package:
            for name in package.namelist():
                yield name.encode()
                yield package.read(name)
    else:
        reader = pypdf.PdfReader(BytesIO(data))
        for number in range(1, int(str(reader.trailer["/Size"]))):
            found = reader.get_object(number)
            yield found.get_data() if isinstance(found, StreamObject) else str(found).encode()


MARKS = {
    "USER": "zhangsan-user",
    "LOGNAME": "zhangsan-logname",
    "HOSTNAME": "jisuanji-host",
    "HOME": "/nowhere/zhangsan",
}
MAKE = """
import pathlib, sys
from tests.cases import CASES, case_name
from tests.drawing import document_of
from zzuli_forms.forms.register import renderer
for case in CASES:
    for kind in ("docx", "pdf"):
        pathlib.Path(f"{case_name(case)}.{kind}").write_bytes(renderer(kind)(document_of(case)))
"""


def test_no_file_names_the_user_the_machine_or_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "mimi-wenjianjia"
    folder.mkdir()
    environment = {**os.environ, **MARKS, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, "-c", MAKE], cwd=folder, env=environment, check=True, timeout=120)
    made = sorted(folder.iterdir())
    assert len(made) == 2 * len(CASES)
    names = {*MARKS.values(), folder.name, str(REPOSITORY), sys.prefix}
    names |= {name for name in (getpass.getuser(), socket.gethostname()) if len(name) > 5}
    private = [name.encode() for name in names]
    private += [name.encode("utf-16-be") for name in names]
    for path in made:
        for part in opened(path.read_bytes()):
            assert not [name for name in private if name in part], path.name


def test_a_word_file_names_no_author_and_no_hour(case: Case, papers: dict[str, Path]) -> None:
    with ZipFile(papers[f"{case_name(case)}.docx"]) as package:
        core = etree.fromstring(package.read("docProps/core.xml"))
        days = {info.date_time for info in package.infolist()}
    said = {etree.QName(found).localname for found in core.iter() if found.text}
    assert said <= {"title", "subject", "language", "created", "modified"}
    assert days == {(1980, 1, 1, 0, 0, 0)}
