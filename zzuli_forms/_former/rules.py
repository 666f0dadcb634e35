"""Leads `zzuli_forms.rules`, as it was called until 0.8, to `zzuli_forms.forms.rules`."""

from zzuli_forms._moved import former

__getattr__ = former(__name__, "zzuli_forms.forms.rules")
