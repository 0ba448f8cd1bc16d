"""docs/security.md names files and tests: they are there."""

from __future__ import annotations

import re

import pytest

from tests.processes import PROJECT

PAGE = (PROJECT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:[\w.-]+/)+[\w.-]+\.(?:py|js|conf)(?:::\w+)?)`", PAGE)))
ROW = re.compile(r"^\| (\d+\.[\d., to]+) \| ([123, ]+) \| (.+?) \|(.*)\|$", re.MULTILINE)


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_is_there(name: str) -> None:
    path, _, test = name.partition("::")
    text = (PROJECT / path).read_text()
    assert not test or re.search(rf"^(?:async )?def {test}\(|^    def {test}\(", text, re.MULTILINE)


def test_every_row_has_a_test_or_says_why_not() -> None:
    rows = ROW.findall(PAGE)
    assert len(rows) > 50
    lines = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
    assert len(lines) == len(rows), "a row that is written otherwise"
    for numbers, _, where, test in rows:
        excused = re.search(r"not met|does not apply|\]\(\w+[\w./-]*\.md", where)
        assert "`tests/" in test or "/tests/" in test or excused, numbers


def test_pages_it_leads_to_are_there() -> None:
    for page in re.findall(r"\]\(([\w./-]+\.md)", PAGE):
        assert (PROJECT / "docs" / page).exists(), page


def test_the_chapter_on_webrtc_is_complete() -> None:
    chapter = PAGE.partition("## V17")[2].partition("\n## ")[0]
    for number in ("17.1.1", "17.1.2", "17.2.1", "17.2.2 to 17.2.7", "17.2.8", "17.3.1", "17.3.2"):
        assert f"| {number} |" in chapter, number
