"""What a unit says to a record of its panel or to its scorecard, while it is being written."""

from flask import request, url_for

from portal.loaders import load_record, load_unit_fact
from portal.models import Assessment, Fact
from portal.queries.years import scheme_of
from portal.units.keeping import Keeping, keeping

OBJECTION_FIELDS = ("indicator", "fact", "text")


def load_told_record(fact_id: int) -> Fact:
    """A record that the panel has released to the unit."""
    return load_unit_fact(load_record(fact_id).id)


def statement_place(found: Fact) -> str:
    """Where the draft of a statement on a record lies."""
    return f"statements/{found.id}"


def statement_text(found: Fact) -> str:
    """What stands there unsigned, ""."""
    return found.open_statement.text if found.open_statement is not None else ""


def statement_keeping(found: Fact) -> Keeping:
    """The keeping of the statement's form."""
    return keeping(
        found.assessment,
        statement_place(found),
        url_for("units.state", fact_id=found.id),
        url_for("units.keep_statement", fact_id=found.id),
    )


def statement_version(found: Fact, kept: Keeping) -> str:
    """The version of the unsigned statement that the form is written over; 0 where there is none now."""
    if found.open_statement is None:
        return "0"
    return (kept.draft.over if kept.draft else "") or str(found.open_statement.version)


def objection_keeping(assessment: Assessment) -> Keeping:
    """The keeping of the form that the address opens: for an indicator, for a fact, or for the whole card."""
    area = scheme_of(assessment.year).area(assessment.area)
    codes = {one.code for one in area.indicators}
    facts = {str(fact.id) for fact in assessment.facts}
    indicator, fact = request.args.get("indicator", ""), request.args.get("fact", "")
    indicator, fact = indicator if indicator in codes else "", fact if fact in facts else ""
    address = {"year": assessment.year.number, "area": assessment.area}
    asked = {"indicator": indicator or None, "fact": fact or None}
    return keeping(
        assessment,
        f"objections/{indicator}/{fact}",
        url_for("units.object_to_scorecard", **address, **asked),
        url_for("units.keep_objection", **address, **asked),
    )
