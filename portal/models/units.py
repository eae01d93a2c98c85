"""Who is judged (units) and who judges (sections of the general office)."""

from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Versioned, enum_of


class Group(StrEnum):
    """Ranking, targets and quotas are per group (四(一))."""

    county = "county"
    department = "department"


class Unit(Versioned, Base):
    """A judged office: a county's, or a municipal department's. `position` is the official order."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    office_name: Mapped[str] = mapped_column(String(80))
    group: Mapped[Group] = mapped_column(enum_of(Group))
    position: Mapped[int]
    telephone: Mapped[str] = mapped_column(String(40), default="")
    active: Mapped[bool] = mapped_column(default=True)


class Section(Base):
    """A section of the general office (科室): it judges and is not judged."""

    __tablename__ = "sections"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
