"""`manage.py doctor` as people and programs read it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from videocall.doctor import configuration, examination, static_files
from videocall.doctor.findings import Findings, fine, warning, wrong
from videocall.tests.doctor.conftest import Report


def run(*arguments: str, **parts: Findings) -> tuple[int, str]:
    """The exit code and what is printed when the examinations find this."""
    subjects = [examination.Subject(title, list(findings)) for title, findings in parts.items()]
    out, code = StringIO(), 0
    with mock.patch("videocall.management.commands.doctor.examine", return_value=iter(subjects)):
        try:
            call_command("doctor", *arguments, stdout=out, no_color=True)
        except SystemExit as leaving:
            code = int(str(leaving.code))
    return code, out.getvalue()


def test_all_is_fine() -> None:
    assert run(Redis=[fine("It answers.")]) == (0, "Redis\n  fine     It answers.\n\nAll is fine.\n")


def test_a_warning_is_no_failure() -> None:
    code, said = run(Mail=[warning("No mail server is set.", "EMAIL_URL=…")])
    assert code == 0
    assert "  warning  No mail server is set.\n           → EMAIL_URL=…\n" in said
    assert said.endswith("\n0 wrong, 1 to look at, 0 fine.\n")


def test_what_is_wrong_is_a_failure() -> None:
    code, said = run(
        Redis=[wrong("It does not answer.", "systemctl start redis-server")], Mail=[fine("It is.")]
    )
    assert code == 1
    assert said.endswith("\n1 wrong, 0 to look at, 1 fine.\n")


def test_for_programs() -> None:
    code, said = run("--json", Redis=[wrong("It does not answer.", "systemctl start redis-server")])
    finding = {
        "subject": "Redis",
        "level": "wrong",
        "words": "It does not answer.",
        "fix": "systemctl start redis-server",
    }
    assert (code, json.loads(said)) == (1, {"fine": False, "findings": [finding]})


def test_a_site_that_is_no_address() -> None:
    with pytest.raises(CommandError, match="not written like https://"):
        call_command("doctor", "--site-url", "calls.example.org")


def test_one_examination_that_fails_hides_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def fails() -> Findings:
        raise RuntimeError("of a kind that nobody foresaw")

    [found] = examination._all_of("TURN", fails)
    assert (found.level, found.words) == ("wrong", "This could not be examined (RuntimeError).")
    assert "The examination of TURN failed." in caplog.text


def test_settings_for_development(settings: Settings) -> None:
    settings.DEBUG = True
    Report(configuration.examine()).says("warning", "DEBUG is on", "DEBUG=0")


def test_settings_for_production(settings: Settings) -> None:
    settings.DEBUG, settings.HTTPS, settings.TRUSTED_PROXIES = False, True, []
    report = Report(configuration.examine())
    report.says("warning", "no proxy is trusted", "TRUSTED_PROXIES")


def test_static_files_that_are_not_collected(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    Report(static_files.examine()).says("wrong", "They are not collected", "manage.py prepare")


def test_static_files_of_another_version(settings: Settings, tmp_path: Path) -> None:
    Report(static_files.examine()).is_fine("of this version")
    source = tmp_path / "js" / "new.js"
    source.parent.mkdir()
    source.write_text("export const added = 1;\n")
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, tmp_path]
    Report(static_files.examine()).says("wrong", "of another version: js/new.js.", "manage.py prepare")
