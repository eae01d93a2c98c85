"""The headers and cookies of every address, as somebody meets it who may, who may not, and who is nobody."""

import re
from collections.abc import Callable, Iterator

import pytest
from werkzeug.test import TestResponse

from tests.access.rows import PEOPLE, ROWS
from tests.access.test_matrix import _address, prepared
from tests.world import Person, World

__all__ = ["prepared"]

OF_EVERYBODY = {"static", "htmx_script"}
"""Styles, scripts and pictures: the same for all, kept by the browser."""
KEPT = {"dossier.preview"}
"""Made once and never changed: kept by this person's browser until the sign-out, by no cache between."""
ALWAYS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'self'; form-action 'self';"
    " frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _everything(
    world: World, parts: dict[str, object], person: Person
) -> Iterator[tuple[str, str, TestResponse]]:
    """Every address, asked for and sent to, with and without htmx, with and without a token."""
    for endpoint in ROWS:
        rule = next(iter(world.app.url_map.iter_rules(endpoint)))
        address = _address(world, endpoint, parts)
        if "GET" in (rule.methods or set()):
            yield "GET", endpoint, person.get(address)
            yield "GET", endpoint, person.get(address, headers={"HX-Request": "true"})
        elif endpoint != "accounts.sign_out":
            yield "GET", endpoint, person.get(address)  # 405
            yield "POST", endpoint, person.post(address)
        if "POST" in (rule.methods or set()):
            yield "POST", endpoint, person.client.post(address)  # 400
    yield "GET", "nowhere", person.get("/nowhere")


def _faults(method: str, endpoint: str, answer: TestResponse, signed_in: bool) -> Iterator[str]:
    headers = answer.headers
    where = f"{method} {endpoint} {answer.status_code}"
    for name, value in ALWAYS.items():
        if headers.get(name) != value:
            yield f"{where}: {name} is {headers.get(name)}"
    for cookie in headers.getlist("Set-Cookie"):
        if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie or "Path=/" not in cookie:
            yield f"{where}: {cookie}"
    for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin"):
        if name in headers:
            yield f"{where}: {name}"
    if endpoint not in OF_EVERYBODY and signed_in:
        yield from _private(where, endpoint, answer)
    if answer.mimetype == "text/html" and re.search(
        r"<script(?![^>]*\bsrc=)|<style|\s(style|on[a-z]+)=", answer.text
    ):
        yield f"{where}: inline script or style"


def _private(where: str, endpoint: str, answer: TestResponse) -> Iterator[str]:
    kept = answer.headers.get("Cache-Control", "")
    if endpoint in KEPT and answer.status_code == 200:
        if "private" not in kept or "Cookie" not in answer.headers.get("Vary", ""):
            yield f"{where}: Cache-Control is {kept}"
    elif kept != "no-store":
        yield f"{where}: Cache-Control is {kept}"
    if answer.mimetype == "text/html" and "<body" in answer.text and 'hx-history="false"' not in answer.text:
        yield f"{where}: htmx would keep the page"


def test_every_answer_of_every_address_protects_what_it_carries(
    prepared: tuple[World, dict[str, object]], count: Callable[[int, int], int]
) -> None:
    world, parts = prepared
    found = []
    for who in ["anonymous", "office", *PEOPLE][: count(2, 99)]:
        person = Person(world.app.test_client(), PEOPLE[who])
        for method, endpoint, answer in _everything(world, parts, person):
            found += [f"{who}: {one}" for one in _faults(method, endpoint, answer, bool(PEOPLE[who]))]
    assert found == []


def test_with_https_every_answer_says_so_and_cookies_keep_to_it(
    prepared: tuple[World, dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, parts = prepared
    secure = {"HTTPS": True, "SESSION_COOKIE_SECURE": True}
    for name, value in secure.items():
        monkeypatch.setitem(world.app.config, name, value)
    person = world.app.test_client()
    cookie = person.get("/sign-in", base_url="https://localhost").headers["Set-Cookie"]
    assert "Secure" in cookie
    for endpoint in ROWS:
        answer = person.get(_address(world, endpoint, parts), base_url="https://localhost")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000", endpoint
        answer.close()


def test_the_browser_forgets_what_it_kept_at_the_sign_out(world: World) -> None:
    person = Person(world.app.test_client(), "kaijiang-tb")
    answer = person.post("/sign-out")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
