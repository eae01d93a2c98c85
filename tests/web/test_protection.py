"""What protects every page: headers, cookies, the policy of content, files that are never shown."""

import gzip
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import config
from portal import access
from portal import app as application
from portal.models import Evidence
from tests.world import Person, World

HTMX = "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de"


@pytest.fixture
def someone(client_of: Callable[..., Person]) -> Person:
    return client_of("kaijiang-tb")


@pytest.mark.parametrize("path", ["/", "/2013/unit/", "/nowhere", "/sign-in"])
def test_every_answer_carries_the_protecting_headers(someone: Person, path: str) -> None:
    headers = someone.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_private_pages_are_kept_nowhere(someone: Person) -> None:
    assert someone.get("/2013/unit/").headers["Cache-Control"] == "no-store"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    answer = world.app.test_client().get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # plain-HTTP intranets; KAOPING_HTTPS=1 turns it on


@pytest.mark.parametrize("path", ["/", "/2013/unit/", "/2013/unit/areas/documents", "/sign-in"])
def test_no_page_has_inline_script_style_or_handler(someone: Person, path: str) -> None:
    text = someone.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert "<style" not in text
    assert not re.search(r"\s(style|on[a-z]+)=", text)


def test_evidence_is_always_a_download(world: World, someone: Person) -> None:
    unit = world.play.unit("kaijiang").id
    found = next(
        row for row in world.session.query(Evidence).all() if row.unit_id == unit and row.removed_at is None
    )
    answer = someone.get(f"/evidence/{found.id}")
    assert answer.status_code == 200
    assert hashlib.sha256(answer.data).hexdigest() == found.digest
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"


def test_a_route_without_a_declared_access_stops_the_application(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.view_functions, "forgotten", lambda: "")
    with pytest.raises(RuntimeError, match="forgotten"):
        access.declared(app)


def test_production_demands_a_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAOPING_SECRET_KEY", raising=False)
    with pytest.raises(RuntimeError, match="KAOPING_SECRET_KEY"):
        _ = config.ProductionConfig().SECRET_KEY


def test_the_local_secret_key_is_made_once_and_only_for_its_owner(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("KAOPING_SECRET_KEY", raising=False)
    settings = config.LocalConfig()
    monkeypatch.setattr(config.LocalConfig, "INSTANCE", tmp_path / "instance")
    first = settings.SECRET_KEY
    assert len(first) >= 64
    assert first == settings.SECRET_KEY
    assert (tmp_path / "instance" / "secret-key").stat().st_mode & 0o077 == 0


def test_htmx_is_the_very_file_that_was_looked_at() -> None:
    assert application._htmx_hash() == HTMX


def test_the_first_view_is_light(someone: Person) -> None:
    page = someone.get("/2013/unit/")
    addresses = re.findall(r'(?:href|src)="(/(?:static|htmx)[^"]+\.(?:css|js|svg)[^"]*)"', page.text)
    assert len(addresses) > 5
    sizes = [len(gzip.compress(someone.get(address.replace("&amp;", "&")).data)) for address in addresses]
    assert sum(sizes) + len(gzip.compress(page.data)) < 60_000
