"""The two people of the general office, the auditor, and how they fill in a page's form."""

import random
import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.models import Unit, Veto, Year
from portal.services.vetoes import propose_veto, reply_to_veto
from portal.workflow import IN_FORCE, VetoState
from tests.world import Person, World


def hidden_version(page: str) -> str:
    """The version that a page's form carries, "0" where it carries none."""
    found = re.search(r'name="version" value="(\d+)"', page)
    return found.group(1) if found else "0"


def send(person: Person, path: str, **fields: object) -> TestResponse:
    """Open a page with a form and send it with what it carries hidden and what is typed."""
    page = person.get(path)
    assert page.status_code == 200, path
    return person.post(path, {"version": hidden_version(page.text), **fields})


@pytest.fixture
def first(client_of: Callable[..., Person]) -> Person:
    """The one of the office who proposes."""
    return client_of("bangongshi-1")


@pytest.fixture
def second(client_of: Callable[..., Person]) -> Person:
    """Another one of the office, who confirms."""
    return client_of("bangongshi-2")


@pytest.fixture
def auditor(client_of: Callable[..., Person]) -> Person:
    """The auditor."""
    return client_of("shenji")


@pytest.fixture
def proposed_veto(world: World) -> Veto:
    """A veto of 开江县 that waits for a second person: the unit has said its word."""
    veto = propose_veto(
        world.play.by("bangongshi-1"),
        year=world.year,
        unit=world.play.unit("kaijiang"),
        ground="major-failure",
        document_number="达市监〔2013〕17号",
        document_on=date(2013, 6, 3),
        explanation="防汛值班脱岗，造成严重后果",
    )
    reply_to_veto(world.play.by("kaijiang-sq"), veto=veto, reply="情况属实，已整改", version=veto.version)
    return veto


def shuffle_vetoes(world: World, session: Session, year: Year, dice: random.Random) -> set[str]:
    """New vetoes in every state; gives the codes of the units whose veto is in force."""
    session.execute(delete(Veto))
    first, second = (world.play.account(login).id for login in ("bangongshi-1", "bangongshi-2"))
    hit = set()
    for unit in session.scalars(select(Unit).order_by(Unit.id)):
        if dice.random() > 0.35:
            continue
        state = dice.choice(list(VetoState))
        session.add(
            Veto(
                year=year,
                unit=unit,
                state=state,
                ground="major-failure",
                document_number="达市监〔2013〕17号",
                document_on=date(2013, 6, 3),
                first_by_id=first,
                proposed_at=world.clock.now(),
                reply_until=world.clock.now().date(),
                decided_by_id=None if state == VetoState.proposed else second,
            )
        )
        if state in IN_FORCE:
            hit.add(unit.code)
    return hit
