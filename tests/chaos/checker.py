"""Reads a history and says where the server broke a promise of docs/protocol.md. Pure: no clock, no server.

python -m tests.chaos.checker HISTORY.jsonl
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.chaos import history
from tests.chaos.ends import Ends
from tests.chaos.history import Event
from tests.chaos.rules import Attempts, Leftovers, OneSeat, OneStory, Refusals, Rings, Signals, Strangers

RULES = (OneStory, OneSeat, Signals, Rings, Attempts, Strangers, Ends, Refusals, Leftovers)


def violations(events: Iterable[Event]) -> Iterator[str]:
    """Every broken promise as a sentence, with the moment it was seen."""
    rules = [rule() for rule in RULES]
    for event in events:
        for rule in rules:
            for sentence in rule.see(event):
                yield f"{event['t']:.2f} s, {type(rule).__name__}: {sentence}"


if __name__ == "__main__":
    found = list(violations(history.read(Path(sys.argv[1]))))
    sys.exit("\n".join(found) or 0)
