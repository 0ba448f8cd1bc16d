"""The golden messages of tests/protocol/, which the JavaScript tests read too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "protocol"


class Golden(NamedTuple):
    """The valid examples of one channel in one direction."""

    channel: str
    direction: str
    examples: list[dict[str, Any]]


class Invalid(NamedTuple):
    """A frame to the server that is no message, and the error it gets."""

    why: str
    frame: str
    code: str
    about: str | None


def messages(direction: str) -> list[Golden]:
    files = sorted(FOLDER.glob(f"*.{direction}.json"))
    return [Golden(**json.loads(file.read_text())) for file in files]


def invalid_frames() -> list[Invalid]:
    frames = json.loads((FOLDER / "invalid.json").read_text())["frames"]
    return [Invalid(frame["why"], _joined(frame["parts"]), frame["code"], frame["about"]) for frame in frames]


def _joined(parts: list[Any]) -> str:
    return "".join(part if isinstance(part, str) else part[0] * part[1] for part in parts)
