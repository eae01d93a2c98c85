"""Who may do what: one literal, `POLICY`, from permission to predicate.

Predicates are pure functions of (actor, subject). A subject is any object that carries what the
predicate asks for: `unit_id`, `year_id`, `area`, `released`, `proposed_by_id`. The state of a thing
is not decided here but in `portal.workflow`. Nothing of the project is imported.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Seat = tuple[int, str]
"""A seat on a panel: the year's id and the area's code."""

Days = tuple[date, date]
"""From a day to a day, both included."""


class Role(StrEnum):
    """What a person comes for (product.md, "Who uses it")."""

    reporter = "reporter"
    head = "head"
    reviewer = "reviewer"
    chair = "chair"
    office = "office"
    admin = "admin"
    auditor = "auditor"


EXCLUSIVE: tuple[frozenset[Role], ...] = (
    frozenset({Role.admin, Role.office}),
    frozenset({Role.admin, Role.auditor}),
    frozenset({Role.office, Role.auditor}),
    frozenset({Role.office, Role.reporter}),
    frozenset({Role.office, Role.head}),
    frozenset({Role.auditor, Role.reporter}),
    frozenset({Role.auditor, Role.head}),
)
"""Pairs of roles that one person never holds together (三员分立)."""


@dataclass(frozen=True)
class Actor:
    """The person who acts: what the policy needs to know of an account, and no more."""

    account_id: int | None = None
    name: str = ""
    unit_id: int | None = None
    roles: frozenset[Role] = frozenset()
    seats: frozenset[Seat] = frozenset()
    chairs: frozenset[Seat] = frozenset()
    recused_from: frozenset[tuple[int, int]] = frozenset()  # (year's id, unit's id)
    stated: frozenset[int] = frozenset()  # the years for which conflicts, or none, were declared
    called: frozenset[tuple[int, str, int, str]] = frozenset()  # (year's id, area, unit's id, indicator)
    signs_within: frozenset[Days] = frozenset()  # when the unit's head lets the person sign
    former: frozenset[int] = frozenset()  # the units from which the own one came
    on: date | None = None  # the day of the deed

    def has(self, role: Role) -> bool:
        """Whether the person holds the role."""
        return role in self.roles


ANONYMOUS = Actor()


class Permission(StrEnum):
    """One power. Its value is what `bin/portal access` prints."""

    USE_OWN_ACCOUNT = "use_own_account"
    MOVE_DEMO_CLOCK = "move_demo_clock"
    # the unit
    VIEW_UNIT_DESK = "view_unit_desk"
    VIEW_OWN_ASSESSMENT = "view_own_assessment"
    FILL = "fill"
    SIGN = "sign"
    LET_SIGN = "let_sign"
    KEEP_SIGNATURE = "keep_signature"
    ANSWER_SCORECARD = "answer_scorecard"
    ANSWER_VETO = "answer_veto"
    OBJECT_TO_SELECTION = "object_to_selection"
    # the panel
    VIEW_PANEL_DESK = "view_panel_desk"
    VIEW_QUEUE = "view_queue"
    REVIEW = "review"
    GRADE = "grade"
    LEAD_PANEL = "lead_panel"
    LEAD_UNIT = "lead_unit"
    CLOSE_AREA = "close_area"
    # what several roles read
    VIEW_SCORECARD = "view_scorecard"
    VIEW_UNIT_SHEET = "view_unit_sheet"
    VIEW_AREA_SHEET = "view_area_sheet"
    READ_EVIDENCE = "read_evidence"
    READ_VETO_PAPER = "read_veto_paper"
    # the general office
    VIEW_OFFICE = "view_office"
    RUN_YEAR = "run_year"
    PROPOSE_VETO = "propose_veto"
    CONFIRM_VETO = "confirm_veto"
    ANSWER_OBJECTION = "answer_objection"
    PROPOSE_PUBLICATION = "propose_publication"
    CONFIRM_PUBLICATION = "confirm_publication"
    CONSENT_TO_ACCOUNT = "consent_to_account"
    # administration and audit
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_TRAIL = "read_trail"


class Predicate:
    """A pure question about (actor, subject), with the words in which it is asked.

    `by_role`: it never looks at its subject, so that its refusal gives nothing away.
    """

    def __init__(self, ask: Callable[[Actor, Any], bool], words: str, *, by_role: bool = False) -> None:
        self.ask, self.words, self.by_role = ask, words, by_role

    def __call__(self, actor: Actor, subject: Any) -> bool:
        """Whether it holds."""
        return self.ask(actor, subject)


def asked_of_subject(ask: Callable[[Actor, Any], bool]) -> Predicate:
    """A predicate that looks at its subject, named as its function."""
    return Predicate(ask, ask.__name__)


signed_in = Predicate(lambda actor, _: actor.account_id is not None, "signed_in", by_role=True)


def role(*wanted: Role) -> Predicate:
    """Holds one of the roles."""
    words = " or ".join(wanted)
    return Predicate(lambda actor, _: any(r in actor.roles for r in wanted), words, by_role=True)


def both(*parts: Predicate) -> Predicate:
    """All of them hold."""
    words = " and ".join(f"({part.words})" if " or " in part.words else part.words for part in parts)
    return Predicate(lambda actor, subject: all(part(actor, subject) for part in parts), words)


def either(*parts: Predicate) -> Predicate:
    """One of them holds."""
    words = " or ".join(f"({part.words})" if " and " in part.words else part.words for part in parts)
    return Predicate(lambda actor, subject: any(part(actor, subject) for part in parts), words)


@asked_of_subject
def own_unit(actor: Actor, subject: Any) -> bool:
    """The subject belongs to the actor's own unit."""
    return actor.unit_id is not None and actor.unit_id == subject.unit_id


@asked_of_subject
def former_unit(actor: Actor, subject: Any) -> bool:
    """The subject belongs to a unit from which the actor's own one came (机构变动)."""
    return subject.unit_id in actor.former


@asked_of_subject
def stands_in(actor: Actor, _: Any) -> bool:
    """The unit's head lets the actor sign on this day (授权代签)."""
    return actor.on is not None and any(first <= actor.on <= last for first, last in actor.signs_within)


@asked_of_subject
def not_recused(actor: Actor, subject: Any) -> bool:
    """The reviewer neither comes from that unit nor has declared a conflict with it."""
    if subject.unit_id == actor.unit_id:
        return False
    return (subject.year_id, subject.unit_id) not in actor.recused_from


@asked_of_subject
def has_stated(actor: Actor, subject: Any) -> bool:
    """The reviewer has said for the year with which units there is a conflict, or with none."""
    return subject.year_id in actor.stated


@asked_of_subject
def impartial(actor: Actor, subject: Any) -> bool:
    """There is no unit in that year that the reviewer must not judge."""
    return actor.unit_id is None and all(year_id != subject.year_id for year_id, _ in actor.recused_from)


@asked_of_subject
def called_in(actor: Actor, subject: Any) -> bool:
    """The office called the actor in to grade something of the unit in the area."""
    wanted = (subject.year_id, subject.area, subject.unit_id)
    return any(called[:3] == wanted for called in actor.called)


@asked_of_subject
def called_to_grade(actor: Actor, subject: Any) -> bool:
    """The office called the actor in to grade this indicator of the unit."""
    wanted = (subject.year_id, subject.area, subject.unit_id, subject.indicator.code)
    return wanted in actor.called


@asked_of_subject
def on_panel(actor: Actor, subject: Any) -> bool:
    """The actor sits on the panel that judges the subject's area in that year."""
    return (subject.year_id, subject.area) in actor.seats


@asked_of_subject
def leads_panel(actor: Actor, subject: Any) -> bool:
    """The actor leads the panel that judges the subject's area in that year."""
    return (subject.year_id, subject.area) in actor.chairs


@asked_of_subject
def released(_: Actor, subject: Any) -> bool:
    """The panel has opened it to the unit: its result (得分核对 or later), its evidence with the record."""
    return bool(subject.released)


@asked_of_subject
def handed_in(_: Actor, subject: Any) -> bool:
    """It has left the unit with a signature: nobody outside reads a draft."""
    return bool(subject.handed_in)


@asked_of_subject
def not_proposer(actor: Actor, subject: Any) -> bool:
    """A second person: not the one who proposed it."""
    return bool(actor.account_id != subject.proposed_by_id)


@asked_of_subject
def of_another(actor: Actor, subject: Any) -> bool:
    """About somebody else's account, and asked for by somebody else."""
    return actor.account_id not in (subject.account_id, subject.by_id)


unit_side = both(role(Role.reporter, Role.head), own_unit)
former_side = both(role(Role.reporter, Role.head), former_unit)
panel_side = both(on_panel, not_recused, has_stated)
called_side = both(called_in, not_recused, has_stated)
readers = role(Role.office, Role.auditor)

POLICY: Mapping[Permission, Predicate] = {
    Permission.USE_OWN_ACCOUNT: signed_in,
    Permission.MOVE_DEMO_CLOCK: signed_in,
    Permission.VIEW_UNIT_DESK: role(Role.reporter, Role.head),
    Permission.VIEW_OWN_ASSESSMENT: unit_side,
    Permission.FILL: both(role(Role.reporter), own_unit),
    Permission.SIGN: both(either(role(Role.head), stands_in), own_unit),
    Permission.KEEP_SIGNATURE: unit_side,
    Permission.LET_SIGN: both(role(Role.head), own_unit),
    Permission.ANSWER_SCORECARD: both(unit_side, released),
    Permission.ANSWER_VETO: both(role(Role.head), own_unit),
    Permission.OBJECT_TO_SELECTION: unit_side,
    Permission.VIEW_PANEL_DESK: role(Role.reviewer, Role.chair),
    Permission.VIEW_QUEUE: on_panel,
    Permission.REVIEW: panel_side,
    Permission.GRADE: either(panel_side, both(called_to_grade, not_recused, has_stated)),
    Permission.LEAD_PANEL: leads_panel,
    Permission.LEAD_UNIT: both(leads_panel, not_recused, has_stated),
    Permission.CLOSE_AREA: both(leads_panel, impartial, has_stated),
    Permission.VIEW_SCORECARD: either(both(either(unit_side, former_side), released), panel_side, readers),
    Permission.VIEW_UNIT_SHEET: either(both(either(unit_side, former_side), released), readers),
    Permission.VIEW_AREA_SHEET: either(both(leads_panel, impartial, has_stated), readers),
    Permission.READ_EVIDENCE: either(
        both(either(unit_side, former_side), released),
        both(either(panel_side, called_side, readers), handed_in),
    ),
    Permission.READ_VETO_PAPER: either(readers, both(role(Role.head), own_unit)),
    Permission.VIEW_OFFICE: readers,
    Permission.RUN_YEAR: role(Role.office),
    Permission.PROPOSE_VETO: role(Role.office),
    Permission.CONFIRM_VETO: both(role(Role.office), not_proposer),
    Permission.ANSWER_OBJECTION: role(Role.office),
    Permission.PROPOSE_PUBLICATION: role(Role.office),
    Permission.CONFIRM_PUBLICATION: both(role(Role.office), not_proposer),
    Permission.CONSENT_TO_ACCOUNT: both(role(Role.office), of_another),
    Permission.MANAGE_ACCOUNTS: role(Role.admin),
    Permission.READ_TRAIL: role(Role.auditor),
}


def allows(actor: Actor, permission: Permission, subject: Any = None) -> bool:
    """Whether the actor may use the permission on the subject (None: on nothing in particular)."""
    return POLICY[permission](actor, subject)


def clash(roles: frozenset[Role]) -> frozenset[Role] | None:
    """The first pair of roles that exclude each other, or None."""
    return next((pair for pair in EXCLUSIVE if pair <= roles), None)


def by_role_alone(permission: Permission) -> bool:
    """Whether the permission never asks on what: then its refusal gives nothing away."""
    return POLICY[permission].by_role
