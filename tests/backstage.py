"""What a test does straight in a site's database, beside its pages: people, contacts, sessions.

`serve()` runs in a process of its own, with the site's environment: it reads one JSON object a line,
{"do": name, "with": {…}}, and answers each with one line. tests.servers.Site.backstage calls it; a new
deed is a new function in DEEDS.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import close_old_connections, connection
from django.urls import get_resolver
from django.utils import timezone

from accounts import invitations, pictures, privacy
from accounts.models import Block, Contact, Session, User
from accounts.sessions import CONFIRMED_AT, SIGNED_IN_AT
from calls.endings import end_by_admin
from calls.models import Call, CallReport, Device, Participant
from calls.states import LIVE

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def make_user(username: str, password: str, name: str = "", admin: bool = False) -> int:
    """The new person's id. One round of hashing: sign-in works and costs a test nothing."""
    user = User(username=username, email=f"{username.lower()}@example.org", display_name=name)
    user.is_staff = user.is_superuser = admin
    user.password = PBKDF2PasswordHasher().encode(password, "salt-of-the-tests", iterations=1)
    user.save()
    return user.pk


def make_contacts(one: str, other: str) -> None:
    """Each lists the other."""
    first, second = _user(one), _user(other)
    for owner, person in ((first, second), (second, first)):
        Contact.objects.get_or_create(owner=owner, person=person)


def block(owner: str, person: str) -> None:
    Block.objects.get_or_create(owner=_user(owner), person=_user(person))


def decide(username: str, values: dict[str, Any]) -> None:
    """The person's own decisions, as on the page of privacy; open pages are told when they next ask."""
    person = _user(username)
    for name, value in values.items():
        setattr(person, name, value)
    privacy.save(person)


def wear(username: str, picture: str) -> None:
    """This is the person's picture now; a file in base64."""
    file = base64.b64decode(picture)
    pictures.put(_user(username), BytesIO(file), len(file))


def sign_in(username: str) -> str:
    """The value of a session cookie, as if the person had signed in with the form."""
    user = _user(username)
    store = Session.get_session_store_class()()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def kept_in_session(key: str) -> dict[str, Any]:
    """All that the session with this cookie holds."""
    return dict(Session.get_session_store_class()(key).load())


def sid_of(key: str) -> str:
    """The lasting identity of the session with this cookie."""
    return Session.objects.get(session_key=key).sid


def end_sessions(username: str) -> None:
    """Every session of the person is over, as when an operator ends them."""
    from accounts.sessions import end_sessions as end

    end(_user(username))


def expire_sessions(username: str) -> None:
    """Every session of the person has run out: no signal is sent."""
    Session.objects.filter(user=_user(username)).update(expire_date=timezone.now())


def deactivate(username: str) -> None:
    """Straight in the table, so that no signal is sent."""
    User.objects.filter(username__iexact=username).update(is_active=False)


def calls_of(username: str) -> list[dict[str, Any]]:
    """The person's calls, newest first: id, state, reason, version, epoch, shadow."""
    calls = Call.objects.filter(participants__user=_user(username)).order_by("-placed_at")
    return [
        {"id": str(call.pk), "state": call.state, "reason": call.reason, "media": call.media}
        | {"version": call.version, "epoch": call.epoch, "shadow": call.shadow}
        for call in calls
    ]


def reports_of(username: str) -> list[dict[str, Any]]:
    """What the person's pages reported of their media, oldest first, whole rows but for the times."""
    rows = CallReport.objects.filter(participant__user=_user(username)).order_by("pk")
    times = {"created_at", "updated_at"}
    return [{name: value for name, value in row.items() if name not in times} for row in rows.values()]


def lose_the_calls() -> None:
    """The table of calls is gone: whatever touches one fails at the server."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE calls_call RENAME TO calls_gone")


def end_calls(username: str) -> None:
    """As an operator ends them; open pages are told when they next ask."""
    for call in Call.objects.filter(participants__user=_user(username)).exclude(state="ended"):
        end_by_admin(str(call.pk))


def online_devices(username: str) -> int:
    """How many of the person's pages have a socket, as the database knows it."""
    return Device.objects.filter(user=_user(username)).exclude(connection="").count()


def rename(username: str, name: str) -> None:
    """Whatever the form would take."""
    User.objects.filter(username__iexact=username).update(display_name=name)


def set_password(username: str, password: str) -> None:
    """As the form hashes it, which takes its time."""
    user = _user(username)
    user.set_password(password)
    user.save()


def forget_contact(owner: str, person: str) -> None:
    Contact.objects.filter(owner=_user(owner), person=_user(person)).delete()


def make_staff(username: str) -> None:
    """The person may enter the administration, and do nothing there."""
    User.objects.filter(username__iexact=username).update(is_staff=True)


def about(username: str) -> dict[str, Any]:
    """What an account is made of, and which ways lead into it."""
    user = _user(username)
    [address] = EmailAddress.objects.filter(user=user).values("email", "verified") or [{}]
    return {"name": user.display_name, "email": user.email, "password": user.has_usable_password()} | {
        "confirmed": address.get("verified"),
        "connections": list(SocialAccount.objects.filter(user=user).values_list("extra_data", flat=True)),
        "tokens": SocialToken.objects.filter(account__user=user).count(),
    }


def people() -> list[str]:
    """All usernames."""
    return list(User.objects.values_list("username", flat=True))


def give_address(username: str, confirmed: bool) -> None:
    user = _user(username)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=confirmed)


def give_app(username: str) -> str:
    """The secret of the authenticator app that the person has as second step now."""
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(_user(username), secret)
    return secret


def invite(username: str) -> str:
    """A link's token."""
    return invitations.make(_user(username))


def let_time_pass(username: str) -> None:
    """Whatever the person said in their sessions of who they are was said more than ten minutes ago."""
    for row in Session.objects.filter(user=_user(username)):
        store = Session.get_session_store_class()(row.session_key)
        for moment in (SIGNED_IN_AT, CONFIRMED_AT):
            store[moment] = store.get(moment, 0) - 601
        records = store.get("account_authentication_methods", [])
        store["account_authentication_methods"] = [one | {"at": one["at"] - 601} for one in records]
        store.save()


def addresses() -> list[str]:
    """Every address that the site serves, as Django writes its patterns."""
    return list(_patterns(get_resolver().url_patterns, ""))


def _patterns(entries: Iterable[Any], before: str) -> Iterator[str]:
    for entry in entries:
        own = before + str(entry.pattern)
        yield from _patterns(entry.url_patterns, own) if hasattr(entry, "url_patterns") else [own]


def left_behind() -> dict[str, int]:
    """What should be nothing when everybody is gone."""
    return {
        "live calls": Call.objects.filter(state__in=LIVE).count(),
        "seats": Participant.objects.filter(seated=True).count(),
        "pages with a socket": Device.objects.exclude(connection="").count(),
    }


def _user(username: str) -> User:
    return User.objects.get(username__iexact=username)


DEEDS: dict[str, Callable[..., Any]] = {
    deed.__name__: deed
    for deed in (
        *(make_user, make_contacts, block, decide, wear, sign_in, sid_of, end_sessions),
        *(expire_sessions, deactivate, calls_of, reports_of, lose_the_calls, end_calls, online_devices),
        *(rename, set_password, forget_contact, make_staff, addresses, left_behind),
        *(about, people, kept_in_session, give_address, give_app, invite, let_time_pass),
    )
}


def _answer(line: str) -> dict[str, Any]:
    request = json.loads(line)
    close_old_connections()
    try:
        return {"result": DEEDS[request["do"]](**request["with"])}
    except Exception:  # noqa: BLE001 — goes to the test that asked
        return {"error": traceback.format_exc()}


def serve() -> None:
    """Until the other end closes the pipe."""
    answers = os.fdopen(os.dup(1), "w")
    sys.stdout = sys.stderr  # only answers go down the answers' pipe
    for request in sys.stdin:
        answers.write(json.dumps(_answer(request)) + "\n")
        answers.flush()
