"""Vetoes, objections and publications, as the office, the units and the public see them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import NotFound
from portal.models import Fact, Objection, Publication, TieDecision, Unit, Veto, VetoPaper, Year
from portal.workflow import IN_FORCE, ObjectionState, PublicationState, VetoState


def vetoes_of(session: Session, year: Year) -> list[Veto]:
    """The year's vetoes, the newest first."""
    return list(session.scalars(select(Veto).where(Veto.year_id == year.id).order_by(Veto.id.desc())))


def veto_by_id(session: Session, veto_id: int) -> Veto:
    """One veto; raises NotFound."""
    found = session.get(Veto, veto_id)
    if found is None:
        raise NotFound()
    return found


def veto_paper_by_id(session: Session, paper_id: int) -> VetoPaper:
    """A file that bears a veto out; raises NotFound."""
    found = session.get(VetoPaper, paper_id)
    if found is None:
        raise NotFound()
    return found


def vetoes_awaiting(session: Session, year: Year) -> list[Veto]:
    """Proposals, to veto or to withdraw, that a second person has yet to decide."""
    waiting = (VetoState.proposed, VetoState.withdrawal_proposed)
    query = select(Veto).where(Veto.year_id == year.id, Veto.state.in_(waiting)).order_by(Veto.id)
    return list(session.scalars(query))


def objections_of(
    session: Session,
    year: Year,
    unit_id: int | None = None,
    area: str = "",
    *,
    by_unit_id: int | None = None,
) -> list[Objection]:
    """The year's objections, open ones first, then the newest; of one unit or area when asked.

    `unit_id`: whose score is contested. `by_unit_id`: who contests: what a unit may see of them.
    """
    query = (
        select(Objection)
        .where(Objection.year_id == year.id)
        .order_by((Objection.state == ObjectionState.raised).desc(), Objection.id.desc())
    )
    if unit_id is not None:
        query = query.where(Objection.unit_id == unit_id)
    if by_unit_id is not None:
        query = query.where(Objection.from_unit_id == by_unit_id)
    if area:
        query = query.where(Objection.area == area)
    return list(session.scalars(query))


def corrections_of(session: Session, year: Year, unit_id: int, area: str = "") -> list[Objection]:
    """Objections of others that changed a unit's score: the unit reads what and why, and not who objected."""
    found = objections_of(session, year, unit_id, area)
    return [one for one in found if one.changes and one.from_unit_id != unit_id]


def objection_by_id(session: Session, objection_id: int) -> Objection:
    """One objection; raises NotFound."""
    found = session.get(Objection, objection_id)
    if found is None:
        raise NotFound()
    return found


def open_objections(session: Session, year: Year) -> list[Objection]:
    """Objections that wait for an answer: they hold notice and publication."""
    query = (
        select(Objection)
        .where(Objection.year_id == year.id, Objection.state == ObjectionState.raised)
        .order_by(Objection.id)
    )
    return list(session.scalars(query))


def fact_of_objection(session: Session, objection: Objection) -> Fact | None:
    """The fact that an objection is about, also when it was withdrawn since; None when it names none."""
    return session.get(Fact, objection.fact_id) if objection.fact_id is not None else None


def titles_of_facts(session: Session, objections: Sequence[Objection]) -> dict[int, str]:
    """The titles of the facts that objections are about, by their ids; one statement."""
    wanted = {one.fact_id for one in objections if one.fact_id is not None}
    rows = session.execute(select(Fact.id, Fact.title).where(Fact.id.in_(wanted)).order_by(Fact.id))
    return {key: title for key, title in rows}


def facts_in_changes(session: Session, objections: Sequence[Objection]) -> dict[int, tuple[str, str]]:
    """Title and kind of every fact that upheld objections changed, by their ids; one statement."""
    changed = (change["of"].partition("/") for one in objections for change in one.changes)
    wanted = {int(number) for table, _slash, number in changed if table == "facts"}
    rows = session.execute(
        select(Fact.id, Fact.title, Fact.kind).where(Fact.id.in_(wanted)).order_by(Fact.id)
    )
    return {key: (title, kind) for key, title, kind in rows}


def tie_decision_of(session: Session, year: Year, area: str, group: str) -> TieDecision | None:
    """The office's recorded decision on a tie in an area and group, or None."""
    return session.scalar(
        select(TieDecision).where(
            TieDecision.year_id == year.id, TieDecision.area == area, TieDecision.group == group
        )
    )


def publications_of(session: Session, year: Year) -> list[Publication]:
    """Every proposal of a year, published, waiting or refused, the newest first."""
    query = select(Publication).where(Publication.year_id == year.id).order_by(Publication.id.desc())
    return list(session.scalars(query))


def publication_of(session: Session, year: Year) -> Publication | None:
    """What is published of a year, or None."""
    return session.scalar(
        select(Publication)
        .where(Publication.year_id == year.id, Publication.state == PublicationState.published)
        .order_by(Publication.id.desc())
        .limit(1)
    )


def editions_of(session: Session, year: Year) -> list[Publication]:
    """Everything that was ever published of a year, the first edition first."""
    query = (
        select(Publication)
        .where(Publication.year_id == year.id, Publication.state == PublicationState.published)
        .order_by(Publication.id)
    )
    return list(session.scalars(query))


def publication_proposed(session: Session, year: Year) -> Publication | None:
    """The proposal that waits for a second person, or None."""
    return session.scalar(
        select(Publication)
        .where(Publication.year_id == year.id, Publication.state == PublicationState.proposed)
        .order_by(Publication.id.desc())
        .limit(1)
    )


def vetoes_against(session: Session, unit_id: int | None) -> list[Veto]:
    """Every veto against a unit, of whatever year, the newest first."""
    return list(session.scalars(select(Veto).where(Veto.unit_id == unit_id).order_by(Veto.id.desc())))


def vetoed_in(session: Session, publication: Publication) -> list[str]:
    """The offices in a publication's lists whose unit a veto took out since: they can be shown to nobody."""
    return vetoed_among(session, [publication])[publication.id]


def vetoed_among(session: Session, publications: Sequence[Publication]) -> dict[int, list[str]]:
    """The same of several publications, by their ids; one statement."""
    years = {one.year_id for one in publications}
    held = set(
        session.execute(
            select(Veto.year_id, Unit.code)
            .join(Unit, Veto.unit_id == Unit.id)
            .where(Veto.year_id.in_(years), Veto.state.in_(IN_FORCE))
        ).tuples()
    )
    return {
        one.id: sorted({unit["name"] for unit in _chosen(one) if (one.year_id, unit["code"]) in held})
        for one in publications
    }


def _chosen(publication: Publication) -> Iterator[dict[str, str]]:
    return (unit for area in publication.selected for group in area["groups"] for unit in group["selected"])


def publication_by_id(session: Session, publication_id: int) -> Publication:
    """One publication; raises NotFound."""
    found = session.get(Publication, publication_id)
    if found is None:
        raise NotFound()
    return found


def published(session: Session) -> list[Publication]:
    """What is published of each year, its last edition, the newest year first."""
    last = (
        select(func.max(Publication.id))
        .where(Publication.state == PublicationState.published)
        .group_by(Publication.year_id)
    )
    query = (
        select(Publication)
        .join(Year)
        .where(Publication.id.in_(last))
        .order_by(Year.number.desc(), Publication.id.desc())
    )
    return list(session.scalars(query))
