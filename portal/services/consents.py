"""Asking the general office's people: nobody is made one of them, or let into their accounts, without one."""

from portal.errors import Invalid, Refused
from portal.models import Account, Consent, ConsentKind
from portal.policy import Role
from portal.queries.consents import consents_about, office_without
from portal.services.work import Work, check_version, service
from portal.workflow import CONSENT, ConsentAction, ConsentState, step


def ask(work: Work, account: Account, kind: ConsentKind, reason: str = "") -> Consent:
    """Put the question: a part of a service. Raises Refused where it waits already or nobody can answer."""
    if any(
        one.state == ConsentState.asked and one.kind == kind
        for one in consents_about(work.session, account.id)
    ):
        raise Refused("已报市政府办公室，正在等待同意")
    if kind != ConsentKind.grant_office and not office_without(work.session, account.id):
        raise Refused("没有其他市政府办公室人员可以同意。确需办理的，请在服务器上运行 bin/portal account")
    return _add(work, account, kind, ConsentState.asked, reason)


def found(work: Work, account: Account) -> Consent:
    """Note the first office person, whom nobody is there to agree to: a part of a service."""
    return _add(work, account, ConsentKind.grant_office, ConsentState.founding)


def _add(work: Work, account: Account, kind: ConsentKind, state: ConsentState, reason: str = "") -> Consent:
    consent = Consent(
        kind=kind,
        account_id=account.id,
        by_id=work.actor.account_id,
        at=work.now,
        reason=reason.strip(),
        state=state,
    )
    work.session.add(consent)
    work.session.flush()
    return consent


@service
def ask_consent(work: Work, *, account: Account, kind: ConsentKind, reason: str) -> Consent:
    """The administrator asks for consent to let an office person into the account again."""
    if kind == ConsentKind.grant_office or Role.office not in account.roles:
        raise Refused("这个账号不需要市政府办公室同意")
    if not reason.strip():
        raise Invalid("请写明事由，以及怎样核实是本人", field="reason")
    consent = ask(work, account, kind, reason)
    work.audit("ask_consent", account, after={"consent": kind}, reason=reason)
    return consent


@service
def move_consent(
    work: Work, *, consent: Consent, action: ConsentAction, version: int, reason: str = ""
) -> None:
    """An office person refuses, with the reason, or the administrator takes the question back."""
    check_version(consent, version)
    if action not in (ConsentAction.refuse, ConsentAction.withdraw):
        raise Refused("当前状态不允许这项操作，请刷新页面查看最新状态")
    consent.state = step(CONSENT, consent.state, action, reason)
    if action == ConsentAction.refuse:
        consent.decided_by_id, consent.decided_at = work.account_id, work.now
        consent.decided_reason = reason.strip()
    work.audit(f"{action.value}_consent", consent.account, after={"consent": consent.kind}, reason=reason)
