"""Browsers by their own words."""

from __future__ import annotations

import pytest

from accounts.user_agents import browser

MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
ANDROID = "Mozilla/5.0 (Linux; Android 10; K)"


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox 153 on Linux"),
        (f"{WINDOWS} {WEBKIT} Chrome/156.0.0.0 Safari/537.36", "Chrome 156 on Windows"),
        (f"{WINDOWS} {WEBKIT} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0", "Edge 156 on Windows"),
        (f"{MAC} {WEBKIT} Chrome/156.0.0.0 Safari/537.36 OPR/140.0.0.0", "Opera 140 on macOS"),
        (
            f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
            "Safari 26 on macOS",
        ),
        (
            f"{IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1",
            "Safari 26 on iOS",
        ),
        (
            f"{IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0.6 Mobile/15E148 Safari/604.1",
            "Chrome 156 on iOS",
        ),
        (
            f"{IPHONE} AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/153.0 Mobile/15E148",
            "Firefox 153 on iOS",
        ),
        (f"{ANDROID} {WEBKIT} Chrome/156.0.0.0 Mobile Safari/537.36", "Chrome 156 on Android"),
        (
            f"{ANDROID} {WEBKIT} SamsungBrowser/29.0 Chrome/140.0.0.0 Mobile Safari/537.36",
            "Samsung Internet 29 on Android",
        ),
        (
            f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} HeadlessChrome/156.0.0.0 Safari/537.36",
            "Chrome 156 on Linux",
        ),
        ("Python/3.11 aiohttp/3.13", ""),
        ("", ""),
    ],
)
def test_family_major_version_and_system(user_agent: str, said: str) -> None:
    assert str(browser(user_agent)) == said
