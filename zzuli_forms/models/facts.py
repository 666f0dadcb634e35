"""The base class of all stated facts: keys by printed label or English name, frozen, faults in Chinese."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError
from typing_extensions import Self

from zzuli_forms._showing import Shows
from zzuli_forms.errors import FactsError, Fault
from zzuli_forms.models.messages import MESSAGES, PYDANTIC_TYPES, masked, words
from zzuli_forms.models.texts import as_text

F = TypeVar("F", bound="Facts")
Location = tuple[int | str, ...]
_REPEATED = "\u3000"


def named(title: str, description: str) -> ConfigDict:
    """Return the settings of a model with its printed title and its purpose, as its JSON Schema states them."""
    return ConfigDict(title=title, json_schema_extra={"description": description})


class AlsoKnownAs:
    """Other labels under which documents and offices name the same field."""

    def __init__(self, *labels: str) -> None:
        self.labels = labels


class NotAsked:
    """Mark of a field for which a table's template has no column, though a table may have one."""


class Facts(BaseModel, Shows):
    """Frozen facts; every key may be the printed label (the field's title) or the English name.

    Raises FactsError, with all faults at once, where pydantic would raise ValidationError.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, defer_build=True
    )

    def __init__(self, **facts: Any) -> None:
        with _in_chinese(type(self)):
            super().__init__(**facts)

    # Tells pydantic that nested facts need not be built through this __init__: all faults stay together.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls: type[F], obj: Any, **settings: Any) -> F:
        """Return the facts in a mapping; settings as pydantic's, with `context={"area_code": "0371"}`."""
        with _in_chinese(cls):
            return super().model_validate(obj, **settings)

    @classmethod
    def model_validate_json(cls: type[F], json_data: str | bytes | bytearray, **settings: Any) -> F:
        """Return the facts in a JSON text, as `model_validate`."""
        with _in_chinese(cls):
            return super().model_validate_json(json_data, **settings)

    @classmethod
    def model_validate_strings(cls: type[F], obj: Any, **settings: Any) -> F:
        """Return the facts in a mapping of texts, as `model_validate`."""
        with _in_chinese(cls):
            return super().model_validate_strings(obj, **settings)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Yield names and values for `repr`, long texts cut and phones masked: one line, fit for logs."""
        for name, value in super().__repr_args__():
            yield name, _cut(masked(value)) if isinstance(value, str) else value

    def unsettled(self: F, _faulty: Collection[str]) -> F:
        """Return the facts to lay out while the fields at these paths hold samples only."""
        return self

    @model_validator(mode="wrap")
    @classmethod
    def _worded(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Validate facts under any key, and word each error in Chinese, for whoever asked pydantic for it."""
        try:
            return handler(english_keys(cls, data) if isinstance(data, Mapping) else data)
        except ValidationError as error:
            raise ValidationError.from_exception_data(cls.__name__, in_words(cls, error)) from None


def english_keys(model: type[BaseModel], stated: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the stated facts by the English names of a model's fields; a key for no field, or for one stated already,
    stays as it is.
    """
    named: dict[str, Any] = {}
    for key, value in stated.items():
        name = field_named(model, key) or as_text(key)
        named[name if name not in named else f"{as_text(key)}{_REPEATED}"] = value
    return named


def in_english(model: type[BaseModel] | None, stated: object) -> object:
    """Return stated facts by English names at every level, as `english_keys`."""
    if isinstance(stated, list | tuple):
        return [in_english(model, item) for item in stated]
    if not isinstance(stated, Mapping):
        return stated
    named = english_keys(model, stated) if model else {as_text(key): value for key, value in stated.items()}
    fields = model.model_fields if model else {}
    return {
        name: in_english(model_in(fields[name].annotation) if name in fields else None, value)
        for name, value in named.items()
    }


def narrowed(facts: BaseModel, model: type[F]) -> F:
    """Return the facts of a model whose fields are all among those of given facts; nothing is checked again."""
    stated: dict[str, Any] = {name: getattr(facts, name) for name in model.model_fields}
    return cast("F", model.model_construct(**stated))


def description(field: FieldInfo) -> str:
    """Return the purpose of a field, as its JSON Schema states it; '' for a field without a description."""
    schema: dict[str, JsonValue] = {"description": field.description or ""}
    if callable(field.json_schema_extra):
        field.json_schema_extra(schema)
    return str(schema["description"])


@contextmanager
def _in_chinese(model: type[BaseModel]) -> Iterator[None]:
    """Turn pydantic's ValidationError into a FactsError."""
    try:
        yield
    except ValidationError as error:
        raise FactsError(faults(model, error)) from None


_NOT_PLAIN = re.compile(r"[\s\u3000：:]")


def _plain(key: str) -> str:
    return _NOT_PLAIN.sub("", key)


def field_labels(field: FieldInfo) -> tuple[str, ...]:
    """Return the printed labels of a field, its title first."""
    others = [label for item in field.metadata if isinstance(item, AlsoKnownAs) for label in item.labels]
    return (field.title or "", *others)


def field_named(model: type[BaseModel], key: object) -> str | None:
    """Return the field a key names, by English name or printed label."""
    known, text = _known_keys(model), as_text(key)
    return known.get(text) or known.get(_plain(text))


@cache
def _known_keys(model: type[BaseModel]) -> Mapping[str, str]:
    """Return the name of the field each key stands for; of two fields with one label, the first."""
    fields = model.model_fields.items()
    return {key: name for name, field in reversed(fields) for key in (*field_labels(field), name)}


def updated(model: type[BaseModel], stated: Mapping[str, object], new: Mapping[str, object]) -> dict[str, object]:
    """Return the stated facts with the new ones in place of those of the same fields, under whichever label."""
    replaced = {field_named(model, key) for key in new} - {None}
    kept = {key: value for key, value in stated.items() if field_named(model, key) not in replaced}
    return {**kept, **new}


def label(model: type[BaseModel], *path: int | str) -> str:
    """Return the printed labels along a field path, joined by ›: 管理队伍›管理员›第2项›电话."""
    return "›".join(_labels(model, path))


def path_text(path: Location) -> str:
    """Return a field path as Python would write it: team.administrators[1].phone."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).strip(f".{_REPEATED}")


def location(path: str) -> Location:
    """Return the field path that its text states."""
    return tuple(int(step) if re.fullmatch("[0-9]{1,4}", step) else step for step in re.findall(r"[^.\[\]]+", path))


def located(model: type[BaseModel], told: str) -> Location | None:
    """Return the field path that its text or its labels state; None for a field the model does not have."""
    found: list[int | str] = []
    at: type[BaseModel] | None = model
    for step in told.split("›") if "›" in told else location(told):
        number = re.fullmatch("第([0-9]{1,3})项", str(step))
        if number or isinstance(step, int):
            found.append(int(number[1]) - 1 if number else int(step))
            continue
        name = field_named(at, step) if at else None
        if at is None or name is None:
            return None
        found.append(name)
        at = model_in(at.model_fields[name].annotation)
    return tuple(found)


def _labels(model: type[BaseModel] | None, path: Location) -> list[str]:
    if not path:
        return []
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return [f"第{step + 1}项", *_labels(model, rest)]
    field = model.model_fields.get(step) if model else None
    if field is None:
        return [str(step).rstrip(_REPEATED), *_labels(None, rest)]
    return [field.title or step, *_labels(model_in(field.annotation), rest)]


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model a field holds, alone or in a list; None for plain values."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := model_in(arg))), None)


def _model_at(model: type[BaseModel] | None, path: Location) -> type[BaseModel] | None:
    for step in path:
        if isinstance(step, str) and model is not None:
            field = model.model_fields.get(step)
            model = model_in(field.annotation) if field else None
    return model


def faults(model: type[BaseModel], error: ValidationError) -> tuple[Fault, ...]:
    """Return pydantic's errors as faults: labels from the model, words as `Facts` or the table of messages has them."""
    return tuple(_fault(model, details) for details in error.errors())


def in_words(model: type[BaseModel], error: ValidationError) -> list[InitErrorDetails]:
    """Return pydantic's errors in Chinese; those that a model within has worded stay as they are."""
    return [_in_words(details, _fault(model, details)) for details in error.errors() if not _only_items_failed(details)]


def _in_words(details: ErrorDetails, fault: Fault) -> InitErrorDetails:
    stated = {"message": fault.message, "remedy": fault.remedy}
    return InitErrorDetails(
        type=PydanticCustomError(fault.code, "{message}，{remedy}", stated), loc=details["loc"], input=details["input"]
    )


def _only_items_failed(details: ErrorDetails) -> bool:
    """Tell whether a list is called too short only because pydantic counts the items that passed."""
    items, least = details["input"], details.get("ctx", {}).get("min_length")
    return details["type"] == "too_short" and least is not None and hasattr(items, "__len__") and len(items) >= least


_OF_KEYS = ("unknown_key", "repeated_key")
"""Codes of faults in a key: they stand in the group that has the key."""


def _fault(model: type[BaseModel], details: ErrorDetails) -> Fault:
    path, ctx = details["loc"], details.get("ctx", {})
    if "remedy" in ctx and "message" in ctx:
        at = path[:-1] if details["type"] in _OF_KEYS else path
        return Fault(label(model, *at) or "内容", path_text(path), ctx["message"], ctx["remedy"], details["type"])
    code = PYDANTIC_TYPES.get(details["type"], details["type"])
    if code == "extra_forbidden":
        return _key_fault(model, path)
    code = "blank" if details["input"] is None else code if code in MESSAGES else "invalid"
    message, remedy = words(code, _facts(model, details))
    return Fault(label(model, *path) or "内容", path_text(path), message, remedy, code)


def _facts(model: type[BaseModel], details: ErrorDetails) -> dict[str, Any]:
    ctx = details.get("ctx", {})
    value = details["input"]
    at = _model_at(model, details["loc"])
    actual = ctx.get("actual_length") or (len(value) if hasattr(value, "__len__") else 0)
    stated = {
        "found": _kind(value),
        "shown": _shown(value),
        "fields": "、".join(f.title or n for n, f in at.model_fields.items()) if at else "",
        "least": ctx.get("min_length"),
        "most": ctx.get("max_length"),
        "actual": actual,
        "over": actual - (ctx.get("max_length") or 0),
    }
    return {**stated, **ctx}


def _shown(value: object) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return _cut(as_text(value) if isinstance(value, str) or is_number else _kind(value))


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}……"


def _kind(value: object) -> str:
    if value is None:
        return "空"
    if isinstance(value, Mapping):
        return "分项的内容"
    if isinstance(value, list | tuple):
        return "一列内容"
    if isinstance(value, str | int) and not isinstance(value, bool):
        return f"“{as_text(value)}”"
    return "别的内容"


def _key_fault(model: type[BaseModel], path: Location) -> Fault:
    key, owner = str(path[-1]).strip(), _model_at(model, path[:-1])
    place, where = label(model, *path[:-1]) or "内容", path_text(path)
    name = field_named(owner, key) if owner else None
    if owner and name:
        title = owner.model_fields[name].title
        return Fault(place, where, *words("repeated_key", {"key": key, "label": title}), "repeated_key")
    stated = {"key": key, "suggestion": _suggestion(owner, key)}
    return Fault(place, where, *words("extra_forbidden", stated), "unknown_key")


def _suggestion(owner: type[BaseModel] | None, key: str) -> str:
    fields = owner.model_fields.items() if owner else ()
    known = {word: field.title or name for name, field in fields for word in (name, *field_labels(field))}
    from difflib import get_close_matches

    near = get_close_matches(_plain(key), known, n=1, cutoff=0.5)
    if near:
        return f"是否想写“{known[near[0]]}”"
    return f"可填的有：{'、'.join(dict.fromkeys(known.values()))}"
