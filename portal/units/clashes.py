"""Two versions of one text: side by side, field by field, and the person chooses (409)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import SelectField, SelectMultipleField

from portal import current, hx
from portal.factform import form_for, shown_form
from portal.forms import Form, held
from portal.models import Assessment, Fact
from portal.queries.drafts import draft_at
from portal.queries.years import scheme_of
from portal.scoring import Kind
from portal.units import inline
from portal.units.forms import NarrativeForm, ObjectionForm, ReplyForm, StatementForm
from portal.units.keeping import digest
from portal.units.writing import drafting

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Row:
    """One field in both versions: as typed, to be sent again, and in words."""

    name: str
    label: str
    theirs: str
    mine: str

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.theirs != self.mine


def in_words(form: Form) -> dict[str, tuple[str, str]]:
    """Each field's label and text, choices by their titles."""
    typed = held(form)
    return {field.name: (str(field.label.text), _said(field, typed.get(field.name, []))) for field in form}


def _said(field: Any, texts: Sequence[str]) -> str:
    if isinstance(field, SelectField | SelectMultipleField):
        titles = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
        return "、".join(titles.get(text, text) for text in texts)
    if field.type == "BooleanField":
        return _("是") if texts else ""
    return "\n".join(texts)


def clash_page(
    assessment: Assessment,
    place: str,
    make: Callable[[Fields], Form],
    theirs: Fields,
    mine: Fields,
    *,
    hidden: Mapping[str, Any] | None = None,
    colleague: bool = True,
) -> Response:
    """Both versions; what is chosen is sent to the form's own address with the version that stands now."""
    draft = draft_at(assessment, current.actor().account_id, place)
    here, there = in_words(make(mine)), in_words(make(theirs))
    rows = [
        Row(name, label, there[name][1], text)
        for name, (label, text) in here.items()
        if name in mine or name in theirs
    ]
    return hx.render(
        "units/clash.html",
        "entry",
        status=409,
        place=inline.place(),
        sends=inline.sends,
        kept=f"{assessment.id}/{place}",
        person=current.actor().account_id,
        assessment=assessment,
        scheme_area=scheme_of(assessment.year).area(assessment.area),
        rows=rows,
        mine=mine,
        theirs=theirs,
        url=request.full_path.rstrip("?"),
        hidden={**_seen(), **(hidden or {}), "draft_seen": draft.number if draft else 0},
        colleague=colleague,
    )


def _seen() -> dict[str, str]:
    return {name: request.form[name] for name in ("version", "seen") if name in request.form}


def draft_clash(kind: Kind, assessment: Assessment, place: str, mine: Fields, theirs: Fields) -> Response:
    """A fact's form: the person's own other window was faster."""
    return clash_page(assessment, place, _facts(kind), theirs, mine, colleague=False)


def fact_clash(kind: Kind, found: Fact, mine: Fields) -> Response:
    """A colleague saved the fact meanwhile."""
    place, hidden = f"facts/{found.id}", {"version": found.version}
    return clash_page(found.assessment, place, _facts(kind), standing_of(kind, found), mine, hidden=hidden)


def standing_of(kind: Kind, found: Fact) -> dict[str, list[str]]:
    """What a fact's form holds when nobody has typed in it."""
    return held(shown_form(kind, found))


def narrative_clash(assessment: Assessment, theirs: Fields, mine: Fields, *, colleague: bool) -> Response:
    """Two self-reports."""
    hidden = {"seen": digest(assessment.narrative)}
    make = _simple(NarrativeForm)
    return clash_page(assessment, "narrative", make, theirs, mine, hidden=hidden, colleague=colleague)


def reply_clash(found: Fact, theirs: Fields, mine: Fields, *, colleague: bool) -> Response:
    """Two answers to the panel."""
    place, hidden = f"replies/{found.id}", {"seen": digest(found.reply)}
    make = _simple(ReplyForm)
    return clash_page(found.assessment, place, make, theirs, mine, hidden=hidden, colleague=colleague)


def statement_clash(found: Fact, theirs: Fields, mine: Fields, *, colleague: bool) -> Response:
    """Two statements on a record."""
    place, make = f"statements/{found.id}", _simple(StatementForm)
    hidden = {"version": found.open_statement.version if found.open_statement else 0}
    return clash_page(found.assessment, place, make, theirs, mine, hidden=hidden, colleague=colleague)


def objection_clash(assessment: Assessment, place: str, theirs: Fields, mine: Fields) -> Response:
    """Two texts of one objection, in two windows; what it is about is this window's."""
    about = {name: "".join(texts) for name, texts in mine.items() if name != "text"}
    texts = [{"text": side["text"]} if "text" in side else {} for side in (theirs, mine)]
    return clash_page(assessment, place, _simple(ObjectionForm), *texts, hidden=about, colleague=False)


def _facts(kind: Kind) -> Callable[[Fields], Form]:
    return lambda fields: form_for(
        drafting(kind), typed={name: list(texts) for name, texts in fields.items()}
    )


def _simple(form: type[Form]) -> Callable[[Fields], Form]:
    return lambda fields: form(multi(fields))


def multi(fields: Fields) -> MultiDict[str, str]:
    return MultiDict((name, text) for name, texts in fields.items() for text in texts)
