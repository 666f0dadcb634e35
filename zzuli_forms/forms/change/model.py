"""政务微博管理队伍人员变更的报告: the facts that note 3 of the approval form asks to be reported in writing."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from zzuli_forms.document.paths import is_covered
from zzuli_forms.forms.approval.model import UnitName
from zzuli_forms.forms.opening.model import AccountName, Dated
from zzuli_forms.models.days import Day, StatedDay
from zzuli_forms.models.editions import EditionKey
from zzuli_forms.models.facts import AlsoKnownAs, Facts, Location, named
from zzuli_forms.models.messages import refuse
from zzuli_forms.models.people import Member, StatedTeam, Team
from zzuli_forms.models.texts import Prose, none_if_empty
from zzuli_forms.official import DEFAULT_EDITION


class Post(NamedTuple):
    """A person and their post, the field path of their place in the team."""

    path: Location
    member: Member

    @property
    def leads(self) -> bool:
        """Tell whether the person leads the team."""
        return self.path[-1] == "leader"


class Change(NamedTuple):
    """A person's post before and after; None where the person was not, or is no longer, in the team."""

    before: Post | None
    after: Post | None

    @property
    def kind(self) -> str:
        """Return the kind of change: left, joined, moved, phone, moved_and_phone; "" for none."""
        if self.before is None or self.after is None:
            return "left" if self.before else "joined"
        moved = "moved" if self.before.leads != self.after.leads else ""
        phone = "phone" if self.before.member.phone != self.after.member.phone else ""
        return "_and_".join(filter(None, (moved, phone)))


KINDS = ("left", "joined", "moved", "moved_and_phone", "phone")


def posts(team: Team, *path: str) -> tuple[Post, ...]:
    """Return the posts of a team, its leader's first; `path` leads to the team."""
    leader = Post((*path, "leader"), team.leader)
    return (leader, *(Post((*path, "administrators", i), one) for i, one in enumerate(team.administrators)))


def changes(before: Team, after: Team) -> tuple[Change, ...]:
    """Return the changes of people who left, came, moved or have another phone, in the order of `KINDS`.

    A person is known by the name; of two with one name, the phone tells them apart, then the post. The order of
    administrators is no change.
    """
    pairs = [change for change in _paired(posts(before, "before"), posts(after, "after")) if change.kind]
    return tuple(sorted(pairs, key=lambda change: KINDS.index(change.kind)))


def _paired(before: tuple[Post, ...], after: tuple[Post, ...]) -> Iterator[Change]:
    gone, come = list(before), list(after)
    for likeness in (_same_in_all, _same_phone, _same_post, _same_name):
        for post in tuple(come):
            twin = next((other for other in gone if _same_name(other, post) and likeness(other, post)), None)
            if twin:
                gone.remove(twin)
                come.remove(post)
                yield Change(twin, post)
    yield from (Change(post, None) for post in gone)
    yield from (Change(None, post) for post in come)


def _same_name(one: Post, other: Post) -> bool:
    return one.member.name == other.member.name


def _same_phone(one: Post, other: Post) -> bool:
    return one.member.phone == other.member.phone


def _same_post(one: Post, other: Post) -> bool:
    return one.leads == other.leads


def _same_in_all(one: Post, other: Post) -> bool:
    return _same_phone(one, other) and _same_post(one, other)


class TeamChangeNotice(Facts):
    """The report that an account's team has changed: the team before and after, and since when (审批表注3)."""

    model_config: ClassVar[ConfigDict] = named(
        "政务微博管理队伍人员变更的报告", "管理队伍人员变更后，书面报党委宣传部备案"
    )

    unit: UnitName
    account: AccountName
    effective: Annotated[Day, AlsoKnownAs("生效日期", "变更时间")] = Field(
        title="变更日期", description="自哪一天起变更，如 2014-09-01", examples=["2014-09-01"]
    )
    reason: Annotated[Prose | None, BeforeValidator(none_if_empty), AlsoKnownAs("原因")] = Field(
        default=None, title="变更原因", description="为什么变更；可不填", examples=["原管理员工作调动。"]
    )
    before: Annotated[Team, AlsoKnownAs("变更前", "原管理队伍")] = Field(
        title="变更前的管理队伍", description="变更以前的负责人和管理员"
    )
    after: Annotated[Team, AlsoKnownAs("变更后", "现管理队伍")] = Field(
        title="变更后的管理队伍", description="变更以后的全部人员，没有变的人也要写上"
    )
    dated: Dated = None
    edition: EditionKey = DEFAULT_EDITION

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            unit: str = ...,
            account: str = ...,
            effective: StatedDay = ...,
            reason: str | None = ...,
            before: StatedTeam = ...,
            after: StatedTeam = ...,
            dated: StatedDay | None = ...,
            edition: str | None = ...,
            **labelled: object,
        ) -> None: ...

    @field_validator("after")
    @classmethod
    def _changes_something(cls, after: Team, info: ValidationInfo) -> Team:
        before = info.data.get("before")
        if before is not None and not changes(before, after):
            raise refuse("no_change")
        return after

    def unsettled(self, faulty: Collection[str]) -> TeamChangeNotice:
        """Return a notice of no change while one of the teams is not sound, for then they cannot be compared."""
        comparable = not any(is_covered(path, ("before", "after")) for path in faulty)
        return self if comparable else self.model_copy(update={"before": self.after})

    @property
    def changes(self) -> tuple[Change, ...]:
        """Return who left, came, moved or has another phone, as `changes`."""
        return changes(self.before, self.after)
