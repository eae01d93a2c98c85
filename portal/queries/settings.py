"""This database's own settings."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models import Setting


@dataclass(frozen=True)
class Installation:
    """Whose installation it is, whether it holds the demo, how far the demo's clock is moved on."""

    city: str = ""
    issuer: str = ""
    demo: bool = False
    clock_shift: timedelta = timedelta(0)


def installation_of(session: Session) -> Installation:
    """The settings as they stand."""
    rows = session.execute(select(Setting.name, Setting.value).order_by(Setting.name)).tuples()
    values: dict[str, str] = dict(rows.all())
    shift = int(values.get("demo_clock_shift_seconds", "0")) if "demo" in values else 0
    return Installation(
        city=values.get("city", ""),
        issuer=values.get("issuer", ""),
        demo="demo" in values,
        clock_shift=timedelta(seconds=shift),
    )
