"""建立政务微博承诺书: the facts of the commitment letter (条例第五条)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import BeforeValidator, ConfigDict, Field

from zzuli_forms.forms.approval.model import UnitName
from zzuli_forms.models.editions import EditionKey
from zzuli_forms.models.facts import Facts, named
from zzuli_forms.models.texts import Unit, none_if_empty
from zzuli_forms.official import DEFAULT_EDITION


class CommitmentLetter(Facts):
    """The facts of the letter; it prints no name unless `heading` puts one before 「政务微博承诺…」."""

    model_config: ClassVar[ConfigDict] = named("建立政务微博承诺书", "单位建立政务微博时签署的承诺")

    unit: UnitName
    heading: Annotated[Unit | None, BeforeValidator(none_if_empty)] = Field(
        default=None,
        title="承诺书抬头名称",
        description="印在“政务微博承诺遵守以下条款”之前的名称；通常不填",
        examples=["图书馆"],
    )
    edition: EditionKey = DEFAULT_EDITION

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            unit: str = ...,
            heading: str | None = ...,
            edition: str | None = ...,
            **labelled: object,
        ) -> None: ...
