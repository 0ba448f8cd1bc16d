"""A Debian server as docs/deployment.md sets it up: the units' own commands, two processes behind nginx."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from unittest import mock

import environ
import pytest

from tests.installed import Installed
from tests.processes import PROJECT, program
from tests.proxy import NAME
from tests.servers import Postgres, Redis
from tests.units import environment_file
from tests.wire.pages import Cast, Page, Person, answered

# Three starts of everything, on a machine that may be busy with other tests.
pytestmark = pytest.mark.timeout(400)
UNITS = ["videocall@.service", "videocall-prepare.service", "videocall.target"]


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    with Redis() as redis, Postgres() as postgres, Installed(redis, postgres) as site:
        yield site


async def test_an_upgrade_loses_no_call(installed: Installed) -> None:
    cast = Cast(installed)
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    for page in (a, b):
        await page.say("media_status", call=call, state="connected", audio=True, video=True)
    await a.get("call_state", call=call, state="active")

    upgrade = asyncio.create_task(asyncio.to_thread(upgraded, installed))
    a, b, statuses = await asyncio.gather(
        held(alice, a, upgrade), held(bob, b, upgrade), visited(installed, upgrade)
    )

    assert (await upgrade).count("is ready.") == 2
    assert statuses == {200}
    for page in (a, b):
        (mine,) = page.welcome["calls"]
        assert (mine["call"], mine["state"], mine["seat"]) == (call, "active", "here")
    await a.say("webrtc_ice_candidate", call=call, epoch=1, candidates=[{"candidate": ""}])
    await b.get("webrtc_ice_candidate", call=call)
    await a.say("hang_up", call=call)
    assert (await b.get("call_state", call=call, state="ended"))["reason"] == "completed"
    await cast.leave()


def upgraded(site: Installed) -> str:
    """The documented steps, with a new version of one file; what deploy/restart says."""
    stylesheet = site.program / "static" / "css" / "base.css"
    before = collected(site)
    stylesheet.write_text(stylesheet.read_text() + ".next-version {}\n")
    site.run_unit("videocall-prepare.service")
    (new,) = {name for name in collected(site) - before if name.endswith(".css")}
    assert before <= collected(site)
    # Nobody was restarted yet: a page of a new process may name files that an old one is asked for.
    assert {status(site, f"/static/css/{new}") for _ in range(4)} == {200}
    return site.restart_one_by_one()


async def held(person: Person, page: Page, until: asyncio.Task[str]) -> Page:
    """The page, or the one it has become, when the task is done: it comes back whenever it is sent away."""
    while True:
        closing = asyncio.create_task(page.closed(within=300))
        await asyncio.wait({closing, until}, return_when=asyncio.FIRST_COMPLETED)
        if not closing.done():
            closing.cancel()
            return page
        page = await person.page(resume=page.identity)


async def visited(site: Installed, until: asyncio.Task[str]) -> set[int]:
    """The statuses that visitors of the site see meanwhile."""
    seen: set[int] = set()
    while not until.done():
        seen.add(await asyncio.to_thread(status, site, "/accounts/login/"))
    return seen


def status(site: Installed, path: str) -> int:
    connection = HTTPSConnection("127.0.0.1", site.nginx.port, context=site.nginx.trust, timeout=30)
    connection.request("GET", path, headers={"Host": NAME})
    return connection.getresponse().status


def collected(site: Installed) -> set[str]:
    return {path.name for path in (site.folder / "data" / "static" / "css").iterdir()}


def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = (PROJECT / "deploy" / unit).read_text()
        (tmp_path / unit.replace("@", "@8000")).write_text(text.replace("/opt/videocall", str(PROJECT)))
    analyze = program("systemd-analyze", "systemd")
    for file in tmp_path.iterdir():
        done = subprocess.run(
            [analyze, "verify", "--man=no", str(file)], text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), file.name
    security = [analyze, "security", "--offline=true", "--threshold=20", "--no-pager"]
    for file in tmp_path.glob("*.service"):
        done = subprocess.run([*security, str(file)], text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout[-200:]


def test_systemd_and_the_site_read_the_settings_file_alike() -> None:
    file = PROJECT / "deploy" / "videocall.env"
    with mock.patch.dict("os.environ", clear=True) as read:
        environ.Env.read_env(file)
        assert dict(read) == environment_file(file)


def test_the_scripts_are_clean() -> None:
    scripts = [path for path in (PROJECT / "deploy").iterdir() if path.read_text().startswith("#!/bin/sh")]
    assert len(scripts) >= 6
    done = subprocess.run(
        [program("shellcheck", "shellcheck"), *scripts], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert all(shutil.which(str(script)) for script in scripts), "not executable"
