"""A signal's way from one seat of a call to the other: by the sender's own route, without the database.

It goes on as it came, but for the addresses of somebody who hides theirs (calls/hiding.py). What is not
encrypted media between two certificates does not go on (calls/sdp.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from msgspec import Raw

from calls import delivery, hiding, sdp
from calls.decoding import BadMessage
from calls.messages import (
    Answer,
    Candidates,
    Offer,
    RelayedAnswer,
    RelayedCandidates,
    RelayedOffer,
    Signal,
    channel_of,
    encode,
)
from calls.services import Refused
from calls.sockets import Relay, Socket

Relayed = RelayedOffer | RelayedAnswer | RelayedCandidates


def relay(socket: Socket, message: Signal) -> None:
    """Pass on what the page of this socket sent. Raises Refused or BadMessage where it may not."""
    route = socket.routes.get(message.call)
    if route is None:
        raise Refused("not_in_call")
    if route.epoch != message.epoch:
        raise BadMessage("wrong_epoch", "The call has another epoch now.", channel_of(message))
    relayed = RELAYED[type(message)](message, socket.username, route.relay_only)
    if relayed is not None:
        signal = Relay(route.device, encode(relayed), route.call, route.epoch, socket.device)
        delivery.relay(route.worker, signal)


def _offer(message: Offer, sender: str, relay_only: bool) -> RelayedOffer:
    offer = _description(message, message.offer, "offer", relay_only)
    return RelayedOffer(message.call, message.epoch, sender, offer)


def _answer(message: Answer, sender: str, relay_only: bool) -> RelayedAnswer:
    answer = _description(message, message.answer, "answer", relay_only)
    return RelayedAnswer(message.call, message.epoch, sender, answer)


def _candidates(message: Candidates, sender: str, relay_only: bool) -> RelayedCandidates | None:
    """None where nothing is left of it."""
    kept = hiding.candidates(message.candidates) if relay_only else message.candidates
    return RelayedCandidates(message.call, message.epoch, sender, kept) if kept else None


def _description(message: Signal, raw: Raw, kind: Literal["offer", "answer"], relay_only: bool) -> Raw:
    try:
        sdp.check(raw, kind)
    except sdp.Unacceptable as error:
        raise BadMessage("bad_message", str(error), channel_of(message)) from None
    return hiding.description(raw) if relay_only else raw


# Each signal, as the other seat gets it.
RELAYED: dict[
    type[Signal], Callable[[Any, str, bool], RelayedOffer | RelayedAnswer | RelayedCandidates | None]
] = {
    Offer: _offer,
    Answer: _answer,
    Candidates: _candidates,
}
