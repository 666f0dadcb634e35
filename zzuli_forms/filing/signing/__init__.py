"""Electronic signatures on the places a paper keeps for them (extra `sign`; importing this without it says so).

A signature is added behind all that is there (PAdES, ETSI EN 319 142-1): what the paper said before stays byte by byte,
those who signed earlier can tell, and it stays PDF/A and PDF/UA.
"""

from __future__ import annotations

from zzuli_forms.errors import UsageError
from zzuli_forms.files.commands import installing

try:
    import pyhanko  # noqa: F401
except ImportError as error:
    raise UsageError(f"电子签名要先安装签名功能：{installing('sign')}") from error

from zzuli_forms.filing.signing.identity import Identity, LockedError, identity_in
from zzuli_forms.filing.signing.places import Place, places, refuse_taken, sign

__all__ = ["Identity", "LockedError", "Place", "identity_in", "places", "refuse_taken", "sign"]
