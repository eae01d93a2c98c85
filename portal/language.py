"""The language of a page: what is in the source language needs no looking up.

Texts stand in the code in Chinese; a page has some hundred of them, made in views and in templates.
"""

from typing import Any

from flask import g
from flask_babel import Domain, get_locale, gettext, ngettext


def in_source_language() -> bool:
    """Whether the page is in Chinese, the language that its texts are written in; asked once a request."""
    if "in_source_language" not in g:
        locale = get_locale()
        g.in_source_language = locale is None or locale.language == "zh"
    return bool(g.in_source_language)


class Texts(Domain):
    """The catalogue of our texts."""

    def gettext(self, string: str, **variables: Any) -> str:
        """A text in the reader's language."""
        if not in_source_language():
            return str(super().gettext(string, **variables))
        return string % variables if variables else string


def template_text(message: str) -> str:
    """A template's text in the reader's language."""
    return message if in_source_language() else gettext(message)


def template_texts(singular: str, plural: str, count: int) -> str:
    """The same where a number decides the form; Chinese has one."""
    return singular if in_source_language() else ngettext(singular, plural, count)
