"""create_app: wires the parts, maps errors to their pages, audits access. No logic."""

import hashlib
from datetime import timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, send_from_directory
from flask_babel import get_locale
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

import config
from portal import (
    access,
    current,
    extensions,
    failures,
    frame,
    labels,
    language,
    pages,
    tags,
    trailtold,
    trailwords,
)
from portal.clock import Clock, SystemClock
from portal.jobs import Queue
from portal.known import Known
from portal.policy import Role
from portal.services.passwordrules import PROFILES
from portal.signin import load_user

ROOT = Path(config.__file__).resolve().parent


def create_app(settings: config.Config | None = None, clock: Clock | None = None) -> Flask:
    """The application. `settings` default to the environment's, `clock` to the machine's.

    Raises RuntimeError when a route declares neither @requires nor @public, or a setting names no role.
    """
    app = Flask(
        "portal",
        root_path=str(ROOT / "portal"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.jinja_environment = pages.Pages  # type: ignore[method-assign,misc]  # Flask's own way of choosing it
    app.config.from_object(settings or config.chosen())
    if unknown := app.config["SECOND_FACTOR_ROLES"] - set(Role):
        raise RuntimeError(f"KAOPING_SECOND_FACTOR_ROLES: no such role: {', '.join(sorted(unknown))}")
    if app.config["PASSWORD_PROFILE"] not in PROFILES:
        raise RuntimeError(f"KAOPING_PASSWORD_PROFILE must be one of: {', '.join(PROFILES)}")
    Path(app.config["INSTANCE"]).mkdir(parents=True, exist_ok=True)
    app.extensions["clock"] = clock or SystemClock()
    app.extensions["known"], app.extensions["settled"] = Known(), Known()
    _extend(app)
    _register(app)
    failures.answer(app)
    app.after_request(_protect)
    app.extensions["access"] = access.declared(app)
    return app


def _extend(app: Flask) -> None:
    extensions.db.init_app(app)
    with app.app_context():
        extensions.prepare(extensions.db.engine)
    extensions.migrate.init_app(app, extensions.db, directory=str(ROOT / "migrations"))
    extensions.login_manager.init_app(app)
    extensions.login_manager.session_protection = None  # the login-session row is what counts
    extensions.login_manager.user_loader(load_user)
    extensions.csrf.init_app(app)
    extensions.babel.init_app(app)
    app.extensions["babel"].instance.domain_instance = language.Texts()
    extensions.htmx.init_app(app)
    app.extensions["jobs"] = Queue(app)


class Number(IntegerConverter):
    """A number in an address: what no row and no year can have is no address."""

    def __init__(self, url_map: Map, **rest: Any) -> None:
        super().__init__(url_map, **{"max": 2**31 - 1, **rest})


def _register(app: Flask) -> None:
    from portal.accounts.routes import accounts
    from portal.admin.routes import admin
    from portal.dossier.routes import dossier
    from portal.office.routes import office
    from portal.panels.routes import panels
    from portal.public.routes import public
    from portal.units.routes import units

    app.url_map.converters["int"] = Number
    for blueprint in (public, accounts, units, panels, office, admin, dossier):
        app.register_blueprint(blueprint)
    app.view_functions["static"].access = access.Access(None)  # type: ignore[attr-defined]
    app.add_url_rule("/htmx.min.js", "htmx_script", _htmx_script)
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(asset=_asset, htmx_url="/htmx.min.js?v=" + _htmx_hash()[:12], may=access.may)
    env.globals["request_key"] = current.new_request_key
    env.globals["asks_again"] = tags.asks_again
    env.filters.update(labels.FILTERS)
    env.filters["action_title"] = trailwords.action_title
    env.filters["subject_title"] = trailwords.subject_title
    env.filters["told"] = trailtold.told
    env.install_gettext_callables(language.template_text, language.template_texts, newstyle=True)  # type: ignore[attr-defined]
    env.globals["title_of"] = labels.title_of
    app.context_processor(frame.surroundings)
    with app.test_request_context():
        env.globals["ui"] = env.get_template("components/ui.html").module


@cache
def _htmx_folder() -> Path:
    """Where the package that carries htmx keeps it; the package itself is never imported."""
    spec = find_spec("django_htmx")
    if spec is None or spec.origin is None:
        raise RuntimeError("django-htmx is missing: run bin/setup")
    return Path(spec.origin).parent / "static" / "django_htmx"


@cache
def _htmx_hash() -> str:
    return hashlib.sha256((_htmx_folder() / "htmx-2.min.js").read_bytes()).hexdigest()


@access.public
def _htmx_script() -> Response:
    year = int(timedelta(days=365).total_seconds())
    return send_from_directory(_htmx_folder(), "htmx-2.min.js", max_age=year)


@cache
def _asset(name: str) -> str:
    digest = hashlib.sha256((ROOT / "static" / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    headers.setdefault("Content-Language", str(get_locale() or "zh"))
    if current_app.config["HTTPS"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    kept = request.endpoint in ("static", "htmx_script") or response.cache_control.immutable
    if current.actor().account_id is not None and not kept:
        headers["Cache-Control"] = "no-store"
    return response
