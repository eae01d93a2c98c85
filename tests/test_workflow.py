"""The transition tables: every step is listed here by hand, every other step is refused."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from portal import workflow as w
from portal.errors import Invalid, Refused
from portal.policy import Permission

# (table, states, actions, the legal steps "state action → state", those that need a reason)
YEAR = """
setup issue_scheme recording
recording open_reporting reporting
reporting close_reporting reviewing
reviewing open_checking checking
checking close_checking deciding
deciding open_notice notice
notice recall_notice deciding *
notice publish published
published archive archived
published reopen_result deciding *
"""
ASSESSMENT = """
draft send_for_signoff awaiting_signoff
declined send_for_signoff awaiting_signoff
awaiting_signoff recall draft
awaiting_signoff sign submitted
awaiting_signoff decline declined *
submitted take_in in_review
in_review sign_replies in_review
in_review decline_replies in_review *
in_review score scored
scored reopen in_review *
"""
FACT = """
draft sign signed
draft remove withdrawn
signed accept accepted
signed adjust adjusted *
signed reject rejected *
signed give_back returned *
accepted accept accepted
accepted adjust adjusted *
accepted reject rejected *
accepted give_back returned *
accepted take_back signed
adjusted accept accepted
adjusted adjust adjusted *
adjusted reject rejected *
adjusted give_back returned *
rejected accept accepted
rejected adjust adjusted *
rejected reject rejected *
rejected give_back returned *
returned accept accepted
returned adjust adjusted *
returned reject rejected *
returned give_back returned *
returned reply replied
replied reply replied
replied sign signed
replied decline returned *
replied accept accepted
replied adjust adjusted *
replied reject rejected *
replied give_back returned *
recorded release released
recorded withdraw withdrawn *
released withdraw withdrawn *
released adjust released *
"""
PANEL_AREA = """
open close closed
closed reopen open *
"""
VETO = """
proposed confirm confirmed
proposed refuse refused *
confirmed propose_withdrawal withdrawal_proposed *
withdrawal_proposed confirm_withdrawal withdrawn
withdrawal_proposed refuse_withdrawal confirmed *
"""
OBJECTION = """
raised uphold upheld *
raised dismiss dismissed *
"""
PUBLICATION = """
proposed publish published
proposed refuse refused *
"""

JOB = """
queued begin running
running put_back queued
running finish done
running fail failed
queued stop stopped
running stop stopped
running retry queued
failed retry queued
stopped retry queued
"""

ROSTER = """
kept put_forward put_forward
put_forward carry_out carried_out
put_forward turn_down turned_down *
put_forward call_off called_off
"""
CONSENT = """
asked agree agreed
asked refuse refused *
asked withdraw withdrawn
agreed carry_out carried_out
"""
MAIL = """
waiting deliver sent
waiting fail failed
failed deliver sent
failed fail failed
no_server deliver sent
no_server fail failed
"""

TABLES: list[tuple[str, Mapping[Any, Any], type[StrEnum], type[StrEnum], str]] = [
    ("year", w.YEAR, w.YearState, w.YearAction, YEAR),
    ("assessment", w.ASSESSMENT, w.AssessmentState, w.AssessmentAction, ASSESSMENT),
    ("fact", w.FACT, w.FactState, w.FactAction, FACT),
    ("panel area", w.PANEL_AREA, w.PanelAreaState, w.PanelAreaAction, PANEL_AREA),
    ("veto", w.VETO, w.VetoState, w.VetoAction, VETO),
    ("objection", w.OBJECTION, w.ObjectionState, w.ObjectionAction, OBJECTION),
    ("publication", w.PUBLICATION, w.PublicationState, w.PublicationAction, PUBLICATION),
    ("job", w.JOB, w.JobState, w.JobAction, JOB),
    ("mail", w.MAIL, w.MailState, w.MailAction, MAIL),
    ("consent", w.CONSENT, w.ConsentState, w.ConsentAction, CONSENT),
    ("roster", w.ROSTER, w.RosterState, w.RosterAction, ROSTER),
]


def _cases() -> list[Any]:
    cases = []
    for name, table, states, actions, text in TABLES:
        legal = {tuple(line.split()[:2]): line.split()[2:] for line in text.strip().splitlines()}
        for state, action in product(states, actions):
            expected = legal.pop((state.value, action.value), None)
            cases.append(pytest.param(table, state, action, expected, id=f"{name}: {state} {action}"))
        assert not legal, f"{name}: {legal} names no state or action"
    return cases


@pytest.mark.parametrize(("table", "state", "action", "expected"), _cases())
def test_every_pair_of_state_and_action_is_decided(
    table: Mapping[Any, Any], state: Any, action: Any, expected: list[str] | None
) -> None:
    if expected is None:
        with pytest.raises(Refused):
            w.step(table, state, action, "理由")
        return
    assert w.step(table, state, action, "理由") == expected[0]
    if "*" in expected:
        with pytest.raises(Invalid, match="理由"):
            w.step(table, state, action, "  ")
    else:
        assert w.step(table, state, action) == expected[0]


def test_the_buttons_are_the_legal_steps_that_the_person_may_take() -> None:
    def head_only(permission: Permission) -> bool:
        return permission == Permission.SIGN

    found = w.available(w.ASSESSMENT, w.AssessmentState.awaiting_signoff, head_only)
    assert found == [w.AssessmentAction.sign, w.AssessmentAction.decline]
    assert w.available(w.ASSESSMENT, w.AssessmentState.draft, head_only) == []


def test_a_refused_or_undecided_fact_never_counts() -> None:
    assert not w.COUNTING & (w.UNDECIDED | {w.FactState.rejected, w.FactState.withdrawn, w.FactState.draft})
