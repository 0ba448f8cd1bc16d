"""Certificates for trying the site on the own network: an authority of this machine, and what it issues.

The authority can vouch for names and addresses of private networks only (RFC 5280, section 4.2.1.10): a
phone that trusts it trusts nobody with the rest of the Internet, whoever gets hold of the key.
"""

from __future__ import annotations

import datetime
import ipaddress
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Private use (RFC 1918, RFC 4193), loopback, link-local, and the shared space of overlay networks (RFC 6598).
NETWORKS = [
    ipaddress.ip_network(network)
    for network in (
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"),
        *("fc00::/7", "fe80::/10", "::1/128"),
    )
]
DOMAINS = ["local", "localhost", "lan", "home.arpa", "internal"]
AUTHORITY_DAYS = 3650
DAYS = 397  # browsers refuse longer ones
RENEWED_BEFORE = datetime.timedelta(days=30)


class Files(NamedTuple):
    """`authority` is for phones to trust; the server uses the other two."""

    authority: Path
    chain: Path
    key: Path


def is_local(address: Address) -> bool:
    """Whether the authority may vouch for it."""
    return any(address in network for network in NETWORKS)


def certificate(folder: Path, hosts: Sequence[str], addresses: Sequence[Address]) -> Files:
    """The files for a server of these names and addresses, made where they are missing or no longer good.

    The authority stays, so that phones trust once. Everything in the folder is private to this account.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    files = Files(folder / "authority.crt", folder / "site.crt", folder / "site.key")
    authority_key = folder / "authority.key"
    if not (files.authority.exists() and authority_key.exists()) or _ends_soon(files.authority):
        _write(_authority(), authority_key, files.authority)
    if not _serves(files, hosts, addresses):
        _write(_issued(authority_key, files.authority, hosts, addresses), files.key, files.chain)
    return files


def fingerprint(file: Path) -> str:
    """SHA-256, as phones show it: to compare before trusting."""
    return x509.load_pem_x509_certificate(file.read_bytes()).fingerprint(hashes.SHA256()).hex(":").upper()


Pair = tuple[ec.EllipticCurvePrivateKey, x509.Certificate]


def _authority() -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Videocall on my own network")])
    usage = dict.fromkeys(
        (
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
            *("key_agreement", "encipher_only", "decipher_only"),
        ),
        False,
    )
    permitted: list[x509.GeneralName] = [x509.IPAddress(network) for network in NETWORKS]
    permitted += [x509.DNSName(domain) for domain in DOMAINS]
    builder = (
        _builder(name, name, key.public_key(), AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return key, builder.sign(key, hashes.SHA256())


def _issued(key_file: Path, file: Path, hosts: Sequence[str], addresses: Sequence[Address]) -> Pair:
    issuer = x509.load_pem_x509_certificate(file.read_bytes())
    issuer_key = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(issuer_key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{key_file} is not a key of ours. Remove {key_file.parent} and start again.")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Videocall")])
    builder = (
        _builder(subject, issuer.subject, key.public_key(), DAYS)
        .add_extension(x509.SubjectAlternativeName(_names(hosts, addresses)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    return key, builder.sign(issuer_key, hashes.SHA256())


def _names(hosts: Sequence[str], addresses: Sequence[Address]) -> list[x509.GeneralName]:
    named: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
    return named + [x509.IPAddress(address) for address in addresses]


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))  # phones' clocks
        .not_valid_after(now + datetime.timedelta(days=days))
    )


def _serves(files: Files, hosts: Sequence[str], addresses: Sequence[Address]) -> bool:
    """Whether the certificate is there, of this authority, for just these names, and good for a while."""
    if not (files.chain.exists() and files.key.exists()) or _ends_soon(files.chain):
        return False
    mine = x509.load_pem_x509_certificate(files.chain.read_bytes())
    authority = x509.load_pem_x509_certificate(files.authority.read_bytes())
    names = mine.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    try:
        mine.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return list(names) == _names(hosts, addresses)


def _ends_soon(file: Path) -> bool:
    ends = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    return ends - datetime.datetime.now(datetime.UTC) < RENEWED_BEFORE


def _write(pair: Pair, key_file: Path, file: Path) -> None:
    key, made = pair
    _private(
        key_file,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    _private(file, made.public_bytes(serialization.Encoding.PEM))


def _private(file: Path, content: bytes) -> None:
    """Readable by this account alone from its first byte on."""
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
