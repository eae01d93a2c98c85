"""One unit in one area of one year: the self-assessment, its facts, evidence, exposures and bands."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.matching import document_key, title_key
from portal.models.accounts import Account
from portal.models.base import Base, Exact, Moment, Versioned, enum_of
from portal.models.signing import SigningAuthority
from portal.models.units import Unit
from portal.models.years import PanelArea, Year
from portal.workflow import AssessmentState, FactAction, FactState

if TYPE_CHECKING:
    from portal.models.drafts import Draft
    from portal.models.panelwork import Assignment
    from portal.models.statements import Statement


class Assessment(Versioned, Base):
    """The dossier of one unit in one area: everything that its score is made of hangs here."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("year_id", "unit_id", "area"),
        CheckConstraint("competes OR competes_reason <> ''", name="absence_has_reason"),
        CheckConstraint("extended_until IS NULL OR extension_reason <> ''", name="extension_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    area: Mapped[str] = mapped_column(String(30))
    state: Mapped[AssessmentState] = mapped_column(enum_of(AssessmentState), default=AssessmentState.draft)
    narrative: Mapped[str] = mapped_column(Text, default="")
    competes: Mapped[bool] = mapped_column(default=True)
    competes_reason: Mapped[str] = mapped_column(String(400), default="")
    extended_until: Mapped[date | None]
    extension_reason: Mapped[str] = mapped_column(String(400), default="")
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    edited_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_under_id: Mapped[int | None] = mapped_column(ForeignKey("signing_authorities.id"))
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    taken_in_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)

    year: Mapped[Year] = relationship()
    unit: Mapped[Unit] = relationship(lazy="joined")
    panel_area: Mapped["PanelArea"] = relationship(
        primaryjoin="and_(foreign(Assessment.year_id) == PanelArea.year_id, "
        "foreign(Assessment.area) == PanelArea.area)",
        viewonly=True,
    )
    signed_by: Mapped[Account | None] = relationship(foreign_keys=signed_by_id)
    signed_under: Mapped[SigningAuthority | None] = relationship()
    facts: Mapped[list["Fact"]] = relationship(back_populates="assessment", order_by="Fact.position, Fact.id")
    evidence: Mapped[list["Evidence"]] = relationship(back_populates="assessment", order_by="Evidence.id")
    exposures: Mapped[list["Exposure"]] = relationship(order_by="Exposure.code")
    targets: Mapped[list["Target"]] = relationship(order_by="Target.code")
    bands: Mapped[list["Band"]] = relationship(order_by="Band.id")
    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="assessment", order_by="Assignment.id"
    )
    drafts: Mapped[list["Draft"]] = relationship(back_populates="assessment", order_by="Draft.id")

    @property
    def handed_in(self) -> bool:
        """Whether a signed submission exists; without one the unit is 未申报."""
        return self.signed_at is not None


class Source(StrEnum):
    """Who supplied a fact: the unit, the panel, or a spreadsheet of the general office."""

    claim = "claim"
    record = "record"
    imported = "import"


class Fact(Versioned, Base):
    """What a score is computed from. `values` holds the fields that the scheme gives its kind.

    `stale`: its content or its evidence changed after the verification in force was given.
    `beside`: what a reviewer said of a record that looks like this claim: record's id → verdict.
    `signed_at`: when a claim, or the answer to its return, last left the unit.
    """

    __tablename__ = "facts"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    source: Mapped[Source] = mapped_column(enum_of(Source))
    state: Mapped[FactState] = mapped_column(enum_of(FactState))
    title: Mapped[str] = mapped_column(String(200))
    happened_on: Mapped[date | None]
    document_number: Mapped[str] = mapped_column(String(80), default="")
    title_key: Mapped[str] = mapped_column(String(200), default="", index=True)
    document_key: Mapped[str] = mapped_column(String(80), default="", index=True)
    quantity: Mapped[Decimal] = mapped_column(Exact, default=Decimal(1))
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    note: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    reply: Mapped[str] = mapped_column(Text, default="")
    stale: Mapped[bool] = mapped_column(default=False)
    beside: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), index=True)

    assessment: Mapped[Assessment] = relationship(back_populates="facts")
    created_by: Mapped[Account] = relationship()
    verifications: Mapped[list["Verification"]] = relationship(
        back_populates="fact", order_by="Verification.id", lazy="selectin"
    )
    evidence: Mapped[list["Evidence"]] = relationship(
        secondary="fact_evidence", order_by="Evidence.id", lazy="selectin"
    )
    statements: Mapped[list["Statement"]] = relationship(back_populates="fact", order_by="Statement.id")

    @validates("title", "document_number")
    def _find_alike(self, name: str, text: str) -> str:
        """Keep the keys by which the same matter is found again (portal.matching)."""
        if name == "title":
            self.title_key = title_key(text)
        else:
            self.document_key = document_key(text)
        return text

    @property
    def year_id(self) -> int:
        """The year's id, for the policy."""
        return self.assessment.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.assessment.unit_id

    @property
    def area(self) -> str:
        """The area's code, for the policy."""
        return self.assessment.area

    @property
    def open_statement(self) -> "Statement | None":
        """What the unit has written on the record and its head has not signed yet."""
        last = self.statements[-1] if self.statements else None
        return last if last is not None and last.signed_at is None else None

    @property
    def verification(self) -> "Verification | None":
        """The verification in force: the last one that was not taken back."""
        return next((one for one in reversed(self.verifications) if one.undone_at is None), None)


class Verification(Base):
    """A reviewer's decision on a fact, with the reason that the unit sees and what it applied to.

    `batch` names the acceptance of several claims at once that it belongs to, "" for none.
    """

    __tablename__ = "verifications"
    __table_args__ = (
        CheckConstraint("decision = 'accept' OR reason <> ''", name="decision_has_reason"),
        CheckConstraint("decision IN ('accept', 'adjust', 'reject', 'give_back')", name="is_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"), index=True)
    decision: Mapped[FactAction] = mapped_column(enum_of(FactAction))
    reason: Mapped[str] = mapped_column(Text, default="")
    quantity: Mapped[Decimal] = mapped_column(Exact)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    fact_version: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    batch: Mapped[str] = mapped_column(String(24), default="", server_default="", index=True)
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    fact: Mapped[Fact] = relationship(back_populates="verifications")
    by: Mapped[Account] = relationship(lazy="joined")


class Exposure(Versioned, Base):
    """A count against which deductions are seen (报文数, 交办件数): "nobody wins by silence"."""

    __tablename__ = "exposures"
    __table_args__ = (UniqueConstraint("assessment_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    value: Mapped[Decimal] = mapped_column(Exact)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class Target(Versioned, Base):
    """A task that the office set this unit (三(五)); without one, the scheme's task for its group holds."""

    __tablename__ = "targets"
    __table_args__ = (UniqueConstraint("assessment_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    value: Mapped[Decimal] = mapped_column(Exact)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))


class Band(Versioned, Base):
    """One scorer's judgement (优, 良, 一般, 差) of one indicator of one unit.

    `grade` is what counts. Where an upheld objection changed it, `given_grade` is what the scorer gave.
    """

    __tablename__ = "bands"
    __table_args__ = (UniqueConstraint("assessment_id", "indicator", "scorer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(40))
    grade: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    scorer_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    given_grade: Mapped[str] = mapped_column(String(20), default="", server_default="")
    revised_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    scorer: Mapped[Account] = relationship(foreign_keys=scorer_id, lazy="joined")


class Evidence(Base):
    """A file that supports facts. The bytes lie under their digest; removing keeps the row."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    pages: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    by_panel: Mapped[bool] = mapped_column(default=False)
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statements.id"), index=True)
    for_signature: Mapped[bool] = mapped_column(default=False, server_default=false())
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    assessment: Mapped[Assessment] = relationship(back_populates="evidence")
    facts: Mapped[list[Fact]] = relationship(secondary="fact_evidence", viewonly=True)
    statement: Mapped["Statement | None"] = relationship(back_populates="evidence")

    @property
    def year_id(self) -> int:
        """The year's id, for the policy."""
        return self.assessment.year_id

    @property
    def unit_id(self) -> int:
        """The unit's id, for the policy."""
        return self.assessment.unit_id

    @property
    def area(self) -> str:
        """The area's code, for the policy."""
        return self.assessment.area

    @property
    def handed_in(self) -> bool:
        """Whether it has left the unit: with a signed claim, or it is the panel's own."""
        if self.for_signature:
            return self.assessment.handed_in
        if self.statement is not None:
            return self.statement.signed_at is not None
        unsigned = (FactState.draft, FactState.withdrawn)  # a claim is withdrawn only before it is signed
        return self.by_panel or any(fact.state not in unsigned for fact in self.facts)

    @property
    def released(self) -> bool:
        """Whether the unit may see it: its own, or a panel's once the record is released."""
        return not self.by_panel or any(fact.state == FactState.released for fact in self.facts)


class FactEvidence(Base):
    """Which file supports which fact; one file can serve several."""

    __tablename__ = "fact_evidence"

    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"), primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), primary_key=True, index=True)
