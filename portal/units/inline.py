"""Facts written and moved on the area's page itself.

The form's own address is the only one there is: htmx asks it for the form alone (block `entry`), into a
place of the area's page (`entry-12`, `entry-copy-12`, `entry-new-doc-system`). A save shows the area's page
anew (block `sheet`); the places that other forms stand in are kept as they are.
"""

from flask import url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal import hx
from portal.models import Fact
from portal.units.factpage import area_link


def place() -> str:
    """The id of the place on the area's page that the form goes into; "" on a page of its own."""
    return hx.part() if hx.asks_for("entry") else ""


def told_apart(form: FlaskForm) -> None:
    """Give the fields of a form that is one of several on a page ids of their own; their names stay."""
    if found := place():
        for field in form:
            field.id = f"{found}-{field.id}"


def sends(url: str) -> dict[str, str]:
    """What makes a button send its form from within the area's page; nothing on a page of its own."""
    found = place()
    if not found:
        return {}
    return {
        "hx-post": url,
        "hx-target": f"#{found}",
        "hx-swap": "innerHTML",
        "hx-sync": "closest form:replace",
        "hx-disabled-elt": "this",
    }


def done(fact: Fact, otherwise: str = "") -> Response:
    """To the fact in its area, after a change; `otherwise`: where somebody who came by a page goes."""
    if not hx.asks_for("entry") and not hx.asks_for("sheet"):
        return hx.go(otherwise or area_link(fact))
    found = fact.assessment
    return hx.show(url_for("units.area", year=found.year.number, area=found.area, row=fact.id))
