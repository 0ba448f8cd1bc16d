"""Who knows whom: asking, accepting, removing, blocking, and the one gate for calls (`may_call`).

Two promises shape this file. A request tells nobody who has an account, who blocked them or who lets no
requests through: a name that nobody has, a name whose owner blocked the asker and any other name get the
same answer and the same row. And a block is an overlay that only the blocker sees: no row of the blocked
one changes.

Every service is one transaction that locks the people it is about, in the order of their ids, so
that two changes among the same two people queue up instead of crossing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import signals
from accounts.gate import has_blocked as has_blocked
from accounts.gate import lists as lists
from accounts.gate import may_call as may_call
from accounts.models import Block, Contact, ContactRequest, RequestsFrom, User, username_validator
from accounts.news import send, tell_changed
from accounts.prepared import Prepared


class Refused(Exception):
    """A contact service cannot do what was asked; the message is for the person who asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Person(TypedDict):
    username: str
    name: str
    picture: NotRequired[str]


class Asked(TypedDict):
    username: str


class Listing(TypedDict):
    contacts: list[Person]
    incoming: list[Person]
    outgoing: list[Asked]
    blocked: list[Person]


# ---- questions -----------------------------------------------------------------------------------


def find(username: str) -> User | None:
    """The person with this username, typed in any case."""
    if not _is_possible(username):
        return None
    return next(iter(_named(username.lower())), None)


_named = Prepared(lambda lower: User.objects.filter(username__lower=lower), str)


def contact_ids(user_id: int) -> set[int]:
    """The ids of the people this person sees among their contacts."""
    rows = Contact.objects.filter(owner=user_id).exclude(person__blocked_by__owner=user_id)
    return set(rows.values_list("person_id", flat=True))


def watchers_of(user_ids: Collection[int]) -> dict[int, list[int]]:
    """By person, who may see their presence: whoever lists them, with no block between the two."""
    seen = Contact.objects.filter(person__in=user_ids)
    owner_blocks = Block.objects.filter(owner=OuterRef("owner"), person=OuterRef("person"))
    owner_is_blocked = Block.objects.filter(owner=OuterRef("person"), person=OuterRef("owner"))
    rows = seen.exclude(Exists(owner_blocks)).exclude(Exists(owner_is_blocked))
    found: dict[int, list[int]] = {}
    for person, owner in rows.values_list("person_id", "owner_id"):
        found.setdefault(person, []).append(owner)
    return found


def listing(owner: User) -> Listing:
    """Everybody on this person's page, as GET /contacts/ gives it."""
    blocked = User.objects.filter(blocked_by__owner=owner)
    contacts = User.objects.filter(listed_by__owner=owner).exclude(blocked_by__owner=owner)
    asking = _requests_to(owner).order_by("-created_at", "-pk").select_related("sender")
    asked = owner.contact_requests.order_by("-created_at", "-pk").values_list("username", flat=True)
    return {
        "contacts": _sorted(contacts),
        "incoming": [_person(request.sender) for request in asking],
        "outgoing": [{"username": username} for username in asked],
        "blocked": _sorted(blocked),
    }


# ---- services ------------------------------------------------------------------------------------


def ask(owner: User, username: str, invited: bool = False) -> str:
    """Ask the person of this name to become contacts; accepts where they asked first. Returns what to say.

    `invited`: by that person's own link.
    """
    name = username.strip()
    if not _is_possible(name):
        raise Refused(_("That is not a username: %(rule)s") % {"rule": username_validator.message})
    if _same(name, owner.username):
        raise Refused(_("That is your own name. Ask somebody else for theirs."))
    with transaction.atomic():
        person = _locked(owner, name)
        if person:
            _refuse_known(owner, person)
            if _requests_to(owner, all_of_them=True).filter(sender=person).exists():
                return _befriend(owner, person)
        values = {"void": False} | ({"invited": True} if invited else {})
        ContactRequest.objects.update_or_create(sender=owner, username=name.lower(), defaults=values)
        seen = person and _requests_to(person).filter(sender=owner).exists()
        _announce(owner, person if seen else None)
    return _("Request sent to %(name)s. Once it is accepted you can call.") % {"name": name.lower()}


def accept(owner: User, username: str) -> str:
    """Accept the request of the person of this name."""
    with transaction.atomic():
        person = _locked(owner, username)
        if person and _requests_to(owner).filter(sender=person).exists():
            return _befriend(owner, person)
        if person and lists(owner.pk, person.pk) and not has_blocked(owner.pk, person.pk):
            return _now_contacts(person)
    raise Refused(_("There is no request from %(name)s any more.") % {"name": username})


def decline(owner: User, username: str) -> str:
    """Decline the request of the person of this name; it is gone on both sides."""
    with transaction.atomic():
        person = _locked(owner, username)
        if person and _requests_to(owner).filter(sender=person).delete()[0]:
            _announce(owner, person)
    return _("Request from %(name)s declined.") % {"name": username}


def withdraw(owner: User, username: str) -> str:
    """Take back one's own request; it is gone on both sides."""
    with transaction.atomic():
        person = _locked(owner, username)
        if owner.contact_requests.filter(username=username.lower()).delete()[0]:
            _announce(owner, person if person and not has_blocked(person.pk, owner.pk) else None)
    return _("Request to %(name)s withdrawn.") % {"name": username}


def remove(owner: User, username: str) -> str:
    """Take the person of this name off one's list, and oneself off theirs.

    Somebody the owner blocked keeps their row: it must not vanish, or it would tell of the block.
    """
    name = username  # as typed, where a stranger's own name would tell that they exist
    with transaction.atomic():
        person = _locked(owner, username)
        if person and lists(owner.pk, person.pk):
            name = person.name
            _unlist(owner, person)
    return _("%(name)s is not one of your contacts any more.") % {"name": name}


def block(owner: User, username: str) -> str:
    """Block the person of this name: a contact, somebody who asked, or one they had a call with. They are
    never told.

    Nobody else can be blocked: whether that works would tell who has an account.
    """
    with transaction.atomic():
        person = _locked(owner, username)
        if not person or not _is_known(owner, person):
            raise Refused(_("You can block your contacts, and people who sent you a request."))
        if Block.objects.get_or_create(owner=owner, person=person)[1]:
            _announce(owner)
            send(signals.blocked, owner=owner.pk, person=person.pk)
    return _("%(name)s is blocked, and is not told.") % {"name": person.name}


def unblock(owner: User, username: str) -> str:
    """Lift the block. Where the owner removed the person meanwhile, the other's row goes now."""
    name = username  # as in `remove`
    with transaction.atomic():
        person = _locked(owner, username)
        if person and Block.objects.filter(owner=owner, person=person).delete()[0]:
            name = person.name
            orphaned = not lists(owner.pk, person.pk)
            gone = orphaned and Contact.objects.filter(owner=person, person=owner).delete()[0]
            _announce(owner, person if gone else None)
            send(signals.unblocked, owner=owner.pk, person=person.pk)
    return _("%(name)s is not blocked any more.") % {"name": name}


def known(owner: User, username: str) -> User | None:
    """The person of this name whom the owner may block or report: a contact, somebody whose request they
    see, one they had a call with, or somebody they blocked. None for everybody else, there or not."""
    person = find(username)
    return person if person and _is_known(owner, person) else None


def befriend(owner: User, person: User) -> str:
    """Make two people contacts of each other, whatever was asked before. Returns what to say."""
    with transaction.atomic():
        return _befriend(owner, person)


# ---- steps of the services -----------------------------------------------------------------------


def _is_possible(username: str) -> bool:
    try:
        username_validator(username)
    except ValidationError:
        return False
    return True


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def _locked(owner: User, username: str) -> User | None:
    """The person of this name, after locking both; none if nobody (or the owner) has it."""
    person = find(username)
    ids = [owner.pk, person.pk] if person else [owner.pk]
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    standing = {row.pk: row for row in rows}
    return standing.get(person.pk) if person and person.pk != owner.pk else None


def _refuse_known(owner: User, person: User) -> None:
    if has_blocked(owner.pk, person.pk):
        raise Refused(_("You blocked %(name)s. Unblock them first.") % {"name": person.name})
    if lists(owner.pk, person.pk):
        raise Refused(_("%(name)s is already one of your contacts.") % {"name": person.name})


def _befriend(owner: User, person: User) -> str:
    Contact.objects.get_or_create(owner=owner, person=person)
    Contact.objects.get_or_create(owner=person, person=owner)
    ContactRequest.objects.filter(
        Q(sender=owner, username=person.username.lower()) | Q(sender=person, username=owner.username.lower())
    ).delete()
    _announce(owner, person)
    return _now_contacts(person)


def _now_contacts(person: User) -> str:
    return _("You and %(name)s are contacts now.") % {"name": person.name}


def _unlist(owner: User, person: User) -> None:
    Contact.objects.filter(owner=owner, person=person).delete()
    if has_blocked(owner.pk, person.pk):
        _announce(owner)
        return
    Contact.objects.filter(owner=person, person=owner).delete()
    _announce(owner, person)
    send(signals.contact_removed, owner=owner.pk, person=person.pk)


def _is_known(owner: User, person: User) -> bool:
    """Also whom one had a call with, though they have removed one since: nobody gets rid of a report so."""
    if lists(owner.pk, person.pk) or has_blocked(owner.pk, person.pk):
        return True
    if _requests_to(owner).filter(sender=person).exists():
        return True
    return any(answer for _, answer in signals.met.send(None, owner=owner.pk, person=person.pk))


def _requests_to(owner: User, all_of_them: bool = False) -> QuerySet[ContactRequest]:
    """The requests this person sees: to their name, from people in good standing they did not block, and only
    such as they let through, unless `all_of_them` are asked for."""
    requests = ContactRequest.objects.filter(username=owner.username.lower(), void=False)
    requests = requests.filter(sender__is_active=True)
    if owner.requests_from != RequestsFrom.EVERYONE and not all_of_them:
        requests = (
            requests.filter(invited=True) if owner.requests_from == RequestsFrom.LINK else requests.none()
        )
    return requests.exclude(sender__blocked_by__owner=owner).exclude(sender=owner)


def _person(user: User) -> Person:
    person: Person = {"username": user.username, "name": user.name}
    return person | {"picture": user.picture_path} if user.picture else person


def _sorted(users: Iterable[User]) -> list[Person]:
    return sorted(map(_person, users), key=lambda person: (person["name"].casefold(), person["username"]))


def _announce(*people: User | None) -> None:
    tell_changed({person.pk for person in people if person})
