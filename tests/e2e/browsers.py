"""Chromium and Firefox with a fake camera and microphone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Playwright

from tests.processes import program

WITNESS = Path(__file__).with_name("witness.js")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Plain addresses instead of multicast names: nothing leaves this machine.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
]


def launch(
    playwright: Playwright,
    devices: str = "fps=10",
    permission: str = "",
    flags: tuple[str, ...] = (),
    home: Path | None = None,
) -> Browser:
    """A headless Chromium. `devices="device-count=0"` has no camera and no microphone;
    `permission="deny"` refuses both. It trusts the authorities of the NSS database in `home`."""
    fake = [
        f"--use-fake-device-for-media-stream={devices}",
        "--use-fake-ui-for-media-stream" + (f"={permission}" if permission else ""),
    ]
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    path = program("chromium", "chromium")
    environment: dict[str, str | float | bool] = {**os.environ, "HOME": str(home)} if home else {**os.environ}
    return playwright.chromium.launch(
        executable_path=path, args=[*FLAGS, *fake, *sandbox, *flags], env=environment
    )


# Its fake picture is one colour that changes slowly.
FIREFOX_PREFERENCES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    # Loopback candidates: on a machine without a network there are no others.
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
}


def launch_firefox(playwright: Playwright, loudspeaker: str | None = None) -> Browser:
    """Firefox ESR as Debian ships it, headless, driven over WebDriver BiDi; `loudspeaker`: a PULSE_SERVER."""
    environment: dict[str, Any] = {**os.environ, **({"PULSE_SERVER": loudspeaker} if loudspeaker else {})}
    path = program("firefox-esr", "firefox-esr")
    return playwright.firefox.launch(
        channel="moz-firefox", executable_path=path, firefox_user_prefs=FIREFOX_PREFERENCES, env=environment
    )
