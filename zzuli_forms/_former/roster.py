"""Leads `zzuli_forms.roster`, as it was called until 0.8, to `zzuli_forms.filing.roster`."""

from zzuli_forms._moved import former

__getattr__ = former(__name__, "zzuli_forms.filing.roster")
