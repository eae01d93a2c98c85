"""Forms of one's own account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from portal.forms import AtMost, Form, required, short_text, strip


class SignInForm(Form):
    """Name and password."""

    login = short_text(_l("登录名"), longest=40)
    password = PasswordField(_l("密码"), [required()])


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(_l("新密码"), [required()])
    repeat = PasswordField(
        _l("再输一次新密码"), [required(), EqualTo("password", message=_l("两次输入的密码不一样"))]
    )


class CheckedPasswordForm(NewPasswordForm):
    """A new password through a link that asks for a code from somebody else."""

    check = StringField(
        _l("核对码"),
        [required(), AtMost(40)],
        filters=[strip],
        description=_l("向同意办理的市政府办公室人员索取，例如 ab2c-3d4e-5f6g"),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current = PasswordField(_l("当前密码"), [required()])


def _code(label: Any, hint: Any) -> StringField:
    return StringField(
        label,
        [required(), AtMost(40)],
        filters=[strip],
        description=hint,
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"},
    )


class CodeForm(Form):
    """The first code of an authenticator that is being set up."""

    code = _code(_l("验证码"), _l("应用里显示的 6 位数字"))


class SecondStepForm(Form):
    """The code of a second step, or one that was kept."""

    code = _code(_l("验证码"), _l("验证器应用里显示的 6 位数字；设备不在身边时填一个恢复码"))


class OwnPasswordForm(Form):
    """The present password, before what weakens the account."""

    password = PasswordField(_l("当前密码"), [required()])
