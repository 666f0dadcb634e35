"""文本版本: the dated edition in which the wording is printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, JsonValue

from zzuli_forms.errors import FileError
from zzuli_forms.models.facts import AlsoKnownAs, Facts, NotAsked, updated
from zzuli_forms.models.messages import refuse
from zzuli_forms.models.texts import cleaned
from zzuli_forms.official import DEFAULT_EDITION, edition_keys, read_edition, sound_editions, told_editions


def _known(key: str) -> str:
    try:
        read_edition(key)
    except KeyError as error:
        raise refuse("edition", shown=key, choices="、".join(edition_keys())) from error
    except FileError as fault:
        raise refuse("edition_file", shown=key, fault=str(fault)) from fault
    return key


def _with_choices(schema: dict[str, JsonValue]) -> None:
    """Add the editions, read only when the schema is asked for, to the JSON Schema of a field."""
    schema["enum"] = [*sound_editions()]
    schema["description"] = f"{schema['description']}（{told_editions()}）"


def _default_if_empty(value: object) -> object:
    return DEFAULT_EDITION if value in (None, "") else value


def edition_of(facts: Facts) -> str:
    """Return the key of the edition that facts state; the default one where they state none."""
    return str(getattr(facts, "edition", DEFAULT_EDITION))


def in_edition(model: type[Facts], facts: Mapping[str, object], edition: str | None) -> Mapping[str, object]:
    """Return the stated facts, in another edition if one is given."""
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
        description="文字照哪个版本印",
        examples=[DEFAULT_EDITION],
        json_schema_extra=_with_choices,
    ),
]
