"""What 0.7.0 left on people's disks stays usable: papers, folders, manifests, forms handed out and lists sent back.

`left_by_0_7_0` was made with that version and the units of examples/: `new`, `batch`, `packet`, `notice`, `blank`,
`sign` and `read --json`. Here a later version meets it, whatever the present one is.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.edited import filled_in, replaced
from tests.identities import identity_file
from tests.roster import tree
from zzuli_forms import FileError, FilingPacket, Format, check_units, make_packets, read, reading
from zzuli_forms.cli import main
from zzuli_forms.filing import notices
from zzuli_forms.filing.results import State
from zzuli_forms.filing.signing import Place, identity_in, places, sign
from zzuli_forms.models.people import Team

LEFT = Path(__file__).parent / "left_by_0_7_0"
FILED, BLANK, HANDED_OUT, SENT_BACK = (LEFT / name for name in ("报送材料", "空白表", "发下的表", "退回的表"))
MANIFEST, ROSTER = FILED / "图书馆" / "manifest.json", HANDED_OUT / "各单位.xlsx"
STATED: dict[str, Any] = json.loads(MANIFEST.read_text("utf-8"))
PAPERS: list[dict[str, Any]] = json.loads((LEFT / "读出的内容" / "各份.json").read_text("utf-8"))
SIGNED = LEFT / "已签的" / "图书馆-政务微博体系审批表-已签1.pdf"
UNIT, OFFICE = "审批表.1.申报单位负责人", "审批表.1.党委宣传部"
LATER = "99.0.0"


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pass for a later version, whose papers are other bytes."""
    for home in ("filing.making", "forms.register", "cli.reading"):
        monkeypatch.setattr(f"zzuli_forms.{home}.__version__", LATER)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Copy the output folder of a batch by 0.7.0."""
    return Path(shutil.copytree(FILED, tmp_path / "old"))


def said(command: list[str | Path], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command that succeeds complains of."""
    capsys.readouterr()
    assert main([str(word) for word in command]) == 0
    return capsys.readouterr().err


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["file"])
def test_a_paper_states_what_it_stated_and_nothing_on_it_is_remarked(paper: dict[str, Any]) -> None:
    found = reading(LEFT / paper["file"])
    assert (found.form.key, found.stated) == (paper["form"], paper["facts"])
    assert (found.guessed, found.faults, found.remarks) == ((), (), ())
    assert read(LEFT / paper["file"]).model_dump(mode="json", exclude_none=True) == paper["facts"]


@pytest.mark.parametrize("path", sorted(BLANK.iterdir()), ids=lambda path: path.stem)
def test_a_blank_form_is_known_and_states_nothing(path: Path) -> None:
    found = reading(path)
    assert found.form.title in path.name
    assert (found.values, found.remarks) == ((), ())


def test_a_blank_form_filled_in_later_is_read(tmp_path: Path) -> None:
    blank = (BLANK / "空白-政务微博体系审批表.docx").read_bytes()
    (tmp_path / "a.docx").write_bytes(filled_in(blank, {"unit": "图书馆", "team.leader.name": "王刚"}))
    assert reading(tmp_path / "a.docx").stated == {"unit": "图书馆", "team": {"leader": {"name": "王刚"}}}


def test_a_manifest_is_a_file_of_facts_and_keeps_its_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packet = FilingPacket.from_file(MANIFEST)
    assert packet.model_dump(mode="json", exclude_none=True) == STATED["facts"]
    assert said(["check", MANIFEST], capsys) == ""
    assert said(["packet", MANIFEST, "-o", tmp_path], capsys) == ""
    made = json.loads((tmp_path / "图书馆" / "manifest.json").read_text("utf-8"))
    assert set(STATED) <= set(made)
    assert all(set(STATED[many][0]) <= set(one) for many in ("files", "handwork") for one in made[many])
    assert (made["facts"], made["zzuli_forms"]) == (STATED["facts"], LATER)


def test_what_was_read_from_a_paper_is_a_file_of_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(["check", LEFT / "读出的内容" / "图书馆.json"], capsys) == ""


def test_the_notices_take_a_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    team = Team.model_validate({**STATED["facts"]["team"], "leader": {"name": "刘洋", "phone": "0371-63556789"}})
    after = tmp_path / "变更后.json"
    after.write_text(json.dumps({**STATED["facts"], "team": team.model_dump(mode="json")}), "utf-8")
    day = "2014-09-01"
    assert said(["notice", "change", MANIFEST, after, "--effective", day, "-o", tmp_path], capsys) == ""
    changed = read(tmp_path / "图书馆" / "图书馆-政务微博管理队伍人员变更的报告.docx")
    assert changed == notices.change(STATED["facts"], json.loads(after.read_text("utf-8")), {"effective": day})
    new = "--domain", "weibo.com/zzulilib", "--opened", "2014-06-20"
    assert said(["notice", "opening", MANIFEST, *new, "-o", tmp_path], capsys) == ""


def test_the_folder_of_papers_is_checked_and_made_anew(tmp_path: Path) -> None:
    assert check_units(FILED).good
    report = make_packets(FILED, tmp_path)
    assert (report.good, report.problems) == (True, ())
    for unit in ("图书馆", "后勤集团"):
        made, was = (folder / unit / f"{unit}-政务微博体系审批表.docx" for folder in (tmp_path, FILED))
        assert read(made) == read(was)
        assert made.read_bytes() != was.read_bytes()


@pytest.mark.parametrize("formats", [("docx", "pdf"), ("docx",), ("pdf",)])
def test_a_batch_makes_all_it_made_before_anew(old: Path, formats: tuple[Format, ...], tmp_path: Path) -> None:
    report = make_packets(ROSTER, old, formats=formats)
    assert [outcome.state for outcome in report.outcomes] == [State.MADE, State.MADE]
    assert report.problems == ()
    make_packets(ROSTER, tmp_path / "fresh", formats=formats)
    assert tree(old) == tree(tmp_path / "fresh")


def test_a_batch_that_was_killed_is_finished(old: Path) -> None:
    known = [{"name": entry["name"], "sha256": entry["sha256"]} for entry in STATED["files"]]
    (old / "图书馆" / ".unfinished.json").write_text(json.dumps({"files": known}), "utf-8")
    (old / "图书馆" / "manifest.json").unlink()
    assert [outcome.state for outcome in make_packets(ROSTER, old).outcomes] == [State.MADE, State.MADE]
    assert len(list((old / "图书馆").iterdir())) == 6


def with_another_phone(path: Path) -> None:
    path.write_bytes(replaced(path.read_bytes(), "13803711234", "13803711235"))


def with_a_signature(path: Path) -> None:
    path.write_bytes(SIGNED.read_bytes())


@pytest.mark.parametrize(
    ("name", "alter"),
    [
        ("图书馆-政务微博体系审批表.docx", with_another_phone),
        ("图书馆-政务微博体系审批表.pdf", with_a_signature),
    ],
)
def test_what_a_person_altered_since_is_noticed_and_kept(old: Path, name: str, alter: Callable[[Path], None]) -> None:
    alter(old / "图书馆" / name)
    before = tree(old / "图书馆")
    report = make_packets(ROSTER, old)
    assert [outcome.state for outcome in report.outcomes] == [State.ALTERED, State.MADE]
    (problem,) = report.problems
    assert f"“图书馆/{name}”被人改动过" in problem.fault.message
    assert tree(old / "图书馆") == before
    assert [outcome.state for outcome in make_packets(ROSTER, old, overwrite=True).outcomes] == [State.MADE] * 2


def test_a_signed_paper_outlives_a_batch_that_makes_none_of_its_kind(old: Path) -> None:
    signed = old / "图书馆" / "图书馆-政务微博体系审批表.pdf"
    with_a_signature(signed)
    assert [outcome.state for outcome in make_packets(ROSTER, old, formats=("docx",)).outcomes] == [State.MADE] * 2
    assert signed.read_bytes() == SIGNED.read_bytes()
    assert [outcome.state for outcome in make_packets(ROSTER, old).outcomes] == [State.ALTERED, State.MADE]


def test_a_summary_is_replaced_unless_a_person_has_saved_it(old: Path) -> None:
    make_packets(ROSTER, old)
    shutil.copy(FILED / "汇总表.xlsx", old)
    load_workbook(old / "汇总表.xlsx").save(old / "汇总表.xlsx")
    with pytest.raises(FileError, match=r"“.*汇总表.xlsx”被人改动过"):
        make_packets(ROSTER, old)


def test_the_list_of_problems_is_replaced_where_it_lies(old: Path) -> None:
    shutil.copytree(SENT_BACK, old, dirs_exist_ok=True)
    assert make_packets(ROSTER, old).good
    assert not (old / "问题清单.xlsx").exists()
    assert json.loads((old / "问题清单.json").read_text("utf-8")) == []


def test_a_list_of_problems_that_comes_back_is_read(tmp_path: Path) -> None:
    told = json.loads((SENT_BACK / "问题清单.json").read_text("utf-8"))
    found = check_units(SENT_BACK / "问题清单.xlsx").problems
    assert [(one.fault.cell, one.fault.path, one.fault.code) for one in found] == [
        (one["cell"], one["field"], one["code"]) for one in told
    ]
    make_packets(SENT_BACK / "问题清单.xlsx", tmp_path, as_json=True)
    now = json.loads((tmp_path / "问题清单.json").read_text("utf-8"))
    assert [set(told[0]) <= set(one) for one in now] == [True, True]


@pytest.mark.parametrize(
    "command", [["check", "我的单位.yaml"], ["check", "各单位.xlsx"], ["notice", "opening", "开通报告.yaml"]]
)
def test_the_forms_handed_out_are_understood(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written: list[str | Path] = [] if command[0] == "check" else ["-o", tmp_path]
    assert said([*command[:-1], HANDED_OUT / command[-1], *written], capsys) == ""


def test_the_places_for_signatures_are_there_and_one_half_signed_is_signed_on(tmp_path: Path) -> None:
    names = [place.name for place in places(FILED / "图书馆" / "图书馆-报送材料.pdf")]
    assert names == ["承诺书.1.承诺人", UNIT, OFFICE, "审批表.2.申报单位负责人", "审批表.2.党委宣传部"]
    assert places(SIGNED) == (Place(UNIT, "郑州轻工业大学图书馆"), Place(OFFICE, ""))
    (tmp_path / "a.p12").write_bytes(identity_file("党委宣传部"))
    (tmp_path / "a.pdf").write_bytes(sign(SIGNED, OFFICE, identity_in(tmp_path / "a.p12")))
    assert places(tmp_path / "a.pdf") == (Place(UNIT, "郑州轻工业大学图书馆"), Place(OFFICE, "党委宣传部"))
    assert read(tmp_path / "a.pdf") == read(SIGNED)
