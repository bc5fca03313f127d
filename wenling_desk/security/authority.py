"""The centre's own certificate authority and the certificate of its TLS.

Every centre makes its authority itself; a desk trusts it because a person compared its fingerprint at enrolment.
Keys are ECDSA P-256: every TLS library takes them.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS: Final = 20 * 365
SERVER_DAYS: Final = 397
RENEW_DAYS: Final = 30
"""A server certificate with fewer days left is made anew."""

FINGERPRINT_GROUPS: Final = 8
FINGERPRINT_BITS: Final = FINGERPRINT_GROUPS * 4 * 4
"""128 of the 256 bits are shown: nobody finds a second authority with the same ones, and a person can compare them."""

ALWAYS_NAMED: Final = ("localhost", "127.0.0.1", "::1")

_BEFORE: Final = timedelta(days=1)
"""Desks whose clock is a little behind find it valid already."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its private key, both PEM."""

    certificate: bytes
    key: bytes = field(repr=False)


def make_authority(now: datetime, centre: str) -> Certificate:
    """A new authority; ``centre`` stands in its name (ASCII)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Wenling Desk"),
        x509.NameAttribute(NameOID.COMMON_NAME, f"Wenling Centre {centre} authority"),
    ])  # fmt: skip
    builder = _builder(name, name, key, now, AUTHORITY_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
    )
    return _signed(builder, key, key)


def issue_server(authority: Certificate, names: Iterable[str], now: datetime) -> Certificate:
    """A server certificate for these host names and addresses, and for this machine's own. Others are left out:
    a name no certificate can carry."""
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    signer = load_pem_private_key(authority.key, None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise ValueError("the authority has another kind of key")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wenling-centre")])
    builder = _builder(subject, issuer.subject, key, now, SERVER_DAYS, issuer.not_valid_after_utc)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    builder = builder.add_extension(x509.SubjectAlternativeName(general_names(names)), critical=False)
    builder = builder.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
    )
    return _signed(builder, key, signer)


def general_names(names: Iterable[str]) -> list[x509.GeneralName]:
    """The names as a certificate carries them, each once, this machine's own first."""
    found: dict[str, x509.GeneralName] = {}
    for name in (*ALWAYS_NAMED, *names):
        try:
            address = ipaddress.ip_address(name.partition("%")[0])
        except ValueError:
            host = _host_name(name)
            if host:
                found.setdefault(host, x509.DNSName(host))
        else:
            if not address.is_unspecified:
                found.setdefault(str(address), x509.IPAddress(address))
    return list(found.values())


def needs_renewal(certificate: bytes, authority: bytes, names: Iterable[str], now: datetime) -> bool:
    """Whether a server certificate has fewer than ``RENEW_DAYS`` left, misses a name, or is another authority's."""
    try:
        own, issuer = x509.load_pem_x509_certificate(certificate), x509.load_pem_x509_certificate(authority)
        own.verify_directly_issued_by(issuer)
        named = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (ValueError, TypeError, x509.ExtensionNotFound, InvalidSignature):
        return True
    left = own.not_valid_after_utc - now
    ends_with_authority = own.not_valid_after_utc >= issuer.not_valid_after_utc
    if now < own.not_valid_before_utc or (
        left < timedelta(days=RENEW_DAYS) and not (ends_with_authority and left > timedelta(0))
    ):
        return True
    return any(name not in named for name in general_names(names))


def is_in_force(certificate: bytes, now: datetime) -> bool:
    """Whether a certificate is valid at this moment."""
    own = x509.load_pem_x509_certificate(certificate)
    return own.not_valid_before_utc <= now <= own.not_valid_after_utc


def ends_at(certificate: bytes) -> datetime:
    """The end of a certificate, UTC."""
    return x509.load_pem_x509_certificate(certificate).not_valid_after_utc


def fingerprint(certificate: bytes) -> str:
    """SHA-256 of the certificate for people: its first 128 bits as eight groups of four hex digits."""
    digits = hashlib.sha256(x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)).hexdigest().upper()
    return " ".join(digits[start : start + 4] for start in range(0, 4 * FINGERPRINT_GROUPS, 4))


def fingerprint_matches(certificate: bytes, typed: str) -> bool:
    """Whether a person typed this certificate's fingerprint: blanks, hyphens, colons, case and width do not count.

    All shown digits are needed; the longer whole digest is taken too.
    """
    narrow = "".join(chr(ord(each) - 0xFEE0) if "\uff01" <= each <= "\uff5e" else each for each in typed)
    digits = "".join(each for each in narrow.lower() if each not in " -:\t\r\n\u3000")
    whole = hashlib.sha256(x509.load_pem_x509_certificate(certificate).public_bytes(Encoding.DER)).hexdigest()
    return len(digits) >= FINGERPRINT_BITS // 4 and whole.startswith(digits)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    days: int,
    at_most: datetime | None = None,
) -> x509.CertificateBuilder:
    end = now + timedelta(days=days)
    builder = x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - _BEFORE)
    builder = builder.not_valid_after(min(end, at_most) if at_most is not None else end)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _signed(
    builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey
) -> Certificate:
    made = builder.sign(signer, SHA256())
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Certificate(made.public_bytes(Encoding.PEM), written)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _host_name(name: str) -> str:
    """The name in ASCII, empty where it is none a certificate can carry."""
    try:
        host = name.strip().lower().encode("idna").decode("ascii")
        x509.DNSName(host)
    except (UnicodeError, ValueError):
        return ""
    plain = host.replace("-", "").replace(".", "").replace("_", "")
    return host if plain.isalnum() else ""
