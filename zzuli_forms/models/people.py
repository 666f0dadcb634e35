"""The people who run an account."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import ErrorDetails, InitErrorDetails

from zzuli_forms.models.facts import AlsoKnownAs, Facts, named
from zzuli_forms.models.messages import refuse
from zzuli_forms.models.phones import Phone, PhoneNumber
from zzuli_forms.models.texts import at_most, cleaned, is_han, one_line, present, printable, string_schema

SEPARATOR = "\u00b7"
_NAME_LIMIT = 50
MOST_ADMINISTRATORS = 3
_SEPARATORS = re.compile("[•‧・･∙⋅·]")
_DOT = re.compile("[.．]")
_BETWEEN_NAMES = re.compile("[、，,；;/]")
_SPACES = re.compile("[ \u00a0\u2002-\u200a\u3000]+")


def mended_name(text: str) -> str:
    """Return the name with one kind of separator (U+00B7) and no spaces between hanzi."""
    separated = _DOT.sub(_separator, _SEPARATORS.sub(SEPARATOR, text))
    return _SPACES.sub(_closed, separated)


def _separator(dot: re.Match[str]) -> str:
    """Return the separator for a dot between hanzi, any other dot unchanged."""
    return SEPARATOR if all(map(is_han, _neighbours(dot))) else dot[0]


def _closed(space: re.Match[str]) -> str:
    """Return '' for spaces between hanzi or separators, any others unchanged."""
    return "" if all(is_han(one) or one == SEPARATOR for one in _neighbours(space)) else space[0]


def _neighbours(found: re.Match[str]) -> tuple[str, str]:
    """Return the characters before and behind a match; '' at an end of the text."""
    return found.string[: found.start()][-1:], found.string[found.end() :][:1]


def _name(text: str) -> str:
    name = at_most(mended_name(printable(one_line(present(text)))), _NAME_LIMIT)
    if _BETWEEN_NAMES.search(name):
        raise refuse("two_names", shown=name)
    if not any(is_han(character) or character.isalpha() for character in name):
        raise refuse("name_without_letters", shown=name)
    return name


PersonName = Annotated[str, BeforeValidator(cleaned), AfterValidator(_name), string_schema(1, _NAME_LIMIT)]


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
    """Validate a list of people; where there are too many, raise the faults of the first ones too."""
    if not isinstance(value, list | tuple) or len(value) <= MOST_ADMINISTRATORS:
        return handler(value)
    over = len(value) - MOST_ADMINISTRATORS
    crowd = refuse("too_long", most=MOST_ADMINISTRATORS, actual=len(value), over=over)
    errors = [InitErrorDetails(type=crowd, loc=(), input=value)]
    try:
        handler(value[:MOST_ADMINISTRATORS])
    except ValidationError as error:
        errors += [_again(details) for details in error.errors()]
    raise ValidationError.from_exception_data("administrators", errors)


def _again(details: ErrorDetails) -> InitErrorDetails:
    ctx = details.get("ctx", {})
    kind = refuse(**ctx) if "code" in ctx else details["type"]
    return InitErrorDetails(type=kind, loc=details["loc"], input=details["input"], ctx=ctx)


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
