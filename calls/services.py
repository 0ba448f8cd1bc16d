"""What a person may do about a call: place, accept, decline, hang up, rejoin, report on the media.

Each is one transaction of its own. Whoever comes second is never told off: their page gets the call's
state as it is now.
"""

from __future__ import annotations

from calls import clock, placing
from calls.asking import Actor, Refused, asking_page, is_over, lock_people_of, rings_no_more, visible
from calls.models import Participant
from calls.seats import answer, follow_media, rebuild, sits_elsewhere
from calls.states import ANSWERED, Link, Reason
from calls.transitions import edit, end, reason_when_left, settled, take_seat, tell, tell_one

__all__ = [
    "Actor",
    "Refused",
    "accept",
    "decline",
    "hang_up",
    "place",
    "rejoin",
    "report_media",
]


@settled
def place(actor: Actor, to: str, media: str, ref: str | None = None) -> None:
    """Call the person named `to`. If they are calling us at this moment, that call is accepted instead.

    `ref` is the page's own name for this attempt: the same one again is told what became of the first.
    """
    placing.place(actor, to, media, ref or "")


@settled
def accept(actor: Actor, call_id: str, media: str) -> None:
    """Answer a ringing call at this page, with video or with voice only."""
    page = asking_page(actor)
    lock_people_of(actor, call_id)
    call = visible(actor, call_id)
    now = clock.now()
    if rings_no_more(call, actor, now):
        return
    if Participant.objects.filter(user_id=actor.user_id, seated=True).exists():
        raise Refused("in_call")
    answer(call, page, media, now)


@settled
def decline(actor: Actor, call_id: str) -> None:
    """The callee does not want the ringing call; it stops ringing everywhere."""
    call = visible(actor, call_id)
    now = clock.now()
    if rings_no_more(call, actor, now):
        return
    end(call, Reason.DECLINED, now, by=actor.user_id)
    tell(call, now)


@settled
def hang_up(actor: Actor, call_id: str) -> None:
    """End the call, whatever its state: cancel, decline or hang up."""
    call = visible(actor, call_id)
    now = clock.now()
    if is_over(call, actor, now):
        return
    end(call, reason_when_left(call, actor.user_id), now, by=actor.user_id)
    tell(call, now)


@settled
def rejoin(actor: Actor, call_id: str, moves: bool = False) -> None:
    """Sit down again at this page, which has lost its peer connection: both sides build a new one.

    With `moves`, also while another page of the same person sits there and lives: that one keeps its
    connection until the new one is up. A doubled request of the same page changes nothing.
    """
    page = asking_page(actor)
    call = visible(actor, call_id)
    now = clock.now()
    if is_over(call, actor, now):
        return
    mine = call.mine(actor.user_id)
    taken_over = sits_elsewhere(page, mine, now)
    if taken_over and not moves:
        raise Refused("seated_elsewhere")
    if mine.device_id == page.pk and mine.connection == page.connection and mine.link == Link.CONNECTING:
        tell_one(call, *actor, now)
        return
    take_seat(mine, page, moving=taken_over and call.state in ANSWERED)
    rebuild(call, now)
    tell(call, now)


@settled
def report_media(
    actor: Actor,
    call_id: str,
    state: str,
    audio: bool,
    video: bool,
    epoch: int | None = None,
    paused: bool = False,
) -> None:
    """What the seated page says of its media: the connection's state, microphone on, camera on, picture
    paused. What it says of an epoch that is over is ignored."""
    call = visible(actor, call_id)
    now = clock.now()
    if is_over(call, actor, now):
        return
    mine = call.mine(actor.user_id)
    if not mine.seated or mine.device_id != actor.device_id:
        raise Refused("not_in_call")
    if epoch is not None and epoch != call.epoch:
        return
    if (mine.link, mine.audio, mine.video, mine.paused) == (state, audio, video, paused):
        return
    edit(mine, link=Link(state), audio=audio, video=video, paused=paused)
    follow_media(call, mine, now)
    tell(call, now)
