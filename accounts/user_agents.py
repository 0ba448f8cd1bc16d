"""A browser's own description of itself (the header User-Agent) as a name and a version, and its system.

A few rules and no library: browsers froze these texts (the User-Agent Reduction), and what matters here is
which engine made a call, or where somebody is signed in, not which of ten thousand devices. Unknown ones are
told as such.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# The first that matches: the others' names stand in the texts of those before them.
_BROWSERS = [
    ("Edge", r"\bEdg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"\b(?:OPR|OPiOS|Opera)/(\d+)"),
    ("Samsung Internet", r"\bSamsungBrowser/(\d+)"),
    ("Firefox", r"\b(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"\b(?:Headless)?(?:Chrome|Chromium|CriOS)/(\d+)"),
    ("Safari", r"\bVersion/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/"),
]
_SYSTEMS = [
    ("iOS", r"\b(?:iPhone|iPod)\b"),
    ("iPadOS", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
]


class Browser(NamedTuple):
    """`name` is the family with its major version; either is "" where it cannot be told."""

    name: str
    system: str

    def __str__(self) -> str:
        return " on ".join(part for part in (self.name, self.system) if part)


def browser(user_agent: str) -> Browser:
    """Which browser on which system this is."""
    found = ((name, re.search(pattern, user_agent)) for name, pattern in _BROWSERS)
    name = next((f"{name} {match[1][:4]}" for name, match in found if match), "")
    system = next((system for system, pattern in _SYSTEMS if re.search(pattern, user_agent)), "")
    return Browser(name, system)
