"""Facts: keys by label or English name, all faults at once, frozen and comparable, schema in Chinese."""

from __future__ import annotations

import copy
import json
import pickle
import re
from typing import Any

import pytest
from pydantic import ValidationError

from tests.cases import CASES, STATED, TYPICAL
from zzuli_forms import ApprovalForm, CommitmentLetter, FactsError, FilingPacket
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import all_forms, form_of
from zzuli_forms.models.facts import Facts, label

CHINESE = {
    "申报单位": "图书馆",
    "申报政务微博名称": "郑州轻工业学院图书馆",
    "政务微博宗旨：": TYPICAL["purpose"],
    "政务微博 信息发布范围": TYPICAL["scope"],
    "管理队伍": {
        "负责人": {"姓名": "王刚", "电话": "0371-63556789转8012"},
        "管理员": [{"姓名": "阿依古丽·买买提", "电话": "13803711234"}, {"姓名": "马䶮𬀩", "电话": "内线 6688"}],
    },
}


def faults(model: type[Facts], facts: Any) -> dict[str, str]:
    with pytest.raises(FactsError) as caught:
        model.model_validate(facts)
    return {fault.path: str(fault) for fault in caught.value.faults}


def test_printed_labels_and_english_names_state_the_same_facts() -> None:
    assert ApprovalForm.model_validate(CHINESE) == ApprovalForm.model_validate(TYPICAL)
    assert ApprovalForm(**TYPICAL) == ApprovalForm.model_validate(TYPICAL)


@pytest.mark.parametrize("label", ["申报单位", "申办单位", "申请单位", "unit"])
def test_the_unit_is_known_by_each_of_its_labels(label: str) -> None:
    assert CommitmentLetter.model_validate({label: "图书馆"}).unit == "图书馆"


def test_every_fault_of_the_facts_is_reported_at_once() -> None:
    wrong = copy.deepcopy(CHINESE)
    wrong["申报单位"] = ""
    wrong["申报政务微博名称"] = "微"
    wrong["政务微博宗旨："] = None
    wrong["管理队伍"]["管理员"][1] = {"姓名": "马\ue001", "电话": "1380371"}
    wrong["备注"] = "x"
    assert set(faults(ApprovalForm, wrong)) == {
        "unit",
        "account",
        "purpose",
        "team.administrators[1].name",
        "team.administrators[1].phone",
        "备注",
    }


def test_a_fault_names_the_labels_that_lead_to_it() -> None:
    wrong = copy.deepcopy(CHINESE)
    wrong["管理队伍"]["管理员"][1]["电话"] = "1380371"
    (message,) = faults(ApprovalForm, wrong).values()
    assert message == (
        "管理队伍›管理员›第2项›电话（team.administrators[1].phone）："
        "应为11位手机号或带区号的固定电话，现为“1380371”（7位），请补全"
    )


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("申报单位名称", "是否想写“申报单位”"),
        ("acount", "是否想写“申报政务微博名称”"),
        ("政务微博宗指", "是否想写“政务微博宗旨”"),
        ("zzz", "可填的有：申报单位、申报政务微博名称"),
    ],
)
def test_an_unknown_key_suggests_the_nearest(key: str, hint: str) -> None:
    (message,) = faults(ApprovalForm, {**TYPICAL, key: "x"}).values()
    assert f"没有“{key}”这一项" in message
    assert hint in message


def test_a_field_stated_twice_under_two_labels_is_an_error_and_loses_nothing() -> None:
    (message,) = faults(ApprovalForm, {**TYPICAL, "申报单位": "档案馆"}).values()
    assert "“申报单位”与“申报单位”是同一项" in message
    (message,) = faults(ApprovalForm, {"申报单位": "档案馆", **TYPICAL}).values()
    assert "“unit”与“申报单位”是同一项" in message


@pytest.mark.parametrize(
    ("administrators", "expected"),
    [
        ([], "至少要有1项，现为0项"),
        ([{"name": "李", "phone": "6688"}] * 4, "最多3项，现为4项，请删去多余的1项"),
        ("王刚", "应逐人列出"),
        (5, "应逐人列出"),
    ],
)
def test_the_team_has_one_to_three_administrators(administrators: object, expected: str) -> None:
    team = {**TYPICAL["team"], "administrators": administrators}
    assert expected in faults(ApprovalForm, {**TYPICAL, "team": team})["team.administrators"]


def test_too_many_people_do_not_hide_their_other_faults() -> None:
    team = {**TYPICAL["team"], "administrators": [{"name": "李", "phone": "1"}] * 4}
    assert {"team.administrators", "team.administrators[0].phone"} <= set(
        faults(ApprovalForm, {**TYPICAL, "team": team})
    )


@pytest.mark.parametrize("facts", ["图书馆", None, 3, ["图书馆"], {}, {"team": []}, {"team": {"leader": "王刚"}}])
def test_facts_of_a_wrong_shape_are_faults_in_chinese(facts: object) -> None:
    for message in faults(FilingPacket, facts).values():
        assert not re.search("[A-Za-z]{3,}", re.sub(r"（[^）]*）", "", message, count=1)), message


@pytest.mark.parametrize("case", [c for c in CASES if STATED[c[0].key][c[1]]], ids=str)
def test_facts_are_frozen_comparable_hashable_and_picklable(case: tuple[Form, str]) -> None:
    form, kind = case
    one = form.model.model_validate(STATED[form.key][kind])
    other = form.model.model_validate(STATED[form.key][kind])
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301
    with pytest.raises(ValidationError):
        one.unit = "别的单位"  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.key)
def test_the_json_schema_speaks_chinese(form: Form) -> None:
    schema = form.model.model_json_schema()
    described = [schema, *schema.get("$defs", {}).values()]
    stated = [part for model in described for part in (model, *model.get("properties", {}).values())]
    stated = [{**schema.get("$defs", {}).get(part.get("$ref", "")[8:], {}), **part} for part in stated]
    for part in stated:
        assert any("\u4e00" <= c <= "\u9fff" for c in part["title"]), part
        assert any("\u4e00" <= c <= "\u9fff" for c in part["description"]), part


def test_the_json_schema_states_how_long_texts_may_be() -> None:
    form = ApprovalForm.model_json_schema()
    member = form["$defs"]["Member"]["properties"]
    stated = {**form["properties"], **member, "heading": CommitmentLetter.model_json_schema()["properties"]["heading"]}
    stated["heading"] = stated["heading"]["anyOf"][0]
    names = ("unit", "account", "purpose", "name", "phone", "heading")
    assert [(stated[name]["minLength"], stated[name]["maxLength"]) for name in names] == [
        *((1, 100), (2, 31), (1, 2_000), (1, 50), (3, 40), (1, 100))
    ]


def test_every_door_of_the_models_reports_faults_in_chinese() -> None:
    with pytest.raises(FactsError):
        FilingPacket.model_validate_json("{}")
    with pytest.raises(FactsError):
        FilingPacket.model_validate_strings({})
    with pytest.raises(FactsError, match="JSON"):
        FilingPacket.model_validate_json("{")


@pytest.mark.parametrize("phone", [True, [], {}, 1.5, None])
def test_a_phone_of_a_wrong_kind_is_a_fault_in_chinese(phone: object) -> None:
    team = {**TYPICAL["team"], "leader": {"name": "王刚", "phone": phone}}
    (message,) = faults(ApprovalForm, {**TYPICAL, "team": team}).values()
    assert not re.search("[A-Za-z]{3,}", message.split("）：")[1])


def test_facts_go_out_as_json_and_come_back() -> None:
    packet = FilingPacket.model_validate(CHINESE)
    stated = json.loads(packet.model_dump_json())
    assert stated["team"]["leader"]["phone"] == "0371-63556789转8012"
    assert FilingPacket.model_validate(stated) == packet


def test_the_packet_states_each_fact_once_for_both_forms() -> None:
    packet = FilingPacket.model_validate({**CHINESE, "承诺书抬头名称": "图书馆"})
    assert packet.form == ApprovalForm.model_validate(CHINESE)
    assert packet.letter == CommitmentLetter(unit="图书馆", heading="图书馆")
    assert form_of(FilingPacket).key == "packet"


def test_faults_survive_a_process_boundary() -> None:
    with pytest.raises(FactsError) as caught:
        ApprovalForm.model_validate({})
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults  # noqa: S301


def test_labels_are_read_from_the_models() -> None:
    assert label(ApprovalForm, "team", "administrators", 1, "phone") == "管理队伍›管理员›第2项›电话"
