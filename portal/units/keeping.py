"""The way of a word: typed → kept as a draft → shown again → saved; for every form that keeps itself."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal import current, hx
from portal.errors import Conflict, Invalid
from portal.forms import tidy
from portal.models import Assessment, Draft
from portal.queries.drafts import draft_at
from portal.services.drafts import Typed, keep_draft
from portal.units.deadlines import kept_late
from portal.units.sheet import can_fill

UNASKED = {"quantity": ["1"]}
"""What a form says by itself, asked or not: no typing."""


@dataclass(frozen=True)
class Keeping:
    """What a form that keeps itself carries: where to send what is typed, whose it is, what it saw."""

    place: str
    form_url: str
    url: str
    account_id: int | None
    draft: Draft | None

    @property
    def typed(self) -> dict[str, list[str]]:
        """What the draft holds."""
        return dict(self.draft.typed) if self.draft else {}

    @property
    def number(self) -> int:
        """The number of the draft that is shown."""
        return self.draft.number if self.draft else 0

    @property
    def words(self) -> str:
        """Since when the form is kept; "" when it holds no draft."""
        return _("已保存 %(at)s", at=f"{self.draft.saved_at:%H:%M}") if self.draft else ""

    @property
    def attrs(self) -> dict[str, str]:
        """The form's attributes: each field is sent as it is left, one request at a time, the newest last."""
        return {
            "hx-post": self.url,
            "hx-trigger": "change, input delay:3s, keep",
            "hx-target": "find .kept",
            "hx-swap": "innerHTML",
            "hx-sync": "this:queue last",
            "hx-request": '{"timeout": 15000}',
            "data-keep": self.place,
            "data-person": str(self.account_id),
            "autocapitalize": "off",
        }


def keeping(assessment: Assessment, place: str, form_url: str, url: str) -> Keeping:
    """The keeping of the form at a place, with the person's draft there."""
    account_id = current.actor().account_id
    return Keeping(
        f"{assessment.id}/{place}", form_url, url, account_id, draft_at(assessment, account_id, place)
    )


def sent(fields: Mapping[str, list[str]], over: str) -> Typed:
    """What this request's form holds, and what its page had seen."""
    seen = request.form.get("draft_seen", str(2**33))  # a form without it was opened before any draft
    return Typed(
        fields=without_unasked(fields),
        over=over[:40],
        page=request.form.get("request_key", "")[:64],
        seen=int(seen) if seen.isdecimal() and len(seen) < 12 else 0,
    )


def without_unasked(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The fields that say something."""
    return {name: texts for name, texts in tidy(fields).items() if UNASKED.get(name) != texts}


def keep(
    assessment: Assessment,
    place: str,
    typed: Typed,
    standing: Mapping[str, list[str]],
    kind: str = "",
    note: str | None = None,
) -> Response:
    """Keep what a page sent of itself, and say so in a word beside the form; nothing on the page moves.

    `note` stands beside the word; None: what is to be said of a part of the self-assessment.
    """
    try:
        draft = keep_draft(
            current.work(),
            assessment=assessment,
            place=place,
            typed=typed,
            kind=kind,
            unchanged=dict(typed.fields) == without_unasked(standing),
            insist="insist" in request.args,
        )
    except Conflict as clash:
        return answered(409, words=_(clash.message), clash=True)
    except Invalid as fault:
        return answered(422, words=_(fault.message, **fault.values), failed=True)
    number = draft.number if draft else typed.seen
    at = draft.saved_at if draft else current.moment()
    note = late_note(assessment) if note is None else note
    words = _("已保存 %(at)s", at=f"{at:%H:%M}")
    return hx.tell(answered(200, words=words, number=number, note=note), "kept")


def late_note(assessment: Assessment) -> str:
    """Why what is kept now is not on its way to the panel; "" when it can be."""
    if kept_late(assessment, current.moment()):
        return _("已过截止时间，作为草稿保存，没有报送")
    return "" if can_fill(assessment) else _("只作为草稿保存：自评现在不能改")


def answered(status: int, **context: Any) -> Response:
    """The word beside the form."""
    context = {"number": request.form.get("draft_seen", "0"), **context}
    return hx.render("units/kept.html", "saved", status=status, **context)


def login_ended() -> Response:
    """The login has run out: the page stays with all that is typed, and shows the way back."""
    url = url_for("accounts.sign_in", next=hx.page_address() or None)
    if request.method == "GET":
        return hx.go(url)
    words = _("登录已过期，最后的修改还没有保存。")
    answer = answered(401, words=words, failed=True, sign_in_url=url)
    return hx.into(answer, f"#saved-{hx.part()}") if hx.asks_for("entry") else answer


def digest(text: str) -> str:
    """A text's short name: whether it is still the one that was seen."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def new_key() -> str:
    """A name for one new form, so that two of them are never taken for one."""
    return secrets.token_urlsafe(9)
