"""A small world of people and pages in which anything may happen, and what must hold whatever happens.

The stateful test (test_machine.py) draws what happens; the rules are those of docs/architecture.md.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from accounts import contacts, privacy
from accounts.models import Block, Contact, User
from calls import clock, endings, lookup, presence
from calls.deadlines import expire_due
from calls.messages import CallStateMessage, Presence, Ring
from calls.models import Call, Device, Participant, Worker
from calls.outgoing import Delivery
from calls.services import Refused
from calls.snapshots import route_for
from calls.states import LIVE, State
from calls.tests.cast import WORKER, Page, Post, befriend, make_user, pass_time
from calls.tests.invariants import check_heard, check_reason, check_route, check_shape

NAMES = ("alice", "bob", "charlie")
# What may differ in a call that has ended: nothing.
# That a ring was hidden from its callee is no event: its version would tell the caller.
HIDDEN = {"shadow", "quiet"}
COLUMNS = [field.attname for field in Call._meta.concrete_fields if field.attname not in HIDDEN]


class KnowingPage(Page):
    """Remembers the live calls it knows of, as a real page does."""

    live: dict[str, str]
    online = False

    def open(self, age: float = 0) -> presence.Connected:
        connected = super().open(age)
        self.live = {shown.call: shown.state for shown in connected.welcome.calls}
        self.online = True
        return connected

    def drop(self, silent_for: float = 0) -> None:
        super().drop(silent_for)
        self.online = False

    def take(self, delivery: Delivery) -> None:
        super().take(delivery)
        if delivery.close and self.closed:
            self.online = False
        match delivery.message:
            case Ring(call=call):
                self.live[call] = State.RINGING
            case CallStateMessage(call=call, state=state):
                self.live[call] = state
        self.live = {call: state for call, state in self.live.items() if state != State.ENDED}


class World:
    """Three people who are contacts, two pages each, one server process."""

    def __init__(self) -> None:
        clock.offset, clock.stopped = timedelta(0), datetime(2030, 1, 1, tzinfo=UTC)
        self.post = Post()
        self.post.open()
        presence.start_worker(WORKER, alone=True)
        User.objects.update(do_not_disturb=False)
        self.people = {name: User.objects.filter(username=name).first() or make_user(name) for name in NAMES}
        self._make_contacts()
        self.pages = [
            KnowingPage(self.post, user, sid=f"{name}-{n}")
            for name, user in self.people.items()
            for n in "ab"
        ]
        self.calls: list[str] = []
        self.log: list[tuple[Page, str, tuple[Any, ...]]] = []
        self.just_asked = False
        self._before: dict[str, dict[str, Any]] = {}
        self._devices: dict[str, str | None] = {}
        self.rejoined = False

    def close(self) -> None:
        for model in (Call, Device, Worker, Contact, Block):
            model.objects.all().delete()
        clock.offset, clock.stopped = timedelta(0), None

    def _make_contacts(self) -> None:
        people = list(self.people.values())
        for index, one in enumerate(people):
            for other in people[index + 1 :]:
                befriend(one, other)

    def page_of(self, name: str, second: bool = False) -> KnowingPage:
        return self.pages[2 * NAMES.index(name) + second]

    def asker(self, call_id: str, who: str) -> KnowingPage:
        """The page of the caller or callee (their second one with 2), or of the stranger to the call."""
        call = Call.objects.get(pk=call_id)
        names = {"caller": call.caller.user, "callee": call.callee.user}
        role, _, second = who.partition(" ")
        strangers = [name for name, user in self.people.items() if user not in names.values()]
        user = names.get(role)
        return self.page_of(user.username if user else strangers[0], bool(second))

    def open_if_closed(self, *pages: KnowingPage) -> None:
        for page in pages:
            if not page.online:
                page.open()

    # ---- what happens ----------------------------------------------------------------------------

    def ask(self, page: Page, action: str, *arguments: Any) -> str | None:
        """A page asks for something; the code of the refusal, if refused."""
        self.log.append((page, action, arguments))
        self.just_asked = True
        self.rejoined = action in {"rejoin", "move"}
        try:
            getattr(page, action)(*arguments)
        except Refused as refused:
            return refused.code
        return None

    def repeat(self) -> None:
        """The last request arrives a second time, with nothing in between: nothing changes.

        Once its call is over, a request to call somebody is a new call, but for one with a name.
        """
        if self.just_asked:
            page, action, arguments = self.log[-1]
            before = self.rows()
            self.ask(page, action, *arguments)
            assert self.rows() == before, f"A doubled {action} changed something"

    def toggle_block(self, owner: User, person: User) -> None:
        if contacts.has_blocked(owner.pk, person.pk):
            contacts.unblock(owner, person.username)
        elif contacts.lists(owner.pk, person.pk):
            contacts.block(owner, person.username)

    def toggle_contact(self, owner: User, person: User) -> None:
        if contacts.lists(owner.pk, person.pk):
            contacts.remove(owner, person.username)
        else:
            contacts.befriend(owner, person)

    def accident(self, kind: str, seconds: float, name: str, other: str) -> None:
        """Something from outside the calls happens."""
        self.just_asked = False
        one, two = self.people[name], self.people[other]
        match kind:
            case "block":
                self.toggle_block(one, two)
            case "remove":
                self.toggle_contact(one, two)
            case "session":
                endings.end_for_sessions({self.page_of(name).sid})
            case "quiet":
                one.do_not_disturb = not one.do_not_disturb
                privacy.save(one)
            case "operator" if self.calls:
                endings.end_by_admin(self.calls[-1])
            case "restart":
                self.restart_server(seconds)

    def restart_server(self, seconds: float) -> None:
        """Killed, and back after a while: sockets are gone, pages are not."""
        pass_time(seconds, workers_live=False)
        presence.start_worker(WORKER, alone=True)
        Device.objects.update(connection="")
        for page in self.pages:
            page.online = False

    def let_time_pass(self, seconds: float) -> None:
        self.just_asked = False
        pass_time(seconds)

    def everybody_vanishes(self, without_a_word: bool) -> None:
        """Every call is over within 150 seconds, also when nobody notices for the first 45."""
        noticed = 45 if without_a_word else 0
        pass_time(noticed)
        for page in self.pages:
            page.drop(silent_for=noticed)
        for _ in range((150 - noticed) // 15):
            pass_time(15)
            presence.sweep()
            expire_due()
            self.check()
        assert not Call.objects.exclude(state=State.ENDED).exists()
        assert not Participant.objects.filter(seated=True).exists()

    def everything_is_said_again(self) -> None:
        """After all calls ended, replaying what was ever said about them changes nothing."""
        for known in self.pages:
            known.open()
        before = self.rows()
        for page, action, arguments in list(self.log):
            if action != "place" or self._was_placed(page, arguments):
                self.ask(page, action, *arguments)
        assert self.rows() == before

    def _was_placed(self, page: Page, arguments: tuple[Any, ...]) -> bool:
        """Whether there is a call of this very attempt; one that was refused is made anew."""
        named = Participant.objects.filter(user=page.user, ref=arguments[-1])
        return len(arguments) == 3 and named.exists()

    def rows(self) -> list[Any]:
        return [
            list(Call.objects.order_by("pk").values_list(*COLUMNS)),
            list(Participant.objects.order_by("pk").values_list()),
        ]

    # ---- what must hold --------------------------------------------------------------------------

    def check(self) -> None:
        """Everything that must hold after every step."""
        calls = self._load()
        self.calls = [str(call.pk) for call in calls]
        for call in calls:
            check_shape(call)
            check_reason(call)
            self._check_history(call)
            self._check_pinning(call)
        self._check_seats(calls)
        self._check_sent({str(call.pk): call for call in calls})
        for page in self.pages:
            if page.online:
                self._check_knowledge(page, calls)
        self.rejoined = False

    def _load(self) -> list[Call]:
        return lookup.assemble(lookup.whole().order_by("call__placed_at", "pk"))

    def _check_history(self, call: Call) -> None:
        """The version rises by one an event; what has ended never changes."""
        row = {name: getattr(call, name) for name in COLUMNS}
        before = self._before.get(str(call.pk))
        self._before[str(call.pk)] = row
        if before is None:
            assert call.version == 1
            return
        assert call.version - before["version"] == (row != before)
        assert before["state"] != State.ENDED or row == before

    def _check_pinning(self, call: Call) -> None:
        """The callee's device is pinned once; only a rejoin moves it."""
        device, before = call.callee.device_id, self._devices.get(str(call.pk))
        self._devices[str(call.pk)] = device
        assert before in (None, device) or self.rejoined
        assert not (call.accepted_at is None and device)

    def _check_seats(self, calls: list[Call]) -> None:
        seats = [p.user_id for call in calls for p in (call.caller, call.callee) if p.seated]
        assert len(seats) == len(set(seats)), "Two live seats of one person"
        pairs = [call.pair for call in calls if call.state in LIVE and not call.shadow]
        assert len(pairs) == len(set(pairs)), "Two live calls of one pair"

    def _check_sent(self, calls: dict[str, Call]) -> None:
        """Nothing goes to a page that must not have it; routes join the two seats of an answered call."""
        for sent in self.post.sent:
            message = sent.message
            page = self.post.pages[sent.device]
            if isinstance(message, Presence):
                self._check_presence(page, message)
            elif call_id := getattr(message, "call", None):
                check_heard(page, calls[call_id], message)
                check_route(sent, calls[call_id])
        self.post.sent.clear()

    def _check_presence(self, viewer: Page, message: Presence) -> None:
        for name, state in message.people.items():
            hidden = contacts.has_blocked(self.people[name].pk, viewer.user.pk)
            assert state == "offline" or not hidden, "Presence shown to somebody blocked"

    def _check_knowledge(self, page: KnowingPage, calls: list[Call]) -> None:
        """An open page knows every live call of its person, in its present state, and no other."""
        visible = {
            str(call.pk): call.state
            for call in calls
            if call.state in LIVE
            and (
                call.caller.user_id == page.user.pk
                or (call.callee.user_id == page.user.pk and not call.unheard)
            )
        }
        assert page.live == visible
        for call in calls:
            route = route_for(call, page.actor.device_id)
            if route and route.worker:
                assert page.routes.get(str(call.pk)) == route, "A seated page's signals would go astray"
