"""Random people doing random things, step after step: what a model allows happens, and nothing else.

The model is written apart from the tables of `portal.workflow`: plain rules in plain words. Where a service
takes a step that the model forbids, or refuses one that it allows, or leaves a state that must never be, the
walk ends with the steps that led there.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import pytest

from portal import workflow as w
from portal.clock import day_end
from portal.errors import PortalError
from portal.models import Objection, Publication, Veto, Year
from portal.queries.decisions import editions_of, objections_of, publication_proposed, vetoes_of
from portal.queries.scores import Scores, all_rankings
from portal.queries.years import running_notices
from portal.services import answers, editions, notices, objections, vetoes
from portal.services.work import Work
from portal.workflow import (
    IN_FORCE,
    ObjectionAction,
    ObjectionState,
    PublicationAction,
    PublicationState,
    VetoAction,
    VetoState,
    YearState,
)
from tests.world import World

OFFICE = ("bangongshi-1", "bangongshi-2")
UNITS = ("daxian", "xuanhan", "kaijiang", "dazhu")

# state → where one may be next. Anything else is illegal, whoever asks for it and however.
NEXT: dict[type[StrEnum], dict[str, str]] = {
    YearState: {
        "setup": "recording",
        "recording": "reporting",
        "reporting": "reviewing",
        "reviewing": "checking",
        "checking": "deciding",
        "deciding": "notice",
        "notice": "deciding published",
        "published": "archived deciding",
        "archived": "",
    },
    VetoState: {
        "proposed": "confirmed refused",
        "confirmed": "withdrawal_proposed",
        "withdrawal_proposed": "confirmed withdrawn",
        "refused": "",
        "withdrawn": "",
    },
    ObjectionState: {"raised": "upheld dismissed", "upheld": "", "dismissed": ""},
    PublicationState: {"proposed": "published refused", "published": "", "refused": ""},
    w.AssessmentState: {
        "draft": "awaiting_signoff",
        "declined": "awaiting_signoff",
        "awaiting_signoff": "draft submitted declined",
        "submitted": "in_review",
        "in_review": "in_review scored",
        "scored": "in_review",
    },
    w.FactState: {
        "draft": "signed withdrawn",
        "signed": "accepted adjusted rejected returned",
        "accepted": "accepted adjusted rejected returned signed",
        "adjusted": "accepted adjusted rejected returned",
        "rejected": "accepted adjusted rejected returned",
        "returned": "accepted adjusted rejected returned replied",
        "replied": "accepted adjusted rejected returned replied signed",
        "recorded": "released withdrawn",
        "released": "released withdrawn",
        "withdrawn": "",
    },
    w.PanelAreaState: {"open": "closed", "closed": "open"},
}
TABLES: dict[type[StrEnum], tuple[Any, type[StrEnum]]] = {
    YearState: (w.YEAR, w.YearAction),
    VetoState: (w.VETO, VetoAction),
    ObjectionState: (w.OBJECTION, ObjectionAction),
    PublicationState: (w.PUBLICATION, PublicationAction),
    w.AssessmentState: (w.ASSESSMENT, w.AssessmentAction),
    w.FactState: (w.FACT, w.FactAction),
    w.PanelAreaState: (w.PANEL_AREA, w.PanelAreaAction),
}


def test_a_hundred_thousand_random_steps_through_the_tables_reach_no_illegal_state(
    count: Callable[[int, int], int],
) -> None:
    dice = random.Random(7)
    reached: dict[type[StrEnum], set[str]] = {kind: set() for kind in TABLES}
    here = {kind: next(iter(kind)) for kind in TABLES}
    legal, wanted = 0, count(5_000, 100_000)
    while legal < wanted:
        kind = dice.choice(list(TABLES))
        table, actions = TABLES[kind]
        before, action = here[kind], dice.choice(list(actions))
        try:
            after = w.step(table, before, action, dice.choice(["", "理由"]))
        except PortalError:
            if not NEXT[kind][before] or dice.random() < 0.01:
                here[kind] = dice.choice(list(kind))  # begin anew somewhere
            continue
        assert after in NEXT[kind][before].split(), f"{before} → {after} by {action}"
        legal += 1
        reached[kind].add(after)
        here[kind] = after
    for kind, states in reached.items():
        possible = {state for nexts in NEXT[kind].values() for state in nexts.split()}
        assert states == possible, f"{kind.__name__}: never reached {possible - states}"


@dataclass
class Walk:
    """One walk through the office's decisions on a year, with what was done."""

    world: World
    dice: random.Random
    done: list[str] = field(default_factory=list)
    seen: dict[tuple[type[StrEnum], int], str] = field(default_factory=dict)
    legal: int = 0

    @property
    def year(self) -> Year:
        """The year as it stands."""
        return self.world.year

    def by(self, login: str) -> Work:
        """Somebody at the walk's moment."""
        return self.world.play.by(login)

    def take(self) -> None:
        """One random deed; whether it was allowed is the model's word against the service's."""
        deed = self.dice.choice(DEEDS)
        version_before = {key: state for key, state in self._states().items()}
        allowed: bool | None = None
        try:
            allowed = deed(self)
        except PortalError as refusal:
            self.done.append(f"{deed.__name__}: {refusal}")
            self.world.session.rollback()
            assert self._states() == version_before, f"refused, and yet changed: {self.done[-1]}"
            return
        if allowed is None:
            return
        self.done.append(deed.__name__)
        self.legal += 1
        assert allowed, "\n".join(self.done[-12:])
        self._check()

    def _states(self) -> dict[tuple[type[StrEnum], int], str]:
        session, year = self.world.session, self.year
        found: dict[tuple[type[StrEnum], int], str] = {(YearState, year.id): year.state.value}
        for veto in vetoes_of(session, year):
            found[VetoState, veto.id] = veto.state.value
        for one in objections_of(session, year):
            found[ObjectionState, one.id] = one.state.value
        for paper in session.query(Publication).filter_by(year_id=year.id):
            found[PublicationState, paper.id] = paper.state.value
        return found

    def _check(self) -> None:
        session, year = self.world.session, self.year
        for key, state in self._states().items():
            before = self.seen.get(key)
            if before is not None and before != state:
                assert state in NEXT[key[0]][before].split(), "\n".join(self.done[-12:])
            self.seen[key] = state
        held = {veto.unit.code for veto in vetoes_of(session, year) if veto.state in IN_FORCE}
        selection = Scores(session, year).selection()
        assert not held & {code for codes in selection.values() for code in codes}
        for veto in vetoes_of(session, year):
            assert veto.decided_by_id != veto.first_by_id
            if veto.state == VetoState.withdrawn:
                assert veto.withdrawal_decided_by_id != veto.withdrawal_by_id
        running = running_notices(session, year)
        if year.state == YearState.notice:
            assert len(running) == len({row.area for row in running}) == len(selection) // 2
        out = editions_of(session, year)
        assert [one.edition for one in out] == list(range(1, len(out) + 1))
        if year.state in (YearState.published, YearState.archived):
            assert out
            assert not [one for one in objections_of(session, year) if one.state == ObjectionState.raised]


def _pick(walk: Walk, rows: list[Any]) -> Any:
    return walk.dice.choice(rows) if rows else None


def propose_veto(walk: Walk) -> bool:
    year, code = walk.year, walk.dice.choice(UNITS)
    open_ones = [v for v in vetoes_of(walk.world.session, year) if v.unit.code == code]
    free = all(v.state in (VetoState.refused, VetoState.withdrawn) for v in open_ones)
    running = year.state.value in ("checking", "deciding", "notice")
    vetoes.propose_veto(
        walk.by(walk.dice.choice(OFFICE)),
        year=year,
        unit=walk.world.play.unit(code),
        ground="major-failure",
        document_number="达市监〔2013〕17号",
        document_on=date(2013, 6, 3),
        explanation="值班脱岗",
    )
    return free and running


def reply(walk: Walk) -> bool | None:
    veto: Veto | None = _pick(walk, vetoes_of(walk.world.session, walk.year))
    if veto is None:
        return None
    in_time = walk.world.play.at < day_end(veto.reply_until)
    standing = veto.state in (VetoState.proposed, *IN_FORCE)
    login = f"{veto.unit.code}-sq"
    vetoes.reply_to_veto(walk.by(login), veto=veto, reply="无异议", version=veto.version)
    return in_time and standing


def decide_veto(walk: Walk) -> bool | None:
    veto: Veto | None = _pick(walk, vetoes_of(walk.world.session, walk.year))
    if veto is None:
        return None
    action, person = walk.dice.choice(list(VetoAction)), walk.dice.choice(OFFICE)
    state, by = veto.state, walk.world.play.account(person).id
    heard = bool(veto.unit_reply) or walk.world.play.at >= day_end(veto.reply_until)
    first, withdrawer = veto.first_by_id, veto.withdrawal_by_id
    running = walk.year.state.value in ("checking", "deciding", "notice")
    if action == VetoAction.propose_withdrawal:
        vetoes.propose_veto_withdrawal(walk.by(person), veto=veto, reason="复核", version=veto.version)
        return running and state == VetoState.confirmed
    vetoes.decide_veto(walk.by(person), veto=veto, action=action, reason="理由", version=veto.version)
    if action == VetoAction.confirm:
        return running and state == VetoState.proposed and by != first and heard
    if action == VetoAction.refuse:
        return running and state == VetoState.proposed and by != first
    return running and state == VetoState.withdrawal_proposed and by != withdrawer


def object_to_score(walk: Walk) -> bool:
    code = walk.dice.choice(UNITS)
    area = walk.dice.choice(walk.world.play.areas)
    stage = walk.year.state.value
    objections.raise_objection(
        walk.by(f"{code}-tb"),
        assessment=walk.world.assessment(code, area),
        indicator="",
        text="扣分依据不足",
    )
    return stage in ("checking", "notice")


def answer(walk: Walk) -> bool | None:
    one: Objection | None = _pick(walk, objections_of(walk.world.session, walk.year))
    if one is None:
        return None
    state = one.state
    answers.answer_objection(
        walk.by(walk.dice.choice(OFFICE)),
        objection=one,
        action=walk.dice.choice(list(ObjectionAction)),
        answer="经核查",
        version=one.version,
    )
    return state == ObjectionState.raised


def _waiting(walk: Walk) -> bool:
    session, year = walk.world.session, walk.year
    return (
        any(one.state == ObjectionState.raised for one in objections_of(session, year))
        or any(
            v.state in (VetoState.proposed, VetoState.withdrawal_proposed) for v in vetoes_of(session, year)
        )
        or any(r.undecided for a in all_rankings(session, year) for _, _, r in a.groups)
    )


def open_notice(walk: Walk) -> bool:
    year, waiting = walk.year, _waiting(walk)
    stage = year.state
    meeting = notices.Meeting("主任办公会", walk.world.play.at.date(), "同意公示")
    notices.open_notice(walk.by(OFFICE[0]), year=year, meeting=meeting, version=year.version)
    return stage == YearState.deciding and not waiting


def recall_notice(walk: Walk) -> bool | None:
    if walk.dice.random() < 0.8:
        return None
    year = walk.year
    stage = year.state
    notices.recall_notice(walk.by(OFFICE[0]), year=year, reason="有误", version=year.version)
    return stage == YearState.notice


def reopen(walk: Walk) -> bool:
    year = walk.year
    stage = year.state
    editions.reopen_result(walk.by(OFFICE[1]), year=year, reason="查实有误", version=year.version)
    return stage == YearState.published


def propose_publication(walk: Walk) -> bool:
    year, waiting = walk.year, _waiting(walk)
    stage, at = year.state, walk.world.play.at
    due = all(at >= day_end(row.last_day) for row in running_notices(walk.world.session, year))
    free = publication_proposed(walk.world.session, year) is None
    head = notices.CircularHead("达市府办函〔2014〕12号", at.date(), "各单位：")
    notices.propose_publication(
        walk.by(walk.dice.choice(OFFICE)), year=year, head=head, correction="更正名单"
    )
    return stage == YearState.notice and due and free and not waiting


def decide_publication(walk: Walk) -> bool | None:
    year, waiting = walk.year, _waiting(walk)
    proposed = publication_proposed(walk.world.session, year)
    if proposed is None:
        return None
    stage, at, person = year.state, walk.world.play.at, walk.dice.choice(OFFICE)
    by, first = walk.world.play.account(person).id, proposed.proposed_by_id
    due = all(at >= day_end(row.last_day) for row in running_notices(walk.world.session, year))
    action = walk.dice.choice(list(PublicationAction))
    notices.decide_publication(
        walk.by(person), publication=proposed, action=action, reason="理由", version=proposed.version
    )
    if action == PublicationAction.refuse:
        return by != first
    return by != first and stage == YearState.notice and due and not waiting


def wait(walk: Walk) -> None:
    walk.world.play.at += timedelta(days=walk.dice.randint(1, 4))


DEEDS: tuple[Callable[[Walk], bool | None], ...] = (
    propose_veto,
    reply,
    decide_veto,
    decide_veto,
    object_to_score,
    answer,
    answer,
    open_notice,
    recall_notice,
    reopen,
    propose_publication,
    decide_publication,
    wait,
    wait,
)


@pytest.mark.stage("deciding")
def test_random_deeds_of_the_office_and_the_units_do_what_the_model_allows(
    world: World, count: Callable[[int, int], int]
) -> None:
    walk = Walk(world, random.Random(2013))
    wanted = count(30, 1_000)
    for _ in range(wanted * 60):
        walk.take()
        if walk.legal >= wanted:
            break
    assert walk.legal >= wanted, f"only {walk.legal} steps"
