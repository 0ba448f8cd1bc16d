"""What a display name may do to the text around it: nothing."""

from __future__ import annotations

import pytest

from accounts.names import clean_display_name


@pytest.mark.parametrize(
    "name",
    [
        "Alice",
        "Bob the Builder",
        "Zo\u00eb \u00c5str\u00f6m",
        "\u0410\u043b\u0438\u0441\u0430",
        "\u0623\u0644\u064a\u0633",
        "\u05d0\u05dc\u05d9\u05e1",
        "\u827e\u4e3d\u4e1d",
        "\u0e2d\u0e25\u0e34\u0e2a",
        "O'Hara-Smith, Jr.",
        "\U0001f469\u200d\U0001f4bb Ada",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    ],
)
def test_names_of_people_stay_as_they_are(name: str) -> None:
    assert clean_display_name(name) == name


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  Alice \t\n Smith ", "Alice Smith"),
        ("Alice\u2028Smith", "Alice Smith"),
        ("Alice\u3000Smith", "Alice Smith"),
        ("\u202eecilA", "ecilA"),
        ("Alice\u2066\u2069\u200f\u061c", "Alice"),
        ("Al\u00adi\u200bce\ufeff", "Alice"),
        ("Ali\x00ce\x1b[31m", "Alice[31m"),
        ("\u200dAlice\u200c", "Alice"),
        ("Alice\U000e0041\ue000", "Alice"),
        ("e\u0301", "\u00e9"),
        ("A" + "\u0323" * 40, "\u1ea0" + "\u0323" * 4),
        ("\u3164", ""),
        ("\u200d\u200c", ""),
        ("\u0301", ""),
        ("   ", ""),
        ("", ""),
    ],
)
def test_what_hides_reorders_or_overdraws_goes(typed: str, shown: str) -> None:
    assert clean_display_name(typed) == shown


def test_cleaning_twice_changes_nothing_more() -> None:
    name = "x\u200d \u200d" + "\u0301" * 9 + " y"

    assert clean_display_name(clean_display_name(name)) == clean_display_name(name)
