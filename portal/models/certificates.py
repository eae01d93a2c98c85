"""Certificates (荣誉证书) of what was published: who got which, and the code that confirms it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.accounts import Account
from portal.models.base import Base, Moment
from portal.models.decisions import Publication

_STANDING = text("withdrawn_at IS NULL")


class Certificate(Base):
    """One unit's certificate in one area, with what stands on it as the published snapshot says.

    Its number is `series`〔`number_year`〕第`serial`号. `code` is drawn at random; `address`, in the QR, is
    where it is confirmed. Of a unit and area only one stands at a time.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("series", "number_year", "serial"),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_because <> ''", name="withdrawn_with_reason"),
        Index(
            "uq_certificates_standing",
            "year_id",
            "area",
            "unit",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year_id: Mapped[int] = mapped_column(ForeignKey("years.id"))
    publication_id: Mapped[int] = mapped_column(ForeignKey("publications.id"), index=True)
    area: Mapped[str] = mapped_column(String(30))
    area_title: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(40))
    unit_name: Mapped[str] = mapped_column(String(120))
    issuer: Mapped[str] = mapped_column(String(120))
    series: Mapped[str] = mapped_column(String(40))
    number_year: Mapped[int]
    serial: Mapped[int]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    address: Mapped[str] = mapped_column(String(300))
    issued_on: Mapped[date]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")

    publication: Mapped[Publication] = relationship(lazy="joined")
    issued_by: Mapped[Account] = relationship(foreign_keys=issued_by_id)

    @property
    def number(self) -> str:
        """The number in full."""
        return f"{self.series}〔{self.number_year}〕第{self.serial}号"  # a number is Chinese in any language

    @property
    def spoken_code(self) -> str:
        """The code in groups of four, as it is printed and typed."""
        return "-".join(self.code[i : i + 4] for i in range(0, len(self.code), 4))
