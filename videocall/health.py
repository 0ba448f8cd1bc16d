"""For whoever watches the server: does the process live, and can it do its work?"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor

import redis
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from videocall import redis_connection
from videocall.middleware import GetResponse
from videocall.staticfiles import HashedStaticFilesStorage

logger = logging.getLogger(__name__)

SECONDS = 2

_looker = ThreadPoolExecutor(1, thread_name_prefix="readyz")
_look: Future[str] | None = None


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Says nothing of what it needs: restarting it would not bring that back."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when the server can do its work, else 503 with what is wrong."""
    reasons = [reason for check in (_database, _redis, _static_files) if (reason := check())]
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)


def _database() -> str:
    """In a thread of its own, which is left alone while it waits: a database that stands still answers no
    query and ends none."""
    global _look
    if _look is None or _look.done():
        _look = _looker.submit(_look_into_database)
    try:
        return _look.result(SECONDS)
    except TimeoutError as error:
        return _told("The database does not answer.", error)


def _look_into_database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations")
    except DatabaseError as error:
        return _told("The database does not answer, or has no tables yet.", error)
    finally:
        connection.close()
    return ""


def _redis() -> str:
    if not settings.REDIS_URL:
        return ""
    try:
        with redis_connection.client(SECONDS) as client:
            client.ping()
    except redis.RedisError as error:
        return _told("Redis does not answer.", error)
    return ""


def _static_files() -> str:
    if not staticfiles_storage.exists(HashedStaticFilesStorage.manifest_name):
        return "The static files are not collected: manage.py collectstatic."
    return ""


def _told(reason: str, error: Exception) -> str:
    """The reason for the watcher; the details, which may name hosts, for the log alone."""
    logger.error("Not ready. %s %s", reason, error)
    return reason


PAGES = {"/healthz": healthz, "/readyz": readyz}


def answer_watchers(get_response: GetResponse) -> GetResponse:
    """Middleware, before anything looks at the host name: whoever watches a process asks by its address."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        return PAGES.get(request.path_info, get_response)(request)

    return answer
