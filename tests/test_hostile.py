"""Files made to harm: one sentence in Chinese, in under a second, in bounded memory."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.conftest import lacking
from tests.roster import MORE, cells, headers, plain_book
from zzuli_forms import FileError, FormsError, check_units
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

    def spoil(data: bytes) -> bytes:
        spot = dice.randrange(len(data))
        return data[:spot] + dice.choice([b"", b"9", b"<", b'"', b"\xff", data[spot // 2 : spot]]) + data[spot + 1 :]

    for _ in range(200):
        path = tmp_path / "坏.xlsx"
        path.write_bytes(with_part(dice.choice(parts), spoil))
        assert isinstance(refusal(path), FileError | None)


MEMORY = """
import re, sys, time
from pathlib import Path
from zzuli_forms import FormsError, check_units
from zzuli_forms.intake import read
from zzuli_forms.intake.grids import TABLES
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
begun = time.perf_counter()
path = Path(sys.argv[1])
try:
    check_units(path) if path.suffix in TABLES else read(path)
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


@pytest.mark.parametrize("name", [*WORKBOOKS, *TEXTS])
def test_refusing_takes_bounded_memory(name: str, tmp_path: Path) -> None:
    file, data = ("表.xlsx", WORKBOOKS[name][0]) if name in WORKBOOKS else TEXTS[name][:2]
    path = tmp_path / file
    path.write_bytes(data)
    memory, _ = cost(path)
    assert memory < 200
