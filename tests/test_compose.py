"""compose.yaml: what it promises, and its parts run as it runs them (tests/compose.py)."""

from __future__ import annotations

import contextlib
import re
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.certificates import Authority
from tests.compose import Composed, made_env, services
from tests.prepared import manage
from tests.processes import PROJECT, Process, free_port, program, wait_until
from tests.proxy import NAME
from tests.servers import Postgres, Redis
from tests.wire.pages import Cast, answered

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module")
def composed() -> Iterator[Composed]:
    with Redis() as redis, Postgres() as postgres, Composed(redis, postgres) as site:
        yield site


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return services(made_env(tmp_path_factory.mktemp("env")))


async def test_a_call_through_its_parts(composed: Composed) -> None:
    cast = Cast(composed)
    alice, bob = cast.contacts("alice", "bob")
    a, b = await alice.page(), await bob.page()
    call = await answered(a, bob, b)
    await a.say("get_ice_servers")
    servers = (await a.get("ice_servers"))["ice_servers"]
    assert f"turns:{NAME}:5349?transport=tcp" in str(servers)
    await a.say("hang_up", call=call)
    await b.get("call_state", call=call, state="ended")
    await cast.leave()


def test_its_pages_come_by_https(composed: Composed) -> None:
    connection = composed.caddy.connection()
    connection.request("GET", "/accounts/login/")
    response = connection.getresponse()
    assert (response.status, response.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    page = response.read().decode()
    stylesheet = re.search(r"/static/css/base\.[0-9a-f]+\.css", page)
    assert stylesheet
    connection.request("GET", stylesheet[0])
    assert connection.getresponse().status == 200
    plain = HTTPConnection("127.0.0.1", composed.caddy.http)
    plain.request("GET", "/", headers={"Host": NAME})
    assert plain.getresponse().status == 308


def test_its_settings_pass_the_deployment_checks(composed: Composed) -> None:
    with_mail = composed.environment | {"EMAIL_URL": "smtp+tls://user:word@mail.example.org:587"}
    manage(with_mail, "check", "--deploy", "--fail-level", "WARNING")


def test_coturn_takes_caddys_certificate_and_its_successor(parts: dict[str, Any], tmp_path: Path) -> None:
    store, port, tls = tmp_path / "store", free_port(), free_port()
    folder = store / "local" / NAME
    folder.mkdir(parents=True)
    place = [f"--listening-port={port}", f"--tls-listening-port={tls}", "--listening-ip=127.0.0.1"]
    place += ["--relay-ip=127.0.0.1", f"--pidfile={tmp_path}/pid"]
    script, _, name = parts["coturn"]["entrypoint"]
    given = [option for option in parts["coturn"]["command"] if "pidfile" not in option]
    given[given.index("/etc/coturn/turnserver.conf")] = str(PROJECT / "deploy" / "turnserver.conf")
    coturn = Process(
        [str(PROJECT) + script, str(store), name, *given, *place],
        tmp_path / "log",
        env={"PATH": "/usr/bin:/bin", "CHECK_SECONDS": "0.2", "TMPDIR": str(tmp_path)},
    )
    program("turnserver", "coturn")
    try:
        coturn.wait_for(lambda: "serving without TLS" in coturn.log, "coturn waits for a certificate")
        with contextlib.closing(sqlite3.connect(tmp_path / "turn-users")) as users:
            assert users.execute("SELECT count(*) FROM turnusers_lt").fetchone() == (0,)
        shown = [give_certificate(folder, tls), give_certificate(folder, tls)]
        assert shown[0] != shown[1]
        assert coturn.log.count("The certificate was renewed.") == 1
    finally:
        coturn.stop()


def give_certificate(folder: Path, port: int) -> bytes:
    """Lay a new one into Caddy's store; what coturn then shows, once it is that."""
    made = Authority(folder).issue(folder, NAME)
    made.key.replace(folder / f"{NAME}.key")
    made.chain.replace(folder / f"{NAME}.crt")
    new = ssl.PEM_cert_to_DER_cert((folder / f"{NAME}.crt").read_text())
    wait_until(lambda: shown_certificate(port) == new, 60, "coturn shows the new certificate")
    return new


def shown_certificate(port: int) -> bytes | None:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as plain:
            return trusting.wrap_socket(plain, server_hostname=NAME).getpeercert(binary_form=True)
    except OSError:
        return None


def test_only_the_web_is_open(parts: dict[str, Any]) -> None:
    ports = {name: part["ports"] for name, part in parts.items() if "ports" in part}
    assert ports == {"caddy": ["80:80", "443:443", "443:443/udp"]}
    assert [name for name, part in parts.items() if part.get("network_mode") == "host"] == ["coturn"]


def test_every_service_comes_back_and_says_how_it_is(parts: dict[str, Any]) -> None:
    for name in set(parts) - {"migrate"}:
        assert parts[name]["restart"] == "unless-stopped", name
        assert parts[name]["healthcheck"]["test"], name
    assert parts["web-1"] == parts["web-2"]
    assert parts["web-1"]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_nobody_has_more_rights_than_needed(parts: dict[str, Any]) -> None:
    for name, part in parts.items():
        assert part["security_opt"] == ["no-new-privileges:true"], name
        if name != "postgres":
            assert (part["read_only"], part["cap_drop"]) == (True, ["ALL"]), name


def test_images_are_of_a_known_version(parts: dict[str, Any]) -> None:
    images = {part["image"] for part in parts.values()} - {"videocall"}
    assert all(re.fullmatch(r"[\w./-]+:\d[\w.-]*", image) for image in images), images


def test_make_env_makes_secrets_anew_and_refuses_what_is_no_name(tmp_path: Path) -> None:
    first, second = made_env(tmp_path), made_env(tmp_path)
    secrets = {"SECRET_KEY", "POSTGRES_PASSWORD", "TURN_SECRET"}
    assert {name for name in first if first[name] != second[name]} == secrets
    assert all(len(first[name]) == 64 for name in secrets)
    assert first["DEFAULT_FROM_EMAIL"].endswith(f"@{NAME}>")
    for wrong in ("https://calls.example.org", "", "a b", "calls.example.org/", "x$(id)"):
        command = [str(PROJECT / "deploy" / "make-env"), wrong, "203.0.113.10"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("Usage: ")


def test_the_dockerfile_is_clean() -> None:
    hadolint = program("hadolint", "hadolint", str(Path(sys.executable).parent))
    done = subprocess.run([hadolint, "Dockerfile"], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
