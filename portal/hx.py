"""The only reader and writer of htmx's headers.

A fragment is a named block of its page: block name == element id == hx-target. htmx gets the block,
everybody else (plain, boosted, history restored) the page, from one call in the route.
"""

from typing import Any
from urllib.parse import quote

from flask import make_response, redirect
from htmx_flask import request  # Flask's own, with the extension's part in its type
from werkzeug.wrappers import Response

from portal import pages


def sent_by_htmx() -> bool:
    """Whether htmx sent the request, a boosted one too: the browser itself goes nowhere by it."""
    return bool(request.htmx)


def wants_fragment() -> bool:
    """Whether htmx asks for a part of the page and not for a page."""
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request


def render(template: str, block: str = "", *, status: int = 200, **context: Any) -> Response:
    """The page, or to htmx just its block. `status` is 422 for a form that comes back with errors."""
    body = pages.drawn(template, block if wants_fragment() else "", context)
    response = make_response(body, status)
    response.vary.add("HX-Request")
    response.vary.add("HX-Boosted")
    return response


def tell(response: Response, event: str) -> Response:
    """Let the page know that something happened: its parts that wait for the event ask anew."""
    response.headers["HX-Trigger"] = event
    return response


def part() -> str:
    """The id of the part of the page that htmx asks for; "" where it asks for a page."""
    return str(request.htmx.target or "") if wants_fragment() else ""


def asks_for(block: str) -> bool:
    """Whether htmx asks for a block; one of several on a page has an id of its own: block-12."""
    return part() == block or part().startswith(f"{block}-")


def page_address() -> str:
    """The page that htmx asks from, without host; "" when it is none of ours."""
    found = request.headers.get("HX-Current-URL", "")
    return found.removeprefix(request.host_url.rstrip("/")) if found.startswith(request.host_url) else ""


def go(url: str) -> Response:
    """Send the browser to another page after a change (303), htmx included."""
    if wants_fragment():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = quote(url, safe="/?&=#:%,+~")
        return response
    return redirect(url, 303)


def show(url: str) -> Response:
    """After a change within a page: htmx follows too, and shows there what it is given (`into`)."""
    return redirect(url, 303)


def into(response: Response, place: str) -> Response:
    """Make htmx put what it is given into another place than it asked for: a CSS selector."""
    if wants_fragment():
        response.headers["HX-Retarget"] = place
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def replace_page(response: Response) -> Response:
    """Make htmx put an error page in the whole page's place, not into the block it asked for."""
    return into(response, "body")
