"""The forms: a folder each, their register, the shapes their layouts share, drafts and rules."""

from typing import TYPE_CHECKING

if not TYPE_CHECKING:
    from zzuli_forms._moved import leading

    __getattr__ = leading(__name__, {"Form": ("zzuli_forms", "Form")})
