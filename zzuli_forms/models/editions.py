"""文本版本: in which dated edition the wording is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from zzuli_forms.models.facts import AlsoKnownAs, Facts, NotAsked, updated
from zzuli_forms.models.messages import refuse
from zzuli_forms.models.texts import cleaned
from zzuli_forms.official import DEFAULT_EDITION, editions


def _known(key: str) -> str:
    if key not in editions():
        raise refuse("edition", shown=key, choices="、".join(editions()))
    return key


def _default_if_empty(value: object) -> object:
    return DEFAULT_EDITION if value in (None, "") else value


def edition_of(facts: Facts) -> str:
    """The edition facts ask for."""
    return str(getattr(facts, "edition", DEFAULT_EDITION))


def in_edition(model: type[Facts], facts: Mapping[str, object], edition: str | None) -> Mapping[str, object]:
    """What is stated, in another edition if one is given."""
    return facts if edition is None else updated(model, facts, {"edition": edition})


EditionKey = Annotated[
    str,
    BeforeValidator(_default_if_empty),
    BeforeValidator(cleaned),
    AfterValidator(_known),
    AlsoKnownAs("版本"),
    NotAsked(),
    Field(
        title="文本版本",
        description="、".join(f"{key}：{edition.title}" for key, edition in editions().items()),
        examples=[DEFAULT_EDITION],
    ),
    WithJsonSchema({"type": "string", "enum": [*editions()]}),
]
