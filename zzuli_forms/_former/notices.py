"""Leads `zzuli_forms.notices`, as it was called until 0.8, to `zzuli_forms.filing.notices`."""

from zzuli_forms._moved import former

__getattr__ = former(__name__, "zzuli_forms.filing.notices")
