"""calls/messages.py, the golden messages and docs/protocol.md say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from calls import messages
from calls.codes import Close, ErrorCode
from calls.decoding import BadMessage, decode
from calls.messages import channel_of
from tests.wire.golden import Golden, Invalid, invalid_frames
from tests.wire.golden import messages as golden_messages

PROTOCOL = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text()
TO_SERVER = golden_messages("to_server")
TO_BROWSER = golden_messages("to_browser")


def named(golden: Golden) -> str:
    return golden.channel


@pytest.mark.parametrize("golden", TO_SERVER, ids=named)
def test_examples_to_the_server_are_decoded(golden: Golden) -> None:
    for example in golden.examples:
        message = decode(json.dumps(example))
        assert channel_of(message) == golden.channel
        assert json.loads(msgspec.json.encode(message)) == example


@pytest.mark.parametrize("golden", TO_BROWSER, ids=named)
def test_examples_to_the_browser_are_what_the_server_encodes(golden: Golden) -> None:
    for example in golden.examples:
        message = msgspec.json.decode(json.dumps(example), type=messages.ServerMessage)
        assert json.loads(messages.encode(message)) == example


@pytest.mark.parametrize("invalid", invalid_frames(), ids=lambda invalid: invalid.why)
def test_invalid_frames_get_their_error(invalid: Invalid) -> None:
    with pytest.raises(BadMessage) as caught:
        decode(invalid.frame)
    assert (caught.value.code, caught.value.about) == (invalid.code, invalid.about)


def test_every_message_has_examples() -> None:
    assert {golden.channel for golden in TO_SERVER} == channels(messages.ClientMessage)
    assert {golden.channel for golden in TO_BROWSER} == channels(messages.ServerMessage)


def test_the_document_has_a_block_for_every_message() -> None:
    for golden in TO_SERVER + TO_BROWSER:
        assert f"`{golden.channel}`" in PROTOCOL


def test_the_document_explains_every_error() -> None:
    for code in get_args(ErrorCode):
        assert f"| `{code}` |" in PROTOCOL


def test_the_document_explains_every_close_code() -> None:
    codes = [value for name, value in vars(Close).items() if name.isupper()]
    assert codes
    for code in codes:
        assert f"| {code} |" in PROTOCOL


def channels(union: object) -> set[str]:
    return {str(kind.__struct_config__.tag) for kind in get_args(union)}
