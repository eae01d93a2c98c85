"""The acts of the demo: a unit reports, a panel reviews. Each through its service, as its person."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import shanghai
from portal.demo import files
from portal.demo.claims import claims, grades
from portal.demo.counts import EXPOSURES, counts
from portal.demo.incidents import incidents
from portal.demo.people import head_login, reporter_login
from portal.demo.results import results
from portal.demo.units import UNITS, DemoUnit
from portal.evidence.preview import look_at
from portal.evidence.store import Store
from portal.models import Account, Assessment, Duty, Fact, PanelMember, Unit, Year
from portal.policy import ANONYMOUS, Actor
from portal.queries.accounts import actor_of
from portal.queries.assessments import assessment_of
from portal.queries.years import panel_area, scheme_of
from portal.scoring import load_scheme, shipped
from portal.scoring.rules.band import Band
from portal.services import assessments, evidence, reviews, signing
from portal.services.assessments import FactContent
from portal.services.passwords import SignInRules
from portal.services.work import Work
from portal.workflow import COUNTING, UNDECIDED, AssessmentState, FactAction, FactState

BEGINNING = shanghai(2012, 1, 16, 9, 0)
LIMIT = 20 * 1024 * 1024


@dataclass
class Play:
    """Who acts, on what, and when: `at` moves on as the story goes.

    Units, people and dossiers are looked up once and kept: the session knows what became of them.
    """

    session: Session
    store: Store
    fonts: Path
    hasher: PasswordHasher
    at: datetime = BEGINNING
    cast: tuple[DemoUnit, ...] = UNITS
    scheme: str = field(default_factory=lambda: shipped("dazhou-2012"))
    _actors: dict[str, Actor] = field(default_factory=dict, repr=False)
    _units: dict[str, Unit] = field(default_factory=dict, repr=False)
    _dossiers: dict[tuple[int, str, str], Assessment] = field(default_factory=dict, repr=False)
    _seats: dict[tuple[int, str, str], list[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """The areas that the scheme judges."""
        return tuple(area.code for area in load_scheme(self.scheme).areas)

    @property
    def rules(self) -> SignInRules:
        """The password rules of this installation."""
        return SignInRules(hasher=self.hasher)

    def account(self, login: str) -> Account:
        """An account by login."""
        return self.session.scalars(select(Account).where(Account.login == login)).one()

    def by(self, login: str | None = None) -> Work:
        """What somebody works with, a minute after the last deed; nobody: the installation itself."""
        self.at += timedelta(minutes=1)
        actor = self.actor(login) if login else ANONYMOUS
        # What was read is done with: a deed begins with what is known; a clash shows in the rows' versions.
        self.session.commit()
        return Work(session=self.session, now=self.at, actor=actor, origin="demo")

    def actor(self, login: str) -> Actor:
        """Somebody as the policy sees them."""
        if login not in self._actors:
            self._actors[login] = actor_of(self.session, self.account(login))
        return self._actors[login]

    def forget_people(self) -> None:
        """Seats or conflicts changed: who may judge whom is asked anew."""
        self._actors.clear()
        self._seats.clear()

    def unit(self, code: str) -> Unit:
        """A unit by its code."""
        if code not in self._units:
            self._units[code] = self.session.scalars(select(Unit).where(Unit.code == code)).one()
        return self._units[code]

    def assessment(self, year: Year, unit: str, area: str) -> Assessment:
        """A unit's self-assessment."""
        key = (year.id, unit, area)
        if key not in self._dossiers:
            self._dossiers[key] = assessment_of(self.session, year, self.unit(unit).id, area)
        return self._dossiers[key]

    # -- the unit ---------------------------------------------------------------------------

    def fill(self, year: Year, unit: str, area: str) -> None:
        """The reporter writes the claims down, with their evidence and the narrative."""
        found = self.assessment(year, unit, area)
        login = reporter_login(unit)
        for claim in claims(unit, area, year.number):
            content = FactContent(
                claim.kind, claim.title, claim.on, claim.document, claim.quantity, claim.values or {}
            )
            fact = assessments.add_claim(self.by(login), assessment=found, content=content)
            self.attach(login, fact, claim.sheet)
        title = scheme_of(year).area(area).title
        text = (
            f"{found.unit.office_name}{year.number}年{title}工作自评："
            "制度健全，责任到人，按时限办理各项事务，存在的不足已逐项整改。"
        )
        assessments.save_narrative(self.by(login), assessment=found, text=text, version=found.version)

    def attach(self, login: str, fact: Fact, sheet: str) -> None:
        """Attach a sheet, "" for a picture, to a fact."""
        if sheet:
            name, blank, kind = (
                f"{files.SHEETS[sheet][0]}.pdf",
                files.pdf(sheet, self.fonts),
                "application/pdf",
            )
        else:
            name, blank, kind = "值班室照片.png", files.picture(fact.id % 6), "image/png"
        look_at(self.store, blank, kind)
        content = files.own_copy(blank, fact.assessment.unit.code, fact.assessment.year.number)
        self.store.keep_look_of(blank, content)
        upload = evidence.Upload(name=name, content=content, unclassified=True)
        evidence.attach(self.by(login), store=self.store, fact=fact, upload=upload, limit=LIMIT)

    def sign(self, year: Year, unit: str, area: str) -> None:
        """The reporter sends it to the head, the head signs."""
        found = self.assessment(year, unit, area)
        signing.send_for_signoff(self.by(reporter_login(unit)), assessment=found, version=found.version)
        signing.sign(self.by(head_login(unit)), assessment=found, version=found.version)

    # -- the panel --------------------------------------------------------------------------

    def seats(self, year: Year, area: str, unit: str = "") -> list[str]:
        """The logins of a panel's members, the chair last; only those who may judge the unit."""
        key = (year.id, area, unit)
        if key not in self._seats:
            self._seats[key] = [seat.account.login for seat in self._judges(year, area, unit)]
        return self._seats[key]

    def _judges(self, year: Year, area: str, unit: str) -> list[PanelMember]:
        members: list[PanelMember] = panel_area(self.session, year, area).panel.members
        ordered = sorted(members, key=lambda seat: (seat.duty == Duty.chair, seat.account.login))
        if not unit:
            return ordered
        unit_id = self.unit(unit).id
        return [
            seat
            for seat in ordered
            if seat.account.unit_id != unit_id
            and (year.id, unit_id) not in actor_of(self.session, seat.account).recused_from
        ]

    def record(self, year: Year, area: str, month: int) -> None:
        """The panel writes down what it saw in a month."""
        playing = frozenset(unit.code for unit in self.cast)
        for seen in incidents(area, year.number, playing):
            if seen.on.month != month:
                continue
            self.at = max(self.at, shanghai(year.number, month, seen.on.day, 15))
            content = FactContent(
                seen.kind,
                seen.title,
                seen.on,
                seen.document,
                Decimal(seen.quantity),
                seen.values or {},
                seen.note,
            )
            found = self.assessment(year, seen.unit, area)
            login = self.seats(year, area, seen.unit)[0]
            reviews.add_record(self.by(login), assessment=found, content=content)

    def count(self, year: Year, unit: str, area: str) -> None:
        """The panel enters the counts, and what it can only know at the year's end."""
        found = self.assessment(year, unit, area)
        figures = counts(unit, area, year.number)
        exposed = {code: Decimal(number) for code, number in zip(EXPOSURES[area], figures, strict=True)}
        login = self.seats(year, area, unit)[0]
        reviews.set_exposures(self.by(login), assessment=found, counts=exposed)
        faulty = sum((fact.quantity for fact in found.facts if fact.kind == "doc-paper"), Decimal(0))
        for one in results(unit, area, year.number, faulty):
            content = FactContent(
                one.kind, one.title, None, quantity=one.quantity, values=one.values or {}, note=one.note
            )
            reviews.add_record(self.by(login), assessment=found, content=content)

    def release(self, year: Year, unit: str, area: str) -> None:
        """Tell the unit what was recorded about it."""
        found = self.assessment(year, unit, area)
        if any(fact.state == FactState.recorded for fact in found.facts):
            login = self.seats(year, area, unit)[0]
            reviews.release_records(self.by(login), assessment=found)

    def review(self, year: Year, unit: str, area: str) -> None:
        """Take in what was signed, verify every claim, give the bands that are still missing."""
        found = self.assessment(year, unit, area)
        logins = self.seats(year, area, unit)
        if found.state == AssessmentState.submitted:
            reviews.take_in(self.by(logins[0]), assessment=found, version=found.version)
        if found.state != AssessmentState.in_review:
            return
        for fact in list(found.facts):
            if fact.state in UNDECIDED:
                self._verify(logins[fact.id % 2], fact)
        self.band(year, unit, area)

    def _verify(self, login: str, fact: Fact) -> None:
        if fact.kind == "emg-drill" and fact.quantity > 8:
            reviews.verify_fact(
                self.by(login),
                fact=fact,
                decision=FactAction.adjust,
                reason="两次为桌面推演，与实战演练重复，核减二次",
                quantity=fact.quantity - 2,
                values=fact.values,
                version=fact.version,
            )
            return
        reviews.verify_fact(
            self.by(login), fact=fact, decision=FactAction.accept, reason="材料齐全", version=fact.version
        )

    def band(self, year: Year, unit: str, area: str) -> None:
        """Two members give their bands, where they have not yet and the indicator applies."""
        found = self.assessment(year, unit, area)
        judged = scheme_of(year).area(area).indicators_for(found.unit.group.value)
        exposed = {row.code: row.value for row in found.exposures}
        claimed = {fact.kind for fact in found.facts if fact.state in COUNTING}
        for indicator in judged:
            rule = indicator.rule
            if not isinstance(rule, Band) or (indicator.exposure and not exposed.get(indicator.exposure)):
                continue
            if rule.needs_claim and not claimed.intersection(rule.facts):
                continue
            given = {band.scorer_id for band in found.bands if band.indicator == indicator.code}
            judges = self.seats(year, area, unit)
            waiting = [login for login in judges if self.actor(login).account_id not in given]
            given_now = grades(unit, indicator.code, year.number)
            for login, grade in zip(waiting[: 2 - len(given)], given_now, strict=False):
                reviews.give_band(
                    self.by(login),
                    assessment=found,
                    indicator=indicator.code,
                    grade=grade,
                    reason="对照上年数据和所附材料评定",
                )
