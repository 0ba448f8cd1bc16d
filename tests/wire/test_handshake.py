"""Who gets a socket, and how it begins."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from calls.codes import Close
from tests.servers import Site
from tests.wire.pages import Cast, socket


async def test_a_page_of_the_site_is_welcomed(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    page = await alice.page()
    assert page.socket.subprotocol == "videocall.v1"
    assert page.welcome["user"] == {"username": alice.username, "name": "Alice"}
    assert page.welcome["calls"] == []
    assert (await page.get("presence"))["people"] == {bob.username: "offline"}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", None, "http://localhost", "http://localhost.evil.example"]
)
async def test_pages_of_other_sites_are_refused(cast: Cast, origin: str | None) -> None:
    alice = cast.person("alice")
    with pytest.raises(InvalidStatus) as refused:
        async with socket(cast.site, alice.cookies, origin=origin):
            pass
    assert refused.value.response.status_code == 403
    assert "CSRF_TRUSTED_ORIGINS" in cast.site.log


async def test_origins_the_operator_trusts_are_served() -> None:
    with Site(CSRF_TRUSTED_ORIGINS="https://calls.example.org") as site:
        cast = Cast(site)
        alice = cast.person("alice")
        async with socket(site, alice.cookies, origin="https://calls.example.org") as page:
            await page.greet()


async def test_an_address_without_a_socket_is_refused(cast: Cast) -> None:
    alice = cast.person("alice")
    with pytest.raises(InvalidStatus) as refused:
        async with socket(cast.site, alice.cookies, path="other/"):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("cookies", [{}, {"session": "x" * 32}])
async def test_signed_out_pages_are_told_so(site: Site, cookies: dict[str, str]) -> None:
    async with socket(site, cookies) as page:
        assert await page.closed() == Close.SESSION_ENDED


@pytest.mark.parametrize("subprotocol", [None, "videocall.v2"])
async def test_another_protocol_is_refused(cast: Cast, subprotocol: str | None) -> None:
    alice = cast.person("alice")
    async with socket(cast.site, alice.cookies, subprotocol=subprotocol) as page:
        assert await page.closed() == Close.PROTOCOL


async def test_the_first_message_is_hello(cast: Cast) -> None:
    alice = cast.person("alice")
    async with socket(cast.site, alice.cookies) as page:
        await page.say("start_call", to="bob", media="video")
        assert (await page.get("error"))["code"] == "hello_expected"
        assert await page.closed() == Close.PROTOCOL


async def test_a_first_message_that_is_none_ends_the_socket(cast: Cast) -> None:
    alice = cast.person("alice")
    async with socket(cast.site, alice.cookies) as page:
        await page.socket.send(b"hello")
        assert (await page.get("error"))["code"] == "bad_message"
        assert await page.closed() == Close.PROTOCOL


async def test_a_second_hello_is_refused_and_changes_nothing(cast: Cast) -> None:
    page = await cast.person("alice").page()
    await page.say("hello")
    assert (await page.get("error"))["about"] == "hello"
    await page.say("ping")
    await page.get("pong")
    assert [message["channel"] for message in page.seen].count("welcome") == 1


async def test_a_page_comes_back_as_the_device_it_was(cast: Cast) -> None:
    alice = cast.person("alice")
    page = await alice.page()
    await page.socket.close()
    again = await alice.page(resume=page.identity)
    assert again.identity == page.identity


async def test_a_newer_socket_of_the_page_replaces_the_older(cast: Cast) -> None:
    alice = cast.person("alice")
    page = await alice.page()
    again = await alice.page(resume=page.identity)
    assert await page.closed() == Close.REPLACED
    await again.say("ping")
    await again.get("pong")


@pytest.mark.parametrize("field", ["device", "resume"])
async def test_a_wrong_token_makes_a_new_device_and_leaves_the_page_alone(cast: Cast, field: str) -> None:
    alice = cast.person("alice")
    page = await alice.page()
    stranger = await alice.page(resume=page.identity | {field: "0" * 32})
    assert stranger.welcome["device"] != page.welcome["device"]
    await page.say("ping")
    await page.get("pong")


async def test_somebody_elses_token_brings_nothing(cast: Cast) -> None:
    alice, charlie = cast.person("alice"), cast.person("charlie")
    page = await alice.page()
    stolen = await charlie.page(resume=page.identity)
    assert stolen.welcome["device"] != page.welcome["device"]
    assert stolen.welcome["user"]["username"] == charlie.username
