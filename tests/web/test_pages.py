"""The templates settle our words in the language that they are written in, and look them up in any other."""

import pytest
from flask import Flask
from flask_babel import force_locale

from portal import language
from portal.pages import Pages
from tests.world import World

TEMPLATE = "{{ _('已保存 100%%') }}{{ _('%(count)s 项', count=3) }}"


def _drawn(app: Flask, pages: Pages) -> str:
    with app.test_request_context():
        return pages.from_string(TEMPLATE).render()


def test_a_word_is_settled_in_chinese_and_looked_up_in_another_language(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = world.app.jinja_env
    assert isinstance(pages, Pages)
    assert _drawn(world.app, pages) == "已保存 100%3 项"
    assert _drawn(world.app, pages.in_other_languages()) == "已保存 100%3 项"
    monkeypatch.setattr(
        language, "gettext", lambda message: {"已保存 100%%": "Saved 100%%"}.get(message, message)
    )
    with world.app.test_request_context(), force_locale("en"):
        assert pages.in_other_languages().from_string(TEMPLATE).render() == "Saved 100%3 项"
        assert pages.from_string(TEMPLATE).render() == "已保存 100%3 项"
