"""What an examination finds: fine, worth a look, or wrong with the exact thing to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

Findings = Iterable["Finding"]


class Level(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    WRONG = "wrong"


class Finding(NamedTuple):
    """One line: `fix` is a command or a setting's line, empty where nothing is to be done."""

    level: Level
    words: str
    fix: str = ""


def fine(words: str) -> Finding:
    return Finding(Level.FINE, words)


def warning(words: str, fix: str) -> Finding:
    """It works, or may; whoever runs the site should know."""
    return Finding(Level.WARNING, words, fix)


def wrong(words: str, fix: str) -> Finding:
    """People will run into it."""
    return Finding(Level.WRONG, words, fix)
