"""Time: this machine's clock against the database's and the site's. TURN passwords are good for minutes."""

from __future__ import annotations

import http.client
import time
from email.utils import parsedate_to_datetime

from django.db import DatabaseError, connection

from calls import clock
from videocall.doctor.findings import Finding, Findings, fine, warning, wrong
from videocall.doctor.public_address import Address

SECONDS = 5  # a Date header has whole seconds, and the answer takes a while
SYNCHRONISE = "timedatectl set-ntp true, on both machines; timedatectl then says synchronized: yes"


def examine(address: Address | None) -> Findings:
    if connection.vendor == "sqlite":
        yield fine("The database is a file here, and has this machine's clock.")
    else:
        yield from _database()
    if address and address.scheme == "https":
        yield from _site(address)


def _database() -> Findings:
    try:
        before = time.time()
        theirs = clock.now().timestamp()
        yield _compared("the database's", theirs - (before + time.time()) / 2)
    except DatabaseError:
        yield warning("The database's clock is not known: it does not answer.", "See the database above.")


def _site(address: Address) -> Findings:
    try:
        header = address.ask("/healthz").headers["date"]
        yield _compared("the site's", parsedate_to_datetime(header).timestamp() - time.time())
    except (OSError, http.client.HTTPException, KeyError, ValueError):
        yield warning("The site's clock is not known: it sent no date.", "See the site above.")


def _compared(whose: str, apart: float) -> Finding:
    if abs(apart) <= SECONDS:
        return fine(f"This machine's clock agrees with {whose}.")
    way = "behind" if apart > 0 else "ahead of"
    return wrong(f"This machine's clock is {abs(apart):.0f} s {way} {whose}.", SYNCHRONISE)
