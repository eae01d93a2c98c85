"""The demo's story from an empty database to the visitor's day, and on to a later stage."""

import time
from collections.abc import Callable
from datetime import timedelta

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import Clock, day_end, shanghai
from portal.demo.aside import made_aside
from portal.demo.later import close_reporting_and_review, decide_and_post
from portal.demo.people import ACCOUNTS, SECTIONS, DemoAccount, head_login, reporter_login
from portal.demo.play import Play
from portal.demo.year2012 import OFFICE, judge_2012
from portal.demo.year2013 import begin_2013
from portal.errors import Refused
from portal.evidence.store import Store
from portal.extensions import db
from portal.models import Account, Section, Unit
from portal.policy import Role
from portal.queries.consents import consents_about
from portal.queries.settings import installation_of
from portal.queries.years import year_by_number
from portal.services import settings
from portal.services.accounts import AccountContent, accept_invitation, create_account, reset_password
from portal.services.agreements import agree
from portal.services.passwords import DEMO_PASSWORD
from portal.services.rescoring import rescore_year
from portal.services.touched import DEFERRED
from portal.services.units import UnitContent, create_section, create_unit
from portal.workflow import YearState

Say = Callable[[str], None]
STAGES = ("reporting", "checking", "notice")
ADMIN = "guanliyuan"
VISIT = shanghai(2013, 12, 16, 10, 0)
"""The demo's day: 2013's reporting has closed for all but one unit, which has an extension."""


def make(app: Flask, *, at: str | None, say: Say) -> None:
    """Load the demo, or move a loaded one on to a stage of `STAGES`. Raises Refused in any other
    database that holds accounts already. `say` gets one line for each step."""
    session = db.session()
    installation = installation_of(session)
    if not installation.demo and session.scalar(select(Account.id).limit(1)) is not None:
        raise Refused("这个数据库已有真实账号，不能装入演示数据")
    clock: Clock = app.extensions["clock"]
    started = time.monotonic()

    def tell(text: str) -> None:
        say(f"[{time.monotonic() - started:5.1f} s] {text}")

    if not installation.demo:
        session.close()
        with made_aside(db.engine) as aside:
            _tell_story(_play(app, aside), clock, tell)
        session = db.session()
    elif not installation.clock_shift:  # the last thing that the making writes
        raise Refused("演示数据没有装完，请删除这个数据库，再重新装入")
    elif at in (None, "reporting"):
        say("演示数据已经装入，没有改动 (the demo is loaded, nothing changed)")
    if at in ("checking", "notice"):
        _move_on(_play(app, session), clock, at, tell)


def _play(app: Flask, session: Session) -> Play:
    return Play(
        session=session,
        store=Store(app.config["EVIDENCE_FOLDER"]),
        fonts=app.config["FONTS_FOLDER"],
        # The demo's password is public: no use in hashing it slowly a hundred times.
        hasher=PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1),
    )


def _tell_story(play: Play, clock: Clock, tell: Say) -> None:
    """Both years, from nothing to the visitor's day. Scores are made for a whole year at once."""
    settings.mark_as_demo(play.by())
    found_installation(play)
    tell(f"单位 {len(play.cast)} 个，账号 {2 * len(play.cast) + len(ACCOUNTS)} 个")
    play.session.info[DEFERRED] = True
    judge_2012(play, tell)
    begin_2013(play, tell)
    play.session.info.pop(DEFERRED)
    rescore_year(play.session, year_by_number(play.session, 2013))
    play.session.commit()
    play.at = VISIT
    settings.move_demo_clock(play.by(), by=VISIT - clock.now())
    tell("演示数据已就绪：2012 年度已公布，2013 年度正在申报")


def found_installation(play: Play, password: str = DEMO_PASSWORD) -> None:
    """The installation's name, sections, units and people; everybody gets the same password."""
    settings.name_installation(play.by(), city="达州市", issuer="达州市人民政府办公室")
    for code, name in SECTIONS:
        create_section(play.by(), code=code, name=name)
    admin = next(person for person in ACCOUNTS if person.login == ADMIN)
    _enrol(play, None, _content(play, admin), password)
    for position, unit in enumerate(play.cast, 1):
        content = UnitContent(
            unit.code,
            unit.name,
            unit.office_name,
            unit.group,
            position,
            f"0818-2{position:02}60{position:02}",
        )
        made = create_unit(play.by(ADMIN), content=content)
        people = (
            (reporter_login(unit.code), unit.reporter, Role.reporter),
            (head_login(unit.code), unit.head, Role.head),
        )
        for login, name, role in people:
            person = AccountContent(login, name, unit=made, roles=frozenset({role}))
            _enrol(play, ADMIN, person, password)
    for someone in ACCOUNTS:
        if someone.login != ADMIN:
            _enrol(play, ADMIN, _content(play, someone), password)


def _content(play: Play, person: DemoAccount) -> AccountContent:
    unit = play.session.scalar(select(Unit).where(Unit.code == person.home))
    section = play.session.scalar(select(Section).where(Section.code == person.home))
    return AccountContent(person.login, person.name, unit=unit, section=section, roles=person.roles)


def _enrol(play: Play, by: str | None, content: AccountContent, password: str) -> None:
    account, token = create_account(play.by(by), content=content)
    code = ""
    if not token:  # an office person after the first: a colleague agrees
        consent = consents_about(play.session, account.id)[0]
        code = agree(play.by(OFFICE), consent=consent, version=consent.version)
        token = reset_password(play.by(by), account=account)
    accept_invitation(play.by(), rules=play.rules, token=token, password=password, check=code)


def _move_on(play: Play, clock: Clock, stage: str, tell: Say) -> None:
    """From wherever 2013 stands now to the stage, doing only what is still to be done."""
    year = year_by_number(play.session, 2013)
    now = clock.now() + installation_of(play.session).clock_shift
    play.at = now
    goal = YearState(stage)
    if year.state.reached(goal):
        tell("2013 年度已经到了这个阶段，没有改动")
        return
    if not year.state.reached(YearState.checking):
        play.at = max(play.at, day_end(year.reporting_closes)) + timedelta(hours=1)
        close_reporting_and_review(play, tell)
    if goal == YearState.notice:
        play.at = max(play.at, day_end(year.checking_closes)) + timedelta(hours=9)
        decide_and_post(play, tell)
    settings.move_demo_clock(play.by(), by=play.at - now)
    tell(f"演示时间已调到 {play.at:%Y-%m-%d %H:%M}")
