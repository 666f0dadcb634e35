"""Facts embedded in a file (facts.json), validated against the shape in which this library writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, StrictBool, ValidationError
from pydantic_core import ErrorDetails

from zzuli_forms.errors import FileError
from zzuli_forms.files.manifest import SCHEMA, SHAPE
from zzuli_forms.forms.form import Form
from zzuli_forms.forms.register import all_forms
from zzuli_forms.models.editions import EditionKey
from zzuli_forms.models.messages import MESSAGES, words
from zzuli_forms.readers.text import facts_file
from zzuli_forms.renderers.pdf.archive import FACTS

_FIELD = re.compile(r"[^\W\d]\w*")
_SAID = MESSAGES.keys() & {"edition", "edition_file", "missing"}
"""Error types whose text in MESSAGES is quoted."""


def _form(key: object) -> Form:
    form = next((form for form in all_forms() if form.key == key), None)
    if form is None:
        raise ValueError("no form of this key")
    return form


def _named(facts: dict[str, object]) -> dict[str, object]:
    """Return the facts unchanged; ValueError for a key that is no field name, and so no step of a field path either."""
    if not all(map(_FIELD.fullmatch, _keys(facts))):
        raise ValueError("a key that is no name")
    return facts


def _keys(stated: object) -> Iterator[str]:
    if isinstance(stated, Mapping):
        yield from map(str, stated)
    below = stated.values() if isinstance(stated, Mapping) else stated if isinstance(stated, list) else ()
    for value in below:
        yield from _keys(value)


class Inside(BaseModel):
    """The envelope of the facts inside a file: the form, the edition, whether texts went on to another sheet, the facts
    as stated, and which version of the library wrote them, in which shape.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True)

    form: Annotated[Form, PlainValidator(_form)]
    edition: EditionKey
    facts: Annotated[dict[str, object], AfterValidator(_named)]
    continued: StrictBool = False
    shape: Annotated[str, Field(alias="schema", pattern=SHAPE)] = str(SCHEMA)
    version: Annotated[str, Field(alias="zzuli_forms")] = ""


def parsed(text: str, path: Path) -> Inside | None:
    """Return what the JSON text found in a file states, None for none; FileError where it is not as we write it."""
    if not text:
        return None
    stated = facts_file.whole(text.encode("utf-8", "replace"), PurePath(f"{path}/{FACTS}"))
    try:
        return Inside.model_validate(stated)
    except ValidationError as error:
        faults = "；".join(dict.fromkeys(map(_told, error.errors())))
        remedy = "请重新生成，或读取没有附带数据的文档"
        raise FileError(f"“{path}”里附带的数据（{FACTS}）不完整或被改动过（{faults}），{remedy}") from error


def _told(details: ErrorDetails) -> str:
    """Return which key is wrong, and what with it, where there are words for that."""
    key = str(details["loc"][0])
    said = words(details["type"], details.get("ctx", {}))[0] if details["type"] in _SAID else ""
    return f"{key}：{said}" if said else key
