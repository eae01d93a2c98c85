"""The answer to what a panel returned, while it is being written on the fact's page."""

from flask import url_for

from portal.models import Fact
from portal.units.keeping import Keeping, digest, keeping


def reply_keeping(found: Fact) -> Keeping:
    """The keeping of the answer's form."""
    return keeping(
        found.assessment,
        f"replies/{found.id}",
        url_for("units.answer", fact_id=found.id),
        url_for("units.keep_answer", fact_id=found.id),
    )


def reply_shown(found: Fact, kept: Keeping) -> str:
    """The answer as the person last typed it, else as it stands."""
    return str((kept.draft.typed.get("reply") or [""])[0]) if kept.draft else found.reply


def reply_seen(found: Fact, kept: Keeping) -> str:
    """The answer that the form is written over, by its short name.

    Not the fact's version: a file that is attached while the answer is being written is no clash.
    """
    return kept.draft.over if kept.draft else digest(found.reply)
