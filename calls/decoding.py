"""From a frame to a typed message (calls/messages.py), or the error it gets. No Django."""

from __future__ import annotations

from typing import get_args

import msgspec
from msgspec import Raw, Struct

from calls.codes import ErrorCode
from calls.messages import (
    CANDIDATE_LIMIT,
    DESCRIPTION_LIMIT,
    FRAME_LIMIT,
    MESSAGE_LIMIT,
    Answer,
    Candidates,
    ClientMessage,
    Offer,
    channel_of,
)


class BadMessage(Exception):
    """The frame is not a message of this protocol. `code` goes back to the sender."""

    def __init__(self, code: ErrorCode, message: str, about: str | None = None) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.message = message
        self.about = about


_decoder = msgspec.json.Decoder(ClientMessage)


class _Envelope(Struct):
    channel: str


_envelope_decoder = msgspec.json.Decoder(_Envelope)


def decode(text: str) -> ClientMessage:
    """The typed message of a text frame; raises BadMessage with the error code to answer.

    The parser's own errors on hostile input (deep nesting, lone surrogates) are bad messages too.
    """
    if len(text) > FRAME_LIMIT:
        raise BadMessage("too_large", "The message is larger than 64 KiB.")
    try:
        message: ClientMessage = _decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _explain(text, error) from None
    _check_size(message, text)
    return message


def _explain(text: str, error: Exception) -> BadMessage:
    try:
        channel = _envelope_decoder.decode(text).channel
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return BadMessage("bad_message", "Not a JSON object with a channel.")
    if channel not in _CHANNELS:
        return BadMessage("unknown_channel", "There is no such channel.")
    return BadMessage("bad_message", str(error), about=channel)


_CHANNELS = frozenset(kind.__struct_config__.tag for kind in get_args(ClientMessage))


def _check_size(message: ClientMessage, text: str) -> None:
    """Raw JSON is relayed without being read, but for how large it is and that it is an object."""
    match message:
        case Candidates(candidates=candidates):
            _check_objects(candidates, CANDIDATE_LIMIT, "A candidate", message)
        case Offer(offer=raw) | Answer(answer=raw):
            _check_objects([raw], DESCRIPTION_LIMIT, "A description", message)
        case _:
            if len(text) > MESSAGE_LIMIT:
                raise BadMessage("too_large", "The message is larger than 2 KiB.", channel_of(message))


def _check_objects(raws: list[Raw], limit: int, what: str, message: ClientMessage) -> None:
    for raw in raws:
        text = bytes(raw)
        if len(text) > limit:
            raise BadMessage("too_large", f"{what} is larger than {limit // 1024} KiB.", channel_of(message))
        if text[:1] != b"{":
            raise BadMessage("bad_message", f"{what} is an object.", channel_of(message))
