"""政务微博体系审批表: the facts of the approval form (条例第五条)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import ConfigDict, Field

from zzuli_forms.models.editions import EditionKey
from zzuli_forms.models.facts import AlsoKnownAs, Facts, named
from zzuli_forms.models.people import StatedTeam, Team
from zzuli_forms.models.texts import Account, Prose, Unit
from zzuli_forms.official import DEFAULT_EDITION

ABOUT_ACCOUNT = "4至30个字符（汉字算2个），可用汉字、字母、数字、“_”和“-”"
AN_ACCOUNT = "郑州轻工业学院图书馆"
UnitName = Annotated[
    Unit,
    AlsoKnownAs("申办单位", "申请单位"),
    Field(title="申报单位", description="单位全称，一律以单位名义申报", examples=["图书馆"]),
]


class ApprovalForm(Facts):
    """The facts a unit states when it asks to open an account; opinions, seals and dates stay by hand."""

    model_config: ClassVar[ConfigDict] = named("政务微博体系审批表", "单位申请加入学校政务微博体系时填报的内容")

    unit: UnitName
    account: Annotated[Account, AlsoKnownAs("政务微博名称", "微博名称")] = Field(
        title="申报政务微博名称",
        description=ABOUT_ACCOUNT,
        examples=[AN_ACCOUNT],
    )
    purpose: Annotated[Prose, AlsoKnownAs("微博宗旨", "宗旨")] = Field(
        title="政务微博宗旨",
        description="办这个微博为了什么；二百字以内最合适",
        examples=["发布馆藏与服务信息，回应读者咨询，服务教学科研。"],
    )
    scope: Annotated[Prose, AlsoKnownAs("信息发布范围", "发布范围")] = Field(
        title="政务微博信息发布范围",
        description="打算发布哪些信息；二百字以内最合适",
        examples=["开馆安排、新书通报、讲座与培训、数据库试用、读者问答。"],
    )
    team: Team = Field(title="管理队伍", description="负责人一名，管理员一至三名")
    edition: EditionKey = DEFAULT_EDITION

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            unit: str = ...,
            account: str = ...,
            purpose: str = ...,
            scope: str = ...,
            team: StatedTeam = ...,
            edition: str | None = ...,
            **labelled: object,
        ) -> None: ...
