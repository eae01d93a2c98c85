"""Units and accounts by spreadsheet (名册): the office puts them forward, the administrator makes them."""

from collections.abc import Sequence
from dataclasses import replace

from portal.errors import Refused
from portal.models import Account, Roster
from portal.services.accounts import AccountContent, enrol
from portal.services.imports import Table
from portal.services.units import UnitContent, enter_unit
from portal.services.work import Work, check_version, service
from portal.workflow import ROSTER, RosterAction, step

Enrolled = tuple[Account, str]
"""An account with the token of its one-time link."""


@service
def keep_roster(work: Work, *, table: Table) -> Roster:
    """Keep a list to be looked at; nothing of it counts yet."""
    roster = Roster(
        name=table.name[:200],
        digest=table.digest,
        sheets=[[name, [list(row) for row in rows]] for name, rows in table.sheets],
        by_id=work.account_id,
        at=work.now,
    )
    work.session.add(roster)
    work.session.flush()
    work.audit("keep_roster", roster, after={"name": roster.name, "digest": roster.digest})
    return roster


@service
def move_roster(work: Work, *, roster: Roster, action: RosterAction, version: int, reason: str = "") -> None:
    """Put a list forward, call it off, or turn it down with the reason; nothing is made of it by that."""
    check_version(roster, version)
    if action == RosterAction.carry_out:
        raise Refused("建立单位和账号须由系统管理员办理")
    before = roster.state
    roster.state = step(ROSTER, roster.state, action, reason)
    if action == RosterAction.turn_down:
        roster.decided_by_id, roster.decided_at, roster.reason = work.account_id, work.now, reason
    work.audit(f"{action.value}_roster", roster, before={"state": before}, reason=reason)


@service
def carry_out_roster(
    work: Work,
    *,
    roster: Roster,
    units: Sequence[UnitContent],
    accounts: Sequence[tuple[AccountContent, str]],
    version: int,
) -> list[Enrolled]:
    """Make all of a list's units and accounts, or none. Gives each account with its one-time link's token.

    `accounts`: with the code of the unit among `units` that the person belongs to, "" where the content
    names the home itself. Raises Invalid for what has been taken meanwhile.
    """
    check_version(roster, version)
    before = roster.state
    roster.state = step(ROSTER, roster.state, RosterAction.carry_out)
    roster.decided_by_id, roster.decided_at = work.account_id, work.now
    if not units and not accounts:
        raise Refused("名册里没有要建立的单位和账号")
    made = {content.code: enter_unit(work, content) for content in units}
    enrolled = [
        enrol(work, replace(content, unit=made[code]) if code else content) for content, code in accounts
    ]
    after = {
        "units": list(made),
        "accounts": {account.login: sorted(account.roles) for account, _token in enrolled},
    }
    work.audit("carry_out_roster", roster, before={"state": before}, after=after)
    return enrolled
