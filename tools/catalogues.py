"""Keeps locale/ and static/js/languages/ true to the sources: `make languages` (docs/translating.md).

Two catalogues a language. `django` has what the server says, compiled for gettext; `djangojs` what the page's
scripts say, compiled to a module (static/js/catalogue.js says how a page gets it).
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import c2py
from io import BytesIO
from pathlib import Path

import django
from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "locale"
MODULES = ROOT / "static" / "js" / "languages"
DOMAINS = ("django", "djangojs")
SERVER = [ROOT / app for app in ("accounts", "calls", "videocall")]
# In English for good: the command line and what is only read there, tests, and what Django wrote.
LEFT_OUT = re.compile(r"/(tests|migrations|management|doctor|languages)/")
LAZY = {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in ("gettext", "ngettext", "pgettext", "npgettext")}
KEYWORDS = {**DEFAULT_KEYWORDS, **LAZY}
# As Django's templatize writes a template's words.
CALL = re.compile(
    r"""\b(n?p?gettext|_)\(((?:u?'(?:\\.|[^'\\])*'|u?"(?:\\.|[^"\\])*"|count|[\s,])+)\)""",
)
COUNT = re.compile(r",\s*count\s*$")
WIDTH = 110
# The files hold no time: who makes them anew from the same sources gets the same files.
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def languages() -> list[str]:
    """Those with catalogues, as Django writes them (pt-br)."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def path_of(language: str, domain: str, ending: str = "po") -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / f"{domain}.{ending}"


def module_of(language: str) -> Path:
    return MODULES / f"{language}.js"


def found(domain: str) -> Catalog:
    """Every sentence of the sources that asks to be translated."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(_sources(domain)):
        place = path.relative_to(ROOT).as_posix()
        for key, context, notes in _sentences(path):
            catalog.add(key, context=context, locations=[(place, 0)], auto_comments=notes)
    return catalog


def _sources(domain: str) -> list[Path]:
    if domain == "djangojs":
        paths = [*(ROOT / "static" / "js").rglob("*.js")]
    else:
        paths = [path for ending in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{ending}")]
        paths += [path for app in SERVER for path in app.rglob("*.py")]
    return [path for path in paths if not LEFT_OUT.search(f"/{path.relative_to(ROOT).as_posix()}")]


def _sentences(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None, list[str]]]:
    """Each as (sentence, or singular and plural; context; notes for translators)."""
    if path.suffix in (".html", ".txt"):
        yield from ((*_key(name, args), []) for name, args in _of_template(path.read_text(encoding="utf-8")))
        return
    method = {".py": "python", ".js": "javascript"}[path.suffix]
    for _line, messages, notes, context in extract(
        method, BytesIO(path.read_bytes()), KEYWORDS, ("Translators:",)
    ):
        yield (messages if isinstance(messages, str) else (messages[0], messages[1])), context, notes


def _of_template(source: str) -> Iterator[tuple[str, list[str]]]:
    for name, args in CALL.findall(templatize(source)):
        yield name, list(ast.literal_eval(f"({COUNT.sub('', args)},)"))


def _key(name: str, args: list[str]) -> tuple[str | tuple[str, str], str | None]:
    context = args.pop(0) if "p" in name else None
    return (args[0], args[1]) if len(args) > 1 else args[0], context


def read(language: str, domain: str) -> Catalog:
    path = path_of(language, domain)
    if not path.exists():
        return Catalog(locale=to_locale(language))
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language))


def extracted(language: str, domain: str) -> str:
    """The catalogue's text with the sources' sentences: new ones untranslated, those gone left out."""
    catalog = read(language, domain)
    catalog.update(found(domain), no_fuzzy_matching=True)
    written = BytesIO()
    write_po(written, catalog, width=WIDTH, omit_header=True, ignore_obsolete=True, include_lineno=False)
    forms = get_plural(to_locale(language)).plural_forms
    return (
        f'msgid ""\nmsgstr ""\n"Language: {to_locale(language)}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {forms}\\n"\n\n{written.getvalue().decode()}'
    )


def compiled(language: str) -> bytes:
    """The server's catalogue, as gettext reads it."""
    catalog = read(language, "django")
    catalog.creation_date = catalog.revision_date = MOMENT
    written = BytesIO()
    write_mo(written, catalog)
    return written.getvalue()


def module(language: str) -> str:
    """The page's catalogue, as a module."""
    messages = [message for message in read(language, "djangojs") if message.id]
    said = {_page_key(message): _page_forms(message, language) for message in messages}
    translated = {key: forms for key, forms in said.items() if forms}
    words = json.dumps(translated, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return f'export const language = "{language}";\nexport const messages = {words};\n'


def _page_key(message: Message) -> str:
    sentence = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}\x04{sentence}" if message.context else sentence


def _page_forms(message: Message, language: str) -> str | dict[str, str]:
    if isinstance(message.string, str):
        return message.string
    forms = message.string or ()
    said = {category: forms[number] for category, number in plural_categories(language).items()}
    return {category: form for category, form in said.items() if form}


def plural_categories(language: str) -> dict[str, int]:
    """gettext's number of a plural form by CLDR's name of it, by which browsers choose (Intl.PluralRules)."""
    locale = Locale.parse(to_locale(language))
    choose = c2py(get_plural(to_locale(language)).plural_expr)
    return {locale.plural_form(number): choose(number) for number in reversed(range(1000))}


def write() -> None:
    for language in languages():
        for domain in DOMAINS:
            path_of(language, domain).parent.mkdir(parents=True, exist_ok=True)
            path_of(language, domain).write_text(extracted(language, domain), encoding="utf-8")
        path_of(language, "django", "mo").write_bytes(compiled(language))
        MODULES.mkdir(exist_ok=True)
        module_of(language).write_text(module(language), encoding="utf-8")


def main() -> None:
    write()
    for language in languages():
        missing = [one for domain in DOMAINS for one in read(language, domain) if one.id and not one.string]
        sys.stdout.write(f"{language}: {len(missing) or 'nothing'} left to translate\n")


if __name__ == "__main__":
    django.setup()
    main()
