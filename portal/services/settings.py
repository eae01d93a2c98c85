"""Whose installation this is, whether it holds the demo, and the demo's clock."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.errors import Invalid, Refused
from portal.models import LoginSession, Setting
from portal.services.work import Work, service

DEMO = "demo"
CLOCK_SHIFT = "demo_clock_shift_seconds"


@service
def name_installation(work: Work, *, city: str, issuer: str) -> None:
    """Say which city judges (达州市) and which office issues the circular (达州市人民政府办公室)."""
    if not city.strip() or not issuer.strip():
        raise Invalid("请填写城市和发文机关")
    work.session.merge(Setting(name="city", value=city.strip()))
    work.session.merge(Setting(name="issuer", value=issuer.strip()))
    work.audit("name_installation", "settings/issuer", after={"city": city, "issuer": issuer})


@service
def mark_as_demo(work: Work) -> None:
    """Say for good that this database holds the demo: every page shows it from now on."""
    work.session.merge(Setting(name=DEMO, value="1"))
    work.audit("mark_as_demo", "settings/demo")


@service
def move_demo_clock(work: Work, *, by: timedelta) -> datetime:
    """Move the demo's clock. Gives the new time; raises Refused in any other database.

    Sign-ins move with it: time that is skipped is not time in which somebody was idle.
    """
    if work.session.get(Setting, DEMO) is None:
        raise Refused("只有演示数据库的时钟可以调整")
    row = work.session.get(Setting, CLOCK_SHIFT) or Setting(name=CLOCK_SHIFT, value="0")
    before = row.value
    row.value = str(int(before) + int(by.total_seconds()))
    work.session.add(row)
    for sign_in in work.session.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None))):
        sign_in.created_at += by
        sign_in.last_seen_at += by
    work.audit("move_demo_clock", "settings/demo_clock", before={"shift": before}, after={"shift": row.value})
    return work.now + by
