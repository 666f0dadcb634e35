"""Data made to harm, inside a paper or beside one: one fault in Chinese for that file, the others go on."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cases import CHANGED, OPENED, TYPICAL
from tests.crafted import HUGE, WORD, deep, dumped, envelopes, facts, huge, mostly, pdf, texts, values, word
from tests.edited import replaced
from zzuli_forms import (
    ApprovalForm,
    FactsError,
    FileError,
    FilingPacket,
    FormsError,
    Report,
    check_units,
    make_packets,
    reading,
    render,
)
from zzuli_forms.cli import main
from zzuli_forms.files import disk
from zzuli_forms.files.manifest import NAME as MANIFEST
from zzuli_forms.filing import notices
from zzuli_forms.filing.options import FORMATS
from zzuli_forms.filing.results import State
from zzuli_forms.filing.unit_folder import JOURNAL
from zzuli_forms.forms.drafts import draft
from zzuli_forms.forms.register import all_forms
from zzuli_forms.models.editions import in_edition
from zzuli_forms.notebook import outline as fill

OTHER: dict[str, Any] = {**TYPICAL, "unit": "档案馆", "account": "郑州轻工业学院档案馆"}
GOOD = render(ApprovalForm.model_validate(OTHER), "docx")
MANY = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
ENVELOPE: dict[str, Any] = {"zzuli_forms": "0.7.0", "schema": 1, "form": "approval", "edition": "2014"}
SOUND: dict[str, Any] = {**ENVELOPE, "continued": False, "facts": TYPICAL}


def is_in_chinese(message: str) -> bool:
    """Tell whether a message is a sentence of ours with a remedy, and of a length that can be read."""
    return re.search("[\u4e00-\u9fff]", message) is not None and "请" in message and len(message) < 5_000


def fresh(folder: Path) -> Path:
    """Return the folder, empty."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def is_read_or_refused(path: Path) -> bool:
    """Tell whether a paper gives a reading, faulty or not, or one error of ours that names it."""
    try:
        found = reading(path)
    except FileError as error:
        return path.name in str(error) and is_in_chinese(str(error))
    return all(re.search("[\u4e00-\u9fff]", str(fault)) and len(str(fault)) < 1_000 for fault in found.faults)


@MANY
@given(envelopes)
@example({**SOUND, "edition": ["2014"]})
@example({**SOUND, "schema": HUGE})
@example({**SOUND, "facts": {"": "a", "a": "b", "a.b": "c"}})
@example({**SOUND, "facts": {**TYPICAL, "team": "x"}})
@example({**SOUND, "facts": deep(400)})
def test_whatever_travels_inside_a_paper_it_is_read_or_refused(tmp_path: Path, envelope: Any) -> None:
    text = dumped(envelope)
    for name, data in (("表.pdf", pdf(text.encode())), ("表.docx", word(text))):
        (tmp_path / name).write_bytes(data)
        assert is_read_or_refused(tmp_path / name)


WRONG: dict[str, list[Any]] = {
    "zzuli_forms": [["0.7.0"], {}, True],
    "schema": [["1"], {}, "一", "1e5", None, True, -1, HUGE],
    "form": [["approval"], {}, None, "表", 3, True],
    "edition": [["2014"], {}, 2014.5, "1999", "../deadlines", True, HUGE],
    "continued": [["x"], {}, "也许", 7, None],
    "facts": [["x"], "x", None, 3, True, deep(60), {"k" * 2_000: "x"}],
}


@pytest.mark.parametrize("key", WRONG)
def test_an_envelope_wrong_in_one_key_is_refused_with_a_remedy(key: str, tmp_path: Path) -> None:
    for value in WRONG[key]:
        path = tmp_path / "表.pdf"
        path.write_bytes(pdf(dumped({**SOUND, key: value}).encode()))
        with pytest.raises(FileError) as told:
            reading(path)
        assert "表.pdf" in str(told.value)
        assert is_in_chinese(str(told.value))


TAGS = ["team", "team.leader", "team.administrators[²].name", "team.administrators[99999].name", "unit[0]", "[0]", "›"]


@pytest.mark.parametrize("tag", TAGS)
def test_a_control_that_names_no_value_of_a_form_is_passed_over_or_told(tag: str, tmp_path: Path) -> None:
    path = tmp_path / "表.docx"
    path.write_bytes(replaced(WORD, 'w:tag w:val="unit"', f'w:tag w:val="{tag}"'))
    assert is_read_or_refused(path)


def good_beside(report: Report) -> State:
    """Return what became of the good unit, once every fault is seen to be told in Chinese."""
    assert all(re.search("[\u4e00-\u9fff]", str(problem.fault)) for problem in report.problems)
    (good,) = [outcome for outcome in report.outcomes if outcome.unit.name == "档案馆"]
    return good.state


@MANY
@given(envelopes)
@example({**SOUND, "facts": {**TYPICAL, "team": "x"}})
@example({**SOUND, "facts": {**TYPICAL, "team": {"leader": ["x"], "administrators": {"name": "x"}}}})
@example({**SOUND, "facts": {**TYPICAL, "unit": {"a": "b"}}})
@example({**SOUND, "edition": {}})
def test_a_crafted_paper_stops_no_other_in_its_folder(tmp_path: Path, envelope: Any) -> None:
    folder, out, text = fresh(tmp_path / "收到"), fresh(tmp_path / "out"), dumped(envelope)
    (folder / "好.docx").write_bytes(GOOD)
    (folder / "怪.pdf").write_bytes(pdf(text.encode()))
    (folder / "怪.docx").write_bytes(word(text))
    assert good_beside(check_units(folder)) is State.SOUND
    assert good_beside(make_packets(folder, out, formats=["docx"], as_json=True)) is State.MADE
    assert (out / "档案馆" / MANIFEST).is_file()


ENTRY: dict[str, Any] = {"name": "图书馆-政务微博体系审批表.docx", "size": 1, "sha256": "0" * 64}
NAMES = ["..", ".", "", "a/b", "a\\b", "\ud800", "n" * 5_000, "a\0b", "/etc/passwd", "a.", "a\nb"]
entries = mostly(ENTRY) | st.builds(lambda name: {**ENTRY, "name": name}, texts | st.sampled_from(NAMES)) | values
listings = st.builds(lambda some: {"files": some}, st.lists(entries))
manifests: st.SearchStrategy[Any] = st.one_of(values, mostly({"zzuli_forms": "0.7.0", "files": [ENTRY]}), listings)
SHELVED: dict[str, Any] = {"zzuli_forms": "0.7.0", "folder": "图书馆"}
HARMFUL: dict[str, Any] = {
    **{f"the name {name[:9]!r}": {**SHELVED, "files": [{**ENTRY, "name": name}]} for name in NAMES},
    "many entries": {**SHELVED, "files": [{**ENTRY, "name": f"{n}.docx"} for n in range(200_000)]},
    "no entries": {**SHELVED, "files": {"name": "x"}},
    "an entry that is none": {**SHELVED, "files": [ENTRY, 3]},
    "a digest that is none": {**SHELVED, "files": [{**ENTRY, "sha256": "\ud800"}]},
    "a number without end": {**SHELVED, "files": [{**ENTRY, "size": HUGE}]},
    "a list": [SHELVED],
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the papers of two units."""
    folder = tmp_path_factory.mktemp("papers")
    for number, stated in enumerate((OTHER, TYPICAL)):
        (folder / f"{number}.docx").write_bytes(render(ApprovalForm.model_validate(stated), "docx"))
    return folder


def made_beside(papers: Path, out: Path, manifest: Any, name: str = MANIFEST) -> Report:
    """Return what becomes of two units where one of them already has such a manifest; the other one is made."""
    home = fresh(out) / "图书馆"
    home.mkdir()
    (home / name).write_text(dumped(manifest), "utf-8")
    report = make_packets(papers, out, formats=["docx"])
    states = {outcome.unit.name: outcome.state for outcome in report.outcomes}
    assert states["档案馆"] is State.MADE
    assert (out / "档案馆" / MANIFEST).is_file()
    return report


@MANY
@given(manifests, st.sampled_from([MANIFEST, JOURNAL]))
@example({"files": [{**ENTRY, "name": "\ud800"}]}, MANIFEST)
@example({"files": [{**ENTRY, "name": "n" * 5_000}]}, JOURNAL)
def test_whatever_a_manifest_states_the_other_units_are_made(
    papers: Path, tmp_path: Path, manifest: Any, name: str
) -> None:
    report = made_beside(papers, tmp_path / "out", manifest, name)
    assert all(is_in_chinese(str(problem.fault)) for problem in report.problems)
    make_packets(papers, tmp_path / "out", formats=["docx"], overwrite=True)
    assert check_units(papers).good


@pytest.mark.parametrize("harm", HARMFUL)
def test_a_crafted_manifest_is_one_fault_that_names_it(harm: str, papers: Path, tmp_path: Path) -> None:
    report = made_beside(papers, tmp_path / "out", HARMFUL[harm])
    (fault,) = [problem.fault for problem in report.problems if problem.kind == "问题"]
    assert "“图书馆/manifest.json”被人改动过，没有覆盖" in fault.message
    assert "请" in fault.remedy or "--force" in fault.remedy
    assert make_packets(papers, tmp_path / "out", formats=["docx"], overwrite=True).good
    assert json.loads((tmp_path / "out" / "图书馆" / MANIFEST).read_text("utf-8"))["folder"] == "图书馆"


def test_a_manifest_too_large_to_be_read_stops_no_other_unit(papers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "图书馆").mkdir(parents=True)
    (out / "图书馆" / MANIFEST).write_bytes(b" " * 60_000_000)
    report = make_packets(papers, out, formats=["docx"])
    assert [outcome.state for outcome in report.outcomes] == [State.MADE, State.BLOCKED]
    (fault,) = [problem.fault for problem in report.problems if problem.kind == "问题"]
    assert "manifest.json”太大" in fault.message


@MANY
@given(manifests | envelopes)
@example({"k" * 5_000: "x"})
def test_a_manifest_given_as_facts_is_read_or_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], stated: Any
) -> None:
    path = tmp_path / MANIFEST
    path.write_text(dumped(stated), "utf-8")
    assert main(["check", str(path)]) in (0, 1, 2)
    assert main(["notice", "opening", str(path), "-o", str(tmp_path / "out"), "--force"]) in (0, 1, 2)
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert all(len(line) < 1_000 for line in told.splitlines())


def refusal(call: Callable[[], object]) -> FormsError | None:
    """Return the error of ours a call is refused with, if it is; any other goes through."""
    try:
        call()
    except FormsError as error:
        return error
    return None


def is_taken_or_refused(call: Callable[[], object]) -> bool:
    """Tell whether facts from a program are taken, or refused in Chinese, each fault with a remedy."""
    error = refusal(call)
    faults = error.faults if isinstance(error, FactsError) else ()
    return error is None or (re.search("[\u4e00-\u9fff]", str(error)) is not None and all(f.remedy for f in faults))


odd_keys = st.one_of(st.integers(), huge, st.none(), st.booleans(), st.floats(), texts)


@MANY
@given(facts, st.dictionaries(odd_keys, values, max_size=3))
@example({**TYPICAL, "unit": HUGE}, {})
@example({**TYPICAL, "unit": -HUGE}, {HUGE: "x"})
@example({**TYPICAL, "team": HUGE, "edition": HUGE, "category": HUGE, "purpose": [HUGE]}, {})
@example({**TYPICAL, "team": {**TYPICAL["team"], "leader": {"name": HUGE, "phone": HUGE}}}, {})
def test_facts_of_any_type_are_taken_or_refused(stated: Any, more: Any) -> None:
    assert all(is_taken_or_refused(partial(form.model.model_validate, stated)) for form in all_forms())
    if isinstance(stated, dict):
        whole = {**stated, **more}
        assert all(is_taken_or_refused(partial(form.model.model_validate, whole)) for form in all_forms())
        assert is_taken_or_refused(lambda: FilingPacket.from_facts(in_edition(FilingPacket, whole, "2014-daxue")))
        assert is_taken_or_refused(lambda: draft(FilingPacket, whole))
        assert is_taken_or_refused(lambda: notices.opening(whole, OPENED["typical"] or {}))
        assert is_taken_or_refused(lambda: notices.change(whole, whole, CHANGED["typical"] or {}))
        assert fill.read(FilingPacket, whole)


@pytest.mark.parametrize("field", ["unit", "account", "purpose", "edition", "category", "heading"])
def test_a_number_without_end_is_a_fault_of_its_field(field: str) -> None:
    with pytest.raises(FactsError) as told:
        FilingPacket.from_facts({**TYPICAL, field: HUGE})
    (fault,) = told.value.faults
    assert (fault.path, fault.code) == (field, "long_number")
    assert "请" in fault.remedy
    with pytest.raises(FactsError):
        FilingPacket.model_validate_json(dumped({**TYPICAL, field: HUGE}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", f'{{"unit": {"9" * 5_000}}}'),
        ("a.toml", f"unit = {'9' * 5_000}"),
        ("a.toml", f"unit = 0x{'f' * 5_000}"),
        ("a.yaml", f"unit: {'9' * 5_000}"),
        ("a.json", f'{{"team": {{"leader": {{"phone": {"0" * 5_000}}}}}}}'),
        ("a.yaml", f"team: {{leader: {{phone: {'0371' * 2_000}}}}}"),
        ("a.json", f'{{"{"k" * 5_000}": 1}}'),
        ("a.json", f'{{"{"k" * 5_000}": 1, "{"k" * 5_000}": 1}}'),
        ("a.json", dumped(deep(400))),
        ("a.yaml", "a: " + "[" * 60 + "]" * 60),
        ("a.toml", "a = " + "[" * 60 + "]" * 60),
    ],
)
def test_numbers_names_and_depths_without_end_are_faults_of_a_file(
    name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert main(["check", str(path)]) in (1, 2)
    told = capsys.readouterr().err
    assert name in told
    assert "Traceback" not in told
    assert all(len(line) < 1_000 for line in told.splitlines())


@given(st.text(st.characters(exclude_categories=()), max_size=150))
@example("con.x")
@example("国" * 100)
def test_every_name_of_a_paper_is_one_that_a_manifest_may_state(unit: str) -> None:
    assert all(map(disk.is_file_name, FilingPacket.papers(FORMATS, disk.file_name(unit))))
    assert not any(map(disk.is_file_name, NAMES))
