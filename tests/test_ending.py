"""A server process that is asked to end does so in time, however much it is asked for meanwhile."""

from __future__ import annotations

import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.processes import wait_until
from tests.servers import Site

VISITORS = 6
PATIENCE = 20


def test_a_process_ends_while_requests_pour_in() -> None:
    with Site() as site:
        for _ in range(3):
            with visitors(site) as answered:
                wait_until(lambda: answered[20:], PATIENCE, "they are served")
                assert site.process
                site.stop()
                assert site.process.ended() != -signal.SIGKILL, "it had to be killed"
            assert set(answered) <= {200, 503}
            site.start()


@contextmanager
def visitors(site: Site) -> Iterator[list[int]]:
    """They ask for a page again and again; gives the answers' status codes so far."""
    answered: list[int] = []
    gone = threading.Event()

    def visit() -> None:
        while not gone.is_set():
            try:
                with urllib.request.urlopen(f"{site.url}/accounts/login/", timeout=PATIENCE) as answer:
                    answered.append(answer.status)
            except urllib.error.HTTPError as refused:
                answered.append(refused.code)
            except OSError:
                gone.wait(0.01)

    threads = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for thread in threads:
        thread.start()
    try:
        yield answered
    finally:
        gone.set()
        for thread in threads:
            thread.join()
