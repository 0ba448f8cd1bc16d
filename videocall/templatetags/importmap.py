"""`{% importmap preload="js/main.js" %}`: how a page's modules find each other's hashed files.

Put it in <head> before any module script.
"""

from __future__ import annotations

import json
from typing import cast

from django import template
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from videocall.staticfiles import HashedStaticFilesStorage

register = template.Library()


@register.simple_tag(takes_context=True)
def importmap(context: Context, preload: str = "") -> SafeString:
    """The import map with the page's CSP nonce, and early fetches of one module with all its imports."""
    storage = cast(HashedStaticFilesStorage, staticfiles_storage)
    language = get_language() or settings.LANGUAGE_CODE
    names = storage.module_closure(preload, language) if preload else []
    link = '<link rel="modulepreload" href="{}">'
    links = format_html_join("\n", link, ((storage.url(name),) for name in names))
    script = format_html(
        '<script type="importmap" nonce="{}">{}</script>\n',
        context["request"].csp_nonce,
        SafeString(_json_for_script({"imports": storage.module_urls(language, preload)})),
    )
    return script + links


def _json_for_script(value: object) -> str:
    # Inside <script> nothing is unescaped, so "<" may not appear (HTML standard, 4.12.1.3).
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
