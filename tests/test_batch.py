"""A whole school at once: every good unit made, every fault returned, interrupted runs finished, nothing lost."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import platform
import random
import re
import shutil
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.roster import EXAMPLES, cells, example_units, filled_template, headers, numbered, plain_book, tree
from zzuli_forms import FileError, FormsError, make_packets
from zzuli_forms.cli import main
from zzuli_forms.files import locks, xlsx
from zzuli_forms.files.manifest import NAME as MANIFEST
from zzuli_forms.filing import unit_folder
from zzuli_forms.filing.results import Outcome, State
from zzuli_forms.filing.unit_folder import JOURNAL

UNITS = example_units()
GOOD = EXAMPLES / "各单位.xlsx"
OWN = (JOURNAL, locks.NAME)
UNFINISHED = re.compile(r"\.~[0-9a-f]{16}")


def workbook(folder: Path, units: list[dict[str, Any]], name: str = "各单位.xlsx") -> Path:
    path = folder / name
    path.write_bytes(filled_template(units))
    return path


def faulty_units() -> list[dict[str, Any]]:
    """The examples, the second and the third of them wrong."""
    wrong = {**UNITS[1], "account": "微"}, {**UNITS[2], "team": {**UNITS[2]["team"], "leader": {"name": "周文"}}}
    return [UNITS[0], *wrong, *UNITS[3:]]


def states(outcomes: tuple[Outcome, ...]) -> list[State]:
    return [outcome.state for outcome in outcomes]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example workbook's packets, made in one go."""
    folder = tmp_path_factory.mktemp("whole")
    make_packets(GOOD, folder)
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    """A copy of them to be spoilt."""
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def test_every_unit_has_a_folder_and_the_summary_lists_it(whole: Path) -> None:
    folders = sorted(path.name for path in whole.iterdir() if path.is_dir())
    assert folders == sorted(unit["unit"] for unit in UNITS)
    assert all(len(list((whole / folder).iterdir())) == 6 for folder in folders)
    assert sorted(path.name for path in whole.iterdir() if path.is_file()) == ["汇总表.xlsx"]
    sheet = load_workbook(whole / "汇总表.xlsx").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert rows[0] == ["序号", "单位", "微博名称", "负责人", "负责人电话", "管理员", "状态", "文件"]
    assert rows[1] == [
        "1",
        "图书馆",
        "郑州轻工业学院图书馆",
        "王刚",
        "0371-63556789转8012",
        "李晓雨、赵敏",
        "材料齐全",
        "图书馆/：建立政务微博承诺书（docx、pdf）；政务微博体系审批表（docx、pdf）；报送材料（pdf）",
    ]
    assert len(rows) == len(UNITS) + 1


def test_the_summary_prints_on_landscape_a4_with_its_header_on_every_page(whole: Path) -> None:
    sheet = load_workbook(whole / "汇总表.xlsx").worksheets[0]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize or 0)) == ("landscape", 9)
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)


def test_good_rows_are_made_though_others_fail(tmp_path: Path) -> None:
    report = make_packets(workbook(tmp_path, faulty_units()), tmp_path / "out")
    assert not report.good
    assert states(report.outcomes) == [State.MADE, State.FAULTY, State.FAULTY, State.MADE, State.MADE, State.MADE]
    made = {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()}
    assert made == {unit["unit"] for unit in [UNITS[0], *UNITS[3:]]}
    summary = load_workbook(tmp_path / "out" / "汇总表.xlsx").worksheets[0]
    assert [cell.value for cell in summary["G"]][2:5] == ["材料齐全", "有1处问题", "有1处问题"]


def test_the_fault_sheet_marks_a_copy_of_the_clerks_own(tmp_path: Path) -> None:
    source = workbook(tmp_path, faulty_units())
    make_packets(source, tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "问题清单.xlsx")
    assert book.sheetnames == ["问题清单", "各单位", "填写说明"]
    listed = [[cell.value for cell in row] for row in book["问题清单"].iter_rows(min_row=2)]
    assert listed[1][:6] == [
        "1",
        "问题",
        "“各单位”!B3",
        "食品与生物工程学院",
        "申报政务微博名称",
        "微博名称应为4至30个字符（汉字算2个），现为2个",
    ]
    link = book["问题清单"]["C3"].hyperlink
    assert link is not None
    assert link.location == "'各单位'!B3"
    marked = book["各单位"]
    assert marked["B3"].fill.fgColor.rgb == xlsx.FAULTY.fgColor.rgb
    assert marked["B2"].fill.fgColor.rgb != xlsx.FAULTY.fgColor.rgb
    assert marked["B3"].comment
    assert "请改用长短合适的名称" in marked["B3"].comment.text
    assert (marked["O1"].value, marked["O2"].value) == ("问题（系统标注）", None)
    assert marked["O3"].value.startswith("B3 申报政务微博名称：")
    assert marked["A2"].value == load_workbook(source)["各单位"]["A2"].value


def test_a_fault_sheet_can_be_mended_and_handed_in_again(tmp_path: Path) -> None:
    make_packets(workbook(tmp_path, faulty_units()), tmp_path / "out")
    again = tmp_path / "改好.xlsx"
    book = load_workbook(tmp_path / "out" / "问题清单.xlsx")
    book["各单位"]["B3"].value = UNITS[1]["account"]
    book["各单位"]["F4"].value = UNITS[2]["team"]["leader"]["phone"]
    book.save(again)
    report = make_packets(again, tmp_path / "out")
    assert report.good
    assert report.problems == ()
    assert not (tmp_path / "out" / "问题清单.xlsx").exists()
    with pytest.raises(FileError, match=r"会被新的“汇总表\.xlsx”覆盖"):
        make_packets(tmp_path / "out" / "汇总表.xlsx", tmp_path / "out")


def test_a_csv_file_gets_its_fault_sheet_too(tmp_path: Path) -> None:
    source = tmp_path / "各单位.csv"
    source.write_text("\n".join(",".join(row) for row in [headers(), ["馆", "=1+1", *cells(UNITS[0])[2:]]]), "utf-8")
    make_packets(source, tmp_path / "out")
    marked = load_workbook(tmp_path / "out" / "问题清单.xlsx")["各单位"]
    assert marked["B2"].fill.fgColor.rgb == xlsx.FAULTY.fgColor.rgb
    assert (marked["B2"].value, marked["B2"].data_type) == ("=1+1", "s")


def test_json_says_the_same_as_the_sheet(tmp_path: Path) -> None:
    report = make_packets(workbook(tmp_path, faulty_units()), tmp_path / "out", as_json=True)
    stated = json.loads((tmp_path / "out" / "问题清单.json").read_text("utf-8"))
    assert [(item["cell"], item["message"]) for item in stated] == [
        (problem.fault.cell, problem.fault.message) for problem in report.problems
    ]
    assert stated[0] == {
        "kind": "fault",
        "unit": "食品与生物工程学院",
        "cell": "“各单位”!B3",
        "field": "account",
        "label": "申报政务微博名称",
        "message": "微博名称应为4至30个字符（汉字算2个），现为2个",
        "remedy": "请改用长短合适的名称",
        "code": "account_length",
        "article": "",
    }


def test_no_cell_we_write_is_a_formula(tmp_path: Path) -> None:
    units = [{**UNITS[0], "unit": "=1+1"}, {**UNITS[1], "unit": "+SUM(A1)", "account": "@郑州轻工业学院-cmd"}]
    units.append({**UNITS[2], "account": "=cmd|' /C calc'!A0"})
    make_packets(workbook(tmp_path, units), tmp_path / "out")
    for name in ("汇总表.xlsx", "问题清单.xlsx"):
        book = load_workbook(tmp_path / "out" / name)
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
        assert kinds == {"s"}


def test_remarks_count_only_when_asked(tmp_path: Path) -> None:
    source = workbook(tmp_path, [{**UNITS[0], "account": "轻院图书馆"}, UNITS[1]])
    report = make_packets(source, tmp_path / "lenient")
    assert report.good
    assert [problem.kind for problem in report.problems] == ["提醒"]
    summary = load_workbook(tmp_path / "lenient" / "汇总表.xlsx").worksheets[0]
    assert summary["G3"].value == "材料齐全，有1处提醒"
    strict = make_packets(source, tmp_path / "strict", strict=True)
    assert states(strict.outcomes) == [State.FAULTY, State.MADE]
    assert "条例第一条" in str(strict.outcomes[0].faults[0])


class Reversed(Executor):
    """Does the work in the opposite order, a handful at a time."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Any]] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: _Late = _Late(self)
        self.waiting.append((future, lambda: fn(*args, **kwargs)))
        return future

    def work(self) -> None:
        while self.waiting:
            future, task = self.waiting.pop()
            future.set_result(task())


class _Late(Future[Any]):
    def __init__(self, owner: Reversed) -> None:
        super().__init__()
        self.owner = owner

    def result(self, timeout: float | None = None) -> Any:
        self.owner.work()
        return super().result(timeout)


@pytest.mark.parametrize("kind", [Reversed, lambda: ThreadPoolExecutor(3), lambda: ProcessPoolExecutor(2)])
def test_the_bytes_are_the_same_whatever_the_executor(kind: Any, whole: Path, tmp_path: Path) -> None:
    with kind() as executor:
        make_packets(GOOD, tmp_path, executor=executor)
    assert tree(tmp_path) == tree(whole)


def test_processes_of_our_own_make_the_same(whole: Path, tmp_path: Path) -> None:
    assert main(["batch", str(GOOD), "-o", str(tmp_path), "--jobs", "2", "-q"]) == 0
    assert tree(tmp_path) == tree(whole)


def test_a_worker_that_dies_is_a_sentence(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1) as executor:
        executor.submit(_die)
        with pytest.raises(FormsError, match="工作进程意外退出"):
            make_packets(GOOD, tmp_path, executor=executor)


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_is_up_to_date_is_left_alone(copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*/*") if path.is_file()}
    report = make_packets(GOOD, copy)
    assert set(states(report.outcomes)) == {State.CURRENT}
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.mark.parametrize("lost", ["图书馆/manifest.json", "图书馆/图书馆-报送材料.pdf", "汇总表.xlsx", "图书馆"])
def test_what_is_missing_is_made_again_and_the_rest_left_alone(lost: str, copy: Path, whole: Path) -> None:
    shutil.rmtree(copy / lost) if (copy / lost).is_dir() else (copy / lost).unlink()
    report = make_packets(GOOD, copy)
    assert states(report.outcomes).count(State.MADE) == (0 if lost == "汇总表.xlsx" else 1)
    assert tree(copy) == tree(whole)


def cut(path: Path, size: int, zeros: int = 0) -> bytes:
    """Cut a file short, fill it up with zeros, and return what it was."""
    whole = path.read_bytes()
    path.write_bytes(whole[:size] + bytes(zeros))
    return whole


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize(("size", "zeros"), [(0, 0), (5_000, 0), (5_000, 3_000), (0, 9_000)])
def test_a_paper_emptied_or_cut_short_is_made_again(
    size: int, zeros: int, kind: str, jobs: int, copy: Path, whole: Path
) -> None:
    cut(copy / "图书馆" / f"图书馆-政务微博体系审批表.{kind}", size, zeros)
    report = make_packets(GOOD, copy, jobs=jobs)
    assert states(report.outcomes) == [State.MADE, *[State.CURRENT] * 5]
    assert report.problems == ()
    assert tree(copy) == tree(whole)


def test_a_paper_is_made_again_beside_one_a_hand_has_altered(copy: Path) -> None:
    lost, altered = (copy / "图书馆" / f"图书馆-政务微博体系审批表.{kind}" for kind in ("docx", "pdf"))
    data = cut(lost, 9_000)
    altered.write_bytes(b"%PDF-1.7 signed")
    (problem,) = make_packets(GOOD, copy).problems
    assert (problem.kind, problem.fault.code) == ("提醒", "altered_file")
    assert (lost.read_bytes(), altered.read_bytes()) == (data, b"%PDF-1.7 signed")


def test_an_emptied_paper_of_other_facts_is_replaced(copy: Path, tmp_path: Path) -> None:
    cut(copy / "图书馆" / "图书馆-政务微博体系审批表.pdf", 0)
    source = workbook(tmp_path, [{**UNITS[0], "purpose": "服务师生读者。"}, *UNITS[1:]])
    assert make_packets(source, copy).problems == ()
    make_packets(source, tmp_path / "fresh")
    assert tree(copy) == tree(tmp_path / "fresh")


class Power:
    """The order in which a run has files synchronized and put in their places."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.acts = list[tuple[str, Path]]()
        sync, replace = os.fsync, Path.replace

        def fsync(descriptor: int) -> None:
            self.acts.append(("sync", Path(f"/proc/self/fd/{descriptor}").readlink()))
            sync(descriptor)

        def replacing(path: Path, target: Path) -> Path:
            self.acts.append(("replace", path))
            return replace(path, target)

        patch.setattr(os, "fsync", fsync)
        patch.setattr(Path, "replace", replacing)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not say which file a descriptor is")
def test_every_file_is_on_the_disk_before_it_gets_its_name_and_its_folder_once_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    power = Power(monkeypatch)
    make_packets(workbook(tmp_path, UNITS[:1]), tmp_path / "out")
    home = tmp_path / "out" / "图书馆"
    kinds = "".join("s" if act == "sync" else "r" for act, path in power.acts if path.parent == home)
    assert kinds == "s" * 7 + "r" * 7
    assert power.acts.count(("sync", home)) == 1
    assert power.acts[-1] == ("sync", tmp_path / "out")
    replaced = [path for act, path in power.acts if act == "replace"]
    assert all(power.acts.index(("sync", path)) < power.acts.index(("replace", path)) for path in replaced)


def test_changed_facts_replace_what_we_wrote(copy: Path, tmp_path: Path) -> None:
    source = workbook(tmp_path, [{**UNITS[0], "purpose": "服务师生读者。"}, *UNITS[1:]])
    report = make_packets(source, copy)
    assert states(report.outcomes) == [State.MADE, *[State.CURRENT] * 5]
    assert "服务师生读者。" in (copy / "图书馆" / MANIFEST).read_text("utf-8")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_a_hand_has_altered_is_not_lost(jobs: int, copy: Path, tmp_path: Path) -> None:
    paper = copy / "图书馆" / "图书馆-政务微博体系审批表.docx"
    paper.write_bytes(b"edited")
    report = make_packets(GOOD, copy)
    assert states(report.outcomes) == [State.CURRENT] * 6
    assert "被人改动过，照原样留着" in str(report.problems[0].fault)
    assert paper.read_bytes() == b"edited"
    source = workbook(tmp_path, [{**UNITS[0], "purpose": "服务师生读者。"}, *UNITS[1:]])
    before = tree(copy / "图书馆")
    report = make_packets(source, copy, jobs=jobs)
    assert report.outcomes[0].state is State.ALTERED
    assert "被人改动过，没有覆盖，要换成新的请加 --force" in str(report.outcomes[0].faults[0])
    assert tree(copy / "图书馆") == before
    assert make_packets(source, copy, overwrite=True, jobs=jobs).good
    assert paper.read_bytes() != b"edited"


def test_a_kill_between_two_contents_is_not_taken_for_a_hand(copy: Path, tmp_path: Path) -> None:
    """First facts written without a manifest, then other facts: the journal knows what is ours."""
    changed = [{**UNITS[0], "purpose": "服务师生读者。"}, *UNITS[1:]]
    folder = copy / "图书馆"
    papers = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.name != MANIFEST}
    (folder / MANIFEST).unlink()
    (folder / JOURNAL).write_bytes(unit_folder._journal(folder, papers))
    report = make_packets(workbook(tmp_path, changed), copy)
    assert states(report.outcomes)[0] is State.MADE
    assert not (folder / JOURNAL).exists()


def test_formats_made_one_after_the_other_stand_together_and_grow_old_together(tmp_path: Path) -> None:
    source, out = workbook(tmp_path, UNITS[:1]), tmp_path / "out"
    make_packets(source, out, formats=["pdf"])
    make_packets(source, out, formats=["docx"])
    assert len(list((out / "图书馆").iterdir())) == 6
    assert states(make_packets(source, out, formats=["pdf"]).outcomes) == [State.CURRENT]
    changed = workbook(tmp_path, [{**UNITS[0], "purpose": "服务师生读者。"}], "改.xlsx")
    make_packets(changed, out, formats=["docx"])
    assert sorted(path.suffix for path in (out / "图书馆").iterdir()) == [".docx", ".docx", ".json"]
    assert states(make_packets(changed, out, formats=["pdf"]).outcomes) == [State.MADE]


def test_a_packet_left_from_before_a_fault_is_pointed_out(copy: Path, tmp_path: Path) -> None:
    report = make_packets(workbook(tmp_path, [{**UNITS[0], "account": "微"}]), copy)
    assert any("“图书馆/”里还是以前生成的材料，改好以前请不要使用" in str(p.fault) for p in report.problems)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_folder_in_the_way_stops_no_other_unit(
    jobs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    (out / "图书馆" / MANIFEST).mkdir(parents=True)
    out.joinpath("后勤集团").write_text("x")
    assert main(["batch", str(GOOD), "-o", str(out), "-q", "--format", "docx", "--jobs", jobs]) == 2
    told, err = capsys.readouterr()
    assert "已生成4个，写不进去2个" in told
    assert "问题 “各单位”!A2（文件夹）：" in err
    assert (out / "汇总表.xlsx").is_file()
    assert (out / "后勤集团").read_text() == "x"


def test_what_is_no_list_of_ours_is_kept(copy: Path, tmp_path: Path) -> None:
    (copy / "问题清单.json").write_text('{"mine": 1}')
    with pytest.raises(FileError, match=r"问题清单\.json”不是本程序写的，没有覆盖"):
        make_packets(GOOD, copy, as_json=True)
    (copy / "问题清单.json").unlink()
    make_packets(workbook(tmp_path, faulty_units()), copy, as_json=True)
    make_packets(GOOD, copy)
    assert json.loads((copy / "问题清单.json").read_text()) == []


def test_a_merged_remark_column_and_control_characters_spoil_no_ledger(tmp_path: Path) -> None:
    rows = [[*headers(), "备注"], [*cells(UNITS[0])], ["坏\x1b[31m馆", *cells(UNITS[0])[1:13], "类"]]
    source = tmp_path / "各单位.csv"
    source.write_text("\n".join(",".join(row) for row in rows), "utf-8")
    make_packets(source, tmp_path / "csv")
    assert load_workbook(tmp_path / "csv" / "问题清单.xlsx")["各单位"]["A3"].value == "坏〔U+001B〕[31m馆"
    book = plain_book([rows[0], rows[1], ["馆", *rows[2][1:]]])
    for area in ("O1:Q1", "O3:S3"):
        book.worksheets[0].merge_cells(area)
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(tmp_path / "合并.xlsx")
    make_packets(tmp_path / "合并.xlsx", tmp_path / "xlsx")
    marked = load_workbook(tmp_path / "xlsx" / "问题清单.xlsx")["各单位"]
    assert marked["P1"].value == "问题（系统标注）"
    assert not marked.row_dimensions[3].hidden
    assert "N3 单位类别：没有“类”这一类" in marked["P3"].value


def test_old_marks_are_gone_when_the_fault_sheet_is_handed_in_again(tmp_path: Path) -> None:
    make_packets(workbook(tmp_path, faulty_units()), tmp_path / "out")
    again = tmp_path / "再交.xlsx"
    book = load_workbook(tmp_path / "out" / "问题清单.xlsx")
    book["各单位"]["B3"].value = UNITS[1]["account"]
    book.save(again)
    make_packets(again, tmp_path / "out")
    marked = load_workbook(tmp_path / "out" / "问题清单.xlsx")["各单位"]
    assert marked["B3"].comment is None
    assert marked["B3"].fill.fgColor.rgb != xlsx.FAULTY.fgColor.rgb
    assert [marked[f"O{row}"].value for row in (1, 3)] == ["问题（系统标注）", None]
    assert marked["O4"].value.startswith("F4 ")
    assert marked["P1"].value is None


def test_a_reader_that_goes_away_stops_nothing(tmp_path: Path) -> None:
    script = f'"{sys.executable}" -X utf8 -m zzuli_forms batch "{GOOD}" -o "{tmp_path}" --format docx | head -1'
    done = subprocess.run(script, shell=True, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    for _ in range(100):
        if (tmp_path / "汇总表.xlsx").exists():
            break
        time.sleep(0.1)
    assert len(list(tmp_path.glob("*/manifest.json"))) == 6


def test_workers_do_not_outlive_a_killed_run(long_run: tuple[Path, Path], tmp_path: Path) -> None:
    process = batch_process(long_run[0], tmp_path, "--jobs", "2")
    next(begun(tmp_path))
    process.kill()
    process.communicate(timeout=30)
    assert any(_is_gone(process.pid) for _ in range(100))


def _is_gone(group: int) -> bool:
    """Whether no process of a group is left, looked at a tenth of a second later."""
    time.sleep(0.1)
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_second_ctrl_c_does_no_harm(long_run: tuple[Path, Path], tmp_path: Path) -> None:
    process = batch_process(long_run[0], tmp_path, "--jobs", "2", "--force")
    next(begun(tmp_path))
    for _ in range(3):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    _, err = process.communicate(timeout=20)
    assert "Traceback" not in err.decode()


def test_a_ledger_a_hand_has_altered_is_not_lost(copy: Path) -> None:
    summary = copy / "汇总表.xlsx"
    book = load_workbook(summary)
    book.worksheets[0]["I3"].value = "已收"
    book.save(summary)
    data = summary.read_bytes()
    with pytest.raises(FileError, match=r"汇总表.xlsx”被人改动过，或不是本程序写的，没有覆盖；请先移走，或加 --force"):
        make_packets(GOOD, copy)
    assert summary.read_bytes() == data
    assert make_packets(GOOD, copy, overwrite=True).good
    assert xlsx.is_untouched(summary.read_bytes())


@pytest.fixture(scope="module")
def long_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workbook of twelve units and what an unbroken run makes of it."""
    folder = tmp_path_factory.mktemp("long")
    source = workbook(folder, numbered(12))
    make_packets(source, folder / "out")
    return source, folder / "out"


def batch_process(source: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-X", "utf8", "-m", "zzuli_forms", "batch", str(source), "-o", str(out), *options]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def begun(out: Path) -> Iterator[None]:
    """Waits until the first unit is on disk."""
    for _ in range(3000):
        if list(out.glob("*/manifest.json")):
            yield
            return
        time.sleep(0.01)
    pytest.fail("nothing was written in 30 seconds")


@pytest.mark.parametrize("options", [(), ("--jobs", "2")], ids=["one process", "two processes"])
def test_a_run_killed_at_any_moment_leaves_whole_files_and_can_be_finished(
    options: tuple[str, ...], long_run: tuple[Path, Path], tmp_path: Path
) -> None:
    source, unbroken = long_run
    expected, dice = tree(unbroken), random.Random()  # noqa: S311
    for attempt in range(4):
        out = tmp_path / str(attempt)
        process = batch_process(source, out, *options)
        next(begun(out))
        time.sleep(dice.uniform(0, 0.8))
        _signal_group(process, signal.SIGKILL)
        hidden = [name for name in tree(out) if UNFINISHED.fullmatch(Path(name).name) or Path(name).name in OWN]
        left = {name: digest for name, digest in tree(out).items() if name not in hidden}
        assert left.items() <= expected.items()
        make_packets(source, out)
        assert tree(out) == expected


@pytest.mark.parametrize("options", [(), ("--jobs", "2")], ids=["one process", "two processes"])
def test_a_second_run_into_a_folder_says_who_is_writing_and_disturbs_nothing(
    options: tuple[str, ...], long_run: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, unbroken = long_run
    process = batch_process(source, tmp_path, *options)
    next(begun(tmp_path))
    os.kill(process.pid, signal.SIGSTOP)
    unfinished = tmp_path / ".~0123456789abcdef"
    unfinished.write_bytes(b"half")
    commands = (
        ["batch", str(GOOD)],
        ["packet", str(EXAMPLES / "图书馆.yaml")],
        ["make", "approval", str(EXAMPLES / "图书馆.yaml")],
    )
    for command in commands:
        assert main([*command, "-o", str(tmp_path)]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert f"正有另一次运行在写（电脑“{platform.node()}”，进程号{process.pid}），请等它结束" in line
    assert unfinished.read_bytes() == b"half"
    assert not (tmp_path / "图书馆").exists()
    unfinished.unlink()
    os.kill(process.pid, signal.SIGCONT)
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert tree(tmp_path) == tree(unbroken)


@pytest.mark.parametrize("options", [(), ("--jobs", "2")], ids=["one process", "two processes"])
def test_a_run_can_follow_at_once_on_one_that_was_killed(
    options: tuple[str, ...], long_run: tuple[Path, Path], tmp_path: Path
) -> None:
    source, unbroken = long_run
    process = batch_process(source, tmp_path, *options)
    next(begun(tmp_path))
    assert (tmp_path / locks.NAME).exists()
    process.kill()
    process.wait(timeout=30)
    assert make_packets(source, tmp_path).good
    process.communicate(timeout=30)
    assert tree(tmp_path) == tree(unbroken)


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_a_place_without_locks_is_written_all_the_same(
    number: int, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(number, "no locks")

    monkeypatch.setattr(locks, "_lock", refused)
    assert make_packets(GOOD, tmp_path).good
    (tmp_path / locks.NAME).unlink()
    assert tree(tmp_path) == tree(whole)


def test_folders_of_units_that_are_no_longer_listed_are_named_and_left(copy: Path, tmp_path: Path) -> None:
    (copy / "照片").mkdir()
    (copy / "照片" / MANIFEST).write_text('{"mine": 1}')
    before = tree(copy)
    report = make_packets(workbook(tmp_path, UNITS[2:]), copy)
    assert report.good
    (problem,) = report.problems
    assert (problem.kind, problem.fault.code) == ("提醒", "unlisted_unit")
    assert problem.fault.message == "“图书馆”、“食品与生物工程学院”里是以前生成的材料，这份名单里没有这些单位"
    assert {name: digest for name, digest in tree(copy).items() if "/" in name} == {
        name: digest for name, digest in before.items() if "/" in name
    }
    assert load_workbook(copy / "问题清单.xlsx")["问题清单"]["F3"].value == problem.fault.message


def test_of_many_unlisted_folders_ten_are_named_and_all_counted(tmp_path: Path) -> None:
    make_packets(workbook(tmp_path, numbered(13)), tmp_path / "out", formats=["docx"])
    report = make_packets(workbook(tmp_path, numbered(1)), tmp_path / "out", formats=["docx"])
    (message,) = [problem.fault.message for problem in report.problems]
    assert message.startswith("“第0001教学部”、")
    assert "“第0010教学部”等12个文件夹里" in message
    assert "第0011教学部" not in message


def test_a_units_folder_that_is_a_link_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    for folder in (out, elsewhere):
        folder.mkdir()
    (elsewhere / ".~0123456789abcdef").write_bytes(b"another's")
    (out / "图书馆").symlink_to(elsewhere, target_is_directory=True)
    assert main(["batch", str(GOOD), "-o", str(out), "-q"]) == 2
    told, err = capsys.readouterr()
    assert "已生成5个，写不进去1个" in told
    assert "图书馆”是一个链接，指向别处，没有往那里写；请移走这个链接" in err
    for force in ([], ["--force"]):
        assert main(["packet", str(EXAMPLES / "图书馆.yaml"), "-o", str(out), *force]) == 2
        assert "是一个链接" in capsys.readouterr().err
    assert [path.name for path in elsewhere.iterdir()] == [".~0123456789abcdef"]


def _signal_group(process: subprocess.Popen[bytes], number: int) -> tuple[bytes, bytes]:
    os.killpg(process.pid, number)
    return process.communicate(timeout=30)


@pytest.mark.parametrize("options", [(), ("--jobs", "2")], ids=["one process", "two processes"])
def test_ctrl_c_ends_quickly_and_says_what_is_done(
    options: tuple[str, ...], long_run: tuple[Path, Path], tmp_path: Path
) -> None:
    process = batch_process(long_run[0], tmp_path, *options)
    next(begun(tmp_path))
    pressed = time.monotonic()
    _, err = _signal_group(process, signal.SIGINT)
    assert time.monotonic() - pressed < 5
    assert process.returncode == 130
    assert re.fullmatch(r"已中断：做完\d+个单位，文件都是完整的；再运行一次会接着做\n", err.decode())
    done = {name: digest for name, digest in tree(tmp_path).items() if Path(name).name != JOURNAL}
    assert done.items() <= tree(long_run[1]).items()


def test_what_a_killed_run_left_unfinished_is_swept_away(copy: Path, whole: Path) -> None:
    (copy / "图书馆" / ".~0123456789abcdef").write_bytes(b"half")
    (copy / ".~0123456789abcdef").write_bytes(b"half")
    make_packets(GOOD, copy)
    assert tree(copy) == tree(whole)


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], whole: Path
) -> None:
    class Full(FileIO):
        def write(self, _: Any) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    opened = Path.open

    def open_full(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        full = mode == "xb" and "招生办公室" in str(path)
        return Full(path, "x") if full else opened(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", open_full)
    assert main(["batch", str(GOOD), "-o", str(tmp_path), "-q"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch("写入“.*招生办公室.*”失败：磁盘已满，请腾出空间再试", line)
    assert tree(tmp_path).items() <= tree(whole).items()
    monkeypatch.undo()
    assert main(["batch", str(GOOD), "-o", str(tmp_path), "-q"]) == 0
    assert tree(tmp_path) == tree(whole)


def test_a_summary_that_another_program_holds_is_said_before_the_work(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = Path.open

    def held(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        if mode == "r+b":
            raise PermissionError(13, "locked")
        return opened(path, mode, *rest, **more)

    monkeypatch.setattr(Path, "open", held)
    shutil.rmtree(copy / "图书馆")
    assert main(["batch", str(GOOD), "-o", str(copy)]) == 2
    assert "文件正被其他程序打开" in capsys.readouterr().err
    assert not (copy / "图书馆").exists()


NAMES = [
    "教务处/考试中心",
    "图书馆",
    "图书馆",
    "..",
    "CON",
    "a" * 100,
    "国" * 100,
    "Lab",
    "LAB",
    '?<>"|*:\\',
    "汇总表.xlsx",
]


def test_names_no_disk_can_hold_are_mended_kept_apart_and_said_in_the_manifest(tmp_path: Path) -> None:
    units = [{**facts, "unit": name} for facts, name in zip(numbered(len(NAMES)), NAMES, strict=True)]
    source = tmp_path / "各单位.xlsx"
    plain_book([headers(), *map(cells, units)]).save(source)
    out = tmp_path / "deep" / "out"
    report = make_packets(source, out, formats=["docx"])
    assert report.good
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]
    folders = [outcome.unit.folder for outcome in report.outcomes]
    assert len({folder.casefold() for folder in folders}) == len(NAMES)
    assert (folders[1], folders[2], folders[-1]) == ("图书馆", "图书馆（2）", "汇总表.xlsx（2）")
    for name, folder in zip(NAMES, folders, strict=True):
        manifest = json.loads((out / folder / MANIFEST).read_text("utf-8"))
        assert manifest["folder"] == folder
        assert (f"“{name}”" in manifest.get("folder_note", "")) == (name != folder)
        assert all(len(entry["name"].encode()) <= 255 for entry in manifest["files"])
        assert all((out / folder / entry["name"]).is_file() for entry in manifest["files"])


def test_progress_is_plain_lines_outside_a_terminal_and_silent_on_demand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["batch", str(GOOD), "-o", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["1/6 图书馆：已生成", "2/6 食品与生物工程学院：已生成"]
    assert lines[6] == "共6个单位：已生成6个"
    assert main(["batch", str(GOOD), "-o", str(tmp_path), "-q"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == ["共6个单位：已是最新6个", str(tmp_path / "汇总表.xlsx")]
    assert err == ""


def test_a_terminal_sees_a_bar_with_name_count_and_time_left(tmp_path: Path) -> None:
    pty, termios, fcntl = (pytest.importorskip(name) for name in ("pty", "termios", "fcntl"))
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    source = tmp_path / "各单位.xlsx"
    source.write_bytes(filled_template(numbered(40)))
    command = [sys.executable, "-X", "utf8", "-m", "zzuli_forms", "batch", str(source), "-o", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=follower) as process:
        os.close(follower)
        shown = b"".join(_read_all(leader)).decode("utf-8", "replace")
    assert process.returncode == 0
    assert re.search(r"[0-9]+/40 █+[▏▎▍▌▋▊▉]? +剩余 \d\d:\d\d [\w（）]+ 已生成", shown)


def _read_all(descriptor: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(descriptor, 65_536)
        except OSError:
            return
        if not data:
            return
        yield data


def test_faults_are_told_and_the_exit_code_is_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = workbook(tmp_path, faulty_units())
    assert main(["batch", str(source), "-o", str(tmp_path / "out"), "-q"]) == 1
    out, err = capsys.readouterr()
    assert "已生成4个，有问题2个" in out
    assert "问题 “各单位”!B3（申报政务微博名称）：" in err
    assert main(["check", str(source)]) == 1
    assert "有2处问题" in capsys.readouterr().err


def test_check_prints_remarks_beside_the_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    single = str(EXAMPLES / "图书馆.yaml")
    assert main(["check", single, "--date", "2014年7月1日"]) == 0
    assert "（通知三（四）（1））" in capsys.readouterr().err
    assert main(["check", single, "--date", "2014-07-01", "--strict"]) == 1
    assert main(["check", str(GOOD), "--date", "2014-07-01", "--strict"]) == 1
    assert main(["check", str(GOOD), "--date", "2014-06-01", "--strict"]) == 0
    with pytest.raises(SystemExit) as caught:
        main(["check", single, "--date", "去年"])
    assert caught.value.code == 2
    assert "应写成 2014-06-20 的样子" in capsys.readouterr().err


def test_a_thousand_units_come_out_whole(tmp_path: Path) -> None:
    source = workbook(tmp_path, numbered(1_000))
    report = make_packets(source, tmp_path / "out", formats=["docx"], jobs=2)
    assert report.good
    manifests = list((tmp_path / "out").glob("*/manifest.json"))
    assert len(manifests) == 1_000
    for path in manifests[::97]:
        for entry in json.loads(path.read_text("utf-8"))["files"]:
            assert hashlib.sha256((path.parent / entry["name"]).read_bytes()).hexdigest() == entry["sha256"]
    summary = load_workbook(tmp_path / "out" / "汇总表.xlsx").worksheets[0]
    assert summary.max_row == 1_002
