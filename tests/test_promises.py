"""What the models promise to programs: pydantic's own errors in Chinese, ordinary exceptions, masked reprs, scalars."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.cases import OPENED, TYPICAL
from zzuli_forms import ApprovalForm, FactsError, FileError, FilingPacket, Member, OpeningNotice, Remark
from zzuli_forms.errors import Fault, FormsError, InTheWayError
from zzuli_forms.files import disk
from zzuli_forms.forms.drafts import draft, printable

THREE = {
    ("unit",): "没有填，请补填",
    ("team", "leader", "phone"): "应为11位手机号或带区号的固定电话，现为“1380371”（7位），请补全",
    (
        "team",
        "administrators",
        0,
        "name",
    ): "“张三 李四”像是不止一个人，请每格只填一人；若是一个人，请去掉姓名中间的空格",
}


def wrong() -> dict[str, Any]:
    stated = copy.deepcopy({**TYPICAL, "unit": "  "})
    stated["team"]["leader"]["phone"] = "1380371"
    stated["team"]["administrators"][0]["name"] = "张三 李四"
    return stated


class Filed(BaseModel):
    """A model of somebody else's with our facts in it."""

    number: int
    packet: FilingPacket


# FastAPI names the body by an alias, which pydantic remarks on where the model is built at first use.
@pytest.mark.filterwarnings("ignore:The 'alias' attribute")
def test_a_body_with_three_faults_is_answered_with_three_errors_in_chinese() -> None:
    app = FastAPI()

    @app.post("/packets")
    def file(packet: FilingPacket) -> str:
        return packet.unit

    client = TestClient(app)
    answer = client.post("/packets", json=wrong())
    errors = {tuple(error["loc"][1:]): error["msg"] for error in answer.json()["detail"]}
    assert answer.status_code == 422
    assert errors.keys() == THREE.keys()
    assert all(errors[place].startswith(message) for place, message in THREE.items())
    assert client.post("/packets", json=TYPICAL).json() == "图书馆"


def test_each_fault_inside_another_model_is_one_error_beside_those_of_the_model() -> None:
    with pytest.raises(ValidationError) as caught:
        Filed.model_validate({"number": "x", "packet": wrong()})
    errors = {error["loc"]: error for error in caught.value.errors()}
    assert errors.keys() == {("number",), *(("packet", *place) for place in THREE)}
    assert errors[("packet", "unit")]["type"] == "blank"
    assert errors[("packet", "unit")]["msg"] == THREE[("unit",)]


@pytest.mark.parametrize(
    ("stated", "errors"),
    [
        ({"name": "王刚"}, {("phone",): "没有填，请补填"}),
        ({"name": "王刚", "phone": None}, {("phone",): "没有填，请补填"}),
        ({"name": "王刚", "phone": "6688", "x": 1}, {("x",): "没有“x”这一项，可填的有：姓名、电话"}),
        ({"name": ["王刚"], "phone": "6688"}, {("name",): "应填文字，现为一列内容，请改成一段文字"}),
        (5, {(): "应分项填写，现为“5”，请按“姓名、电话”逐项填写"}),
    ],
)
def test_what_pydantic_finds_by_itself_is_said_in_chinese_too(stated: object, errors: dict[Any, str]) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Member).validate_python(stated)
    assert {error["loc"]: error["msg"] for error in caught.value.errors()} == errors


def test_people_too_many_or_of_a_wrong_kind_are_errors_of_their_own() -> None:
    team = {**TYPICAL["team"], "administrators": [{"name": "李", "phone": "1"}, *[{"name": "李", "phone": "6688"}] * 3]}
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(ApprovalForm).validate_python({**TYPICAL, "team": team})
    assert {error["loc"]: error["type"] for error in caught.value.errors()} == {
        ("team", "administrators"): "too_long",
        ("team", "administrators", 0, "phone"): "phone_length",
    }


def test_our_errors_are_the_exceptions_that_programs_catch(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="申报单位"):
        FilingPacket.model_validate(wrong())
    with pytest.raises(OSError, match="找不到"):
        FilingPacket.from_file(tmp_path / "无.yaml")
    assert issubclass(FactsError, FormsError)
    assert issubclass(InTheWayError, FileError)


@pytest.mark.parametrize("kind", [FileError, InTheWayError])
def test_a_file_error_is_its_message_alone_and_survives_pickling(kind: type[FileError]) -> None:
    error = kind("“a.yaml”是空的")
    assert (str(error), error.args, error.errno) == ("“a.yaml”是空的", ("“a.yaml”是空的",), None)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (type(again), str(again)) == (kind, str(error))


@pytest.mark.parametrize("error", [InTheWayError("挡住了"), FactsError((Fault("单位", "unit", "甲", "乙", "丙"),))])
def test_our_own_errors_pass_the_explanation_of_system_errors(error: FormsError, tmp_path: Path) -> None:
    with pytest.raises(type(error)) as caught, disk.explained(tmp_path, "读取"):
        raise error
    assert caught.value is error


@pytest.mark.parametrize("number", ["0371-63556789转8012", "13803711234", "138037112345", "400-123-4567"])
def test_no_repr_shows_a_whole_phone(number: str) -> None:
    stated = copy.deepcopy(TYPICAL)
    stated["team"]["leader"]["phone"] = number
    stated["scope"] = f"电话{number}"
    shown = [FilingPacket.check(stated), draft(FilingPacket, stated), draft(FilingPacket, stated).faults]
    shown += FilingPacket.check(stated).faults
    try:
        shown.append(FilingPacket.from_facts(stated))
    except FactsError as error:
        shown += [error, *error.faults]
    for thing in shown:
        assert number not in repr(thing)
        assert number[-9:] not in repr(thing)


def test_a_fault_and_a_remark_show_what_they_say() -> None:
    fault = Fault("电话", "phone", "现为“138037112345”", "请核对", "phone_mobile_length", "“表”!A1")
    assert repr(fault) == "Fault('“表”!A1（电话）：现为“138****45”，请核对', code='phone_mobile_length')"
    remark = Remark("电话", "phone", "甲", "乙", "丙", article="条例第六条")
    assert repr(remark) == "Remark('电话（phone）：甲，乙（条例第六条）', code='丙')"
    assert repr(FactsError((fault,))) == "FactsError(Faults(1处：电话))"


def test_dumped_facts_are_plain_text() -> None:
    dumped = json.loads(FilingPacket.from_facts(TYPICAL).model_dump_json())
    assert dumped["team"]["leader"] == {"name": "王刚", "phone": "0371-63556789转8012"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.int64(13803711234), "13803711234"),
        (np.float64(13803711234.0), "13803711234"),
        (np.str_("0371-63556789"), "0371-63556789"),
        (13803711234, "13803711234"),
        (np.uint64(13803711234), "13803711234"),
    ],
)
def test_a_number_of_a_table_is_a_phone(value: object, text: str) -> None:
    assert Member.model_validate({"name": np.str_("王刚"), "phone": value}).phone.text == text


EMPTY = [None, float("nan"), np.float64("nan"), pd.NaT, pd.NA, np.nan, ""]


@pytest.mark.parametrize("value", EMPTY, ids=repr)
def test_an_empty_cell_of_a_table_is_empty(value: object) -> None:
    stated = {**TYPICAL, "heading": value, "category": value}
    packet = FilingPacket.model_validate(stated)
    assert (packet.heading, packet.category) == (None, None)
    (fault,) = FilingPacket.check({**TYPICAL, "unit": value}).faults
    assert (fault.path, fault.code) == ("unit", "blank")
    assert OpeningNotice.model_validate({**(OPENED["typical"] or {}), "dated": value}).dated is None


@pytest.mark.parametrize("value", [True, np.True_, 1.5, float("inf"), ["图书馆"]], ids=repr)
def test_what_is_no_text_is_a_fault(value: object) -> None:
    (fault,) = FilingPacket.check({**TYPICAL, "unit": value}).faults
    assert (fault.path, fault.code) == ("unit", "not_text")


DAYS = [pd.Timestamp("2014-06-20"), np.str_("2014/6/20"), 20140620, date(2014, 6, 20)]


@pytest.mark.parametrize("day", DAYS, ids=repr)
def test_a_day_of_a_table_is_a_day(day: object) -> None:
    assert OpeningNotice.model_validate({**(OPENED["typical"] or {}), "opened": day}).opened == date(2014, 6, 20)


def test_the_rows_of_a_data_frame_are_packets() -> None:
    frame = pd.DataFrame([{"unit": "图书馆", "heading": None}, {"unit": "教务处", "heading": "教务处"}])
    rows = [{**TYPICAL, **row} for row in frame.to_dict("records")]
    assert [FilingPacket.model_validate(row).heading for row in rows] == [None, "教务处"]


def test_facts_can_be_asked_whether_they_can_be_printed() -> None:
    packet = FilingPacket.model_validate({**TYPICAL, "scope": "公告⑴，面积㎡", "purpose": "服务" * 600})
    assert printable is printable
    assert printable(FilingPacket.model_validate(TYPICAL)) == ()
    assert [(fault.path, fault.code) for fault in printable(packet)] == [
        ("scope", "missing_glyph"),
        ("scope", "missing_glyph"),
        ("purpose", "too_long"),
    ]


@pytest.mark.parametrize(
    ("character", "plain"), [("⑴", "(1)"), ("⒈", "1."), ("㎡", "m²"), ("㎏", "kg"), ("㉑", "21"), ("㊣", "正")]
)
def test_a_character_in_no_face_is_refused_with_what_to_write_instead(character: str, plain: str) -> None:
    (fault,) = printable(FilingPacket.model_validate({**TYPICAL, "scope": f"{character}开馆安排"}))
    assert (fault.code, fault.remedy) == ("missing_glyph", f"请改写成“{plain}”")


def test_a_character_in_no_face_without_another_form_keeps_the_general_remedy() -> None:
    (fault,) = printable(FilingPacket.model_validate({**TYPICAL, "scope": "😀开馆安排"}))
    assert fault.remedy == "请核对是否用字有误，或改用通用规范汉字"


@pytest.mark.parametrize("character", ["①", "℃", "№", "Ⅲ", "²"])
def test_a_character_that_a_face_has_is_drawn(character: str) -> None:
    assert printable(FilingPacket.model_validate({**TYPICAL, "scope": f"{character}开馆安排"})) == ()
