"""What the site tells its operator's Prometheus: who may read it, and that it counts what happens."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from calls import metrics, metrics_page
from calls.tests.cast import Page, pass_time
from calls.tests.test_reports import report

TOKEN = "a token for a test and nothing else"
Reading = Callable[..., float]


@pytest.fixture
def watched(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


@pytest.fixture
def reading(watched: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """The present value of one sample, 0 where there is none."""
    monkeypatch.setattr(metrics_page, "CACHE_SECONDS", 0)

    def read(name: str, **labels: str) -> float:
        text = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
        samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        assert all(sample.labels["process"] for sample in samples)
        wanted = [s for s in samples if s.name == name and labels.items() <= s.labels.items()]
        assert len(wanted) <= 1 or not labels
        return wanted[0].value if wanted else 0

    return read


def test_without_a_token_set_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer \u00e9"])
def test_only_who_has_the_token_reads_it(watched: None, client: Client, given: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 401
    assert b"videocall_" not in answer.content


def test_it_is_prometheus_text_that_nobody_keeps(watched: None, db: None, client: Client) -> None:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post("/metrics").status_code == 405


def test_calls_by_state_and_by_end(reading: Reading, alices: Page, bobs: Page) -> None:
    before = reading("videocall_calls_ended_total", reason="completed")
    call = alices.place("bob")
    assert reading("videocall_calls", state="ringing") == 1
    bobs.accept(call)
    alices.report(call)
    assert (reading("videocall_calls", state="active"), reading("videocall_calls", state="ringing")) == (1, 0)
    alices.hang_up(call)
    assert reading("videocall_calls", state="active") == 0
    assert reading("videocall_calls_ended_total", reason="completed") == before + 1


def test_how_long_people_let_it_ring(reading: Reading, alices: Page, bobs: Page) -> None:
    before = [reading("videocall_ring_to_accept_seconds_bucket", le=le) for le in ("5.0", "10.0")]
    call = alices.place("bob")
    pass_time(7)
    bobs.accept(call)
    after = [reading("videocall_ring_to_accept_seconds_bucket", le=le) for le in ("5.0", "10.0")]
    assert after == [before[0], before[1] + 1]


def test_a_rolled_back_end_is_not_counted(reading: Reading, alices: Page, bobs: Page) -> None:
    from django.db import transaction

    before = reading("videocall_calls_ended_total", reason="missed")
    with transaction.atomic():
        metrics.ended("missed")
        transaction.set_rollback(True)
    assert reading("videocall_calls_ended_total", reason="missed") == before


def test_what_pages_report_counts_once(reading: Reading, alices: Page, bobs: Page) -> None:
    names = [
        ("videocall_media_paths_total", {"path": "relayed", "transport": "tls"}),
        ("videocall_setup_seconds_count", {"path": "relayed"}),
        ("videocall_ice_restarts_total", {}),
        ("videocall_media_outcomes_total", {"outcome": "connected"}),
        ("videocall_media_outcomes_total", {"outcome": "lost"}),
    ]

    def read() -> list[float]:
        return [reading(name, **labels) for name, labels in names]

    before = read()
    call = alices.place("bob")
    bobs.accept(call)
    for restarts, outcome in ((1, "connected"), (1, "connected"), (3, "lost")):
        report(alices, call, outcome=outcome, local="relay", relay="tls", setup_ms=900, restarts=restarts)
    assert [now - then for now, then in zip(read(), before, strict=True)] == [1, 1, 3, 1, 1]


def test_a_new_epoch_is_counted(reading: Reading, alices: Page, bobs: Page) -> None:
    before = reading("videocall_epochs_total")
    call = alices.place("bob")
    bobs.accept(call)
    bobs.drop()
    bobs.open()
    bobs.rejoin(call)
    assert reading("videocall_epochs_total") == before + 1


def test_codes_of_somebodys_play_are_no_labels() -> None:
    assert metrics_page._codes({1000: 2, 4401: 1, 3999: 5, 4123: 1}) == {"1000": 2, "4401": 1, "other": 6}


def test_the_process_itself(reading: Reading, db: None) -> None:
    assert reading("process_resident_memory_bytes") > 1e6
    assert reading("process_cpu_seconds_total") > 0


def test_calls_are_counted_once_in_a_while_whoever_asks(
    watched: None, db: None, client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics_page, "_cached", (-1e9, {}))
    with django_assert_num_queries(1):
        for _ in range(3):
            client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})


def test_the_alerts_of_the_documents_name_numbers_that_there_are(
    watched: None, db: None, client: Client
) -> None:
    metrics.lease_renewed()  # as a server process does; there is none here
    documents = (Path(__file__).parents[2] / "docs" / "watching.md").read_text()
    named = set(
        re.findall(r"\bvideocall_[a-z_]+(?=[\[{ )])", documents.partition("groups:")[2].partition("**")[0])
    )
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert len(named) >= 4
    assert {name for name in named if f"# TYPE {name} " not in answer} == set()
