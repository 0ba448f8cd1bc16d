"""What happens among people that other apps may want to act on. Sent after the commit.

`accounts` knows nothing of calls; `calls` listens here.
"""

from django.dispatch import Signal

# users: set[int] — the ids of those whose contact list looks different now.
contacts_changed = Signal()
# owner: int, person: int — `owner` blocked `person`.
blocked = Signal()
# owner: int, person: int — the two are no longer contacts.
contact_removed = Signal()
# sids: set[str] — these sessions are over: signed out, ended, or their password changed.
sessions_ended = Signal()
# user: int — the account was deactivated or is about to be deleted; all of its sessions are over.
user_disabled = Signal()
