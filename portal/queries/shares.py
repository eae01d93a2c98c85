"""Whose a unit is: given by the chair to a member, or everybody's on the panel."""

from portal.models import Account, Assessment

UNIT = ""
"""An assignment's indicator where the whole unit is meant."""


def shares_of(assessment: Assessment) -> list[Account]:
    """Whose the unit is; empty: everybody's on the panel."""
    return [share.account for share in assessment.assignments if share.indicator == UNIT]


def is_anothers(assessment: Assessment, account_id: int | None) -> bool:
    """Whether the chair gave the unit to somebody else."""
    owners = {owner.id for owner in shares_of(assessment)}
    return bool(owners) and account_id not in owners
