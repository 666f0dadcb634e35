"""Files made to harm: one sentence in Chinese, in under a second, in bounded memory."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pypdf
import pytest
from pypdf.generic import StreamObject

from tests import edited
from tests.cases import TYPICAL
from tests.conftest import lacking
from tests.edited import DOCUMENT
from tests.roster import MORE, cells, headers, plain_book
from zzuli_forms import ApprovalForm, FileError, FormsError, check_units, reading, render
from zzuli_forms.cli import main

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book_bytes() -> bytes:
    buffer = BytesIO()
    plain_book([headers(), cells(MORE[0])]).save(buffer)
    return buffer.getvalue()


def with_parts(**changes: Callable[[bytes], bytes]) -> bytes:
    """A sound workbook with parts changed, each named by the end of its path."""
    buffer = BytesIO()
    with ZipFile(BytesIO(book_bytes())) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for part in old.namelist():
            change = changes.get(Path(part).name.partition(".")[0].strip("[]"), bytes)
            new.writestr(part, change(old.read(part)))
    return buffer.getvalue()


def with_part(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A sound workbook with one part changed."""
    return with_parts(**{Path(part).name.partition(".")[0].strip("[]"): change})


def with_strings(count: int) -> bytes:
    """A sound workbook with so many shared strings."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="/xl/sharedStrings.xml"/></Relationships>'.encode()
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{media}"/></Types>'.encode()
    sound = with_parts(
        workbook=lambda data: data.replace(b"</Relationships>", link),
        Content_Types=lambda data: data.replace(b"</Types>", named),
    )
    buffer = BytesIO(sound)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<sst {MAIN}>{'<si><t>x</t></si>' * count}</sst>")
    return buffer.getvalue()


def entity(data: bytes) -> bytes:
    declaration = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return declaration + data.partition(b"?>")[2].replace("招生办公室".encode(), b"&e;")


def laughs(data: bytes) -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{lines}]>'.encode() + data.partition(b"?>")[2]


def rows_of(count: int) -> bytes:
    row = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, count + 1))
    return f"<worksheet {MAIN}><sheetData>{row}</sheetData></worksheet>".encode()


def wide_rows(count: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (n, n) for n in range(3, count + 3))


def deep(opening: str, closing: str, depth: int) -> bytes:
    return (opening * depth + closing * depth).encode()


def many_parts(count: int) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as book:
        for number in range(count):
            book.writestr(f"xl/{number}", b"")
    return buffer.getvalue()


def with_another(name: str, data: bytes) -> bytes:
    """A sound workbook with one part more."""
    buffer = BytesIO(book_bytes())
    with ZipFile(buffer, "a", ZIP_DEFLATED) as book:
        book.writestr(name, data)
    return buffer.getvalue()


WORKBOOKS: dict[str, tuple[bytes, str]] = {
    "zip bomb": (with_part(SHEET, lambda data: data + b" " * 50_000_000), "展开后太大"),
    "a bomb by another name": (with_another("xl/worksheets/sheet9.dat", bytes(50_000_000)), "展开后太大"),
    "an entity by another name": (with_another("xl/sheet9.dat", b"<!DOCTYPE x []>"), "实体声明"),
    "five thousand parts": (many_parts(5_000), "展开后太大"),
    "external entity": (with_part(SHEET, entity), "实体声明"),
    "entity in utf-16": (
        with_part(SHEET, lambda data: entity(data).decode().encode("utf-16")),
        "实体声明",
    ),
    "billion laughs": (with_part("xl/workbook.xml", laughs), "实体声明"),
    "too many rows": (with_part(SHEET, lambda _: rows_of(6_000)), "行数太多"),
    "a million empty cells": (
        with_part(SHEET, lambda data: data.replace(b"</row>", b"<c/>" * 1_000_000 + b"</row>", 1)),
        "展开后太大",
    ),
    "shared strings without end": (with_strings(1_000_000), "展开后太大"),
    "as many shared strings as we take": (with_strings(90_000), ""),
    "all the blanks we take": (with_part(SHEET, lambda data: data + b" " * 19_900_000), ""),
    "wide rows": (
        with_part(SHEET, lambda data: data.replace(b"</sheetData>", wide_rows(1_900) + b"</sheetData>")),
        "",
    ),
    "a row far away": (
        with_part(SHEET, lambda data: data.replace(b'<row r="2"', b'<row r="1048576"').replace(b'2"', b'1048576"')),
        "",
    ),
    "deep XML": (with_part(SHEET, lambda _: deep("<a>", "</a>", 100_000)), "没有找到表头"),
    "a part missing": (with_part(SHEET, lambda _: b""), "不是完好的 Excel 工作簿"),
    "no zip": (b"PK\x03\x04" + bytes(1_000), "不是完好的 Excel 工作簿"),
    "empty": (b"", "不是完好的 Excel 工作簿"),
    "a NUL in the XML": (with_part(SHEET, lambda data: data.replace(b"<t>", b"<t>\0")), "不是完好的 Excel 工作簿"),
}
TEXTS: dict[str, tuple[str, bytes, str]] = {
    "alias bomb": ("a.yaml", b"a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "引用"),
    "yaml tag": ("a.yaml", b"a: !!python/object/apply:os.system [ls]\n", "“!”不能用在开头"),
    "deep yaml": ("a.yaml", deep("[", "]", 45_000), "层次太深"),
    "deep json": ("a.json", deep("[", "]", 45_000), "层次太深"),
    "deep json objects": ("a.json", b'{"a":' * 15_000, "层次太深"),
    "deep toml": ("a.toml", b"a = " + deep("[", "]", 45_000), "层次太深"),
    "long json": ("a.json", b'{"a": "' + b"x" * 300_000 + b'"}', "太大"),
    "many keys": ("a.json", b"{" + b",".join(b'"k%d":1' % n for n in range(8_000)) + b"}", "项目太多"),
    "many yaml keys": ("a.yaml", b"".join(b"k%d: 1\n" % n for n in range(8_000)), "项目太多"),
    "many toml keys": ("a.toml", b"".join(b"k%d = 1\n" % n for n in range(8_000)), "项目太多"),
    "long number": ("a.json", b'{"a": ' + b"9" * 80_000 + b"}", ""),
    "NUL": ("a.yaml", "申报单位: 图\0书馆\n".encode(), "不是文本文件"),
    "NUL in csv": ("a.csv", "申报单位,\0\n".encode(), "不是文本文件"),
    "a cell without an end": ("a.csv", b'"' + b"x" * 1_000_000, "有一格太长"),
    "csv of many rows": ("a.csv", b"1,2\n" * 6_000, "行数太多"),
    "csv too large": ("a.csv", b"1,2\n" * 3_000_000, "太大"),
}


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FORM = ApprovalForm.model_validate(TYPICAL)
WORD, PDF = render(FORM, "docx"), render(FORM, "pdf")


def word(change: Callable[[bytes], bytes], part: str = DOCUMENT) -> bytes:
    return edited.with_parts(WORD, {part: change})


def word_and(name: str, data: bytes) -> bytes:
    """A sound form with one part more."""
    buffer = BytesIO(WORD)
    with ZipFile(buffer, "a", ZIP_DEFLATED) as package:
        package.writestr(name, data)
    return buffer.getvalue()


def foreign_word() -> bytes:
    buffer = BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def locked_pdf() -> bytes:
    writer, buffer = pypdf.PdfWriter(BytesIO(PDF)), BytesIO()
    writer.encrypt("密码", "别人")
    writer.write(buffer)
    return buffer.getvalue()


def attached(facts: bytes) -> bytes:
    """A sound form with other facts attached."""
    writer, buffer = pypdf.PdfWriter(BytesIO(render(FORM, "pdf", attached=False))), BytesIO()
    writer.add_attachment("facts.json", facts)
    writer.compress_identical_objects()
    for found in writer._objects:
        if isinstance(found, StreamObject) and found.get("/Type") == "/EmbeddedFile":
            packed = found.flate_encode()
            writer._objects[writer._objects.index(found)] = packed
    writer.write(buffer)
    return buffer.getvalue()


def foreign_pdf() -> bytes:
    writer, buffer = pypdf.PdfWriter(), BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(buffer)
    return buffer.getvalue()


def nested_tables(depth: int) -> bytes:
    opening, closing = "<w:tbl><w:tr><w:tc>", "<w:p/></w:tc></w:tr></w:tbl>"
    return f'<w:document xmlns:w="{W}"><w:body>{opening * depth}{closing * depth}</w:body></w:document>'.encode()


def lines_of(count: int) -> bytes:
    return b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" * count


LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)
PAPERS: dict[str, tuple[str, bytes, str]] = {
    "empty word": (".docx", b"", "不是完好的 Word 文档"),
    "half a word file": (".docx", WORD[: len(WORD) // 2], "不是完好的 Word 文档"),
    "a word file with bad XML": (".docx", word(lambda data: data[:-20]), "不是完好的 Word 文档"),
    "a word file without a text": (
        ".docx",
        edited.with_parts(WORD, {DOCUMENT: lambda _: None}),
        "不是完好的 Word 文档",
    ),
    "a locked or old word file": (".docx", LOCKED, "有密码，或是旧版 .doc 文件"),
    "a word file with macros": (".docx", word_and("word/vbaProject.bin", b"x"), "带有宏"),
    "a word bomb": (".docx", word_and("word/media/a.bin", bytes(50_000_000)), "展开后太大"),
    "external entity in word": (".docx", word(entity), "实体声明"),
    "billion laughs in word": (".docx", word(laughs), "实体声明"),
    "laughs in the facts inside": (".docx", word(laughs, "customXml/item1.xml"), "实体声明"),
    "more lines than any form": (
        ".docx",
        word(lambda data: data.replace(b"<w:body>", b"<w:body>" + lines_of(60_000))),
        "太长（超过5,000段）",
    ),
    "all the lines we take": (
        ".docx",
        word(lambda data: data.replace(b"<w:body>", b"<w:body>" + lines_of(4_500))),
        "多出“x”",
    ),
    "one endless line": (
        ".docx",
        word(
            lambda data: data.replace(
                b"<w:body>", b"<w:body><w:p><w:r><w:t>" + b"y" * 9_000_000 + b"</w:t></w:r></w:p>"
            )
        ),
        "多出“yyy",
    ),
    "tables in tables": (".docx", word(lambda _: nested_tables(2_000)), "不是完好的 Word 文档"),
    "another word file": (".docx", foreign_word(), "没有找到标题"),
    "a workbook called a word file": (".docx", book_bytes(), "不是完好的 Word 文档"),
    "empty pdf": (".pdf", b"", "不是完好的 PDF"),
    "half a pdf": (".pdf", PDF[: len(PDF) // 2], "不是完好的 PDF"),
    "no pdf": (".pdf", b"%PDF-1.7\n" + bytes(2_000), "不是完好的 PDF"),
    "a locked pdf": (".pdf", locked_pdf(), "有密码"),
    "another pdf": (".pdf", foreign_pdf(), "没有附带填报内容的数据"),
    "a pdf bomb": (".pdf", attached(b'{"a": "' + b" " * 300_000_000 + b'"}'), ""),
    "facts nested without end": (".pdf", attached(b"[" * 40_000 + b"]" * 40_000), "层次太深"),
    "facts of another kind": (".pdf", attached(b'["x"]'), "facts.json"),
    "facts that are no text": (".pdf", attached(b"\xff\xfe\x00"), "不是完好的 PDF"),
    "a picture": (".png", b"\x89PNG", "不认识"),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_harmful_paper_is_a_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    suffix, data, words = PAPERS[name]
    path = tmp_path / f"表{suffix}"
    path.write_bytes(data)
    code = main(["read", str(path)])
    _, err = capsys.readouterr()
    assert words in err
    assert "Traceback" not in err
    assert err.count("\n") <= 1
    assert code == (0 if "多出" in words else 2)


def is_read_or_refused(path: Path) -> bool:
    """Whether a paper gives a reading or one of our own errors that names it."""
    try:
        return bool(reading(path).form)
    except FormsError as error:
        return path.name in str(error)


@pytest.mark.parametrize(("suffix", "data"), [(".docx", WORD), (".pdf", PDF)])
def test_a_damaged_paper_is_never_a_traceback(suffix: str, data: bytes, tmp_path: Path) -> None:
    dice = random.Random(suffix)  # noqa: S311
    path = tmp_path / f"坏{suffix}"
    for _ in range(120):
        damaged = bytearray(data)
        for _ in range(dice.randint(1, 40)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        path.write_bytes(damaged)
        assert is_read_or_refused(path)


def test_spoilt_xml_inside_a_word_file_is_never_a_traceback(tmp_path: Path) -> None:
    dice, path = random.Random(13), tmp_path / "坏.docx"  # noqa: S311
    for _ in range(150):
        path.write_bytes(word(partial(spoilt, dice), dice.choice([DOCUMENT, "customXml/item1.xml"])))
        assert is_read_or_refused(path)


def complaint(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, float]:
    begun = time.perf_counter()
    code = main(["check", str(path)])
    return code, capsys.readouterr().err, time.perf_counter() - begun


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_harmful_workbook_is_a_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, words = WORKBOOKS[name]
    path = tmp_path / "表.xlsx"
    path.write_bytes(data)
    code, err, _ = complaint(path, capsys)
    assert words in err
    assert code == (2 if words else 0)
    assert "Traceback" not in err
    assert err.count("\n") <= 1


@pytest.mark.parametrize("name", TEXTS)
def test_a_harmful_text_is_a_sentence(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, data, words = TEXTS[name]
    path = tmp_path / file
    path.write_bytes(data)
    code, err, _ = complaint(path, capsys)
    assert words in err
    assert code == (2 if words else 1)


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".csv", ".yaml", ".yml", ".toml", ".json", ".docx", ""])
def test_random_bytes_are_a_sentence_whatever_they_are_called(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(suffix)  # noqa: S311
    for size in (1, 7, 500, 5_000):
        path = tmp_path / f"乱{size}{suffix}"
        path.write_bytes(dice.randbytes(size))
        for command in (["check", str(path)], ["batch", str(path), "-o", str(tmp_path / "out")]):
            assert main(command) == 2
            (line,) = capsys.readouterr().err.splitlines()
            assert path.name in line


def spoilt(dice: random.Random, data: bytes) -> bytes:
    """The data with one byte replaced by something else, or by much."""
    spot = dice.randrange(len(data))
    return data[:spot] + dice.choice([b"", b"9", b"<", b'"', b"\xff", data[spot // 2 : spot]]) + data[spot + 1 :]


def refusal(path: Path) -> FormsError | None:
    """The error a file is refused with, if it is."""
    try:
        check_units(path)
    except FormsError as error:
        return error
    return None


def test_a_damaged_workbook_is_never_a_traceback(tmp_path: Path) -> None:
    whole, dice = book_bytes(), random.Random(7)  # noqa: S311
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(dice.randint(1, 8)):
            data[dice.randrange(len(data))] = dice.randrange(256)
        path = tmp_path / "坏.xlsx"
        path.write_bytes(data)
        assert refusal(path) is None or "坏.xlsx" in str(refusal(path))


def test_damaged_xml_inside_a_sound_zip_is_never_a_traceback(tmp_path: Path) -> None:
    dice = random.Random(11)  # noqa: S311
    parts = ZipFile(BytesIO(book_bytes())).namelist()
    for _ in range(200):
        path = tmp_path / "坏.xlsx"
        path.write_bytes(with_part(dice.choice(parts), partial(spoilt, dice)))
        assert isinstance(refusal(path), FileError | None)


MEMORY = """
import re, sys, time
from pathlib import Path
from zzuli_forms import FormsError, check_units
from zzuli_forms.files.kinds import TABLES
from zzuli_forms.readers.paper import KINDS, reading
from zzuli_forms.readers.text.facts_file import read
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
begun = time.perf_counter()
path = Path(sys.argv[1])
try:
    check_units(path) if path.suffix in TABLES else reading(path) if path.suffix in KINDS else read(path)
except FormsError:
    pass
print((peak() - before) // 1024, time.perf_counter() - begun)
"""


def cost(path: Path) -> tuple[int, float]:
    """Megabytes and seconds that refusing a file takes in a fresh process."""
    if not Path("/proc/self/status").exists():
        lacking("/proc, which tells the most memory a process took")
    done = subprocess.run([sys.executable, "-c", MEMORY, str(path)], capture_output=True, check=True, timeout=60)
    memory, seconds = done.stdout.split()
    return int(memory), float(seconds)


def files() -> dict[str, tuple[str, bytes]]:
    """Every harmful file: what it is → its name and bytes."""
    found = {name: ("表.xlsx", data) for name, (data, _) in WORKBOOKS.items()}
    found |= {name: (file, data) for name, (file, data, _) in TEXTS.items()}
    return found | {name: (f"表{suffix}", data) for name, (suffix, data, _) in PAPERS.items()}


@pytest.mark.parametrize("name", files())
def test_refusing_takes_bounded_memory(name: str, tmp_path: Path) -> None:
    file, data = files()[name]
    path = tmp_path / file
    path.write_bytes(data)
    memory, _ = cost(path)
    assert memory < 200
