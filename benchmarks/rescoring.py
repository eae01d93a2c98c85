"""What one change costs where its unit's scorecards are made again, as multiples of one hello request.

    .venv/bin/python -m benchmarks.rescoring            # groups of 47, 300 and 3,000 units
    .venv/bin/python -m benchmarks.rescoring 47         # other sizes

A year with one group is written into a database of its own; then a panel's count is changed through its
service, in an area whose units are scored each by itself and in the one that compares them.
"""

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import event
from sqlalchemy.orm import Session

import config
from benchmarks.hello import Hello, serving
from benchmarks.made import entrant, scheme
from portal.app import create_app
from portal.clock import SetClock, shanghai
from portal.extensions import db
from portal.models import (
    Account,
    Assessment,
    Band,
    Exposure,
    Fact,
    Panel,
    PanelArea,
    SchemeIssue,
    Section,
    Source,
    Unit,
    Year,
)
from portal.models.units import Group
from portal.policy import Actor
from portal.scoring import Entrant, shipped
from portal.services.rescoring import rescore_year
from portal.services.reviews import set_exposures
from portal.services.touched import DEFERRED
from portal.services.work import Work
from portal.workflow import AssessmentState, FactState, YearState

SIZES = (47, 300, 3000)
ROUNDS = 15
NOW = shanghai(2013, 12, 16, 9)


def main() -> None:
    """Measure and print."""
    sizes = [int(one) for one in sys.argv[1:]] or list(SIZES)
    print(f"{platform.python_version()}, {os.cpu_count()} cores, median of {ROUNDS} changes")
    print(f"{'units':>6} {'area':20} {'ms':>8} {'× hello':>8} {'statements':>11}")
    with serving() as port:
        hello = Hello(port)
        for units in sizes:
            with tempfile.TemporaryDirectory() as folder:
                _measure(Path(folder), units, hello)
        print(f"hello {hello.seconds * 1000:.2f} ms")


def _measure(folder: Path, units: int, hello: Hello) -> None:
    settings = config.TestingConfig()
    settings.INSTANCE = folder
    settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{folder / 'kaoping.sqlite'}"
    settings.EVIDENCE_FOLDER = folder / "evidence"
    app = create_app(settings, SetClock(NOW))
    with app.app_context():
        upgrade()
        session: Session = db.session()
        reviewer = write_year(session, units)
        work = Work(session=session, now=NOW, actor=Actor(account_id=reviewer))
        rules = scheme()
        for code in ("documents", next(one.code for one in rules.areas if one.compares)):
            words = f"{code}{' (compares)' if rules.area(code).compares else ''}"
            seconds, statements = _changes(work, code, hello)
            times = seconds / hello.seconds
            print(f"{units:6} {words:20} {seconds * 1000:8.1f} {times:8.1f} {statements:11}")
        session.close()
        db.engine.dispose()


def _changes(work: Work, area: str, hello: Hello) -> tuple[float, int]:
    """The median of one change, and how many statements it takes."""
    taken, counted = [], 0
    for turn in range(ROUNDS):
        hello.ask(5)
        work.session.rollback()
        one = work.session.query(Assessment).filter_by(area=area).order_by(Assessment.id).offset(turn).first()
        assert one is not None
        code = one.exposures[0].code
        seen, stop = _counted(work.session)
        began = time.perf_counter()
        set_exposures(work, assessment=one, counts={code: Decimal(60 + turn)})
        taken.append(time.perf_counter() - began)
        stop()
        counted = len(seen)
    return statistics.median(taken), counted


def _counted(session: Session) -> tuple[list[str], Callable[[], None]]:
    seen: list[str] = []

    def see(_c: object, _k: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", see)
    return seen, lambda: event.remove(engine, "before_cursor_execute", see)


def write_year(session: Session, units: int) -> int:
    """A year under review with one group of units, judged and counted; gives the reviewer's account."""
    rules = scheme()
    section = Section(code="office", name="综合科")
    reviewer = Account(login="p", name="评价人", section=section)
    year = Year(
        number=2013,
        state=YearState.reviewing,
        reporting_opens=date(2013, 11, 25),
        reporting_closes=date(2013, 12, 13),
        reviewing_closes=date(2014, 1, 10),
        checking_closes=date(2014, 1, 17),
        congress_closed_on=date(2013, 2, 1),
    )
    year.scheme = SchemeIssue(text=shipped("dazhou-2012"), digest=rules.digest, issued_at=NOW)
    other = Account(login="q", name="另一评价人", section=section)
    session.add_all([section, reviewer, other, year])
    session.info[DEFERRED] = True
    session.flush()
    panel = Panel(year_id=year.id, code="all", title="评价小组")
    session.add(panel)
    session.flush()
    for area in rules.areas:
        session.add(PanelArea(year_id=year.id, panel_id=panel.id, area=area.code))
    scorers = {"甲": reviewer.id, "乙": other.id}
    for number in range(units):
        name = f"单位 {number}"
        unit = Unit(code=f"u{number}", name=name, office_name=name, group=Group.department, position=number)
        session.add(unit)
        session.flush()
        for area in rules.areas:
            _dossier(session, year, unit, area.code, entrant(rules, area, number), scorers)
        if number % 100 == 99:
            session.flush()
            session.expunge_all()
            year = session.get_one(Year, year.id)
    session.flush()
    session.expunge_all()
    rescore_year(session, session.query(Year).one())
    session.info.pop(DEFERRED)
    session.commit()
    return scorers["甲"]


def _dossier(
    session: Session, year: Year, unit: Unit, area: str, one: Entrant, scorers: dict[str, int]
) -> None:
    by = scorers["甲"]
    assessment = Assessment(
        year_id=year.id, unit_id=unit.id, area=area, state=AssessmentState.in_review, signed_at=NOW
    )
    session.add(assessment)
    session.flush()
    rows: list[object] = [
        Exposure(assessment_id=assessment.id, code=code, value=value, by_id=by)
        for code, value in one.exposures.items()
    ]
    rows += [
        Band(
            assessment_id=assessment.id,
            indicator=band.indicator,
            grade=band.grade,
            reason="评定理由",
            scorer_id=scorers[band.scorer],
            at=NOW,
        )
        for band in one.bands
    ]
    rows += [
        Fact(
            assessment_id=assessment.id,
            kind=fact.kind,
            source=Source.record,
            state=FactState.released,
            title=fact.title,
            happened_on=fact.on,
            document_number=fact.document,
            quantity=fact.quantity,
            values={code: _json(value) for code, value in fact.values.items()},
            note="登记簿",
            created_by_id=by,
            created_at=NOW,
        )
        for fact in one.facts
    ]
    session.add_all(rows)


def _json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


if __name__ == "__main__":
    main()
