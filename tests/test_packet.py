"""The packet on disk: names, order, manifest, whole files or none."""

from __future__ import annotations

import errno
import hashlib
import json
from io import FileIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.cases import TYPICAL, with_prose
from zzuli_forms import FactsError, FileError, FilingPacket, UsageError, render, save
from zzuli_forms.files import disk

NAMES = [
    "图书馆-建立政务微博承诺书.docx",
    "图书馆-建立政务微博承诺书.pdf",
    "图书馆-政务微博体系审批表.docx",
    "图书馆-政务微博体系审批表.pdf",
    "图书馆-报送材料.pdf",
    "manifest.json",
]


@pytest.fixture
def packet() -> FilingPacket:
    return FilingPacket.model_validate(TYPICAL)


def test_a_packet_is_a_folder_of_six_files(packet: FilingPacket, tmp_path: Path) -> None:
    paths = packet.write(tmp_path)
    assert paths == [tmp_path / "图书馆" / name for name in NAMES]
    assert sorted(path.name for path in (tmp_path / "图书馆").iterdir()) == sorted(NAMES)


def test_the_files_are_what_render_gives(packet: FilingPacket, tmp_path: Path) -> None:
    written = {path.name: path.read_bytes() for path in packet.write(tmp_path)}
    assert written["图书馆-建立政务微博承诺书.docx"] == render(packet.letter, "docx")
    assert written["图书馆-政务微博体系审批表.pdf"] == render(packet.form, "pdf")
    assert written["图书馆-报送材料.pdf"] == render(packet, "pdf")


def test_the_manifest_tells_facts_files_and_handwork(packet: FilingPacket, tmp_path: Path) -> None:
    *files, manifest = packet.write(tmp_path)
    told = json.loads(manifest.read_text("utf-8"))
    assert FilingPacket.model_validate(told["facts"]) == packet
    assert told["edition"] == "2014"
    assert told["files"] == [
        {"name": f.name, "size": f.stat().st_size, "sha256": hashlib.sha256(f.read_bytes()).hexdigest()} for f in files
    ]
    todo = [(t["form"], t["copies"], t["by"], t["acts"]) for t in told["handwork"]]
    assert todo == [
        ("建立政务微博承诺书", 1, "申请单位主要负责人", ["签字", "盖章", "日期"]),
        ("政务微博体系审批表", 2, "申报单位主要负责人", ["填写意见", "签字", "盖章", "日期"]),
        ("政务微博体系审批表", 2, "党委宣传部", ["填写意见", "签字", "盖章", "日期"]),
    ]


def test_formats_can_be_chosen(packet: FilingPacket, tmp_path: Path) -> None:
    assert [path.suffix for path in packet.write(tmp_path, formats=["docx"])] == [".docx", ".docx", ".json"]
    with pytest.raises(UsageError, match="docx、pdf"):
        packet.write(tmp_path / "x", formats=["odt"])  # type: ignore[list-item]
    assert not (tmp_path / "x").exists()


def test_a_zip_holds_the_same_files(packet: FilingPacket, tmp_path: Path) -> None:
    (path,) = packet.write(tmp_path, zipped=True)
    with ZipFile(path) as archive:
        assert archive.namelist() == [f"图书馆/{name}" for name in NAMES]
    assert packet.write(tmp_path / "again", zipped=True)[0].read_bytes() == path.read_bytes()


def test_nothing_is_overwritten_unless_asked(packet: FilingPacket, tmp_path: Path) -> None:
    packet.write(tmp_path, formats=["pdf"])
    mine = tmp_path / "图书馆" / "图书馆-报送材料.pdf"
    mine.write_bytes(b"mine")
    with pytest.raises(FileError, match="没有改动"):
        packet.write(tmp_path)
    assert mine.read_bytes() == b"mine"
    assert len(list((tmp_path / "图书馆").iterdir())) == 4
    packet.write(tmp_path, overwrite=True)
    assert mine.read_bytes().startswith(b"%PDF")


def test_facts_that_do_not_fit_write_nothing_and_name_both_forms_faults(tmp_path: Path) -> None:
    packet = FilingPacket.model_validate({**with_prose(900, 20), "heading": "国" * 100})
    with pytest.raises(FactsError) as caught:
        packet.write(tmp_path)
    assert {fault.path for fault in caught.value.faults} == {"purpose", "heading"}
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_write_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        disk.write(tmp_path / "a.pdf", b"data")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_in_the_middle_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(FileIO):
        def write(self, _: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    opened, written = Path.open, list[Path]()

    def open_full(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        written.extend([path] if mode == "xb" else [])
        return Full(path, "x") if mode == "xb" and len(written) == 3 else opened(path, mode, *rest, **more)

    paths = {tmp_path / f"{number}.pdf": b"old" for number in range(5)}
    disk.write_all(paths)
    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(FileError, match=r"写入“.*2\.pdf”失败：磁盘已满"):
        disk.write_all(dict.fromkeys(paths, b"new"), overwrite=True)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == paths


def test_a_folder_that_cannot_be_made_is_a_sentence(packet: FilingPacket, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FileError, match=r"失败：.*，请"):
        packet.write(tmp_path / "file")


def test_save_takes_the_format_from_the_suffix(packet: FilingPacket, tmp_path: Path) -> None:
    assert save(packet.form, tmp_path / "表.PDF").read_bytes() == render(packet.form, "pdf")
    assert save(packet.letter, str(tmp_path / "书.docx")).read_bytes() == render(packet.letter, "docx")
    with pytest.raises(UsageError, match="txt"):
        save(packet.form, tmp_path / "表.txt")
    with pytest.raises(FileError, match="没有改动"):
        save(packet.form, tmp_path / "表.PDF")


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("图书馆", "图书馆"),
        ("教务处/考试中心", "教务处／考试中心~dc8e9aec"),
        ('a\\b:c*d?"e"<f>|', "a＼b：c＊d？＂e＂＜f＞｜~"),
        ("...", "_~"),
        (".隐藏. ", "隐藏~"),
        ("CON", "CON_~"),
        ("com1.x", "com1.x_~"),
        ("../..", "／~"),
    ],
)
def test_names_no_file_system_holds_are_mended_predictably(unit: str, name: str) -> None:
    assert disk.file_name(unit).startswith(name)
    assert len(disk.file_name(unit)) in (len(name), len(name) + 8)


def test_no_two_units_share_a_folder() -> None:
    units = ["教务处/中心", "教务处／中心", "CON", "CON_", "...", "_", ".a", "a", "a.", "a\x07"]
    assert len({disk.file_name(unit) for unit in units}) == len(units)


def test_long_names_stay_within_255_bytes_and_apart() -> None:
    names = [disk.file_name("国际合作与交流处" * 12 + tail) for tail in ("甲", "乙")]
    assert names[0] != names[1]
    assert all(len(f"{name}-建立政务微博承诺书.docx".encode()) <= 255 for name in names)


def test_a_unit_named_like_a_path_stays_inside_the_folder(tmp_path: Path) -> None:
    packet = FilingPacket.model_validate({**TYPICAL, "unit": "../../etc/馆"})
    for path in packet.write(tmp_path / "out", formats=["docx"]):
        assert (tmp_path / "out").resolve() in path.resolve().parents


def test_a_file_tells_what_is_wrong_with_facts_and_on_paper_in_one_go(tmp_path: Path) -> None:
    file = tmp_path / "u.json"
    team = {"leader": {"name": "王ꙮ", "phone": "1380371"}, "administrators": [{"name": "李ꙮ", "phone": "6688"}]}
    stated = {**with_prose(20, 900), "unit": "馆😀", "account": "微", "备注": "x", "team": team}
    file.write_text(json.dumps(stated), "utf-8")
    with pytest.raises(FactsError) as caught:
        FilingPacket.from_file(file)
    found = {(fault.path, fault.code) for fault in caught.value.faults}
    assert found == {
        ("account", "account_length"),
        ("备注", "unknown_key"),
        ("unit", "missing_glyph"),
        ("scope", "too_long"),
        ("team.leader.phone", "phone_length"),
        ("team.leader.name", "missing_glyph"),
        ("team.administrators[0].name", "missing_glyph"),
    }


def test_a_bare_local_number_takes_the_given_area(tmp_path: Path) -> None:
    file = tmp_path / "u.json"
    team = {"leader": {"name": "王刚", "phone": "62781234"}, "administrators": [{"name": "李", "phone": "6688"}]}
    file.write_text(json.dumps({**TYPICAL, "team": team}), "utf-8")
    assert FilingPacket.from_file(file, area="010").team.leader.phone.text == "010-62781234"
