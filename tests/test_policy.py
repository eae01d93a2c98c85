"""The policy asked directly: roles, own and other unit, own and other panel, recusal, second person."""

from dataclasses import dataclass, field
from datetime import date

import pytest

from portal.policy import ANONYMOUS, EXCLUSIVE, Actor, Permission, Role, allows, by_role_alone, clash

YEAR, UNIT, OTHER = 7, 1, 2


@dataclass(frozen=True)
class Indicator:
    """Something that is graded."""

    code: str


@dataclass(frozen=True)
class Subject:
    """Anything that the policy can be asked about."""

    year_id: int = YEAR
    unit_id: int = UNIT
    area: str = "documents"
    released: bool = False
    handed_in: bool = True
    proposed_by_id: int = 90
    account_id: int = 91
    by_id: int = 11
    indicator: "Indicator" = field(default_factory=lambda: Indicator("doc-fewer"))


SEAT = frozenset({(YEAR, "documents")})
STATED = frozenset({YEAR})
MAY = frozenset({(date(2013, 5, 1), date(2013, 5, 31))})
CALLED = frozenset({(YEAR, "documents", UNIT, "doc-fewer")})
PEOPLE = {
    "anonymous": ANONYMOUS,
    "reporter": Actor(1, "", UNIT, frozenset({Role.reporter})),
    "other reporter": Actor(2, "", OTHER, frozenset({Role.reporter})),
    "head": Actor(3, "", UNIT, frozenset({Role.head})),
    "stands in": Actor(17, "", UNIT, frozenset({Role.reporter}), signs_within=MAY, on=date(2013, 5, 6)),
    "stands in elsewhere": Actor(
        18, "", OTHER, frozenset({Role.reporter}), signs_within=MAY, on=date(2013, 5, 6)
    ),
    "stood in": Actor(19, "", UNIT, frozenset({Role.reporter}), signs_within=MAY, on=date(2013, 6, 1)),
    "will stand in": Actor(20, "", UNIT, frozenset({Role.reporter}), signs_within=MAY, on=date(2013, 4, 30)),
    "reviewer": Actor(4, "", None, frozenset({Role.reviewer}), SEAT, stated=STATED),
    "not stated": Actor(13, "", None, frozenset({Role.reviewer}), SEAT),
    "called in": Actor(14, "", None, frozenset({Role.reviewer}), stated=STATED, called=CALLED),
    "called elsewhere": Actor(
        15,
        "",
        None,
        frozenset({Role.reviewer}),
        stated=STATED,
        called=frozenset({(YEAR, "documents", OTHER, "doc-fewer")}),
    ),
    "other panel": Actor(5, "", None, frozenset({Role.reviewer}), frozenset({(YEAR, "emergency")})),
    "last year's": Actor(6, "", None, frozenset({Role.reviewer}), frozenset({(YEAR - 1, "documents")})),
    "from the unit": Actor(7, "", UNIT, frozenset({Role.reviewer}), SEAT, stated=STATED),
    "declared": Actor(
        8, "", None, frozenset({Role.reviewer}), SEAT, recused_from=frozenset({(YEAR, UNIT)}), stated=STATED
    ),
    "chair": Actor(9, "", None, frozenset({Role.reviewer, Role.chair}), SEAT, SEAT, stated=STATED),
    "recused chair": Actor(
        16,
        "",
        None,
        frozenset({Role.reviewer, Role.chair}),
        SEAT,
        SEAT,
        recused_from=frozenset({(YEAR, OTHER)}),
        stated=STATED,
    ),
    "office": Actor(10, "", None, frozenset({Role.office})),
    "proposer": Actor(90, "", None, frozenset({Role.office})),
    "admin": Actor(11, "", None, frozenset({Role.admin})),
    "auditor": Actor(12, "", None, frozenset({Role.auditor})),
}

STANDS_IN = {"stands in", "stood in", "will stand in"}
"""Reporters of the unit whom its head lets sign in May: in it, after it, before it."""

# Who may, of PEOPLE; everybody else may not. Written by hand from product.md's table of roles.
EXPECTED = {
    Permission.USE_OWN_ACCOUNT: set(PEOPLE) - {"anonymous"},
    Permission.MOVE_DEMO_CLOCK: set(PEOPLE) - {"anonymous"},
    Permission.VIEW_UNIT_DESK: {"reporter", "other reporter", "head", "stands in elsewhere"} | STANDS_IN,
    Permission.VIEW_OWN_ASSESSMENT: {"reporter", "head"} | STANDS_IN,
    Permission.FILL: {"reporter"} | STANDS_IN,
    Permission.SIGN: {"head", "stands in"},
    Permission.LET_SIGN: {"head"},
    Permission.KEEP_SIGNATURE: {"reporter", "head"} | STANDS_IN,
    Permission.ANSWER_SCORECARD: set(),
    Permission.ANSWER_VETO: {"head"},
    Permission.OBJECT_TO_SELECTION: {"reporter", "head"} | STANDS_IN,
    Permission.READ_VETO_PAPER: {"head", "office", "proposer", "auditor"},
    Permission.VIEW_PANEL_DESK: {
        "reviewer",
        "other panel",
        "last year's",
        "from the unit",
        "declared",
        "chair",
        "recused chair",
        "not stated",
        "called in",
        "called elsewhere",
    },
    Permission.VIEW_QUEUE: {"reviewer", "not stated", "from the unit", "declared", "chair", "recused chair"},
    Permission.REVIEW: {"reviewer", "chair", "recused chair"},
    Permission.GRADE: {"reviewer", "chair", "recused chair", "called in"},
    Permission.LEAD_PANEL: {"chair", "recused chair"},
    Permission.LEAD_UNIT: {"chair", "recused chair"},
    Permission.CLOSE_AREA: {"chair"},
    Permission.VIEW_SCORECARD: {"reviewer", "chair", "recused chair", "office", "proposer", "auditor"},
    Permission.VIEW_UNIT_SHEET: {"office", "proposer", "auditor"},
    Permission.VIEW_AREA_SHEET: {"chair", "office", "proposer", "auditor"},
    Permission.READ_EVIDENCE: {
        "reviewer",
        "chair",
        "recused chair",
        "called in",
        "office",
        "proposer",
        "auditor",
    },
    Permission.VIEW_OFFICE: {"office", "proposer", "auditor"},
    Permission.RUN_YEAR: {"office", "proposer"},
    Permission.PROPOSE_VETO: {"office", "proposer"},
    Permission.CONFIRM_VETO: {"office"},
    Permission.ANSWER_OBJECTION: {"office", "proposer"},
    Permission.PROPOSE_PUBLICATION: {"office", "proposer"},
    Permission.CONFIRM_PUBLICATION: {"office"},
    Permission.CONSENT_TO_ACCOUNT: {"office", "proposer"},
    Permission.MANAGE_ACCOUNTS: {"admin"},
    Permission.READ_TRAIL: {"auditor"},
}


@pytest.mark.parametrize("permission", list(EXPECTED))
@pytest.mark.parametrize("person", list(PEOPLE))
def test_each_permission_belongs_to_whom_the_roles_table_says(person: str, permission: Permission) -> None:
    assert allows(PEOPLE[person], permission, Subject()) == (person in EXPECTED[permission])


def test_a_unit_sees_and_answers_its_scorecard_only_once_checking_has_opened() -> None:
    shown = Subject(released=True)
    for permission in (Permission.VIEW_SCORECARD, Permission.VIEW_UNIT_SHEET, Permission.ANSWER_SCORECARD):
        assert allows(PEOPLE["reporter"], permission, shown)
        assert allows(PEOPLE["head"], permission, shown)
        assert not allows(PEOPLE["other reporter"], permission, shown)


def test_a_unit_reads_what_was_released_to_the_units_it_came_from_and_does_nothing_there() -> None:
    successor = Actor(21, "", OTHER, frozenset({Role.reporter, Role.head}), former=frozenset({UNIT}))
    shown = Subject(released=True)
    reading = {Permission.VIEW_SCORECARD, Permission.VIEW_UNIT_SHEET, Permission.READ_EVIDENCE}
    own = {permission for permission in Permission if not by_role_alone(permission)}
    assert {one for one in own if allows(successor, one, shown)} == reading
    assert not any(allows(successor, one, Subject()) for one in reading)


def test_nobody_outside_the_unit_reads_the_evidence_of_a_draft() -> None:
    draft = Subject(released=True, handed_in=False)
    for person in PEOPLE:
        expected = person in {"reporter", "head"} | STANDS_IN
        assert allows(PEOPLE[person], Permission.READ_EVIDENCE, draft) == expected


def test_nobody_consents_to_what_touches_his_own_account_or_what_he_asked_for_himself() -> None:
    asks = Permission.CONSENT_TO_ACCOUNT
    assert not allows(PEOPLE["office"], asks, Subject(account_id=10))
    assert not allows(PEOPLE["office"], asks, Subject(by_id=10))


def test_no_person_holds_two_of_office_admin_and_auditor() -> None:
    for pair in EXCLUSIVE:
        assert clash(pair | {Role.reviewer}) == pair
    assert clash(frozenset({Role.reporter, Role.head})) is None


def test_a_permission_that_asks_about_its_subject_is_never_decided_by_role_alone() -> None:
    for permission in (Permission.REVIEW, Permission.FILL, Permission.CONFIRM_VETO, Permission.READ_EVIDENCE):
        assert not by_role_alone(permission)
    for permission in (Permission.MANAGE_ACCOUNTS, Permission.VIEW_OFFICE, Permission.READ_TRAIL):
        assert by_role_alone(permission)
