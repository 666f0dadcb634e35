"""Certificates made for tests: an authority, and whoever it certifies."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

AUTHORITY = "测试签发机构"


@cache
def _key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _certificate(name: str, issuer: str, days: tuple[int, int], authority: bool) -> x509.Certificate:
    today = datetime.now(timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(_key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + timedelta(days=days[0]))
        .not_valid_after(today + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(_usage(authority), critical=True)
        .sign(_key(issuer), hashes.SHA256())
    )


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)


@cache
def authority() -> bytes:
    """The certificate of the authority, DER."""
    return _certificate(AUTHORITY, AUTHORITY, (-2, 90), True).public_bytes(Encoding.DER)


def identity_file(name: str, passphrase: str = "", issuer: str = AUTHORITY, days: tuple[int, int] = (-1, 30)) -> bytes:
    """A .p12 file for somebody, valid for these days from today."""
    locked = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    certificate = _certificate(name, issuer, days, False)
    return pkcs12.serialize_key_and_certificates(name.encode(), _key(name), certificate, None, locked)


def certificate_only(name: str) -> bytes:
    """A .p12 file without a key."""
    certificate = _certificate(name, AUTHORITY, (-1, 30), False)
    return pkcs12.serialize_key_and_certificates(None, None, certificate, None, NoEncryption())
