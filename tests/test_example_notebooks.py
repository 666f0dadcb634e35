"""The example notebooks run from top to bottom and still show what they were committed with."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat
import pytest
from PIL import Image, ImageChops, ImageStat

from tests.notebooks import NOTEBOOKS, WIDGET, executed
from tests.reading import Reader

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def outputs(book: Any) -> list[list[dict[str, str]]]:
    """What each code cell shows: MIME type → text."""
    return [
        [dict(output.get("data", {})) for output in cell.outputs] for cell in book.cells if cell.cell_type == "code"
    ]


def meaning(shown: dict[str, str]) -> tuple[object, ...]:
    """The words, the texts of pictures and the targets of links; of a widget its one line."""
    found = Reader(shown.get("text/html", ""))
    links = [attributes["href"] for attributes in found.all("a")]
    return shown.get("text/plain"), found.text, [picture["alt"] for picture in found.all("img")], links


def pictures(shown: dict[str, str]) -> list[Image.Image]:
    sources = [picture["src"] for picture in Reader(shown.get("text/html", "")).all("img")]
    return [Image.open(BytesIO(base64.b64decode(source.partition(",")[2]))).convert("L") for source in sources]


@pytest.mark.judged
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_run_again_shows_what_it_showed(path: Path, tmp_path: Path) -> None:
    kept = outputs(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
    again = outputs(executed(path, tmp_path))
    assert [[meaning(shown) for shown in cell] for cell in again] == [
        [meaning(shown) for shown in cell] for cell in kept
    ]
    for cell, cell_kept in zip(again, kept, strict=True):
        for shown, before in zip(cell, cell_kept, strict=True):
            for new, old in zip(pictures(shown), pictures(before), strict=True):
                assert new.size == old.size
                assert ImageStat.Stat(ImageChops.difference(new, old)).mean[0] < 1.5


def test_there_is_one_for_a_unit_one_for_the_school_and_one_for_a_change() -> None:
    assert {path.stem for path in NOTEBOOKS} == {"一个单位", "全校", "变更"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_speaks_to_a_clerk_and_is_kept_small(path: Path) -> None:
    book = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    prose = "".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    code = "".join(cell.source for cell in book.cells if cell.cell_type == "code")
    assert len(re.findall("[\u4e00-\u9fff]", prose)) > len(code) / 3
    assert path.stat().st_size < 200_000
    assert book.cells[0].source.startswith("# ")
    assert any(pictures(shown) for cell in outputs(book) for shown in cell)
    whole = path.read_text("utf-8")
    assert WIDGET not in whole
    assert "traceback" not in whole
    assert not re.search(r"/(root|home|tmp|Users|work)/", whole)
