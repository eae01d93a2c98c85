"""Who is in the demo: the units, the sections, and an account for every role."""

from dataclasses import dataclass, field

from portal.models import Duty, Group
from portal.policy import Role
from portal.services.accounts import DEMO_PASSWORD


@dataclass(frozen=True)
class DemoUnit:
    """A judged unit of 2012, in the official order."""

    code: str
    name: str
    office_name: str
    group: Group
    reporter: str
    head: str


UNITS = (
    DemoUnit("tongchuan", "通川区", "通川区人民政府办公室", Group.county, "蒲秘书", "龚主任"),
    DemoUnit("daxian", "达县", "达县人民政府办公室", Group.county, "符秘书", "向主任"),
    DemoUnit("wanyuan", "万源市", "万源市人民政府办公室", Group.county, "苟秘书", "冉主任"),
    DemoUnit("xuanhan", "宣汉县", "宣汉县人民政府办公室", Group.county, "庞秘书", "桂主任"),
    DemoUnit("kaijiang", "开江县", "开江县人民政府办公室", Group.county, "谭秘书", "唐主任"),
    DemoUnit("dazhu", "大竹县", "大竹县人民政府办公室", Group.county, "江秘书", "邱主任"),
    DemoUnit("quxian", "渠县", "渠县人民政府办公室", Group.county, "熊秘书", "郑主任"),
    DemoUnit("fagai", "市发展改革委", "市发展和改革委员会办公室", Group.department, "罗科员", "肖主任"),
    DemoUnit(
        "jingxin", "市经济和信息化委", "市经济和信息化委员会办公室", Group.department, "曾科员", "彭主任"
    ),
    DemoUnit("jiaoyu", "市教育局", "市教育局办公室", Group.department, "廖科员", "石主任"),
    DemoUnit("gongan", "市公安局", "市公安局办公室", Group.department, "牟科员", "魏主任"),
    DemoUnit("minzheng", "市民政局", "市民政局办公室", Group.department, "潘科员", "袁主任"),
    DemoUnit("caizheng", "市财政局", "市财政局办公室", Group.department, "雷科员", "侯主任"),
    DemoUnit("guotu", "市国土资源局", "市国土资源局办公室", Group.department, "覃科员", "黎主任"),
    DemoUnit("huanbao", "市环境保护局", "市环境保护局办公室", Group.department, "贺科员", "樊主任"),
    DemoUnit("jiaotong", "市交通运输局", "市交通运输局办公室", Group.department, "代科员", "毛主任"),
    DemoUnit("anjian", "市安全监管局", "市安全生产监督管理局办公室", Group.department, "万科员", "段主任"),
)

SECTIONS = (
    ("zonghe", "综合秘书科"),
    ("mishu5", "秘书五科"),
    ("ducha", "市政府督查室"),
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
    DemoAccount("yingji-zuzhang", "阳主任", "yingji", seats={"emergency": Duty.chair}),
    DemoAccount("yingji-1", "景科员", "yingji", seats={"emergency": Duty.member}),
    DemoAccount("yingji-2", "邹科员", "yingji", seats={"emergency": Duty.member}),
    DemoAccount("bangongshi-1", "何副秘书长", "bangongshi", frozenset({Role.office})),
    DemoAccount("bangongshi-2", "温主任", "bangongshi", frozenset({Role.office})),
    DemoAccount("guanliyuan", "丁工程师", "xinxi", frozenset({Role.admin})),
    DemoAccount("shenji", "穆组长", "jiancha", frozenset({Role.auditor})),
)

HERO = "kaijiang"
"""The unit whose self-assessment in 文电办理 is left for the visitor to fill in."""


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
        ("评价小组组长（应急）", "yingji-zuzhang"),
        ("市政府办公室（提出人）", "bangongshi-1"),
        ("市政府办公室（确认人）", "bangongshi-2"),
        ("系统管理员", "guanliyuan"),
        ("审计员", "shenji"),
    )
    lines = [f"{login:16} {title}" for title, login in shown]
    return [*lines, f"密码都是 {DEMO_PASSWORD} (one password for all)"]
