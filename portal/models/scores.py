"""The scorecard of each unit in each area, as it was made when something it is made of last changed."""

from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Base, Exact


class Score(Base):
    """A stored scorecard. `head` is the card without its indicators: all that a ranking needs.

    `on_time` is the unit's share where the scheme breaks ties by it; the other areas' cards read it
    from here, so that a change there does not touch them. `compared`: what the unit brings to each
    comparison within its group, as exact fractions by indicator; as long as the best of the group stays
    what it was, a change touches this unit's card alone. None where that was not kept yet.
    """

    __tablename__ = "scores"

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessments.id"), primary_key=True)
    head: Mapped[dict[str, Any]] = mapped_column(JSON)
    card: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    on_time: Mapped[Decimal | None] = mapped_column(Exact(80))
    compared: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
