"""What the examinations are tried on."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.certificates import Authority
from videocall.doctor.findings import Finding, Level


class Report:
    """An examination's findings, and what is asked of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)

    def __str__(self) -> str:
        return "\n".join(f"{one.level}: {one.words} → {one.fix}" for one in self.findings)

    def _of(self, level: Level) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == level]

    def is_fine(self, words: str = "") -> None:
        assert not self._of(Level.WRONG) + self._of(Level.WARNING), str(self)
        assert any(words in finding.words for finding in self.findings), str(self)

    def says(self, level: str, words: str, fix: str) -> None:
        """One finding of this level has these words, and this in what to do."""
        found = [one for one in self._of(Level(level)) if words in one.words and fix in one.fix]
        assert len(found) == 1, str(self)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """This machine trusts the authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority
