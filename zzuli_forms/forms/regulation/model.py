"""政务微博体系管理条例: a reference to print; it states no facts but its edition."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pydantic import ConfigDict

from zzuli_forms.models.editions import EditionKey
from zzuli_forms.models.facts import Facts, named
from zzuli_forms.official import DEFAULT_EDITION


class Regulation(Facts):
    """The regulation to which the forms answer, as the notice attaches it."""

    model_config: ClassVar[ConfigDict] = named("政务微博体系管理条例", "条例全文，供查阅")

    edition: EditionKey = DEFAULT_EDITION

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            edition: str | None = ...,
            **labelled: object,
        ) -> None: ...
