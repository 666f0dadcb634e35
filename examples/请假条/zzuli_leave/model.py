"""请假条: the facts of a request for leave."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from zzuli_forms.models.days import Day
from zzuli_forms.models.editions import EditionKey
from zzuli_forms.models.facts import AlsoKnownAs, Facts, named
from zzuli_forms.models.messages import refuse
from zzuli_forms.models.people import PersonName
from zzuli_forms.models.phones import PhoneNumber
from zzuli_forms.models.texts import Prose, Unit
from zzuli_forms.official import DEFAULT_EDITION


class LeaveRequest(Facts):
    """A request for leave: who, from when until when, why."""

    model_config = named("请假条", "教职工请假时填写，由所在单位签署意见")

    name: PersonName = Field(title="姓名", description="请假人的姓名", examples=["王刚"])
    unit: Annotated[Unit, AlsoKnownAs("单位")] = Field(
        title="所在单位", description="请假人所在单位的全称", examples=["图书馆"]
    )
    phone: Annotated[PhoneNumber, AlsoKnownAs("联系电话")] = Field(
        title="电话", description="请假期间能找到本人的电话", examples=["13803711234"]
    )
    begins: Annotated[Day, AlsoKnownAs("起始日期")] = Field(
        title="开始日期", description="请假的第一天，如 2014-06-20", examples=["2014-06-20"]
    )
    ends: Annotated[Day, AlsoKnownAs("终止日期")] = Field(
        title="结束日期", description="请假的最后一天，如 2014-06-25", examples=["2014-06-25"]
    )
    reason: Annotated[Prose, AlsoKnownAs("原因")] = Field(
        title="请假事由", description="为什么请假；一百字以内最合适", examples=["参加全国高校图书馆工作会议。"]
    )
    edition: EditionKey = DEFAULT_EDITION

    @field_validator("ends")
    @classmethod
    def _not_before_it_begins(cls, ends: Day, info: ValidationInfo) -> Day:
        begins = info.data.get("begins")
        if begins is not None and ends < begins:
            raise refuse("own_rule", message="早于开始日期", remedy="请核对这两个日期")
        return ends
