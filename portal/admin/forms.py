"""Forms of the administrator's desk."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from portal.forms import Form, options, required, short_text
from portal.labels import TITLES
from portal.models import Group
from portal.policy import Role
from portal.services.accounts import GRANTED

CODE = Regexp(r"^[a-z0-9][a-z0-9.-]*$", message=_l("只能用小写字母、数字、点和连字符"))


ADDRESS = Regexp(
    r"^$|^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$",
    message=_l("请填写完整的邮箱地址，例如 wang@kaijiang.gov.cn"),
)


class RolesField(SelectMultipleField):
    """The roles that can be granted to an account, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


GRANTABLE = [(role.value, TITLES[Role][role.value]) for role in Role if role in GRANTED]


class PersonForm(Form):
    """A person's particulars and roles."""

    name = short_text(_l("姓名"), longest=40)
    telephone = short_text(_l("电话"), needed=False, longest=40)
    email = short_text(
        _l("邮箱"),
        needed=False,
        longest=120,
        checks=[ADDRESS],
        hint=_l("催报邮件发到这里；不填的只在系统内收到"),
    )
    roles = RolesField(
        _l("角色"),
        choices=options(GRANTABLE),
        description=_l("评价小组的成员和组长由市政府办公室在年度设置中指定"),
    )

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """The roles that were ticked."""
        return frozenset(Role(value) for value in self.roles.data or [])


class NewAccountForm(PersonForm):
    """A new account with its one home."""

    login = short_text(
        _l("登录名"), longest=40, checks=[CODE], hint=_l("小写字母、数字、点和连字符，例如 kaijiang-wang")
    )
    unit = SelectField(_l("参评单位"), coerce=int, validators=[Optional()])
    section = SelectField(_l("或：科室"), coerce=int, validators=[Optional()])


class EditAccountForm(PersonForm):
    """An account that exists."""

    active = BooleanField(_l("启用"), description=_l("停用后立即退出所有登录，记录保留"))


class UnitForm(Form):
    """A judged unit."""

    code = short_text(_l("代码"), longest=40, checks=[CODE], hint=_l("例如 kaijiang；各年度沿用"))
    name = short_text(_l("简称"), longest=60, hint=_l("例如 开江县、市财政局"))
    office_name = short_text(_l("办公室全称"), longest=80, hint=_l("通报中的写法，例如 开江县人民政府办公室"))
    group = SelectField(_l("组别"), choices=options((g.value, TITLES[Group][g.value]) for g in Group))
    position = IntegerField(
        _l("机构序列"),
        [required(), NumberRange(min=1, max=9999, message=_l("请填写 1 到 9999 的整数"))],
        description=_l("名单按此排列"),
    )
    telephone = short_text(_l("办公室电话"), needed=False, longest=40)
    active = BooleanField(_l("参加新的年度"), default=True)


class SectionForm(Form):
    """A section of the general office."""

    code = short_text(_l("代码"), longest=40, checks=[CODE])
    name = short_text(_l("名称"), longest=60)
