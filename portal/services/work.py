"""How every change is made: one transaction, one audit row, or nothing at all.

A service is a function of (work, keyword arguments) under `@service`. The decorator opens the write
transaction, refuses a request that already took effect, makes the scorecards again that the change
touched, insists on exactly one audit row, commits.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from portal.clock import Workdays
from portal.errors import AlreadyDone, Conflict, NotFound
from portal.models import AuditRow, DoneRequest
from portal.models.trail import FIRST_HASH, chain_hash
from portal.policy import ANONYMOUS, Actor
from portal.queries.calendar import workdays_of
from portal.queries.plain import rows
from portal.queries.trail import done_by
from portal.sentences import Pairs
from portal.services.over import guard, leave
from portal.services.rescoring import rescore_touched
from portal.services.touched import forget_touched

P = ParamSpec("P")
R = TypeVar("R")


_LAST = select(AuditRow.id, AuditRow.hash).order_by(AuditRow.id.desc()).limit(1)
_APPEND, _CLAIM = insert(AuditRow), insert(DoneRequest)


class HasVersion(Protocol):
    """A row that carries a version."""

    version: Any


@dataclass
class Work:
    """What a change is made with: the session, who acts, when, from where."""

    session: Session
    now: datetime
    actor: Actor = ANONYMOUS
    origin: str = ""
    request_key: str = ""
    rows_written: int = field(default=0, init=False)

    @property
    def workdays(self) -> Workdays:
        """The calendar as it stands now, inside the transaction."""
        return workdays_of(self.session)

    @property
    def account_id(self) -> int:
        """The acting account; RuntimeError when nobody is signed in."""
        if self.actor.account_id is None:
            raise RuntimeError("this change needs somebody who makes it")
        return self.actor.account_id

    def audit(
        self,
        action: str,
        subject: object,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
        by: int | None = None,
    ) -> None:
        """Append the change's one row to the chain, in the same transaction.

        `by` names the account where the person is known only now: somebody who signs in.
        """
        last = rows(self.session, _LAST).first()
        row = AuditRow(
            id=last.id + 1 if last else 1,  # without gaps: a number that is missing was taken away
            at=self.now,
            account_id=self.actor.account_id if by is None else by,
            action=action,
            subject=subject if isinstance(subject, str) else named(subject),
            before=before or {},
            after=after or {},
            reason=reason,
            origin=self.origin,
            previous=last.hash if last else FIRST_HASH,
        )
        row.hash = chain_hash(row)
        written = {column.key: getattr(row, column.key) for column in AuditRow.__table__.columns}
        self.session.connection().execute(_APPEND, written)
        self.rows_written += 1


def named(subject: object) -> str:
    """A row's name in the trail: its table and id, e.g. `facts/12`."""
    return f"{subject.__tablename__}/{subject.id}"  # type: ignore[attr-defined]  # any mapped row


BEGUN = "the write transaction"


def begin_writing(session: Session) -> None:
    """Begin the write transaction: what is read from here on stands until it ends.

    A service does it by itself, so that what a page had read is read anew. A route that writes can do it
    before it reads at all: then nothing is read twice.
    """
    session.rollback()
    session.connection(execution_options={"immediate": True})
    session.info[BEGUN] = session.get_transaction()


def service(function: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Work, P], R]:
    """Make a function the one transaction that its name says.

    Rows that were read before are read anew inside the transaction, so a decision is never made on
    what was true a moment ago. Raises Conflict when a row changed meanwhile, NotFound when it is
    gone, AlreadyDone when the request key took effect before; nothing is written then.
    """

    @functools.wraps(function)
    def carry_out(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> R:
        session = work.session
        if session.info.get(BEGUN) is not session.get_transaction():
            begin_writing(session)
        work.rows_written = 0
        forget_touched(session)
        guard(session)
        try:
            _claim_request(work)
            result = function(work, *args, **kwargs)
            rescore_touched(session)
            if work.rows_written != 1:
                raise RuntimeError(f"{function.__name__} wrote {work.rows_written} audit rows, not one")
            session.commit()
        except StaleDataError:
            session.rollback()
            raise Conflict("这条记录刚刚被别人改过，请核对后再提交") from None
        except ObjectDeletedError:
            session.rollback()
            raise NotFound() from None
        except BaseException:
            session.rollback()
            raise
        finally:
            leave(session)
        return result

    return carry_out


def _claim_request(work: Work) -> None:
    if not work.request_key:
        return
    if done_by(work.session, work.request_key):
        raise AlreadyDone()
    claimed = {"key": work.request_key, "account_id": work.actor.account_id, "at": work.now}
    work.session.connection().execute(_CLAIM, claimed)


def check_version(row: HasVersion, seen: int, theirs: Pairs | None = None) -> None:
    """Refuse a decision made on an older version of a row.

    `theirs` is what stands now, as (label, text) pairs, for the person to compare. Raises Conflict.
    """
    if row.version != seen:
        raise Conflict("您打开页面之后，这条记录已被别人改过。请核对后再提交", theirs or [])
