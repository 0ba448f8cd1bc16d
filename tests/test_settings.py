"""Settings come from the environment: documented, typed, and loud when wrong."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured

from videocall import environment

PROJECT = Path(__file__).parent.parent
EXAMPLE = PROJECT / ".env.example"
# Read by deploy/serve, not by the settings.
ELSEWHERE = {"PORT", "SERVER"}
ASSIGNMENT = re.compile(r"^#? ?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)

SECRET = "a key for a test and for nothing else, of 50 letters"
PRODUCTION = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "calls.example.org"}


def loaded(**variables: str) -> dict[str, Any]:
    """The settings that this environment gives, and nothing else in it."""
    with mock.patch.dict(os.environ, {"ENV_FILE": os.devnull} | variables, clear=True):
        values = runpy.run_path(str(PROJECT / "videocall" / "settings.py"))
    return {name: value for name, value in values.items() if name.isupper()}


def refused(**variables: str) -> str:
    """What the start says when the settings do not stand."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        loaded(**variables)
    return str(refusal.value)


def documented() -> dict[str, str]:
    return dict(ASSIGNMENT.findall(EXAMPLE.read_text()))


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    loaded(DEBUG="1")
    assert set(documented()) == environment.NAMES | ELSEWHERE


def test_each_setting_has_its_explanation() -> None:
    blocks = re.split(r"\n\s*\n", EXAMPLE.read_text())
    rates = {name for name in documented() if name.endswith("_RATE")}
    for name in set(documented()) - rates - {"SOCKET_SIGNALS_PER_SECOND"}:
        block = next(block for block in blocks if re.search(rf"^# {name}=", block, re.MULTILINE))
        assert re.search(r"^# [A-Za-z0-9].*[a-z]", block.split(f"# {name}=")[0], re.MULTILINE), name


def test_the_documented_defaults_are_the_true_ones(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text(re.sub(r"^# ([A-Z][A-Z_]+=)", r"\1", EXAMPLE.read_text(), flags=re.MULTILINE))
    assert loaded(**PRODUCTION, ENV_FILE=str(file)) == loaded(**PRODUCTION)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text("RING_SECONDS=20\nSITE_NAME='From the file'\n")
    values = loaded(DEBUG="1", ENV_FILE=str(file), RING_SECONDS="30")
    assert (values["RING_SECONDS"], values["SITE_NAME"]) == (30, "From the file")


def test_production_is_the_default() -> None:
    values = loaded(**PRODUCTION)
    expected = {
        "DEBUG": False,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31536000,
    }
    assert {name: values[name] for name in expected} == expected


def test_a_name_that_development_is_reached_by() -> None:
    at_home = loaded(DEBUG="1")
    assert at_home["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    bound_to_all = loaded(DEBUG="1", HOST="0.0.0.0")
    assert bound_to_all["ALLOWED_HOSTS"] == ["*"]
    named = loaded(DEBUG="1", HOST="0.0.0.0", ALLOWED_HOSTS="here.example")
    assert named["ALLOWED_HOSTS"] == ["here.example"]


def test_production_never_lets_every_host_in_by_itself() -> None:
    without_hosts = PRODUCTION | {"ALLOWED_HOSTS": ""}
    assert refused(**without_hosts, HOST="0.0.0.0").startswith("ALLOWED_HOSTS: not set.")


def test_proxies_are_written_as_networks() -> None:
    values = loaded(DEBUG="1", TRUSTED_PROXIES="127.0.0.1, 10.1.2.3/8")
    assert values["TRUSTED_PROXIES"] == ["127.0.0.1/32", "10.0.0.0/8"]


@pytest.mark.parametrize("name", PRODUCTION)
def test_production_refuses_to_start_without(name: str) -> None:
    assert refused(**PRODUCTION | {name: ""}).startswith(f"{name}: not set. ")


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("ALLOWED_HOSTS", "https://calls.example.org", "no host name"),
        ("CONNECTION_CHECK_RATE", "daily", "not written like"),
        ("CONTACT_REQUEST_RATE", "often", "not written like"),
        ("CSRF_TRUSTED_ORIGINS", "calls.example.org", "not written like https://"),
        ("DATABASE_POOL_SIZE", "0", "not between 1 and 1000"),
        ("DATABASE_URL", "mysql://localhost/calls", "neither sqlite:/// nor postgres://"),
        ("DEBUG", "maybe", "neither 1 nor 0"),
        ("EMAIL_CHANGE_RATE", "5/m/planet", "not written like"),
        ("EMAIL_CONFIRMATION_RATE", "5", "not written like"),
        ("EMAIL_URL", "pigeon://roof", "pigeon"),
        ("EMAIL_URL", "smtp://", "names no mail server"),
        ("EMAIL_VERIFICATION", "always", "none of none, optional, mandatory"),
        ("ENV_FILE", "/no/such/file", "does not exist"),
        ("HSTS_SECONDS", "-1", "not between 0 and"),
        ("HSTS_WHOLE_DOMAIN", "2", "neither 1 nor 0"),
        ("HTTPS", "ja", "neither 1 nor 0"),
        ("LOGIN_FAILED_RATE", "5/5", "not written like"),
        ("LOGIN_RATE", "x/m/ip", "not written like"),
        ("LOG_FORMAT", "xml", "none of text, json"),
        ("METRICS_TOKEN", "short", "too short"),
        ("LOG_LEVEL", "LOUD", "none of DEBUG, INFO, WARNING, ERROR"),
        ("PASSWORD_CHANGE_RATE", "1/y", "not written like"),
        ("PASSWORD_RESET_RATE", "1/m/ip;2/m/ip", "not written like"),
        ("OIDC_ISSUER", "login.example.org", "not written like https://"),
        ("OIDC_ISSUER", "https://", "not written like https://"),
        ("OIDC_ISSUER", "https://login.example.org:port", "not written like https://"),
        ("OIDC_ISSUER", "https://me:secret@login.example.org", "not written like https://"),
        ("OIDC_ISSUER", "https://login.example.org?realm=x", "not written like https://"),
        ("OIDC_ISSUER", "https://login.example.org/.well-known/openid-configuration", "before /.well-known/"),
        ("OIDC_SIGNUP", "invitation", "neither 1 nor 0"),
        ("OIDC_TRUST_EMAIL", "school.example", "neither 1 nor 0"),
        ("REDIS_CA", "/no/such/authority.pem", "cannot be read"),
        ("REDIS_SENTINELS", "/run/sentinel", "not written like host:port"),
        ("REDIS_URL", "localhost:6379", "neither redis://"),
        ("REPORTS_TO", "ops@example.org, nobody", "'nobody' is not written like"),
        ("RING_SECONDS", "soon", "not a whole number"),
        ("RING_SECONDS", "0", "not between 1 and 600"),
        ("SECRET_KEY", "short", "too short"),
        ("SENTRY_DSN", "sentry.example.org", "not written like https://"),
        ("SESSION_DAYS", "0", "not between 1 and 3650"),
        ("SIGNUP", "maybe", "none of open, invitation, closed"),
        ("SIGNUP_RATE", "-1/m", "not written like"),
        ("SOCKET_REQUESTS_PER_SECOND", "-1", "not between 0 and"),
        ("SOCKET_SIGNALS_PER_SECOND", "many", "not a whole number"),
        ("SQLITE_SYNCHRONOUS", "off", "none of normal, full"),
        ("STUN_URLS", "turn.example.org", "does not begin with stun:"),
        ("TIME_ZONE", "Mars/Olympus", "no time zone"),
        ("TRUSTED_PROXIES", "proxy.example.org", "proxy.example.org"),
        ("TURN_SECRET", "short", "too short"),
        ("TURN_TTL_SECONDS", "1", "not between 5 and 86400"),
        ("WEB_CONCURRENCY", "0", "not between 1 and 1000"),
        ("TURN_URLS", "https://turn.example.org", "does not begin with turn: or turns:"),
    ],
)
def test_a_wrong_value_stops_the_start_by_name(name: str, value: str, reason: str) -> None:
    said = refused(**{"DEBUG": "1", name: value})
    assert said.startswith(f"{name}: ")
    assert reason in said


def test_turn_servers_need_their_secret() -> None:
    assert refused(DEBUG="1", TURN_URLS="turn:turn.example.org").startswith("TURN_SECRET: not set")


PROVIDER = {
    "OIDC_ISSUER": "https://login.example.org/realms/school/",
    "OIDC_CLIENT_ID": "calls",
    "OIDC_CLIENT_SECRET": "hunter2",
}


@pytest.mark.parametrize("name", PROVIDER)
def test_half_of_a_provider_is_refused(name: str) -> None:
    said = refused(**PRODUCTION | PROVIDER | {name: ""})
    assert said.startswith(f"{name}: not set, though OIDC_")
    assert "Give " in said or "give " in said
    assert "hunter2" not in said


def test_a_provider_without_encryption_is_refused() -> None:
    asked = PRODUCTION | PROVIDER
    assert "Give https://" in refused(**asked | {"OIDC_ISSUER": "http://login.example.org"})
    for near in ("http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"):
        assert loaded(**asked | {"OIDC_ISSUER": near})["OIDC"].issuer == near
    assert loaded(**asked | {"DEBUG": "1", "OIDC_ISSUER": "http://keycloak:8080"})["OIDC"]


def test_a_provider_brings_what_it_needs_and_nothing_without() -> None:
    app = "allauth.socialaccount.providers.openid_connect"
    with_one, without = loaded(**PRODUCTION, **PROVIDER), loaded(**PRODUCTION)
    assert (app in with_one["INSTALLED_APPS"], app in without["INSTALLED_APPS"]) == (True, False)
    assert without["SOCIALACCOUNT_PROVIDERS"] == {}
    assert not without["OIDC"]
    assert with_one["OIDC"].issuer == "https://login.example.org/realms/school"
    assert with_one["OIDC"].name == "login.example.org"
    assert (with_one["OIDC"].signup, with_one["OIDC"].trust_email) == (True, False)
    assert with_one["SOCIALACCOUNT_STORE_TOKENS"] is False


def test_sentinels_need_the_name_of_a_master() -> None:
    assert refused(DEBUG="1", REDIS_SENTINELS="127.0.0.1:26379").startswith("REDIS_URL: not set")


def test_a_data_folder_that_cannot_be_made_is_named() -> None:
    said = refused(DEBUG="1", DATA_DIR="/proc/nowhere")
    assert said.startswith("DATA_DIR: /proc/nowhere")
    assert "Name a folder" in said


def test_a_secret_is_never_repeated() -> None:
    assert "hunter2" not in refused(DEBUG="1", DATABASE_URL="mysql://calls:hunter2@localhost/calls")
    assert "hunter2" not in refused(DEBUG="1", SECRET_KEY="hunter2")
    assert "hunter2" not in refused(DEBUG="1", REDIS_URL="http://:hunter2@localhost")


@pytest.mark.parametrize("arguments", [["manage.py", "check"], ["-c", "import videocall.asgi"]])
def test_people_see_a_sentence_and_no_traceback(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={"PATH": os.environ["PATH"], "ENV_FILE": os.devnull, "DEBUG": "1", "RING_SECONDS": "soon"},
        cwd=PROJECT,
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "The settings do not stand. RING_SECONDS: 'soon' is not a whole number.\n"


def test_the_development_key_is_private_and_stays(tmp_path: Path) -> None:
    first = loaded(DEBUG="1", DATA_DIR=str(tmp_path))
    second = loaded(DEBUG="1", DATA_DIR=str(tmp_path))
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    key = tmp_path / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == [key.name]
    assert len(key.read_text()) >= 50


def test_production_never_makes_a_key_of_its_own(tmp_path: Path) -> None:
    assert refused(**PRODUCTION | {"SECRET_KEY": "", "DATA_DIR": str(tmp_path)}).startswith(
        "SECRET_KEY: not set"
    )
    assert list(tmp_path.iterdir()) == []
