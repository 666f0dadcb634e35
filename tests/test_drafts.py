"""Facts under way: what is sound stands on the page, what is not stays blank, and room is told to the character."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases import CASES, CHANGED, OPENED, PLAIN, STATED, TYPICAL, prose
from tests.drawing import Case
from zzuli_forms.document.nodes import Document
from zzuli_forms.document.walking import dump, runs
from zzuli_forms.forms.approval.model import ApprovalForm
from zzuli_forms.forms.change.model import TeamChangeNotice
from zzuli_forms.forms.drafts import draft
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.opening.model import OpeningNotice
from zzuli_forms.forms.packet.model import PacketFacts
from zzuli_forms.forms.register import all_forms, lay_out

SOUND = [case for case in CASES if case[1] in ("typical", "maximal")]


def typed(document: Document) -> dict[str, str]:
    """What is typed on the paper, path → text as stated."""
    return {run.source.path: run.text.replace("\u3000", "") for run in runs(document) if run.source and run.text}


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.key)
def test_with_nothing_stated_nothing_is_typed_and_all_that_is_needed_is_named(form: Form) -> None:
    found = draft(form.model, {})
    needed = [name for name, field in form.model.model_fields.items() if field.is_required()]
    assert typed(found.document) == {}
    assert [fault.path for fault in found.faults] == needed
    assert (found.facts is None) == bool(needed)


@pytest.mark.parametrize("case", SOUND, ids=lambda case: f"{case[0].key}-{case[1]}")
def test_sound_facts_come_to_the_paper_that_is_filed(case: Case) -> None:
    form, kind = case
    stated = STATED[form.key][kind]
    assert stated is not None
    found = draft(form.model, stated)
    assert found.facts == form.model.model_validate(stated)
    assert not found.faults
    assert dump(found.document) == dump(lay_out(found.facts))


@pytest.mark.parametrize("path", ["unit", "account", "purpose", "scope"])
def test_a_faulty_field_stays_blank_and_the_others_stand(path: str) -> None:
    found = draft(PacketFacts, {**TYPICAL, path: "\x07"})
    whole = typed(draft(PacketFacts, TYPICAL).document)
    assert typed(found.document) == {key: text for key, text in whole.items() if key != path}
    assert [fault.path for fault in found.faults] == [path]


def test_a_wrong_phone_blanks_that_phone_alone() -> None:
    people = {**TYPICAL["team"], "leader": {"name": "王刚", "phone": "1380371"}}
    found = typed(draft(ApprovalForm, {**TYPICAL, "team": people}).document)
    assert "team.leader.phone" not in found
    assert found["team.leader.name"] == "王刚"
    assert found["team.administrators[0].phone"] == "13803711234"


def test_a_sample_never_stands_on_the_paper() -> None:
    found = draft(PacketFacts, {"unit": "后勤集团"})
    assert typed(found.document) == {"unit": "后勤集团"}
    assert not found.remarks


def test_a_character_no_face_carries_is_named_and_its_field_left_blank() -> None:
    found = draft(ApprovalForm, {**TYPICAL, "unit": "图书馆😀"})
    assert [(fault.path, fault.code) for fault in found.faults] == [("unit", "missing_glyph")]
    assert "unit" not in typed(found.document)
    assert typed(found.document)["account"] == TYPICAL["account"]


def test_a_text_too_long_is_named_and_shown_as_it_would_be_carried_over() -> None:
    found = draft(ApprovalForm, {**TYPICAL, "scope": prose(1_000, PLAIN)})
    assert [(fault.path, fault.code) for fault in found.faults] == [("scope", "too_long")]
    assert len(found.document.pages) == 2
    assert draft(ApprovalForm, {**TYPICAL, "scope": prose(1_000, PLAIN)}, continued=True).faults == ()


def test_texts_too_long_everywhere_still_come_to_a_page() -> None:
    name = "阿布都热合曼·买买提艾力·吾买尔江" * 3
    people = [{"name": name[:50], "phone": "13803711234"} for _ in range(3)]
    stated = {**TYPICAL, "purpose": "字\n" * 800, "team": {"leader": people[0], "administrators": people}}
    found = draft(ApprovalForm, stated)
    assert found.faults
    assert len(found.document.pages) >= 1


def test_remarks_rest_on_sound_fields_only() -> None:
    found = draft(PacketFacts, {**TYPICAL, "account": "图书馆微博"})
    assert [remark.code for remark in found.remarks] == ["account_pattern"]
    assert not draft(OpeningNotice, OPENED["typical"] or {}).remarks


def test_teams_that_cannot_be_compared_show_no_change() -> None:
    stated = CHANGED["typical"] or {}
    whole = typed(draft(TeamChangeNotice, stated).document)
    assert "before.leader.phone" in whole
    same = draft(TeamChangeNotice, {**stated, "after": stated["before"]})
    assert [fault.code for fault in same.faults] == ["no_change"]
    half = draft(TeamChangeNotice, {**stated, "after": {**stated["after"], "leader": {"name": "王刚"}}})
    assert [fault.path for fault in half.faults] == ["after.leader.phone"]
    shown = typed(half.document)
    assert not [path for path in shown if path.startswith("before")]
    assert shown["after.leader.name"] == "王刚"
    assert "after.leader.phone" not in shown
    assert "离任" not in dump(half.document)


def test_a_sample_that_clashes_with_what_stands_beside_it_is_no_fault() -> None:
    team = {
        "leader": {"name": "王刚", "phone": "0371-63556789转8012"},
        "administrators": [{"name": "阿依古丽·买买提", "phone": "13803711234"}],
    }
    found = draft(TeamChangeNotice, {"after": team})
    assert "after" not in [fault.path for fault in found.faults]


@given(
    purpose=st.integers(1, 400),
    scope=st.integers(1, 200),
    pattern=st.sampled_from(["字", PLAIN, "内容含Weibo话题、2014年招生简章；", "一行\n"]),
)
@settings(max_examples=30)
def test_room_is_what_may_still_be_written_and_no_more(purpose: int, scope: int, pattern: str) -> None:
    stated: dict[str, Any] = {**TYPICAL, "purpose": prose(purpose, pattern), "scope": prose(scope)}
    found = draft(ApprovalForm, stated)
    if found.faults:
        assert found.room() == {}
        return
    for path, left in found.room().items():
        written = str(stated[path]).strip()
        assert not draft(ApprovalForm, {**stated, path: written + "字" * left}).faults
        assert draft(ApprovalForm, {**stated, path: written + "字" * (left + 1)}).faults


def test_a_letter_that_runs_on_sets_no_limit() -> None:
    assert draft(TeamChangeNotice, CHANGED["typical"] or {}).room() == {}
