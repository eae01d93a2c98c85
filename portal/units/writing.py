"""A fact's form between the browser and the rows: what it shows, what it starts from, what is beside it."""

import re
from collections.abc import Sequence

from flask import request

from portal import current
from portal.errors import Conflict, Invalid
from portal.factform import PREFIX, shown_form
from portal.forms import as_typed, held, tidy
from portal.models import Assessment, Fact, Source
from portal.queries.gaps import claims_of
from portal.scoring import Kind
from portal.services.drafts import Typed, keep_draft
from portal.units.keeping import Keeping, keeping

KEY = re.compile(r"[A-Za-z0-9_-]{8,40}")


def drafting(kind: Kind) -> Kind:
    """The kind as a draft's form asks for it: only the sign-off insists on its fields."""
    loose = tuple(field.model_copy(update={"required": False}) for field in kind.fields)
    return kind.model_copy(update={"fields": loose})


def names_of(kind: Kind) -> tuple[str, ...]:
    """The fields of a fact's form."""
    own = (PREFIX + field.code for field in kind.fields)
    return ("title", *own, "happened_on", "document_number", "quantity", "note")


def form_key() -> str:
    """The name of the new form in the address, or ""."""
    key = request.args.get("draft", "")
    return key if KEY.fullmatch(key) else ""


def sent_or_kept(names: Sequence[str], kept: Keeping) -> dict[str, list[str]] | None:
    """What the form holds: what was sent, else the person's draft; None: what stands."""
    if request.method == "POST":
        return picked(names)
    return dict(kept.draft.typed) if kept.draft else None


def picked(names: Sequence[str]) -> dict[str, list[str]]:
    """The sent fields; after a clash, each from the side that the person chose."""
    mine = as_typed(names)
    theirs = as_typed([f"theirs_{name}" for name in names])
    whole = request.form.get("take_all", "")
    found = {}
    for name in names:
        side = whole or request.form.get(f"take_{name}", "mine")
        texts = theirs.get(f"theirs_{name}", []) if side == "theirs" else mine.get(name, [])
        found[name] = texts
    return tidy(found)


def copied(assessment: Assessment, kind: Kind) -> dict[str, list[str]] | None:
    """The fields of the claim that `?copy=` names, without its document's number; None without one."""
    wanted = request.args.get("copy", "")
    for fact in assessment.facts:
        if str(fact.id) == wanted and fact.kind == kind.code and fact.source == Source.claim:
            shown = held(shown_form(kind, fact))
            return {name: texts for name, texts in shown.items() if name != "document_number"} or None
    return None


def keep_refused(kept: Keeping, assessment: Assessment, mine: Typed, kind: str = "") -> Keeping:
    """After a save that was refused: what was typed is kept as a draft. On a GET nothing happens."""
    if request.method != "POST" or kept.place.endswith("/"):
        return kept
    place = kept.place.partition("/")[2]
    try:
        keep_draft(
            current.work(),
            assessment=assessment,
            place=place,
            typed=mine,
            kind=kind,
            unchanged=not mine.fields and not place.startswith("facts/"),
        )
    except (Conflict, Invalid):
        return kept
    return keeping(assessment, place, kept.form_url, kept.url)


def beside(found: Fact) -> tuple[Fact | None, Fact | None]:
    """The claims before and after one, in the order of the area."""
    claims = claims_of(found.assessment)
    if found not in claims:
        return None, None
    at = claims.index(found)
    return (claims[at - 1] if at else None), (claims[at + 1] if at + 1 < len(claims) else None)
