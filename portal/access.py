"""Every route says who may use it, or the application does not start.

`@requires(Permission.REVIEW, on=load_fact)` directly under the route loads the subject, asks the
policy and passes the subject in, so that a view cannot fetch it again unscoped. Missing and
forbidden look the same. `@public` is for pages that anybody may see.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal import carried, current, hx, tags
from portal.errors import AlreadyDone, Forbidden, NotFound
from portal.extensions import db
from portal.policy import Actor, Permission, allows, by_role_alone
from portal.services.work import begin_writing

View = Callable[..., ResponseReturnValue]
Load = Callable[..., Any]


@dataclass(frozen=True)
class Access:
    """What a route asks for: a permission, and the loader of what it is asked on; None is public.

    `signed_out`: the route's own answer to htmx when the login, or the form's token, has run out.
    `unchanging`: it is answered by 304 while nothing has changed for who has it (see `portal.tags`).
    """

    permission: Permission | None
    load: Load | None = None
    signed_out: Callable[[], Response] | None = None
    unchanging: bool = False


def public(view: View) -> View:
    """Mark a route that anybody may use."""
    view.access = Access(None)  # type: ignore[attr-defined]  # a mark on a function
    return view


def requires(
    permission: Permission,
    on: Load | None = None,
    signed_out: Callable[[], Response] | None = None,
    *,
    unchanging: bool = False,
    writes: bool = False,
) -> Callable[[View], View]:
    """Guard a route. With `on`, the view gets the loaded subject instead of the address's parts.

    `signed_out`: what htmx is answered when the login has ended, where the page must stay as it is.
    `unchanging`: a list that is looked at again and again. To who has it as it is the answer is 304,
    before anything is loaded: its tag was given out after this very check, on the same data.
    `writes`: a form that is sent here is read and carried out in one transaction, begun before its subject is
    loaded; for what is quickly decided, since other writers wait meanwhile.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(**parts: Any) -> ResponseReturnValue:
            who = current.actor()
            if who.account_id is None:
                return signed_out() if signed_out and hx.wants_fragment() else _to_sign_in()
            if permission != Permission.USE_OWN_ACCOUNT and (owed := _owed()):
                return hx.go(url_for(owed))
            if by_role_alone(permission) and not allows(who, permission):
                raise Forbidden()
            if current.took_effect_before():
                # Told before anything is loaded: what the form was about may be gone by its own effect.
                raise AlreadyDone()
            if unchanging and tags.shown_already():
                return tags.unchanged()
            if writes and request.method == "POST":
                begin_writing(db.session())
            answer = view(**parts) if on is None else view(_subject(who, permission, on, parts))
            return tags.tagged(answer) if unchanging else answer

        guarded.access = Access(permission, on, signed_out, unchanging)  # type: ignore[attr-defined]  # a mark on a function
        return guarded

    return decorate


def _owed() -> str:
    """The page of what the person owes the own account before anything else; "" where nothing."""
    if current.password_expired():
        return "accounts.password"
    return "accounts.second_factor" if current.lacks_second_step() else ""


def _subject(who: Actor, permission: Permission, on: Load, parts: dict[str, Any]) -> Any:
    """What the route is about, when the person may; missing and forbidden look the same."""
    try:
        subject = on(**parts)
        if not allows(who, permission, subject):
            raise NotFound()
    except NotFound:
        g.pop("year", None)  # the page's head would tell of which year the thing is, hence that it is there
        raise
    return subject


def may(permission: Permission, subject: object = None) -> bool:
    """Whether the person of this request may use a permission on a subject: for routes and buttons."""
    return allows(current.actor(), permission, subject)


def _to_sign_in() -> ResponseReturnValue:
    """To the sign-in page, and back to where the person wanted to go (a GET address only)."""
    if request.method == "POST" and not hx.sent_by_htmx() and (account_id := carried.expired_account()):
        return _through_sign_in(account_id)
    goal = request.full_path.rstrip("?") if request.method == "GET" and not hx.sent_by_htmx() else ""
    return hx.go(url_for("accounts.sign_in", next=goal or None))


def _through_sign_in(account_id: int) -> ResponseReturnValue:
    """The sign-in page with what was typed in its keeping; an empty or a password's form just goes there."""
    if not any(text for name, text in request.form.items() if name not in carried.LEFT_OUT):
        return hx.go(url_for("accounts.sign_in"))
    g.carried = carried.seal(account_id)
    answer = current_app.make_response(current_app.view_functions["accounts.sign_in"]())
    answer.status_code = 401
    return answer


def declared(app: Flask) -> dict[str, Access]:
    """Each endpoint's access. Raises RuntimeError naming the endpoints that declare none."""
    found: dict[str, Access] = {}
    undeclared = []
    for endpoint, view in app.view_functions.items():
        access = getattr(view, "access", None)
        if isinstance(access, Access):
            found[endpoint] = access
        else:
            undeclared.append(endpoint)
    if undeclared:
        raise RuntimeError(f"endpoints without @requires or @public: {', '.join(sorted(undeclared))}")
    return found
