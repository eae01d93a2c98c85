"""授权代签: the head lets a named person sign for some days, sees who may, and takes it back."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import requires
from portal.extensions import db
from portal.forms import DeedForm, seen_version
from portal.labels import moment
from portal.models import SigningAuthority
from portal.policy import Permission
from portal.queries import authorities as queries
from portal.services import authorities as services
from portal.units.blueprint import units
from portal.units.forms import AuthorityForm
from portal.units.subjects import AuthoritySubject, OwnUnit, load_authority, load_own_unit


@units.route("/<int:year>/unit/authorities", methods=["GET", "POST"])
@requires(Permission.LET_SIGN, on=load_own_unit)
def authorities(own: OwnUnit) -> ResponseReturnValue:
    """Who may sign in the head's stead, from when to when; and let somebody."""
    people = {one.id: one for one in queries.who_could_sign(db.session(), own.unit_id, _me())}
    form = AuthorityForm()
    form.account.choices = [("", _("请选择")), *((str(one.id), one.name) for one in people.values())]
    if form.carried_out(
        lambda: services.authorise_signing(
            current.work(),
            unit=own.unit,
            account=people[int(form.account.data)],
            from_on=form.from_on.data,
            to_on=form.to_on.data,
            reason=form.reason.data or "",
        )
    ):
        flash(_("已授权。受托人登录后可以在期限内代签"), "success")
        return hx.go(url_for("units.authorities", year=own.year.number))
    today = current.moment().date()
    return hx.render(
        "units/authorities.html",
        status=form.status,
        form=form,
        year_row=own.year,
        people=people,
        rows=[
            (one, *_standing(one), one.revoked_at is None and one.to_on >= today)
            for one in queries.authorities_of(db.session(), own.unit_id)
        ],
    )


def _me() -> int | None:
    return current.actor().account_id


def _standing(one: SigningAuthority) -> tuple[str, str]:
    """Whether it holds today, in words and a tone."""
    today = current.moment().date()
    if one.revoked_at is not None:
        return _("已撤销，%(at)s", at=moment(one.revoked_at)), "neutral"
    if one.to_on < today:
        return _("已到期"), "neutral"
    return (_("有效"), "good") if one.from_on <= today else (_("尚未开始"), "info")


@units.route("/<int:year>/unit/authorities/<int:authority_id>/revocation", methods=["GET", "POST"])
@requires(Permission.LET_SIGN, on=load_authority)
def revoke_authority(subject: AuthoritySubject) -> ResponseReturnValue:
    """Take an authorisation back; first a page that says what that means."""
    form = DeedForm()
    found, year = subject.authority, subject.year.number
    back_url = url_for("units.authorities", year=year)
    if form.carried_out(
        lambda: services.revoke_authority(current.work(), authority=found, version=seen_version())
    ):
        flash(_("已撤销授权"), "success")
        return hx.go(back_url)
    return hx.render(
        "units/authority_revocation.html",
        status=form.status,
        form=form,
        authority=found,
        back_url=back_url,
        year_number=year,
    )
