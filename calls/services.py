"""What a person may do about a call: place, accept, decline, hang up, rejoin, report on the media.

Each is one transaction of its own. Whoever comes second is never told off: their page gets the call's
state as it is now.
"""

from __future__ import annotations

from calls import clock, placing
from calls.asking import Actor, Refused, asking_page, is_over, lock_people_of, rings_no_more, visible
from calls.models import Participant
from calls.seats import answer, check_seat_free_for, follow_media, rebuild
from calls.states import Link, Reason
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
def place(actor: Actor, to: str, media: str) -> None:
    """Call the person named `to`. If they are calling us at this moment, that call is accepted instead."""
    placing.place(actor, to, media)


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
def rejoin(actor: Actor, call_id: str) -> None:
    """Sit down again at this page, which has lost its peer connection: both sides build a new one.

    A doubled request of the same page changes nothing.
    """
    page = asking_page(actor)
    call = visible(actor, call_id)
    now = clock.now()
    if is_over(call, actor, now):
        return
    mine = call.mine(actor.user_id)
    check_seat_free_for(page, mine, now)
    if mine.device_id == page.pk and mine.connection == page.connection and mine.link == Link.CONNECTING:
        tell_one(call, *actor, now)
        return
    take_seat(mine, page)
    rebuild(call, now)
    tell(call, now)


@settled
def report_media(actor: Actor, call_id: str, state: str, audio: bool, video: bool) -> None:
    """What the seated page says of its media: the connection's state, microphone on, camera on."""
    call = visible(actor, call_id)
    now = clock.now()
    if is_over(call, actor, now):
        return
    mine = call.mine(actor.user_id)
    if not mine.seated or mine.device_id != actor.device_id:
        raise Refused("not_in_call")
    if (mine.link, mine.audio, mine.video) == (state, audio, video):
        return
    edit(mine, link=Link(state), audio=audio, video=video)
    follow_media(call, mine, now)
    tell(call, now)
