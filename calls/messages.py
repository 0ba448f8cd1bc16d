"""The wire messages, version 1 (docs/protocol.md); calls/decoding.py reads them from frames. No Django.

Every message is one JSON object with a `channel` that names it. Descriptions and candidates are kept
as raw JSON: they are relayed as they came; calls/sdp.py looks into descriptions.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from calls.codes import ErrorCode
from calls.report_message import CallReport, Epoch, Id

VERSION = 1
SUBPROTOCOL = "videocall.v1"

FRAME_LIMIT = 64 * 1024  # bytes
DESCRIPTION_LIMIT = 32 * 1024
MESSAGE_LIMIT = 2 * 1024  # every message that carries neither description nor candidates
CANDIDATES_LIMIT = 20  # in one message
CANDIDATE_LIMIT = 2 * 1024  # each

# What the server itself made: device ids and resume tokens.
Token = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[A-Za-z0-9_-]+\Z")]
# The client's own name for one attempt to call. It is kept, and PostgreSQL keeps no NUL in a text.
Ref = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"\A[^\0]*\Z")]
Username = Annotated[str, Meta(min_length=1, max_length=64)]
MediaKind = Literal["video", "voice"]
LinkState = Literal["connecting", "connected", "disconnected", "failed"]
CallState = Literal["ringing", "connecting", "active", "reconnecting", "ended"]
PresenceState = Literal["online", "in_call", "offline"]


# ---- to the server -------------------------------------------------------------------------------


class Hello(Struct, tag="hello", tag_field="channel", omit_defaults=True):
    """The first message of every socket; `device` and `resume` bring a known page back."""

    device: Token | None = None
    resume: Token | None = None


class StartCall(Struct, tag="start_call", tag_field="channel", omit_defaults=True):
    to: Username
    media: MediaKind
    ref: Ref | None = None  # the same one never places twice


class AcceptCall(Struct, tag="accept_call", tag_field="channel"):
    call: Id
    media: MediaKind


class DeclineCall(Struct, tag="decline_call", tag_field="channel"):
    call: Id


class HangUp(Struct, tag="hang_up", tag_field="channel"):
    call: Id


class RejoinCall(Struct, tag="rejoin_call", tag_field="channel", omit_defaults=True):
    call: Id
    move: bool = False  # also from another device of mine that lives


class Offer(Struct, tag="webrtc_offer", tag_field="channel"):
    call: Id
    epoch: Epoch
    offer: Raw


class Answer(Struct, tag="webrtc_answer", tag_field="channel"):
    call: Id
    epoch: Epoch
    answer: Raw


class Candidates(Struct, tag="webrtc_ice_candidate", tag_field="channel"):
    call: Id
    epoch: Epoch
    candidates: Annotated[list[Raw], Meta(min_length=1, max_length=CANDIDATES_LIMIT)]


class MediaStatus(Struct, tag="media_status", tag_field="channel", omit_defaults=True):
    call: Id
    state: LinkState
    audio: bool
    video: bool
    epoch: Epoch | None = None  # what is said of another epoch than the present one is ignored
    paused: bool = False  # the picture is on, but the connection has no room for it


class GetIceServers(Struct, tag="get_ice_servers", tag_field="channel"):
    pass


class Ping(Struct, tag="ping", tag_field="channel", omit_defaults=True):
    """Either way. What stands in `nonce` comes back in the `pong`."""

    nonce: Token | None = None


class Pong(Struct, tag="pong", tag_field="channel", omit_defaults=True):
    nonce: Token | None = None


Signal = Offer | Answer | Candidates
ClientMessage = (
    Hello
    | StartCall
    | AcceptCall
    | DeclineCall
    | HangUp
    | RejoinCall
    | Offer
    | Answer
    | Candidates
    | MediaStatus
    | CallReport
    | GetIceServers
    | Ping
    | Pong
)


# ---- to the browser ------------------------------------------------------------------------------


class Person(Struct, omit_defaults=True):
    username: str
    name: str
    picture: str = ""  # the path of their picture; none where they have none


class Peer(Person, omit_defaults=True, kw_only=True):
    """The other person in a call, with what their device last reported."""

    audio: bool
    video: bool
    device: str = ""  # the one in their seat; nobody sits there before the call was accepted
    paused: bool = False
    moving: bool = False  # to another device of theirs, which is not connected yet


class There(Struct):
    """My other device, which has the seat: whether its page is there, and what it last reported."""

    online: bool
    audio: bool
    video: bool


class CallSnapshot(Struct):
    """A whole call as one device sees it. Times are milliseconds."""

    call: str
    version: int
    state: CallState
    role: Literal["caller", "callee"]
    seat: Literal["here", "elsewhere", "none"]
    peer: Peer
    media: MediaKind
    epoch: int
    reached: bool  # a page of the callee shows the ring
    ms_left: int | None = None  # until the present state ends by itself; none when active or ended
    elapsed_ms: int | None = None  # since media first flowed; its whole length once ended
    reason: str | None = None
    ended_by: Literal["me", "peer"] | None = None
    there: There | UnsetType = UNSET  # of a live call whose seat is elsewhere
    relay_only: bool | UnsetType = UNSET  # this person hides their address from the other


class Welcome(Struct, tag="welcome", tag_field="channel"):
    """The answer to hello: this page's identity and every live call of its person."""

    version: int
    device: str
    resume: str
    user: Person
    calls: list[CallSnapshot]


class Ring(Struct, tag="start_call", tag_field="channel", rename={"from_": "from"}, omit_defaults=True):
    call: str
    from_: Person
    media: MediaKind
    ms_left: int
    device: str = ""  # the caller's
    relay_only: bool = False  # the callee hides their address from the caller


class Ringing(Struct, tag="ringing", tag_field="channel"):
    """A page of the callee shows the ring."""

    call: str


class CallStateMessage(CallSnapshot, tag="call_state", tag_field="channel"):
    pass


class RelayedOffer(Struct, tag="webrtc_offer", tag_field="channel", rename={"from_": "from"}):
    call: str
    epoch: int
    from_: str  # the sender's username, stamped by the server
    offer: Raw


class RelayedAnswer(Struct, tag="webrtc_answer", tag_field="channel", rename={"from_": "from"}):
    call: str
    epoch: int
    from_: str
    answer: Raw


class RelayedCandidates(Struct, tag="webrtc_ice_candidate", tag_field="channel", rename={"from_": "from"}):
    call: str
    epoch: int
    from_: str
    candidates: list[Raw]


class IceServer(Struct, omit_defaults=True):
    """RTCIceServer of the W3C's WebRTC text."""

    urls: list[str]
    username: str | None = None
    credential: str | None = None


class IceServers(Struct, tag="ice_servers", tag_field="channel"):
    ice_servers: list[IceServer]
    ttl: int  # seconds the credentials are good for


class Presence(Struct, tag="presence", tag_field="channel"):
    """Changed or all (after welcome) presences of one's contacts, by username."""

    people: dict[str, PresenceState]


class ContactsChanged(Struct, tag="contacts_changed", tag_field="channel"):
    pass


class Error(Struct, tag="error", tag_field="channel", omit_defaults=True):
    """`code` is stable, `message` is for people, `about` is the channel of the refused message."""

    code: ErrorCode
    message: str
    about: str | None = None
    call: str | None = None
    retry_after_ms: int | None = None


class GoingAway(Struct, tag="going_away", tag_field="channel"):
    after_ms: int


ServerMessage = (
    Welcome
    | Ring
    | Ringing
    | CallStateMessage
    | RelayedOffer
    | RelayedAnswer
    | RelayedCandidates
    | IceServers
    | Presence
    | ContactsChanged
    | Error
    | Ping
    | Pong
    | GoingAway
)


_encoder = msgspec.json.Encoder()


def encode(message: ServerMessage) -> str:
    """The message as one JSON text."""
    return _encoder.encode(message).decode()


def channel_of(message: ClientMessage | ServerMessage) -> str:
    """The name of a message's channel."""
    return str(message.__struct_config__.tag)
