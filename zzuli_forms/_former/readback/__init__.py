"""Leads `zzuli_forms.readback`, as it was called until 0.8, to `zzuli_forms.readers.paper`."""
