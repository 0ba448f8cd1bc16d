"""What happens among people that other apps may want to act on.

`accounts` knows nothing of calls; `calls` listens here. All are sent after the commit, but for
`met`, which asks, and for what `user_disabled` says.
"""

from django.dispatch import Signal

# users: set[int] — the ids of those whose contact list looks different now.
contacts_changed = Signal()
# owner: int, person: int — `owner` blocked `person`, whose own list stays as it was.
blocked = Signal()
# owner: int, person: int — `owner` lifted the block; `person`'s own list may be as it was.
unblocked = Signal()
# owner: int, person: int — `owner` removed `person`; neither lists the other now.
contact_removed = Signal()
# owner: int, person: int — a question: did these two ever have a call? Receivers answer with a bool.
met = Signal()
# user: int — switched *do not disturb* on.
quietened = Signal()
# sids: set[str] — these sessions are over: signed out, ended, or their password changed.
sessions_ended = Signal()
# user: int — the account was deactivated, or is about to be deleted: then it is sent inside the
# transaction of the deletion, while the person's rows can still be found.
user_disabled = Signal()
