"""Leads `zzuli_forms.drafts`, as it was called until 0.8, to `zzuli_forms.forms.drafts`."""

from zzuli_forms._moved import former

__getattr__ = former(__name__, "zzuli_forms.forms.drafts")
