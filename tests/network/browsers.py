"""Chromium in a home of the laboratory, trusting the test's own authority for pages, sockets and turns:."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.certificates import Authority
from tests.e2e.browsers import FLAGS
from tests.network.namespace import Namespace, run
from tests.processes import program

FAKE = ["--use-fake-device-for-media-stream=fps=20", "--use-fake-ui-for-media-stream"]


def launch(playwright: Playwright, where: Namespace, home: Path) -> Browser:
    """A browser whose network is the namespace's. `home` is a folder as of `trusting`."""
    wrapper = home / f"chromium-{where.name}"
    command = " ".join([*where.within, program("chromium", "chromium")])
    wrapper.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    wrapper.chmod(0o755)
    return playwright.chromium.launch(
        executable_path=wrapper, args=[*FLAGS, *FAKE, "--no-sandbox"], env={**os.environ, "HOME": str(home)}
    )


def trusting(authority: Authority, folder: Path) -> Path:
    """A home folder whose browsers trust the authority (NSS's database, where Chromium on Linux looks)."""
    database = folder / ".pki" / "nssdb"
    database.mkdir(parents=True)
    certutil = [program("certutil", "libnss3-tools"), "-d", f"sql:{database}"]
    run(*certutil, "-N", "--empty-password")
    run(*certutil, "-A", "-n", "authority of the tests", "-t", "C,,", "-i", str(authority.file))
    return folder
