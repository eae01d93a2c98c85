"""Grading without the unit's name, where the scheme says so: a number, no names, files without theirs."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import current, hx
from portal.access import may, requires
from portal.errors import NotFound
from portal.evidence.store import Store
from portal.extensions import db
from portal.filecards import size_words
from portal.forms import seen_version
from portal.loaders import load_blind_file, load_blind_place, load_panel_area
from portal.models import Evidence, Fact, PanelArea
from portal.panels import views
from portal.panels.blueprint import panels
from portal.panels.forms import band_form
from portal.policy import Permission
from portal.queries.bands import BlindFile, BlindPlace, blind_files, blind_places, claims_of, without_names
from portal.queries.years import scheme_of
from portal.services import reviews as services


@panels.get("/<int:year>/panel/<area>/blind/")
@requires(Permission.VIEW_QUEUE, on=load_panel_area)
def blind(area: PanelArea) -> ResponseReturnValue:
    """What is graded without names in an area, by number."""
    places = blind_places(db.session(), area, current.actor())
    return hx.render(
        "panels/blind.html",
        area=area,
        scheme_area=scheme_of(area.year).area(area.area),
        places=[(one, _url(area, one)) for one in places],
        works=views.is_open(area),
    )


def _url(area: PanelArea, one: BlindPlace) -> str:
    return url_for("panels.blind_band", year=area.year.number, area=area.area, token=one.token)


@dataclass(frozen=True)
class NamelessFile:
    """A file under a number instead of its name."""

    name: str
    note: str
    url: str


@dataclass(frozen=True)
class NamelessClaim:
    """A claim without what names its unit; its document number would, and is left out."""

    title: str
    note: str
    pairs: list[tuple[str, str]]
    files: list[NamelessFile]


@panels.route("/<int:year>/panel/<area>/blind/<token>", methods=["GET", "POST"])
@requires(Permission.GRADE, on=load_blind_place)
def blind_band(one: BlindPlace) -> ResponseReturnValue:
    """Give or change one's own band without knowing whose work it is."""
    place, assessment = one.place, one.place.assessment
    area = views.area_row(assessment)
    form = band_form(place)
    if form.carried_out(
        lambda: services.give_band(
            current.work(),
            assessment=assessment,
            indicator=place.indicator.code,
            grade=str(form.grade.data),
            reason=form.reason.data or "",
            seen=seen_version() if place.mine is not None else None,
        )
    ):
        flash(_("已评定 %(code)s", code=one.code), "success")
        return hx.go(_back(area))
    return hx.render(
        "panels/blind_band.html",
        status=form.status,
        one=one,
        place=place,
        scheme_area=views.area_of(assessment),
        year_number=area.year.number,
        form=form,
        unsent=views.unsent(),
        works=views.is_open(area),
        claims=[_claim(area, one, fact) for fact in claims_of(place)],
        others=[(band.at, band.grade, without_names(band.reason, assessment.unit)) for band in place.others],
        action=_url(area, one),
        back=_back(area),
    )


def _back(area: PanelArea) -> str:
    """The list; the desk for who was called in for this alone."""
    if may(Permission.VIEW_QUEUE, area):
        return url_for("panels.blind", year=area.year.number, area=area.area)
    return url_for("panels.desk", year=area.year.number)


def _claim(area: PanelArea, one: BlindPlace, fact: Fact) -> NamelessClaim:
    row, unit = views.fact_row(fact), fact.assessment.unit
    numbers = {file.id: number for number, file in enumerate(blind_files(one.place), 1)}
    return NamelessClaim(
        title=without_names(row.content.title, unit),
        note=without_names(row.content.note, unit),
        pairs=[(term, without_names(text, unit)) for term, text in row.pairs],
        files=[_file(area, one, file, numbers[file.id]) for file in row.content.evidence],
    )


def _file(area: PanelArea, one: BlindPlace, file: Evidence, number: int) -> NamelessFile:
    address = {"year": area.year.number, "area": area.area, "token": one.token, "number": number}
    return NamelessFile(
        _nameless(file, number), size_words(file.size), url_for("panels.blind_file", **address)
    )


def _nameless(file: Evidence, number: int) -> str:
    ending = file.name.rsplit(".", 1)[-1].lower()
    return _("材料%(number)s.%(ending)s", number=number, ending=ending)


@panels.get("/<int:year>/panel/<area>/blind/<token>/files/<int:number>")
@requires(Permission.GRADE, on=load_blind_file)
def blind_file(one: BlindFile) -> ResponseReturnValue:
    """A file as a download under its number."""
    try:
        content = Store(current_app.config["EVIDENCE_FOLDER"]).read(one.file.digest)
    except FileNotFoundError:
        raise NotFound("这份材料的文件不在存储中，请联系系统管理员") from None
    response = current_app.response_class(content, mimetype="application/octet-stream")
    name = quote(_nameless(one.file, one.number))
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
