"""Who signs: a certificate with its key, as the offices that issue them hand it out (PKCS #12, RFC 7292)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto.pkcs12 import Pfx
from asn1crypto.x509 import Certificate
from pyhanko.sign.signers import SimpleSigner

from zzuli_forms import disk
from zzuli_forms.errors import FileError

LARGEST = 1_000_000
_NAMES = ("common_name", "organizational_unit_name", "organization_name")


class LockedError(FileError):
    """A file of a certificate and its key that a passphrase does not open."""


@dataclass(frozen=True)
class Identity:
    """A certificate with its key: whom it names, what signs with it, from when to when it is valid."""

    name: str
    signer: SimpleSigner
    valid: tuple[datetime, datetime]


def identity_in(path: str | Path, passphrase: str = "") -> Identity:
    """The identity in a .p12 or .pfx file.

    Raises FileError where it cannot be read or is no such file, LockedError where the passphrase does not open it.
    """
    path = Path(path)
    data = disk.read(path, LARGEST)
    _refuse_other(data, path)
    try:
        signer = SimpleSigner.load_pkcs12_data(data, [], passphrase.encode() or None)
    except AttributeError as error:
        raise _bare(path) from error
    except Exception as error:
        raise LockedError(f"打不开“{path}”：密码不对，或用了不支持的算法（如国密 SM2）") from error
    return _identity(signer, path)


def _identity(signer: SimpleSigner, path: Path) -> Identity:
    certificate = signer.signing_cert
    if certificate is None:
        raise _bare(path)
    _refuse_unnameable(certificate, path)
    days = (certificate.not_valid_before, certificate.not_valid_after)
    return Identity(named(certificate.subject.native), signer, days)


def _refuse_unnameable(certificate: Certificate, path: Path) -> None:
    """Names are compared by the Unicode of 2002 (RFC 4518): a later character in the issuer's defeats every check."""
    try:
        certificate.issuer.hashable  # noqa: B018 (reading it is what prepares it for comparison)
    except ValueError as error:
        raise FileError(f"“{path}”的签发机构名称里有生僻字，签名以后无法核验；请换用别的机构签发的证书") from error


def _bare(path: Path) -> FileError:
    return FileError(f"“{path}”里没有证书和私钥，请换一份带私钥的证书文件")


def _refuse_other(data: bytes, path: Path) -> None:
    try:
        Pfx.load(data)["auth_safe"].native  # noqa: B018 (reading it is what parses it)
    except (ValueError, TypeError) as error:
        raise FileError(f"“{path}”不是证书文件，应是 .p12 或 .pfx") from error


def named(subject: Mapping[str, Any]) -> str:
    """Whom a certificate names: a person or an office."""
    said = next((subject[key] for key in _NAMES if key in subject), "")
    return str(said[0] if isinstance(said, list) else said)
