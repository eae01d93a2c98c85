"""What the administrator may do to the office's own accounts only with the consent of one of its people."""

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import OptionalReasonForm, seen_version
from portal.models import Consent, ConsentKind
from portal.office.desk import office, shown_version
from portal.peopleloaders import load_consent
from portal.policy import Permission
from portal.queries.consents import consents_of
from portal.services.agreements import agree
from portal.services.consents import move_consent
from portal.workflow import ConsentAction


@office.get("/office/consents/")
@requires(Permission.RUN_YEAR)
def consents() -> ResponseReturnValue:
    """What was asked, what waits first."""
    return hx.render(
        "office/consents.html", consents=consents_of(db.session()), me_id=current.actor().account_id
    )


@office.route("/office/consents/<int:consent_id>", methods=["GET", "POST"])
@requires(Permission.CONSENT_TO_ACCOUNT, on=load_consent)
def consent(found: Consent) -> ResponseReturnValue:
    """Agree or refuse; where a link will be made, agreeing shows the code that goes with it, once."""
    form = OptionalReasonForm()
    refuses = request.form.get("deed") == "refuse"
    codes: list[str] = []

    def carry_out() -> None:
        if refuses:
            reason = form.reason.data or ""
            version = seen_version()
            move_consent(
                current.work(), consent=found, action=ConsentAction.refuse, version=version, reason=reason
            )
        else:
            codes.append(agree(current.work(), consent=found, version=seen_version()))

    if not form.carried_out(carry_out):
        return hx.render(
            "office/consent.html",
            status=form.status,
            form=form,
            consent=found,
            version=shown_version(found),
            gives_code=found.kind == ConsentKind.reset_password
            or (found.kind == ConsentKind.grant_office and not found.account.password_hash),
        )
    if codes and codes[0]:
        return hx.render("office/consented.html", consent=found, code=codes[0])
    flash(_("已答复：不同意") if refuses else _("已同意，即时生效"), "success")
    return hx.go(url_for("office.consents"))
