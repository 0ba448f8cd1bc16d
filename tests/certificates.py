"""Certificates for tests, from an authority that only the test trusts."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import NamedTuple

import trustme


class Certificate(NamedTuple):
    chain: Path
    key: Path


class Authority:
    """An authority; `file` is its own certificate, for SSL_CERT_FILE and the like."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def issue(self, folder: Path, *names: str, days: float = 60) -> Certificate:
        """A certificate for these names and addresses that is good for so many days; a negative number is
        one that ran out."""
        now = datetime.datetime.now(datetime.UTC)
        made = self._authority.issue_cert(
            *dict.fromkeys(names),
            not_before=now - datetime.timedelta(days=90),
            not_after=now + datetime.timedelta(days=days),
        )
        certificate = Certificate(folder / f"{names[0]}.pem", folder / f"{names[0]}.key")
        certificate.chain.write_bytes(b"".join(part.bytes() for part in made.cert_chain_pems))
        made.private_key_pem.write_to_path(certificate.key)
        return certificate
