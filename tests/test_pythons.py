"""What CI compares across Pythons: papers of the same contents are told from others, however they are deflated."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject, NumberObject, TextStringObject

from tests.pythons import at_hand, contents, differences

TEXT = b"BT (paper) Tj ET " * 50


def pdf(path: Path, content: bytes = TEXT, title: str = "paper", level: int = 9) -> None:
    """A paper of one page, its content deflated so hard."""
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode(level))
    writer._add_object(ArrayObject([NumberObject(1), TextStringObject(title)]))
    writer.write(path)


def docx(path: Path, parts: dict[str, bytes], deflated: bool = True) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED if deflated else ZIP_STORED) as file:
        for name, data in parts.items():
            file.writestr(name, data)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    return tmp_path / "a", tmp_path / "b"


def test_a_pdf_deflated_otherwise_is_the_same(folders: tuple[Path, Path]) -> None:
    first, second = (folder / "x.pdf" for folder in folders)
    pdf(first, level=9)
    pdf(second, level=0)
    assert first.read_bytes() != second.read_bytes()
    assert differences(*folders) == []
    assert any(TEXT in part for part in contents(first).values())


@pytest.mark.parametrize("changed", [{"content": TEXT + b" "}, {"title": "other"}])
def test_a_pdf_with_another_stream_or_object_is_named_with_the_object(
    folders: tuple[Path, Path], changed: dict[str, bytes]
) -> None:
    first, second = (folder / "x.pdf" for folder in folders)
    pdf(first)
    pdf(second, **changed)  # type: ignore[arg-type]
    (difference,) = differences(*folders)
    assert difference.startswith("x.pdf, object ")


def test_a_word_file_deflated_otherwise_is_the_same(folders: tuple[Path, Path]) -> None:
    for folder, deflated in zip(folders, (True, False), strict=True):
        docx(folder / "x.docx", {"word/document.xml": TEXT}, deflated)
    assert differences(*folders) == []


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_word_files_are_the_same_only_where_every_part_is(
    tmp_path_factory: pytest.TempPathFactory, first: bytes, second: bytes
) -> None:
    folders = [tmp_path_factory.mktemp("side") for _ in range(2)]
    for folder, data in zip(folders, (first, second), strict=True):
        docx(folder / "x.docx", {"same.xml": TEXT, "word/document.xml": data})
    assert differences(*folders) == ([] if first == second else ["x.docx, word/document.xml"])


def test_a_part_or_a_file_that_only_one_has_is_named(folders: tuple[Path, Path]) -> None:
    first, second = folders
    docx(first / "x.docx", {"a": TEXT})
    docx(second / "x.docx", {"a": TEXT, "b": b""})
    (second / "more").mkdir()
    (second / "more" / "y.txt").write_text("")
    assert differences(*folders) == [f"more{os.sep}y.txt, the whole file", "x.docx, b"]


def test_a_manifest_may_tell_other_sizes_but_nothing_else(folders: tuple[Path, Path]) -> None:
    def manifest(folder: Path, size: int, unit: str) -> None:
        file = {"name": "x.pdf", "size": size, "sha256": f"{zlib.crc32(bytes(size))}"}
        (folder / "manifest.json").write_text(json.dumps({"facts": {"unit": unit}, "files": [file]}))

    first, second = folders
    manifest(first, 1, "a")
    manifest(second, 2, "a")
    assert differences(first, second) == []
    manifest(second, 2, "b")
    assert differences(first, second) == ["manifest.json, facts"]


def test_a_name_that_runs_no_python_of_the_version_is_not_taken_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version, script in {"3.98": "exit 127", "3.99": "echo 3.11"}.items():
        name = tmp_path / f"python{version}"
        name.write_text(f"#!/bin/sh\n{script}\n")
        name.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [at_hand(version) for version in ("3.97", "3.98", "3.99")] == [None, None, None]
