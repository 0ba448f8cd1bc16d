"""What happened in a run, in order, one JSON object a line: every message, socket, link and fault.

An event has `t` (seconds since the start) and `what`:

    facts     once, first: `contacts` {username: [username]}, `ring_seconds`, `seed`
    got sent  `who` (a username), `page` (one open page of theirs), and the message's own fields
    lost      a page's socket ended, with `code`
    reloaded  a page forgot its links (and its token, with `forgot`)
    left      a page went for good
    link      `who`'s media in `call`, `epoch`: `up` or not
    fault     `target`, `kind`, `begins` or not
    quiet     the faults are over

No description, candidate or token is written down.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Event = dict[str, Any]

KEPT_BACK = frozenset({"resume", "offer", "answer", "candidates", "ice_servers"})


class History:
    """Written as it happens, so that a run that is stopped leaves what it saw."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file = path.open("w", buffering=1)
        self._start = time.monotonic()

    @property
    def now(self) -> float:
        return time.monotonic() - self._start

    def note(self, what: str, **fields: Any) -> None:
        line = {"t": round(self.now, 4), "what": what, **fields}
        self._file.write(json.dumps(line, separators=(",", ":")) + "\n")

    def note_message(self, what: str, who: str, page: str, message: Event) -> None:
        seen = {name: value for name, value in message.items() if name not in KEPT_BACK}
        self.note(what, who=who, page=page, **seen)

    def close(self) -> None:
        self._file.close()

    def read(self) -> list[Event]:
        return list(read(self.path))


def read(path: Path) -> Iterator[Event]:
    with path.open() as lines:
        yield from parse(lines)


def parse(lines: Iterable[str]) -> Iterator[Event]:
    return (json.loads(line) for line in lines)
