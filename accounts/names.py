"""Display names that are safe to show beside other people's text."""

from __future__ import annotations

import re
import unicodedata

# Emoji sequences and several scripts need the joiners; inside a name they are harmless.
JOINERS = "\u200c\u200d"
# Letters and symbols by category, but blank to the eye.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
# More than four combining marks on one letter draw over the neighbouring lines.
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED_MARKS = re.compile(f"({_MARK}{{4}}){_MARK}+")


def clean_display_name(text: str) -> str:
    """The name in one line, without characters that hide, reorder or overdraw text; "" if nothing is left.

    Control, format (every bidirectional override of UAX #9 among them), surrogate, private and
    unassigned characters go; a run of white space becomes one space.
    """
    spaced = "".join(" " if character.isspace() else character for character in text)
    shown = "".join(character for character in unicodedata.normalize("NFC", spaced) if _is_shown(character))
    name = " ".join(_STACKED_MARKS.sub(r"\1", shown).split()).strip(f" {JOINERS}")
    return name if any(_is_visible(character) for character in name) else ""


def _is_shown(character: str) -> bool:
    return character in JOINERS or (character not in BLANKS and unicodedata.category(character)[0] != "C")


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS"
