"""Every sentence can be translated, is translated, and what runs was made of the present catalogues."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from gettext import GNUTranslations
from io import BytesIO

import pytest
from babel.messages.catalog import Message
from django.template.base import Lexer, TokenType

from tests import sources
from tools import catalogues

LANGUAGES = catalogues.languages()
# Values in a sentence: %(name)s, %d and %% on the server, {name} on the page.
VALUES = re.compile(r"%\(\w+\)[.\d]*[a-z]|%[a-z%]|\{\w+\}")
# Where no sentence is translated, and why.
ENGLISH = {
    "lan.html": "served by `make run-lan` before there is a site; operators read it",
    "words-details.js": "the standards' words, copied for operators",
}
# Blocks that hold names for machines, names of keys and of what is dropped (W3C), and errors for developers.
TECHNICAL = re.compile(r"block (?:body_?class|page_class|skip_to)$")
KEYS = {"Enter", "Escape", "Files"}
SPOKEN = re.compile(r"[A-Za-z]{2}")
SHOWN_ATTRIBUTES = re.compile(r"""\s(?:aria-label|alt|placeholder|title)=("[^"]*"|'[^']*')""")
# Words in markup that are no sentence.
MARKUP = re.compile(r"&\w+;|<!doctype html>", re.IGNORECASE)


def messages(language: str) -> Iterator[Message]:
    for domain in catalogues.DOMAINS:
        yield from (message for message in catalogues.read(language, domain) if message.id)


def forms(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def key(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", catalogues.DOMAINS)
def test_the_catalogue_has_the_sentences_of_the_sources(language: str, domain: str) -> None:
    wanted = {key(message) for message in catalogues.found(domain) if message.id}
    known = {key(message) for message in catalogues.read(language, domain) if message.id}
    assert known == wanted, "run `make languages`, and translate what is new"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    missing = [message.id for message in messages(language) if not all(forms(message.string) or [""])]
    assert missing == []
    assert not [message.id for message in messages(language) if message.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_values_and_markup_of_their_sentences(language: str) -> None:
    assert [fault for message in messages(language) for fault in faults(message)] == []


def faults(message: Message) -> Iterable[str]:
    sentence = forms(message.id)[-1]
    for said in forms(message.string):
        if sorted(VALUES.findall(said)) != sorted(VALUES.findall(sentence)):
            yield f"other values: {said}"
        if re.findall(r"<[^>]+>", said) != re.findall(r"<[^>]+>", sentence):
            yield f"other markup: {said}"
        if "<" not in sentence and '"' in said:
            yield f"a straight quotation mark, which would end an attribute: {said}"
        if said.strip() != said:
            yield f"white space around: {said}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_complete_and_chosen_alike_by_server_and_page(language: str) -> None:
    for domain in catalogues.DOMAINS:
        catalog = catalogues.read(language, domain)
        plural = [one for one in catalog if isinstance(one.id, tuple)]
        assert all(len(forms(one.string)) == catalog.num_plurals for one in plural)
    numbers = catalogues.plural_categories(language).values()
    assert set(numbers) == set(range(catalogues.read(language, "django").num_plurals))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_runs_was_made_of_the_catalogues(language: str) -> None:
    compiled = GNUTranslations(BytesIO(catalogues.compiled(language)))
    with catalogues.path_of(language, "django", "mo").open("rb") as file:
        served = GNUTranslations(file)
    words = (one.id for one in catalogues.read(language, "django") if isinstance(one.id, str) and one.id)
    assert [word for word in words if served.gettext(word) != compiled.gettext(word)] == []
    assert catalogues.module_of(language).read_text() == catalogues.module(language), "run `make languages`"


def test_a_page_module_has_the_plural_forms_by_name() -> None:
    module = catalogues.module("ar")
    words = json.loads(module[module.index("{") : module.rindex("}") + 1])
    assert set(words["{count} missed"]) == {"zero", "one", "two", "few", "many", "other"}


# ---- sentences outside gettext ---------------------------------------------------------------------


def bare_template(source: str) -> Iterator[str]:
    """Words between and in a template's tags that are not translated."""
    text, inside, named = "", False, False
    for token in Lexer(source).tokenize():
        name = token.contents.split(" ", 1)[0] if token.token_type == TokenType.BLOCK else ""
        inside = name == "blocktranslate" or (inside and name != "endblocktranslate")
        named = bool(TECHNICAL.match(token.contents)) or (named and name != "endblock")
        if token.token_type == TokenType.TEXT and not (inside or named):
            text += token.contents
        elif token.token_type != TokenType.COMMENT:
            text += "\0"
    shown = [value for value in SHOWN_ATTRIBUTES.findall(text) if SPOKEN.search(value)]
    between = re.sub(r"<[^>]*>", "\n", MARKUP.sub("", text))
    yield from [*shown, *(line.strip("\0 ") for line in between.split("\n") if SPOKEN.search(line))]


def bare_module(source: str) -> Iterator[str]:
    """Sentences of a page's module that no gettext call takes."""
    code = re.sub(r"^import .*?;$|\bimport\([^)]*\)", "", source, flags=re.MULTILINE | re.DOTALL)
    for match in re.finditer(r'"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`', code):
        said = match[1] if match[1] is not None else re.sub(r"\$\{[^}]*\}", "", match[2])
        asked = re.search(
            r"\b(?:n|p|np)?gettext\(\s*(?:\"(?:\\.|[^\"\\])*\",\s*)*$|Error\($", code[: match.start()]
        )
        if re.match(r"[A-Z][a-z\u2019]+(?: [a-z]|$|[….?])", said) and not asked and said not in KEYS:
            yield said


def bare_answer(source: str) -> list[str]:
    """What a module of words gives back as it stands: a single word has no look of a sentence."""
    return re.findall(r'(?:return|=>|\?\?) "([^"]*[A-Za-z][^"]*)";', source)


def bare_python(source: str) -> Iterator[str]:
    """Sentences handed to people without `_()`: labels, help, messages, errors as JSON."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in (
            "label",
            "help_text",
            "description",
            "verbose_name",
        ):
            yield from strings(node.value)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).startswith("messages."):
            yield from (said for argument in node.args[1:] for said in strings(argument))
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            shown = (
                value for name, value in pairs if isinstance(name, ast.Constant) and name.value == "error"
            )
            yield from (said for value in shown for said in strings(value))


def strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SPOKEN.search(node.value):
        yield node.value


def test_templates_have_no_bare_sentence() -> None:
    assert list(bare_template('<p title="{{ a }}">{% translate "Hello" %} you</p>')) == ["you"]
    found = sources.files("templates/**/*.html")
    checked = {path: source for path, source in found.items() if path.split("/")[-1] not in ENGLISH}
    assert {path: bare for path, source in checked.items() if (bare := list(bare_template(source)))} == {}


def test_modules_have_no_bare_sentence() -> None:
    assert list(bare_module('const a = "Hello there"; gettext("Call {name}", { a });')) == ["Hello there"]
    views = {path: source for path, source in sources.javascript().items() if path.startswith("views/")}
    checked = {path: source for path, source in views.items() if path.split("/")[-1] not in ENGLISH}
    assert {path: bare for path, source in checked.items() if (bare := list(bare_module(source)))} == {}


def test_modules_of_words_give_back_no_bare_word() -> None:
    assert bare_answer('default:\n  return "connected";') == ["connected"]
    words = {path: source for path, source in sources.javascript().items() if "/words" in path}
    checked = {path: source for path, source in words.items() if path.split("/")[-1] not in ENGLISH}
    assert {path: bare for path, source in checked.items() if (bare := bare_answer(source))} == {}


def test_python_has_no_bare_sentence() -> None:
    assert list(bare_python('messages.error(request, "No."); Field(label=_("Name"))')) == ["No."]
    modules = sources.python("accounts", "calls", "videocall")
    spoken = {name: source for name, source in modules.items() if ".management" not in name}
    assert {name: bare for name, source in spoken.items() if (bare := list(bare_python(source)))} == {}
