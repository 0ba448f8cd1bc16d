"""Database sessions that know their person and keep one identity for life (Django docs: "Extending
database-backed session engines")."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore

from accounts import models

SID = "sid"


class SessionStore(DatabaseSessionStore):
    """Django's database sessions with two more columns: `sid` and `user`."""

    @classmethod
    def get_model_class(cls) -> type[models.Session]:
        return models.Session

    def create_model_instance(self, data: dict[str, Any]) -> models.Session:
        data.setdefault(SID, secrets.token_hex(16))
        row = super().create_model_instance(data)
        row.sid = data[SID]
        row.user_id = data.get(SESSION_KEY)
        return row
