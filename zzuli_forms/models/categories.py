"""单位类别: the three groups of units whose accounts open by different days (通知三（四）)."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from zzuli_forms.models.messages import refuse
from zzuli_forms.models.texts import cleaned, none_if_empty


class Category(str, Enum):
    """单位类别，依通知第三部分第（四）项分批开通。"""

    WINDOW = "窗口单位"
    OFFICE = "学院和其他单位"
    SOCIETY = "团组织和学生社团"


def _category(value: object) -> object:
    if value is None or isinstance(value, Category):
        return value
    if not isinstance(value, str):
        raise refuse("not_text")
    if value not in [category.value for category in Category]:
        raise refuse("category", shown=value, choices="、".join(Category))
    return Category(value)


OptionalCategory = Annotated[
    Category | None,
    BeforeValidator(_category),
    BeforeValidator(cleaned),
    BeforeValidator(none_if_empty),
    WithJsonSchema({"enum": [*(category.value for category in Category), None]}),
]
