"""deploy/turnserver.conf under the real coturn: whom it lets in, and whom the relay reaches."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.processes import wait_until
from tests.turn import Coturn
from tests.turn_client import TurnClient, TurnRefused, credentials

# IANA's special-purpose registries for IPv4 and IPv6 (and multicast), the first and the last address of each.
SPECIAL = {
    4: [
        *(
            "0.0.0.0",
            "0.0.0.1",
            "0.255.255.255",
            "10.0.0.0",
            "10.255.255.255",
            "100.64.0.0",
            "100.127.255.255",
        ),
        *("127.0.0.2", "127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255"),
        *("172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.0", "192.0.2.255"),
        *("192.31.196.0", "192.31.196.255", "192.52.193.0", "192.52.193.255", "192.88.99.0"),
        *("192.88.99.255", "192.168.0.0", "192.168.255.255", "192.175.48.0", "192.175.48.255"),
        *("198.18.0.0", "198.19.255.255", "198.51.100.0", "198.51.100.255", "203.0.113.0"),
        *("203.0.113.255", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255"),
    ],
    6: [
        *(
            "::",
            "::2",
            "::10.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:10.0.0.0",
        ),
        *(
            "64:ff9b::a00:1",
            "64:ff9b::a00:100",
            "64:ff9b::",
            "fd12:3400::100",
        ),
        *("64:ff9b::7f00:1", "64:ff9b:1::1", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "100::1", "100:0:0:1::1"),
        *("2001::", "2001::1", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::1"),
        *("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2002::", "2002:a00:1::1", "2002:7f00:1::1"),
        *("2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2620:4f:8000::1", "3fff::1"),
        *("3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "5f00::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1"),
        *("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ff02::1", "ff0e::1"),
    ],
}
# Their neighbours, and others that are anybody's.
PUBLIC = {
    4: [
        *(
            "1.0.0.0",
            "8.8.8.8",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
        ),
        *("128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0"),
        *("192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "203.0.114.0", "223.255.255.255"),
    ],
    6: [
        *("2000::1", "2001:200::1", "2001:4860:4860::8888", "2001:db7:ffff::1", "2001:db9::1", "2003::1"),
        *("2606:4700::1", "2620:4f:7fff::1", "2620:4f:8001::1", "3ffe:ffff::1", "2a00::1"),
    ],
}
LOOPBACK = {4: "127.0.0.1", 6: "::1"}
VERSIONS = pytest.mark.parametrize("version", [4, 6])


@pytest.fixture(scope="module")
def coturn() -> Iterator[Coturn]:
    """Relays to its own addresses, as one with public addresses would."""
    own = list(LOOPBACK.values())
    with Coturn(None, own[0], also=own[1:], allow=own) as coturn:
        yield coturn


def client(coturn: Coturn, version: int = 4, lives: float = 60, who: str = "tester") -> TurnClient:
    """One whose password is good for so many seconds."""
    address = (LOOPBACK[version], coturn.port)
    return TurnClient(address, *credentials(coturn.secret, time.time() + lives, who))


def refusal(turn: TurnClient, address: str) -> int:
    """The error's number; 0 where it is permitted."""
    try:
        turn.permit(address)
    except TurnRefused as refused:
        return refused.code
    return 0


@VERSIONS
def test_the_relay_reaches_no_special_address(coturn: Coturn, version: int) -> None:
    with client(coturn, version) as turn:
        turn.allocate(version)
        assert {address: refusal(turn, address) for address in SPECIAL[version]} == dict.fromkeys(
            SPECIAL[version], 403
        )


@VERSIONS
def test_the_relay_reaches_everybody_else(coturn: Coturn, version: int) -> None:
    with client(coturn, version) as turn:
        turn.allocate(version)
        assert {address: refusal(turn, address) for address in PUBLIC[version]} == dict.fromkeys(
            PUBLIC[version], 0
        )


def test_loopback_is_denied_unless_a_test_allows_it() -> None:
    with Coturn() as coturn, client(coturn) as turn:
        turn.allocate()
        assert refusal(turn, "127.0.0.1") == 403


@VERSIONS
def test_two_people_who_both_relay_reach_each_other(coturn: Coturn, version: int) -> None:
    with client(coturn, version, who="alice") as alice, client(coturn, version, who="bob") as bob:
        relays = {one: one.allocate(version) for one in (alice, bob)}
        for one, other in ((alice, bob), (bob, alice)):
            one.permit(relays[other][0])
        alice.send(relays[bob], b"hello, Bob")
        assert bob.receive() == b"hello, Bob"
        bob.send(relays[alice], b"hello, Alice")
        assert alice.receive() == b"hello, Alice"


def test_only_the_sites_passwords_are_good(coturn: Coturn) -> None:
    wrong = credentials("another secret", time.time() + 60)
    for username, password in (wrong, credentials("", time.time() + 60), ("", "")):
        with TurnClient(("127.0.0.1", coturn.port), username, password) as turn:
            with pytest.raises(TurnRefused) as refused:
                turn.allocate()
            assert refused.value.code == 401


def test_a_password_that_ran_out_makes_no_allocation(coturn: Coturn) -> None:
    with client(coturn, lives=-2) as turn:
        with pytest.raises(TurnRefused) as refused:
            turn.allocate()
        assert refused.value.code == 401


def test_an_allocation_outlives_its_password(coturn: Coturn) -> None:
    """A call goes on with the relay it has: coturn asks for the password's date once an allocation. So the
    setting TURN_TTL_SECONDS may be short, and only a new search for a path needs a new password."""
    ends = time.time() + 1
    with client(coturn, lives=1) as turn:
        turn.allocate()
        wait_until(lambda: time.time() > ends + 1, 5, "the password has run out")
        assert turn.refresh() == 600
        turn.permit("8.8.8.8")


def test_one_person_has_room_for_a_call_of_several_and_no_more(coturn: Coturn) -> None:
    clients = [client(coturn, who="greedy") for _ in range(121)]
    try:
        for turn in clients[:120]:
            turn.allocate()
        with pytest.raises(TurnRefused) as refused:
            clients[120].allocate()
        assert refused.value.code == 486
        with client(coturn, who="another") as another:
            another.allocate()
    finally:
        for turn in clients:
            turn.__exit__()
