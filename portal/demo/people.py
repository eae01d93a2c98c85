"""Who is in the demo beside the units' own people: the sections, and an account for every role."""

from dataclasses import dataclass, field

from portal.demo.units import HERO
from portal.models import Duty
from portal.policy import Role
from portal.services.passwords import DEMO_PASSWORD

SECTIONS = (
    ("zonghe", "综合秘书科"),
    ("mishu5", "秘书五科"),
    ("ducha", "市政府督查室"),
    ("yanjiu", "市政府研究室"),
    ("gongkai", "市政府信息公开管理中心"),
    ("dianzi", "电子政务科"),
    ("yingji", "市政府应急办"),
    ("bangongshi", "市政府办公室"),
    ("xinxi", "信息技术科"),
    ("jiancha", "派驻纪检监察组"),
)


@dataclass(frozen=True)
class DemoAccount:
    """An account outside the judged units' own two: its section or unit, its roles, its seats."""

    login: str
    name: str
    home: str
    roles: frozenset[Role] = frozenset()
    seats: dict[str, Duty] = field(default_factory=dict)


ACCOUNTS = (
    DemoAccount("wendian-zuzhang", "秦科长", "zonghe", seats={"documents-meetings": Duty.chair}),
    DemoAccount("wendian-1", "严秘书", "zonghe", seats={"documents-meetings": Duty.member}),
    DemoAccount("wendian-2", "柏秘书", "mishu5", seats={"documents-meetings": Duty.member}),
    DemoAccount("wendian-3", "雷副科长", "caizheng", seats={"documents-meetings": Duty.member}),
    DemoAccount("ducha-zuzhang", "滕主任", "ducha", seats={"supervision": Duty.chair}),
    DemoAccount("ducha-1", "寇督查员", "ducha", seats={"supervision": Duty.member}),
    DemoAccount("yanjiu-zuzhang", "沙主任", "yanjiu", seats={"research": Duty.chair}),
    DemoAccount("yanjiu-1", "鄢研究员", "yanjiu", seats={"research": Duty.member}),
    DemoAccount("yanjiu-2", "皮研究员", "yanjiu", seats={"research": Duty.member}),
    DemoAccount("xinxi-zuzhang", "于科长", "xinxi", seats={"information": Duty.chair}),
    DemoAccount("xinxi-1", "卜科员", "xinxi", seats={"information": Duty.member}),
    DemoAccount("xinxi-2", "成科员", "xinxi", seats={"information": Duty.member}),
    DemoAccount("wangzhan-zuzhang", "凌主任", "gongkai", seats={"website": Duty.chair}),
    DemoAccount("wangzhan-1", "祝科员", "gongkai", seats={"website": Duty.member}),
    DemoAccount("wangzhan-2", "米科员", "dianzi", seats={"website": Duty.member}),
    DemoAccount("yingji-zuzhang", "阳主任", "yingji", seats={"emergency": Duty.chair}),
    DemoAccount("yingji-1", "景科员", "yingji", seats={"emergency": Duty.member}),
    DemoAccount("yingji-2", "邹科员", "yingji", seats={"emergency": Duty.member}),
    DemoAccount("bangongshi-1", "何副秘书长", "bangongshi", frozenset({Role.office})),
    DemoAccount("bangongshi-2", "温主任", "bangongshi", frozenset({Role.office})),
    DemoAccount("guanliyuan", "丁工程师", "xinxi", frozenset({Role.admin})),
    DemoAccount("shenji", "穆组长", "jiancha", frozenset({Role.auditor})),
)


def reporter_login(unit: str) -> str:
    """The login of a unit's reporter (填报)."""
    return f"{unit}-tb"


def head_login(unit: str) -> str:
    """The login of a unit's head (审签)."""
    return f"{unit}-sq"


def account_lines() -> list[str]:
    """One demo account per role, as `bin/run` prints them."""
    shown = (
        ("填报员（开江县）", reporter_login(HERO)),
        ("单位负责人（开江县）", head_login(HERO)),
        ("评价小组成员（文电）", "wendian-1"),
        ("评价小组成员（文电，另一位）", "wendian-2"),
        ("评价小组组长（文电）", "wendian-zuzhang"),
        ("评价小组组长（督查）", "ducha-zuzhang"),
        ("评价小组组长（调研）", "yanjiu-zuzhang"),
        ("评价小组组长（信息）", "xinxi-zuzhang"),
        ("评价小组组长（网站）", "wangzhan-zuzhang"),
        ("评价小组组长（应急）", "yingji-zuzhang"),
        ("市政府办公室（提出人）", "bangongshi-1"),
        ("市政府办公室（确认人）", "bangongshi-2"),
        ("系统管理员", "guanliyuan"),
        ("审计员", "shenji"),
    )
    lines = [f"{login:16} {title}" for title, login in shown]
    return [*lines, f"密码都是 {DEMO_PASSWORD} (one password for all)"]
