"""What went wrong → the page that says so: the one place where exceptions become HTTP answers."""

from typing import Any, cast

from flask import Flask, current_app, flash, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from portal import errors, hx, labels
from portal.extensions import db
from portal.sentwords import sent_fields

HTTP_PAGES = {403: "403", 404: "404", 405: "404", 413: "413", 422: "422", 429: "429"}


def answer(app: Flask) -> None:
    """Register a page for everything that can go wrong."""
    app.register_error_handler(errors.NotFound, _not_found)
    app.register_error_handler(errors.Forbidden, _forbidden)
    app.register_error_handler(errors.Refused, _refused)
    app.register_error_handler(errors.Invalid, _invalid)
    app.register_error_handler(errors.Conflict, _conflict)
    app.register_error_handler(errors.AlreadyDone, _already_done)
    app.register_error_handler(errors.PortalError, _cannot)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def back() -> str:
    """The page that the person came from, when it is one of ours; else the start."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) else url_for("public.home")


def _page(template: str, status: int, **context: Any) -> Response:
    db.session.rollback()
    return hx.replace_page(hx.render(f"errors/{template}.html", status=status, **context))


def _say(error: errors.PortalError) -> str:
    return _(error.message, **error.values)


def _not_found(error: errors.NotFound) -> Response:
    return _page("404", 404)


def _forbidden(error: errors.Forbidden) -> Response:
    return _page("403", 403, message=_say(error))


def _refused(error: errors.Refused) -> Response:
    return _page("refused", 422, message=_say(error), back=back())


def _invalid(error: errors.Invalid) -> Response:
    return _page("422", 422, message=_say(error), back=back())


def _conflict(error: errors.Conflict) -> Response:
    mine = error.mine or sent_fields(request.form)
    return _page(
        "409",
        409,
        message=_say(error),
        theirs=[(labels.said(label), labels.in_words(text)) for label, text in error.theirs],
        mine=mine,
        back=back(),
    )


def _already_done(error: errors.AlreadyDone) -> Response:
    flash(_say(error), "info")
    return hx.go(back())


def _cannot(error: errors.PortalError) -> Response:
    """Something outside is missing, such as a font: said plainly, and kept in the log."""
    current_app.logger.error("%s", error)
    return _page("refused", 503, message=_say(error), back=back())


def _expired(error: CSRFError) -> Response:
    view = current_app.view_functions.get(request.endpoint or "")
    signed_out = getattr(getattr(view, "access", None), "signed_out", None)
    if signed_out is not None and hx.wants_fragment():
        return cast(Response, signed_out())
    return _page("expired", 400, back=back())


def _database(error: OperationalError) -> Response:
    current_app.logger.exception("database")
    return _page("500", 503)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return Response.force_type(error.get_response())
    return _page(HTTP_PAGES.get(code, "500" if code >= 500 else "422"), code, back=back())


def _unexpected(error: Exception) -> Response:
    if current_app.config.get("PROPAGATE_EXCEPTIONS") or current_app.testing:
        raise error
    current_app.logger.exception("unexpected")
    return _page("500", 500)
