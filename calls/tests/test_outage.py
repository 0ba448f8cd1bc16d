"""After a time in which no page could be heard, nobody's time has run out; and work fails fast meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import AsyncMock

import pytest
from django.db import OperationalError, connection

from calls import clock, outage, presence, sockets
from calls.codes import Close
from calls.deadlines import expire_due, forgive_silence
from calls.models import Device, Worker
from calls.sockets import Socket
from calls.states import State
from calls.tests.cast import WORKER, Page, pass_time, the_call


@pytest.fixture
def returns() -> Iterator[list[str]]:
    """Notes each return from an outage."""
    seen: list[str] = []
    outage.on_return(lambda: seen.append("back"))
    yield seen
    outage.on_return(None)


@pytest.fixture
def unusable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "is_usable", lambda: False)


def fail() -> None:
    with outage.noticed():
        raise OperationalError("the connection broke")


def work() -> None:
    with outage.noticed():
        pass


def test_the_first_work_after_an_outage_comes_after_the_return(returns: list[str], unusable: None) -> None:
    work()
    assert returns == []
    with pytest.raises(outage.Away):
        fail()
    work()
    work()
    assert returns == ["back"]


def test_an_error_on_a_good_connection_is_no_outage(returns: list[str]) -> None:
    with pytest.raises(OperationalError) as raised:
        fail()
    assert not isinstance(raised.value, outage.Away)
    work()
    assert returns == []


def test_a_return_that_fails_is_tried_again(unusable: None) -> None:
    tries: list[int] = []

    def stumble() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("not yet")

    outage.on_return(stumble)
    with pytest.raises(OperationalError):
        fail()
    for _ in range(2):
        with pytest.raises(OperationalError):
            work()
    work()
    work()
    outage.on_return(None)
    assert len(tries) == 3


def test_while_one_looks_for_the_database_the_others_fail_at_once(unusable: None) -> None:
    inner: list[str] = []

    def look() -> None:
        with pytest.raises(OperationalError, match="another thread"):
            work()
        inner.append("refused")

    outage.on_return(look)
    with pytest.raises(OperationalError):
        fail()
    work()
    outage.on_return(None)
    assert inner == ["refused"]


def test_a_process_that_stood_still_returns_too(returns: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + outage.STANDSTILL_SECONDS + 1)
    work()
    work()
    assert returns == ["back"]


def test_a_call_that_was_connecting_gets_its_time_again(alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"))
    pass_time(30)
    version = the_call().version
    forgive_silence()
    expire_due()
    assert (the_call().state, the_call().version) == (State.CONNECTING, version + 1)
    pass_time(121)
    expire_due()
    assert the_call().reason == "failed"


def test_who_was_away_when_it_began_gets_the_time_again(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    alices.drop()
    pass_time(12)
    forgive_silence()
    expire_due()
    assert the_call().state == State.RINGING
    pass_time(11)
    expire_due()
    assert the_call().reason == "cancelled"


def test_who_was_there_is_not_taken_for_absent(alices: Page, bobs: Page) -> None:
    alices.place("bob")
    forgive_silence()
    assert the_call().caller.absent_until is None


def test_a_page_that_comes_back_late_may_still_say_that_it_is_connected(alices: Page, bobs: Page) -> None:
    call = alices.place("bob")
    bobs.accept(call)
    bobs.drop()
    pass_time(19)
    bobs.open()
    pass_time(5)
    expire_due()
    assert bobs.welcome.calls[0].ms_left == 10_000
    bobs.report(call)
    assert the_call().state == State.ACTIVE


def test_a_connection_is_not_given_up_for_a_server_process_that_died(alices: Page, bobs: Page) -> None:
    """What its pages said last may not have arrived, and the other process still lives."""
    call = alices.place("bob")
    bobs.accept(call)
    pass_time(2)
    presence.start_worker("worker-2", alone=False)
    for _ in range(13):
        pass_time(2, workers_live=False)
        presence.renew_lease("worker-2")
        assert expire_due() == 0
        presence.sweep()
    assert not Worker.objects.filter(pk=WORKER).exists()
    bobs.worker = "worker-2"
    pass_time(30, workers_live=False)
    bobs.open()
    bobs.report(call)
    assert the_call().state == State.ACTIVE


def test_it_is_given_up_if_nobody_returns_from_there(alices: Page, bobs: Page) -> None:
    bobs.accept(alices.place("bob"))
    presence.stop_worker(WORKER)
    pass_time(44)
    assert expire_due() == 0
    pass_time(2)
    assert expire_due() == 1
    assert the_call().reason == "failed"


def test_a_socket_that_the_page_gave_up_does_not_take_its_newer_one_away(bobs: Page) -> None:
    """Its hello waited for longer than the page did."""
    newer = bobs.connection
    pass_time(2)
    with pytest.raises(presence.Outdated):
        bobs.open(age=3)
    assert Device.objects.get().connection == newer
    bobs.open(age=1)
    assert Device.objects.get().connection == bobs.connection != newer


def test_waiting_for_the_database_makes_no_socket_younger(
    bobs: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Processes on one SQLite file wait for each other: here 10 s, by a socket that was opened 3 s before."""
    asked = time.monotonic()
    Device.objects.update(seen_at=clock.now() - timedelta(seconds=12))  # of its page's newer one
    monkeypatch.setattr(presence, "time", SimpleNamespace(monotonic=lambda: asked + 10))
    where = (bobs.sid, bobs.worker, "late", "Firefox", bobs.device, bobs.resume)
    with pytest.raises(presence.Outdated):
        presence.connect(bobs.user.pk, *where, asked - 3)


def test_a_socket_that_the_page_gave_up_does_not_outlast_its_newer_one(bobs: Page) -> None:
    """Its hello had its turn first, and when the newer one was open already."""
    pass_time(20)
    bobs.open(age=12)
    given_up = bobs.connection
    bobs.open(age=2)
    assert Device.objects.get().connection == bobs.connection != given_up


async def test_the_newer_of_two_sockets_stays_whichever_was_greeted_first() -> None:
    given_up, newer = (Socket(AsyncMock(), 1, "bob", "sid") for _ in range(2))
    given_up.device = newer.device = "one page"
    try:
        sockets.add(newer)
        sockets.add(given_up)
        assert (given_up.outbox.code, newer.outbox.code) == (Close.REPLACED, 0)
        sockets.remove(given_up)
        assert sockets.here("one page")
    finally:
        sockets.remove(newer)
