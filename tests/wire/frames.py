"""Generated frames, most of them wrong, each with the errors that may answer it."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple


class Frame(NamedTuple):
    data: str | bytes
    codes: frozenset[str]


CALL_CHANNELS: dict[str, dict[str, Any]] = {
    "accept_call": {"media": "video"},
    "decline_call": {},
    "hang_up": {},
    "rejoin_call": {},
    "media_status": {"state": "connected", "audio": True, "video": True},
    "webrtc_offer": {"epoch": 1, "offer": {"sdp": "x"}},
    "webrtc_answer": {"epoch": 1, "answer": {"sdp": "x"}},
    "webrtc_ice_candidate": {"epoch": 1, "candidates": [{}]},
}
ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    1e308,
    10**30,
    "",
    "\u0000",
    "\N{SNOWMAN}" * 70,
    [],
    {},
    [[]],
    {"channel": "ping"},
    "x" * 1000,
]
NOT_JSON = [
    "",
    "{",
    "nul",
    "NaN",
    "[1,]",
    '{"channel":"ping"',
    '{"channel":"ping",}',
    '{"channel":"\\ud800"}',
    "\ufeff{}",
]
BAD = frozenset({"bad_message"})


def generate(random: Random, others_call: str) -> Frame:
    """Any frame; `others_call` is a call that is not the sender's."""
    makers: list[Callable[[Random, str], Frame]] = [
        _no_json, _no_object, _unknown, _wrong_field, _missing_field,
        _not_mine, _deep, _large, _binary, _mangled,
    ]  # fmt: skip
    return random.choice(makers)(random, others_call)


def _no_json(random: Random, _: str) -> Frame:
    return Frame(random.choice(NOT_JSON), BAD)


def _no_object(random: Random, _: str) -> Frame:
    return Frame(json.dumps(random.choice([value for value in ODD if not isinstance(value, dict)])), BAD)


def _unknown(random: Random, _: str) -> Frame:
    name = "".join(random.choices("abcdefghijklmnopqrstuvwxyz_", k=random.randint(1, 40))) + "0"
    return Frame(json.dumps({"channel": name, "call": "x"}), frozenset({"unknown_channel"}))


def _wrong_field(random: Random, call: str) -> Frame:
    channel = random.choice(list(CALL_CHANNELS))
    message = {"channel": channel, "call": call, **CALL_CHANNELS[channel]}
    field = random.choice(["call", *CALL_CHANNELS[channel]])
    message[field] = random.choice(ODD)
    # Odd values may happen to be right ones; then the call is not the sender's.
    return Frame(json.dumps(message), BAD | {"call_not_found", "not_in_call", "too_large"})


def _missing_field(random: Random, call: str) -> Frame:
    channel = random.choice(list(CALL_CHANNELS))
    message = {"channel": channel, "call": call, **CALL_CHANNELS[channel]}
    del message[random.choice(["call", *CALL_CHANNELS[channel]])]
    return Frame(json.dumps(message), BAD)


def _not_mine(random: Random, call: str) -> Frame:
    channel = random.choice(list(CALL_CHANNELS))
    codes = {"not_in_call"} if channel.startswith("webrtc") else {"call_not_found"}
    return Frame(json.dumps({"channel": channel, "call": call, **CALL_CHANNELS[channel]}), frozenset(codes))


def _deep(random: Random, call: str) -> Frame:
    depth = random.randint(2000, 9000)
    nested = '{"a":' * depth + "1" + "}" * depth if random.random() < 0.5 else "[" * depth + "]" * depth
    return Frame(f'{{"channel":"hang_up","call":"{call}","more":{nested}}}', BAD | {"too_large"})


def _large(random: Random, call: str) -> Frame:
    text = "x" * random.randint(33_000, 60_000)
    large = [
        {"channel": "ping", "more": text},
        {"channel": "webrtc_offer", "call": call, "epoch": 1, "offer": {"sdp": text}},
        {"channel": "webrtc_ice_candidate", "call": call, "epoch": 1, "candidates": [{"candidate": text}]},
    ]
    return Frame(json.dumps(random.choice(large)), frozenset({"too_large"}))


def _binary(random: Random, _: str) -> Frame:
    return Frame(random.randbytes(random.randint(0, 200)), BAD)


def _mangled(random: Random, call: str) -> Frame:
    """One character of a good message is another one: mostly no JSON any more, or no known field."""
    text = json.dumps({"channel": "hang_up", "call": call})
    place = random.randrange(len(text))
    mangled = text[:place] + random.choice('{}[]",:x\\\u0001') + text[place + 1 :]
    return Frame(mangled, BAD | {"unknown_channel", "call_not_found"})
