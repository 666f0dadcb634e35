"""The facts that travel inside a file, held against what we write there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from zzuli_forms import intake
from zzuli_forms.errors import FileError
from zzuli_forms.forms import FACTS_SCHEMA, FORMS, Form
from zzuli_forms.official import edition_keys
from zzuli_forms.renderers.archive import FACTS


@dataclass(frozen=True)
class Inside:
    """The form, the edition, whether texts went on to another sheet, and the facts as stated."""

    form: Form
    edition: str
    continued: bool
    facts: Mapping[str, object]


def parsed(text: str, path: Path) -> Inside | None:
    """What the JSON text found in a file states, None for none; FileError where it is not as we write it."""
    if not text:
        return None
    stated = intake.whole(text.encode("utf-8", "replace"), PurePath(f"{path}/{FACTS}"))
    form = next((form for form in FORMS if form.key == stated.get("form")), None)
    facts, edition, schema = stated.get("facts"), stated.get("edition"), str(stated.get("schema"))
    if schema.isdecimal() and int(schema) > FACTS_SCHEMA:
        raise FileError(f"“{path}”由更新的版本生成，请先升级 zzuli_forms")
    if form is None or edition not in edition_keys() or not isinstance(facts, Mapping):
        raise FileError(f"“{path}”里附带的数据（{FACTS}）不完整，请重新生成，或读取没有附带数据的文档")
    return Inside(form, str(edition), stated.get("continued") is True, facts)
