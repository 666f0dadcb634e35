"""Certificates made for tests: an authority, and whoever it certifies, with any kind of key and for any use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import TypeAlias

from asn1crypto import pkcs12 as containers
from asn1crypto.core import OctetString
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

AUTHORITY = "测试签发机构"
Key: TypeAlias = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | dsa.DSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
    | x25519.X25519PrivateKey
    | x448.X448PrivateKey
)
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
SIGNING, CERTIFYING = ("digital_signature", "content_commitment"), ("key_cert_sign", "crl_sign")


@cache
def _key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def common_name(name: str) -> x509.Name:
    """Return the name of a person, office or authority."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def usage(*uses: str) -> x509.KeyUsage:
    """Return what a key is for, named as in X.509."""
    return x509.KeyUsage(**{use: use in uses for use in _USES})


def certificate_of(
    subject: x509.Name,
    key: Key,
    says: Sequence[x509.ExtensionType] = (),
    issuer: str = AUTHORITY,
    days: tuple[int, int] = (-1, 30),
) -> x509.Certificate:
    """Return the certificate of a key that says so much of itself, valid for these days from today."""
    today = datetime.now(timezone.utc)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(common_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + timedelta(days=days[0]))
        .not_valid_after(today + timedelta(days=days[1]))
    )
    for extension in says:
        builder = builder.add_extension(extension, critical=True)
    return builder.sign(_key(issuer), hashes.SHA256())


@cache
def authority() -> bytes:
    """Return the certificate of the authority, DER."""
    says = x509.BasicConstraints(True, None), usage(*CERTIFYING)
    certificate = certificate_of(common_name(AUTHORITY), _key(AUTHORITY), says, days=(-2, 90))
    return certificate.public_bytes(Encoding.DER)


def _of_a_signer(name: str, issuer: str, days: tuple[int, int]) -> x509.Certificate:
    says = x509.BasicConstraints(False, None), usage(*SIGNING)
    return certificate_of(common_name(name), _key(name), says, issuer, days)


def identity_file(name: str, passphrase: str = "", issuer: str = AUTHORITY, days: tuple[int, int] = (-1, 30)) -> bytes:
    """Return a .p12 file for somebody, valid for these days from today."""
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    certificate = _of_a_signer(name, issuer, days)
    return pkcs12.serialize_key_and_certificates(name.encode(), _key(name), certificate, None, locked)


def certificate_only(name: str) -> bytes:
    """Return a .p12 file without a key."""
    certificate = _of_a_signer(name, AUTHORITY, (-1, 30))
    return pkcs12.serialize_key_and_certificates(None, None, certificate, None, NoEncryption())


def any_identity(key: Key, *says: x509.ExtensionType, subject: x509.Name | None = None, algorithm: str = "") -> bytes:
    """Return a .p12 file with a key of any kind, the `algorithm` it is for stated in its place where one is given.

    `cryptography` packs neither keys that cannot sign, nor keys that are for one algorithm (RSASSA-PSS).
    """
    subject = common_name("测试") if subject is None else subject
    certificate = certificate_of(subject, key, says).public_bytes(Encoding.DER)
    secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    stated, kept = Certificate.load(certificate), PrivateKeyInfo.load(secret)
    if algorithm:
        stated["tbs_certificate"]["subject_public_key_info"]["algorithm"] = {"algorithm": algorithm}
        kept["private_key_algorithm"] = {"algorithm": algorithm}
    return _packed(
        {"bag_id": "key_bag", "bag_value": kept},
        {"bag_id": "cert_bag", "bag_value": {"cert_id": "x509", "cert_value": Certificate.load(stated.dump())}},
    )


def _packed(*bags: object) -> bytes:
    safe = containers.AuthenticatedSafe([_data(containers.SafeContents(bags).dump())])
    packed: bytes = containers.Pfx({"version": "v3", "auth_safe": _data(safe.dump())}).dump()
    return packed


def _data(content: bytes) -> dict[str, object]:
    return {"content_type": "data", "content": OctetString(content)}
