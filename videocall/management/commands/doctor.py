"""`manage.py doctor`: is everything there that calls need, and if not, what exactly is to be done?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from videocall.doctor.database import one_connection
from videocall.doctor.examination import Subject, examine
from videocall.doctor.findings import Finding, Level
from videocall.doctor.public_address import Address


class Command(BaseCommand):
    help = (
        "Examines settings, database, Redis, processes, static files, the site's address and certificate, "
        "clocks, mail, STUN and TURN. Each line says fine, or what is wrong and what to do. "
        "Ends with 1 when something is wrong."
    )
    # It says itself what they find.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        site = "the site's public address, https://calls.example.org; otherwise from ALLOWED_HOSTS"
        parser.add_argument("--site-url", default="", help=site)
        parser.add_argument("--send-mail-to", default="", metavar="ADDRESS", help="send one letter there")
        parser.add_argument("--json", action="store_true", help="for programs: one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        one_connection()
        subjects = examine(_address(options["site_url"]), options["send_mail_to"])
        said = self._json(subjects) if options["json"] else self._lines(subjects)
        if said:
            raise SystemExit(1)

    def _json(self, subjects: Iterable[Subject]) -> bool:
        found = [(subject.title, finding) for subject in subjects for finding in subject.findings]
        ill = any(finding.level == Level.WRONG for _, finding in found)
        rows = [{"subject": title} | finding._asdict() for title, finding in found]
        self.stdout.write(json.dumps({"fine": not ill, "findings": rows}, indent=2))
        return ill

    def _lines(self, subjects: Iterable[Subject]) -> bool:
        counts = dict.fromkeys(Level, 0)
        for subject in subjects:
            self.stdout.write(self.style.MIGRATE_HEADING(subject.title))
            for finding in subject.findings:
                counts[finding.level] += 1
                self._line(finding)
        self.stdout.write(_summary(counts))
        return counts[Level.WRONG] > 0

    def _line(self, finding: Finding) -> None:
        styles = {Level.FINE: self.style.SUCCESS, Level.WARNING: self.style.WARNING}
        style = styles.get(finding.level, self.style.ERROR)
        self.stdout.write(f"  {style(finding.level.ljust(8))} {finding.words}")
        if finding.fix:
            self.stdout.write(f"           → {finding.fix}")
        self.stdout.flush()


def _address(site_url: str) -> Address | None:
    try:
        return Address.parse(site_url) if site_url else Address.configured()
    except ValueError as error:
        raise CommandError(f"--site-url: {error}") from None


def _summary(counts: dict[Level, int]) -> str:
    if not counts[Level.WRONG] and not counts[Level.WARNING]:
        return "\nAll is fine."
    return f"\n{counts[Level.WRONG]} wrong, {counts[Level.WARNING]} to look at, {counts[Level.FINE]} fine."
