"""Signing identity: a certificate with its key, as issuers hand it out (PKCS #12, RFC 7292)."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from asn1crypto.keys import PublicKeyInfo
from asn1crypto.pkcs12 import Pfx
from asn1crypto.x509 import Certificate
from pyhanko.sign.signers import SimpleSigner

from zzuli_forms.errors import FileError, FormsError
from zzuli_forms.files import disk

LARGEST = 1_000_000
_LEAST_RSA = 2048
"""Length in bits of the shortest RSA key whose signatures still count (ETSI TS 119 312)."""
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
"""Curves that every PDF reader verifies; others, and EdDSA, need ISO/TS 32002, which few readers know."""
_KINDS = {"rsassa_pss": "RSA-PSS", "ed25519": "Ed25519", "ed448": "Ed448", "ec": "ECDSA"}
_SIGNING = {"digital_signature", "non_repudiation"}
_MACHINE_PURPOSES = {"server_auth", "time_stamping", "ocsp_signing"}
"""Extended key usages whose certificates sign for a machine, not for a person or an office (RFC 5280, 4.2.1.12)."""
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
    """Return the identity in a .p12 or .pfx file.

    Raises FileError where it cannot be read, is no such file, or has a key or certificate that is not for signatures
    on paper; LockedError where the passphrase does not open it.
    """
    path = Path(path)
    data = disk.read(path, LARGEST)
    _refuse_other_files(data, path)
    try:
        signer = _signer(data, passphrase)
    except AttributeError as error:
        raise _no_certificate(path) from error
    except Exception as error:
        raise LockedError(f"打不开“{path}”：密码不对，或用了不支持的算法（如国密 SM2）") from error
    return _identity(signer, path)


def _signer(data: bytes, passphrase: str) -> SimpleSigner:
    """Return what signs, without the library's warnings of how offices encode their files (BER, odd serial numbers)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        signer: SimpleSigner = SimpleSigner.load_pkcs12_data(data, [], passphrase.encode() or None)
        return signer


def _identity(signer: SimpleSigner, path: Path) -> Identity:
    certificate = signer.signing_cert
    if certificate is None:
        raise _no_certificate(path)
    with understood(FileError(f"“{path}”里的证书残缺，没有签名；请向签发机构换一份")):
        _refuse_unnameable(certificate, path)
        _refuse_unverifiable(certificate.public_key, path)
        _refuse_other_use(certificate, path)
        days = (certificate.not_valid_before, certificate.not_valid_after)
        return Identity(_name(certificate, path), signer, days)


@contextmanager
def understood(refusal: FileError) -> Iterator[None]:
    """Turn whatever a library stumbles over in a file, or in a certificate that it parses as it is asked, into this."""
    try:
        yield
    except FormsError:
        raise
    except Exception as error:
        raise refusal from error


def _name(certificate: Certificate, path: Path) -> str:
    """Return whom a certificate names; raise FileError where that is nobody, for a signature has to say who signed."""
    name = named(certificate.subject.native)
    if not name:
        raise FileError(f"“{path}”里的证书没有写明持有人，没有签名；请向签发机构换一份写明单位或个人名称的证书")
    return name


def _refuse_unverifiable(key: PublicKeyInfo, path: Path) -> None:
    """Raise FileError for a key whose signature those who receive the paper could not verify."""
    if key.algorithm == "rsa" and key.bit_size >= _LEAST_RSA:
        return
    if key.algorithm == "ec" and key.curve in [("named", curve) for curve in _CURVES]:
        return
    raise FileError(
        f"“{path}”的密钥是 {_kind(key)}，收文方的软件核验不了或不再承认这样的签名，没有签名；"
        f"请向签发机构换一份签名证书，密钥用 RSA（{_LEAST_RSA}位以上）或 ECDSA（P-256、P-384、P-521）"
    )


def _kind(key: PublicKeyInfo) -> str:
    """Return the kind of a key as issuers name it: RSA（1024位）, ECDSA（secp256k1）, Ed25519."""
    name = _KINDS.get(key.algorithm, str(key.algorithm).upper())
    if key.algorithm == "rsa":
        return f"{name}（{key.bit_size}位）"
    sort, curve = key.curve if key.algorithm == "ec" else ("", "")
    return f"{name}（{curve}）" if sort == "named" else name


def _refuse_other_use(certificate: Certificate, path: Path) -> None:
    """Raise FileError for a certificate that says it is for something else: enciphering, a server, time stamps."""
    usage, purposes = certificate.key_usage_value, certificate.extended_key_usage_value
    uses = set(purposes.native if purposes is not None else ()) - {"client_auth"}
    if (usage is not None and not usage.native & _SIGNING) or (uses and uses <= _MACHINE_PURPOSES):
        raise FileError(
            f"“{path}”里的证书不是签名用的（而是加密、网站服务器、时间戳等用的），没有签名；"
            "请换用签名证书，或请签发机构发一份用途为数字签名的证书"
        )


def _refuse_unnameable(certificate: Certificate, path: Path) -> None:
    """Raise FileError for an issuer name with a character later than Unicode 3.2.

    Names are compared by that version of 2002 (RFC 4518), so that no check of the signature could succeed.
    """
    try:
        certificate.issuer.hashable  # noqa: B018 (the access prepares the name for comparison)
    except ValueError as error:
        raise FileError(f"“{path}”的签发机构名称里有生僻字，签名以后无法核验；请换用别的机构签发的证书") from error


def _no_certificate(path: Path) -> FileError:
    return FileError(f"“{path}”里没有证书和私钥，请换一份带私钥的证书文件")


def _refuse_other_files(data: bytes, path: Path) -> None:
    try:
        Pfx.load(data)["auth_safe"].native  # noqa: B018 (the access parses it)
    except Exception as error:
        raise FileError(f"“{path}”不是证书文件，应是 .p12 或 .pfx") from error


def named(subject: Mapping[str, Any]) -> str:
    """Return whom a certificate names, a person or an office; '' for nobody."""
    names = (_first(subject[key]).strip() for key in _NAMES if key in subject)
    return next(filter(None, names), "")


def _first(value: object) -> str:
    return str(value[0] if isinstance(value, list) else value)
