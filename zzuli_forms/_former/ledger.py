"""Leads `zzuli_forms.ledger`, as it was called until 0.8, to `zzuli_forms.filing.results`."""

from zzuli_forms._moved import former

__getattr__ = former(__name__, "zzuli_forms.filing.results")
