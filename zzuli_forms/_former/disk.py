"""Leads `zzuli_forms.disk`, as it was called until 0.8, to `zzuli_forms.files.disk`."""

from zzuli_forms._moved import former

__getattr__ = former(__name__, "zzuli_forms.files.disk")
