"""报送材料: the one set of facts from which a unit's letter and form are both made."""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict, Field

from zzuli_forms.forms.approval.model import ApprovalForm
from zzuli_forms.forms.letter.model import CommitmentLetter
from zzuli_forms.models.categories import OptionalCategory
from zzuli_forms.models.facts import named, narrowed


class PacketFacts(CommitmentLetter, ApprovalForm):
    """The facts of both forms, each stated once, and the unit's category."""

    model_config: ClassVar[ConfigDict] = named("政务微博报送材料", "承诺书一份、审批表一式两份，由同一份内容生成")

    category: OptionalCategory = Field(
        default=None,
        title="单位类别",
        description="不印在表上，只用来提醒开通期限；可不填",
        examples=["窗口单位"],
    )

    @property
    def letter(self) -> CommitmentLetter:
        """Return the commitment letter these facts make."""
        return narrowed(self, CommitmentLetter)

    @property
    def form(self) -> ApprovalForm:
        """Return the approval form these facts make."""
        return narrowed(self, ApprovalForm)
