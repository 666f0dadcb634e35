"""The people who run an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

from pydantic import (
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import InitErrorDetails

from zzuli_forms.models.facts import AlsoKnownAs, Facts, in_words, named
from zzuli_forms.models.messages import refuse
from zzuli_forms.models.names import PersonName
from zzuli_forms.models.phones import Phone, PhoneNumber
from zzuli_forms.models.texts import none_if_empty

MOST_ADMINISTRATORS = 3


class Member(Facts):
    """A person of the team, by name and phone."""

    model_config: ClassVar[ConfigDict] = named("成员", "管理队伍中的一人")

    name: PersonName = Field(
        title="姓名", description="真实姓名；少数民族姓名的间隔号用“·”", examples=["王刚", "阿依古丽·买买提"]
    )
    phone: Annotated[PhoneNumber, AlsoKnownAs("联系电话", "手机", "手机号码")] = Field(
        title="电话",
        description="手机号、带区号的固定电话或内线，分机写作“转8012”",
        examples=["0371-63556789转8012", "13803711234"],
    )

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            name: str = ...,
            phone: Phone | str | int = ...,
            **labelled: object,
        ) -> None: ...


StatedMember: TypeAlias = Member | Mapping[str, object]
"""A person, or the facts of one."""


def _every_fault(value: object, handler: ValidatorFunctionWrapHandler) -> object:
    """Validate a list of people without the unused places behind them; where there are too many, raise the faults of
    the first ones too.
    """
    value = _used(value)
    if not isinstance(value, list | tuple) or len(value) <= MOST_ADMINISTRATORS:
        return handler(value)
    over = len(value) - MOST_ADMINISTRATORS
    crowd = refuse("too_long", most=MOST_ADMINISTRATORS, actual=len(value), over=over)
    errors = [InitErrorDetails(type=crowd, loc=(), input=value)]
    try:
        handler(value[:MOST_ADMINISTRATORS])
    except ValidationError as error:
        errors += in_words(Member, error)
    raise ValidationError.from_exception_data("administrators", errors)


def _used(people: object) -> object:
    """Return a list of people without those at its end of whom nothing is stated, but for the first."""
    if not isinstance(people, list | tuple):
        return people
    used = len(people)
    while used > 1 and _is_unused(people[used - 1]):
        used -= 1
    return people[:used]


def _is_unused(person: object) -> bool:
    return isinstance(person, Mapping) and all(none_if_empty(value) is None for value in person.values())


class Team(Facts):
    """管理队伍: the leader who answers for the account, and the administrators who run it."""

    model_config: ClassVar[ConfigDict] = named("管理队伍", "微博的负责人和管理员")

    leader: Member = Field(title="负责人", description="微博工作的负责人")
    administrators: Annotated[
        tuple[Member, ...],
        Field(min_length=1, max_length=MOST_ADMINISTRATORS),
        WrapValidator(_every_fault),
    ] = Field(title="管理员", description="管理员，一至三人")

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            leader: StatedMember = ...,
            administrators: Sequence[StatedMember] = ...,
            **labelled: object,
        ) -> None: ...


StatedTeam: TypeAlias = Team | Mapping[str, object]
"""A team, or the facts of one."""
