"""Forms of one's own account."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField
from wtforms.validators import EqualTo

from portal.forms import Form, required, short_text


class SignInForm(Form):
    """Name and password."""

    login = short_text(_l("登录名"), longest=40)
    password = PasswordField(_l("密码"), [required()])


class NewPasswordForm(Form):
    """A new password, twice."""

    password = PasswordField(
        _l("新密码"), [required()], description=_l("至少 10 个字符，长的短语更好记也更安全")
    )
    repeat = PasswordField(
        _l("再输一次新密码"), [required(), EqualTo("password", message=_l("两次输入的密码不一样"))]
    )


class ChangePasswordForm(NewPasswordForm):
    """The present password and a new one."""

    current = PasswordField(_l("当前密码"), [required()])
