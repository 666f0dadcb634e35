"""Leads `zzuli_forms.readback.papers`, as it was called until 0.8, to `zzuli_forms.readers.paper.papers`."""

from zzuli_forms._moved import former

__getattr__ = former(__name__, "zzuli_forms.readers.paper.papers")
