"""政务微博开通情况的报告: the facts that note 2 of the approval form asks to be reported in writing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import ConfigDict, Field

from zzuli_forms.forms.approval.model import ABOUT_ACCOUNT, AN_ACCOUNT, UnitName
from zzuli_forms.models.days import Day, OptionalDay, StatedDay
from zzuli_forms.models.domains import Domain
from zzuli_forms.models.editions import EditionKey
from zzuli_forms.models.facts import AlsoKnownAs, Facts, named
from zzuli_forms.models.texts import Account
from zzuli_forms.official import DEFAULT_EDITION

AccountName = Annotated[
    Account,
    AlsoKnownAs("申报政务微博名称", "微博名称"),
    Field(
        title="政务微博名称",
        description=ABOUT_ACCOUNT,
        examples=[AN_ACCOUNT],
    ),
]
Dated = Annotated[
    OptionalDay,
    AlsoKnownAs("报告日期", "成文日期"),
    Field(
        title="落款日期",
        description="报告的日期，如 2014-06-25；不填则留空，由人手写",
        examples=["2014-06-25"],
    ),
]


class OpeningNotice(Facts):
    """The report that an account is open: its name, its address, since when (审批表注2)."""

    model_config: ClassVar[ConfigDict] = named(
        "政务微博开通情况的报告", "政务微博开通后，向党委宣传部书面报告名称、域名和开通日期"
    )

    unit: UnitName
    account: AccountName
    domain: Annotated[Domain, AlsoKnownAs("网址", "微博网址", "微博域名")] = Field(
        title="域名",
        description="微博主页的网址，如 weibo.com/zzulilib",
        examples=["weibo.com/zzulilib"],
    )
    opened: Annotated[Day, AlsoKnownAs("开通时间")] = Field(
        title="开通日期", description="开通的日期，如 2014-06-20", examples=["2014-06-20"]
    )
    dated: Dated = None
    edition: EditionKey = DEFAULT_EDITION

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            unit: str = ...,
            account: str = ...,
            domain: str = ...,
            opened: StatedDay = ...,
            dated: StatedDay | None = ...,
            edition: str | None = ...,
            **labelled: object,
        ) -> None: ...
