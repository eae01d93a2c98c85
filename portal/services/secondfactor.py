"""Switching sign-in in two steps on and off: by oneself, and by the admin for who lost the device."""

from datetime import datetime

from sqlalchemy import delete

from portal.errors import Invalid, Refused
from portal.models import Account, RecoveryCode, SecondFactor
from portal.models.accounts import token_hash
from portal.policy import Role
from portal.services.codes import RECOVERY_CODES, is_on, new_recovery_code, new_secret, plain, step_of
from portal.services.passwords import SignInRules
from portal.services.signins import end_sessions
from portal.services.work import Work, service


@service
def begin_second_factor(work: Work, *, account: Account) -> None:
    """Make a secret for the authenticator. Nothing changes at sign-in until a first code confirms it."""
    factor = work.session.get(SecondFactor, account.id)
    if is_on(factor):
        raise Refused("两步验证已经开启")
    if factor is None:
        factor = SecondFactor(account_id=account.id)
        work.session.add(factor)
    factor.secret, factor.last_step = new_secret(), 0
    work.audit("begin_second_factor", account)


@service
def switch_on_second_factor(
    work: Work, *, account: Account, code: str, at: datetime, here: int | None = None
) -> list[str]:
    """Confirm the authenticator by one of its codes; other sign-ins end. Gives the recovery codes, once.

    `at`: the moment by the authenticator's clock, which no demo's clock moves.
    """
    factor = work.session.get(SecondFactor, account.id)
    if factor is None or not factor.secret:
        raise Refused("请先开始设置两步验证")
    if is_on(factor):
        raise Refused("两步验证已经开启")
    step = step_of(factor.secret, code, at=at, after=factor.last_step)
    if step is None:
        raise Invalid("验证码不正确。请核对手机时间，输入应用里现在显示的 6 位数字", field="code")
    factor.since, factor.last_step, factor.taken_off_at = work.now, step, None
    codes = _new_codes(work, account)
    end_sessions(work, account, but=here)
    work.audit("switch_on_second_factor", account)
    return codes


@service
def renew_recovery_codes(work: Work, *, rules: SignInRules, account: Account, password: str) -> list[str]:
    """Void the recovery codes and make new ones; they are given once. Needs the password."""
    _check_password(rules, account, password)
    if not is_on(work.session.get(SecondFactor, account.id)):
        raise Refused("两步验证没有开启")
    codes = _new_codes(work, account)
    work.audit("renew_recovery_codes", account)
    return codes


@service
def switch_off_second_factor(
    work: Work, *, rules: SignInRules, account: Account, password: str, required: bool
) -> None:
    """Sign in with the password alone again. Needs the password; refused where one's role needs two steps."""
    if required:
        raise Refused("您的角色必须使用两步验证，不能关闭")
    _check_password(rules, account, password)
    _forget(work, account)
    work.audit("switch_off_second_factor", account)


@service
def take_off_second_factor(work: Work, *, account: Account) -> None:
    """The admin's way for who lost the device: all sign-ins end, and the person is told at the next."""
    if account.id == work.account_id:
        raise Refused("不能在这里取消自己的两步验证，请到“我的账号”办理")
    if not is_on(work.session.get(SecondFactor, account.id)):
        raise Refused("这个账号没有开启两步验证")
    if Role.office in account.roles:
        raise Refused("须先经一名市政府办公室人员同意")
    forget_second_factor(work, account)
    end_sessions(work, account)
    work.audit("take_off_second_factor", account)


def forget_second_factor(work: Work, account: Account) -> None:
    """Take the second step off: a part of a service. The person is told at the next sign-in."""
    _forget(work, account).taken_off_at = work.now


def _check_password(rules: SignInRules, account: Account, password: str) -> None:
    if not rules.matches(account.password_hash, password):
        raise Invalid("当前密码不正确", field="password")


def _forget(work: Work, account: Account) -> SecondFactor:
    factor = work.session.get(SecondFactor, account.id)
    if factor is None:
        raise Refused("两步验证没有开启")
    factor.secret, factor.since, factor.last_step = "", None, 0
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    return factor


def _new_codes(work: Work, account: Account) -> list[str]:
    work.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    work.session.add_all(
        RecoveryCode(account_id=account.id, code_hash=token_hash(plain(code))) for code in codes
    )
    return codes
