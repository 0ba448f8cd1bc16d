"""What a page says of how its media came about: a part of calls/messages.py. No Django.

Words from lists and numbers within bounds, and nothing else: no text of a person's, no address.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Epoch = Annotated[int, Meta(ge=1, le=1_000_000)]

Outcome = Literal[
    "connecting",  # ended, or still trying, before anything was decided
    "connected",
    "lost",  # was connected, and is no more
    "ice_failed",  # candidates of both sides, and no way between any two of them
    "dtls_failed",  # a way, but no secure session over it
    "no_candidates",  # this browser found no candidate of its own
    "no_signals",  # the other side's description or candidates never came
]
# RFC 8445, section 5.1.1, in the words of RTCIceCandidateType.
CandidateKind = Literal["host", "srflx", "prflx", "relay"]
Transport = Literal["udp", "tcp"]
RelayTransport = Literal["udp", "tcp", "tls"]
MediaProblem = Literal[
    "no_camera", "no_microphone", "no_devices", "denied", "in_use", "insecure", "unsupported", "failed"
]
Kinds = Annotated[list[CandidateKind], Meta(max_length=4)]
# RTCPeerConnectionIceErrorEvent.errorCode: STUN's (RFC 8489, section 14.8), or 701 for no answer.
IceError = Annotated[int, Meta(ge=300, le=799)]
Milliseconds = Annotated[int, Meta(ge=0, le=600_000)]


class CallReport(Struct, tag="call_report", tag_field="channel", omit_defaults=True):
    """How one epoch's media stands at one seat; a later report of it takes the place of an earlier one."""

    call: Id
    epoch: Epoch
    outcome: Outcome
    local: CandidateKind | None = None  # this side's candidate of the pair in use
    remote: CandidateKind | None = None
    transport: Transport | None = None
    relay: RelayTransport | None = None  # between this side and its relay
    relay_offered: bool | None = None  # the server named a TURN server
    gathered: Kinds | None = None  # kinds of candidates of this side
    heard: Kinds | None = None  # of the other side
    errors: Annotated[list[IceError], Meta(max_length=8)] | None = None
    setup_ms: Milliseconds | None = None  # from the acceptance to connected
    restarts: Annotated[int, Meta(ge=0, le=1000)] | None = None  # ICE restarts this side asked for
    loss: Annotated[float, Meta(ge=0, le=100)] | None = None  # per cent of packets that did not come
    round_trip_ms: Milliseconds | None = None
    jitter_ms: Milliseconds | None = None
    problem: MediaProblem | None = None  # with this side's camera or microphone
