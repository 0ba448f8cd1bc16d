"""When a session ends, its sockets close within five seconds."""

from __future__ import annotations

import asyncio
import http.cookiejar
import re
import urllib.parse
import urllib.request

from calls.codes import Close
from tests.servers import PASSWORD
from tests.wire.pages import Cast, Person, answered

FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# The promise is 5 s; the rest is for a machine that is busy with other tests.
SECONDS = 8


class Browser:
    """Sends the site's forms with these cookies."""

    def __init__(self, url: str, cookies: dict[str, str]) -> None:
        self.url = url
        jar = http.cookiejar.CookieJar()
        for name, value in cookies.items():
            jar.set_cookie(_cookie(name, value))
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    async def submit(self, path: str, form: str = "", **fields: str) -> None:
        """What the form at `form` (at `path` itself if not given) would send to `path`."""
        await asyncio.to_thread(self._submit, path, form or path, fields)

    def _submit(self, path: str, form_path: str, fields: dict[str, str]) -> None:
        with self._opener.open(self.url + form_path) as page:
            token = FIELD.search(page.read().decode())
        assert token
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        request = urllib.request.Request(self.url + path, form, headers={"Referer": self.url + path})
        self._opener.open(request).close()


async def test_signing_out_closes_the_sessions_pages(cast: Cast) -> None:
    alice = cast.person("alice")
    pages = [await alice.page(), await alice.page()]
    await Browser(alice.site.url, alice.cookies).submit("/accounts/logout/")
    for page in pages:
        assert await page.closed(SECONDS) == Close.SESSION_ENDED


async def test_another_session_of_the_person_goes_on(cast: Cast) -> None:
    alice = cast.person("alice")
    elsewhere = Person(cast.site, alice.username)
    cast.people.append(elsewhere)
    page, other = await alice.page(), await elsewhere.page()
    await Browser(alice.site.url, alice.cookies).submit("/accounts/logout/")
    await page.closed(SECONDS)
    await other.say("ping")
    await other.get("pong")


async def test_signing_out_ends_the_call(cast: Cast) -> None:
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    await answered(a, bob, b)
    await Browser(alice.site.url, alice.cookies).submit("/accounts/logout/")
    assert (await b.get("call_state", state="ended"))["reason"] == "session_ended"
    assert await a.closed(SECONDS) == Close.SESSION_ENDED


async def test_a_new_password_closes_the_other_sessions_only(cast: Cast) -> None:
    username = cast.person("alice").username
    # Django keeps the tests' quick hash up to date at the first check of the password.
    await Browser(cast.site.url, {}).submit("/accounts/login/", login=username, password=PASSWORD)
    alice, elsewhere = Person(cast.site, username), Person(cast.site, username)
    cast.people += [alice, elsewhere]
    page, other = await alice.page(), await elsewhere.page()
    new = "another quiet kettle"
    await Browser(alice.site.url, alice.cookies).submit(
        "/accounts/password/change/", oldpassword=PASSWORD, password1=new, password2=new
    )
    assert await other.closed(SECONDS) == Close.SESSION_ENDED
    await page.say("ping")
    await page.get("pong")


async def test_sessions_ended_elsewhere_are_noticed(cast: Cast) -> None:
    """By another program: no signal reaches the server, its own look into the database does."""
    alice = cast.person("alice")
    page = await alice.page()
    await asyncio.to_thread(cast.site.backstage, "end_sessions", username=alice.username)
    assert await page.closed(SECONDS) == Close.SESSION_ENDED


async def test_a_session_that_ran_out_frees_its_seat(cast: Cast) -> None:
    """No signal tells of it, in this program or another."""
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    await answered(a, bob, b)
    await asyncio.to_thread(cast.site.backstage, "expire_sessions", username=alice.username)
    assert (await b.get("call_state", SECONDS, state="ended"))["reason"] == "session_ended"
    assert (await a.get("call_state", SECONDS, state="ended"))["ended_by"] == "me"
    assert await a.closed(SECONDS) == Close.SESSION_ENDED


async def test_signing_out_another_browser_closes_its_pages_and_no_others(cast: Cast) -> None:
    """*Where you are signed in*: one ended by its button."""
    username = cast.person("alice").username
    browser = Browser(cast.site.url, {})
    await browser.submit("/accounts/login/", login=username, password=PASSWORD)
    elsewhere, third = Person(cast.site, username), Person(cast.site, username)
    cast.people += [elsewhere, third]
    page, other = await elsewhere.page(), await third.page()
    sid = await asyncio.to_thread(cast.site.backstage, "sid_of", key=elsewhere.cookies["session"])
    await browser.submit(f"/accounts/browsers/{sid}/end/", form="/accounts/browsers/")
    assert await page.closed(SECONDS) == Close.SESSION_ENDED
    await other.say("ping")
    await other.get("pong")
    await browser.submit("/accounts/browsers/others/end/", form="/accounts/browsers/")
    assert await other.closed(SECONDS) == Close.SESSION_ENDED


async def test_deactivation_closes_every_page(cast: Cast) -> None:
    alice = cast.person("alice")
    page = await alice.page()
    await asyncio.to_thread(cast.site.backstage, "deactivate", username=alice.username)
    assert await page.closed(SECONDS) == Close.SESSION_ENDED


def _cookie(name: str, value: str) -> http.cookiejar.Cookie:
    where = (None, False, "localhost.local", False, False, "/", True)
    return http.cookiejar.Cookie(0, name, value, *where, False, None, True, None, None, {})
