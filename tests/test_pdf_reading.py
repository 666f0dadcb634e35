"""What a PDF shows and holds is what its facts make, or is told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from tests.cases import TYPICAL
from zzuli_forms import FileError, FilingPacket, Format, read, reading, render

OTHER = {**TYPICAL, "unit": "教务处", "account": "郑州轻工业学院教务处"}
PACKET = render(FilingPacket.from_facts(TYPICAL), "pdf")
ANOTHER = render(FilingPacket.from_facts(OTHER), "pdf")


def remarks(data: bytes, folder: Path) -> list[str]:
    """What is told of a PDF with these bytes."""
    path = folder / "表.pdf"
    path.write_bytes(data)
    return [str(remark) for remark in reading(path).remarks]


def changed(change: Callable[[PdfWriter], object], data: bytes = PACKET) -> bytes:
    """The packet with a change that somebody makes with another program."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_file_written_anew_by_another_program_says_the_same(tmp_path: Path) -> None:
    assert remarks(changed(lambda _: None), tmp_path) == []


def test_facts_that_are_not_those_of_the_pages_are_told_page_by_page(tmp_path: Path) -> None:
    facts = PdfReader(BytesIO(ANOTHER)).attachments["facts.json"][0]

    def replaced(writer: PdfWriter) -> None:
        (attached,) = (file for file in writer.attachment_list if file.name == "facts.json")
        attached.content = facts

    told = remarks(changed(replaced), tmp_path)
    assert any(
        "第2页：附带的数据应印成“申报单位教务处申报政务" in one and "纸面上是“申报单位图书馆申报政务" in one
        for one in told
    )
    assert any("第3页" in one for one in told)
    assert not any("第1页" in one for one in told)


def test_papers_of_a_second_unit_in_the_file_are_told(run: Callable[..., str], tmp_path: Path) -> None:
    for name, data in (("一.pdf", PACKET), ("二.pdf", ANOTHER)):
        (tmp_path / name).write_bytes(data)
    run("qpdf", "--empty", "--pages", tmp_path / "一.pdf", tmp_path / "二.pdf", "--", tmp_path / "合.pdf")
    run("qpdf", tmp_path / "一.pdf", "--pages", tmp_path / "一.pdf", tmp_path / "二.pdf", "--", tmp_path / "并.pdf")
    told = remarks((tmp_path / "并.pdf").read_bytes(), tmp_path)
    assert [one.split("页")[1][-1] for one in told if "不是附带的数据生成的" in one] == ["4", "5", "6"]
    assert any("申报单位教务处" in one for one in told)
    with pytest.raises(FileError, match="没有附带填报内容的数据"):
        reading(tmp_path / "合.pdf")


def test_a_page_that_is_gone_is_told(tmp_path: Path) -> None:
    assert any("第3页不见了" in one for one in remarks(changed(lambda writer: writer.remove_page(2)), tmp_path))


def test_a_note_somebody_put_on_a_page_is_told(tmp_path: Path) -> None:
    note = FreeText(text="电话已改为13900001111", rect=(50, 50, 200, 100))
    (told,) = remarks(changed(lambda writer: writer.add_annotation(1, note)), tmp_path)
    assert "第2页上另有批注“电话已改为139****11”" in told


def test_another_attachment_is_told(tmp_path: Path) -> None:
    (told,) = remarks(changed(lambda writer: writer.add_attachment("教务处.docx", b"x")), tmp_path)
    assert "另有附件“教务处.docx”，没有读取" in told


def test_bytes_before_the_file_and_a_password_of_its_owner_alone_do_not_matter(tmp_path: Path) -> None:
    assert remarks(b"\xef\xbb\xbf\r\n" + PACKET, tmp_path) == []
    assert remarks(changed(lambda writer: writer.encrypt("", "owner", algorithm="AES-256")), tmp_path) == []
    with pytest.raises(FileError, match="有密码"):
        remarks(changed(lambda writer: writer.encrypt("user", "owner", algorithm="AES-256")), tmp_path)


def test_what_pypdf_says_of_a_file_does_not_reach_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = PACKET.replace(b"startxref", b"startxref\n0 %", 1)
    with caplog.at_level(logging.DEBUG), suppress(FileError):
        remarks(data, tmp_path)
    assert caplog.records == []
    assert logging.getLogger("pypdf").propagate


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("name", ["", "收件/图书馆.{kind}"])
def test_bytes_are_read_as_a_file_of_theirs(kind: Format, name: str) -> None:
    facts = FilingPacket.from_facts(TYPICAL)
    data = render(facts, kind)
    assert read(data, name=name.format(kind=kind)) == facts
    assert reading(data).remarks == ()


def test_bytes_that_are_no_paper_are_refused_under_their_name() -> None:
    with pytest.raises(FileError, match=r"“表\.pdf”不是完好的 PDF"):
        read(b"x", name="表.pdf")
    with pytest.raises(FileError, match="“收到的文件”"):
        read(b"PK\x03\x04")
    with pytest.raises(FileError, match="这是多个单位的表"):
        read(b"PK", name="表.xlsx")
