"""The acts of the demo: a unit reports, a panel reviews. Each through its service, as its person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import shanghai
from portal.demo import files, story
from portal.demo.people import UNITS, DemoUnit, head_login, reporter_login
from portal.evidence.store import Store
from portal.models import Account, Assessment, Duty, Fact, PanelMember, Unit, Year
from portal.policy import ANONYMOUS
from portal.queries.accounts import actor_of
from portal.queries.assessments import assessment_of
from portal.queries.years import panel_area, scheme_of
from portal.services import assessments, evidence, reviews
from portal.services.accounts import SignInRules
from portal.services.assessments import FactContent
from portal.services.work import Work
from portal.workflow import UNDECIDED, AssessmentState, FactAction, FactState

BEGINNING = shanghai(2012, 1, 16, 9, 0)
LIMIT = 20 * 1024 * 1024


@dataclass
class Play:
    """Who acts, on what, and when: `at` moves on as the story goes."""

    session: Session
    store: Store
    fonts: Path
    hasher: PasswordHasher
    at: datetime = BEGINNING
    cast: tuple[DemoUnit, ...] = UNITS

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
        actor = actor_of(self.session, self.account(login)) if login else ANONYMOUS
        return Work(session=self.session, now=self.at, actor=actor, origin="demo")

    def unit(self, code: str) -> Unit:
        """A unit by its code."""
        return self.session.scalars(select(Unit).where(Unit.code == code)).one()

    def assessment(self, year: Year, unit: str, area: str) -> Assessment:
        """A unit's self-assessment."""
        return assessment_of(self.session, year, self.unit(unit).id, area)

    # -- the unit ---------------------------------------------------------------------------

    def fill(self, year: Year, unit: str, area: str) -> None:
        """The reporter writes the claims down, with their evidence and the narrative."""
        found = self.assessment(year, unit, area)
        login = reporter_login(unit)
        for claim in story.claims(unit, area, year.number, found.unit.group == "county"):
            content = FactContent(
                claim.kind,
                claim.title,
                claim.on,
                claim.document,
                claim.quantity,
                claim.values or {},
            )
            fact = assessments.add_claim(self.by(login), assessment=found, content=content)
            self.attach(login, fact, claim.sheets)
        title = scheme_of(year).area(area).title
        text = (
            f"{found.unit.office_name}{year.number}年{title}工作自评："
            "制度健全，责任到人，按时限办理各项事务，存在的不足已逐项整改。"
        )
        assessments.save_narrative(self.by(login), assessment=found, text=text, version=found.version)

    def attach(self, login: str, fact: Fact, sheets: Iterable[str]) -> None:
        """Attach the sheets, "" for a picture, to a fact."""
        for sheet in sheets:
            if sheet:
                name, content = f"{files.SHEETS[sheet][0]}.pdf", files.pdf(sheet, self.fonts)
            else:
                name, content = "值班室照片.png", files.picture(fact.id)
            upload = evidence.Upload(name=name, content=content, unclassified=True)
            evidence.attach(self.by(login), store=self.store, fact=fact, upload=upload, limit=LIMIT)

    def sign(self, year: Year, unit: str, area: str) -> None:
        """The reporter sends it to the head, the head signs."""
        found = self.assessment(year, unit, area)
        assessments.send_for_signoff(self.by(reporter_login(unit)), assessment=found, version=found.version)
        assessments.sign(self.by(head_login(unit)), assessment=found, version=found.version)

    # -- the panel --------------------------------------------------------------------------

    def seats(self, year: Year, area: str, unit: str = "") -> list[str]:
        """The logins of a panel's members, the chair last; only those who may judge the unit."""
        members: list[PanelMember] = panel_area(self.session, year, area).panel.members
        ordered = sorted(members, key=lambda seat: (seat.duty == Duty.chair, seat.account.login))
        if unit:
            unit_id = self.unit(unit).id
            ordered = [
                seat
                for seat in ordered
                if seat.account.unit_id != unit_id
                and (year.id, unit_id) not in actor_of(self.session, seat.account).recused_from
            ]
        return [seat.account.login for seat in ordered]

    def record(self, year: Year, area: str, month: int) -> None:
        """The panel writes down what it saw in a month."""
        playing = {unit.code for unit in self.cast}
        for seen in story.incidents(area, year.number):
            if seen.on.month != month or seen.unit not in playing:
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
        """The panel enters the counts; for documents also those that had no fault."""
        found = self.assessment(year, unit, area)
        numbers = story.COUNTS[unit][area]
        codes = story.EXPOSURES[area]
        counts = {code: Decimal(number) for code, number in zip(codes, numbers, strict=True)}
        login = self.seats(year, area, unit)[0]
        reviews.set_exposures(self.by(login), assessment=found, counts=counts)
        if area == "documents":
            faulty = sum(fact.quantity for fact in found.facts if fact.kind == "doc-paper")
            rest = FactContent(
                "doc-paper",
                "其余公文无差错",
                None,
                quantity=Decimal(numbers[0]) - faulty,
                note="收文登记簿逐件核对",
            )
            reviews.add_record(self.by(login), assessment=found, content=rest)

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
        """Two members give their bands, where they have not yet."""
        found = self.assessment(year, unit, area)
        for indicator in scheme_of(year).area(area).indicators:
            if indicator.rule.kind != "band":
                continue
            given = {band.scorer_id for band in found.bands if band.indicator == indicator.code}
            waiting = [login for login in self.seats(year, area, unit) if self.account(login).id not in given]
            for login, grade in zip(waiting[: 2 - len(given)], story.grades(unit), strict=False):
                reviews.give_band(
                    self.by(login),
                    assessment=found,
                    indicator=indicator.code,
                    grade=grade,
                    reason="对照上年数据和所附材料评定",
                )
