"""All that the site keeps about a person, for themselves, as JSON.

Each model that leads to a person is covered by a `Rows` or in LEFT_OUT with the reason, and so is each of its
fields: tests/test_export.py finds what was added and forgotten. Other apps add theirs when they start.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from accounts import contacts
from accounts.models import User

NUMBER = "a number of the database"
OWNER = "whose file it is"
KEY = "a secret, or made of one"


class Rows(NamedTuple):
    """A model's rows of one person: a list in the file under `name`, or nothing of its own without a name.

    `owner` leads from a row to the person. `fields` are in the file; somebody else is said by their name
    (`person__username`). `left_out` are not, and why. `gather` takes the place of asking for just these.
    """

    name: str
    model: str
    owner: str
    fields: tuple[str, ...]
    left_out: Mapping[str, str]
    gather: Callable[[User], list[dict[str, Any]]] | None = None

    def of(self, person: User) -> list[dict[str, Any]]:
        if self.gather:
            return self.gather(person)
        rows = apps.get_model(self.model)._default_manager.filter(**{self.owner: person.pk})
        return list(rows.order_by("pk").values(*self.fields))


# Whole models that lead to a person and are not in the file, and why.
LEFT_OUT = {
    "admin.LogEntry": "what operators did in the administration; its record is theirs",
    "account.EmailConfirmation": KEY,
    "socialaccount.SocialToken": "none is kept",
}
ROWS = [
    Rows(
        "account",
        "accounts.User",
        "pk",
        (
            *("username", "display_name", "email", "language", "date_joined", "last_login"),
            *("do_not_disturb", "requests_from", "hide_address", "is_active", "is_staff", "is_superuser"),
        ),
        {"id": NUMBER, "password": KEY, "picture": "names the picture, which is in the file"}
        | {"list_version": "counts changes for open pages"}
        | dict.fromkeys(("groups", "user_permissions"), "what operators may do; not about the person"),
    ),
    Rows("email_addresses", "account.EmailAddress", "user", ("email", "verified", "primary"),
         {"id": NUMBER, "user": OWNER}),
    Rows("picture", "accounts.Picture", "person", ("image",), {"person": OWNER}),
    Rows("link", "accounts.AddLink", "person", ("token", "made_at"), {"person": OWNER}),
    Rows("sessions", "accounts.Session", "user", ("user_agent", "signed_in_at", "last_used", "expire_date"),
         {"user": OWNER} | dict.fromkeys(("session_key", "session_data", "sid", "auth_hash"), KEY)),
    Rows("second_steps", "mfa.Authenticator", "user", ("type", "created_at", "last_used_at"),
         {"id": NUMBER, "user": OWNER, "data": KEY}),
    Rows("provider", "socialaccount.SocialAccount", "user",
         ("extra_data", "uid", "date_joined", "last_login"),
         {"id": NUMBER, "user": OWNER, "provider": "the only one there is"}),
    Rows("invitations", "accounts.Invitation", "inviter",
         ("created_at", "expires_at", "used_at", "newcomer__username"),
         {"id": NUMBER, "inviter": OWNER, "token_hash": KEY}),
    Rows("contacts", "accounts.Contact", "owner", ("person__username", "created_at", "hide_address"),
         {"id": NUMBER, "owner": OWNER}),
    Rows("requests_sent", "accounts.ContactRequest", "sender", ("username", "invited", "created_at"),
         {"id": NUMBER, "sender": OWNER, "void": "would tell that somebody else's account is gone"}),
    Rows("blocked", "accounts.Block", "owner", ("person__username", "created_at"),
         {"id": NUMBER, "owner": OWNER}),
    Rows("reports_made", "accounts.Complaint", "reporter", ("person_name", "reason", "words", "created_at"),
         {"id": NUMBER, "person": "named by person_name"}
         | dict.fromkeys(("reporter", "reporter_name"), OWNER)
         | dict.fromkeys(("handled_at", "handled_by"), "the operators'")),
]  # fmt: skip


def everything(person: User) -> dict[str, Any]:
    """The file. What others keep about the person (whose list they are on, who blocked or reported them) is
    not theirs to know, but for the requests they see."""
    parts = {rows.name: rows.of(person) for rows in ROWS if rows.name}
    incoming = contacts.listing(person)["incoming"]
    return {"made_at": timezone.now(), **parts, "requests_received": incoming}


def as_json(person: User) -> str:
    return json.dumps(everything(person), cls=_Encoder, ensure_ascii=False, indent=2)


class _Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        if isinstance(value, bytes | memoryview):
            return base64.b64encode(bytes(value)).decode()
        return super().default(value)
