"""The judged units of 2012, in the official order (机构序列)."""

from dataclasses import dataclass

from portal.models import Group


@dataclass(frozen=True)
class DemoUnit:
    """A judged unit: its own name, its office's full name, and the two people who report and sign."""

    code: str
    name: str
    office_name: str
    group: Group
    reporter: str
    head: str


def _county(code: str, name: str, reporter: str, head: str) -> DemoUnit:
    office = f"{name}人民政府办公室"
    return DemoUnit(code, name, office, Group.county, f"{reporter}秘书", f"{head}主任")


def _department(code: str, name: str, full: str, reporter: str, head: str) -> DemoUnit:
    return DemoUnit(code, name, f"{full}办公室", Group.department, f"{reporter}科员", f"{head}主任")


UNITS = (
    _county("tongchuan", "通川区", "蒲", "龚"),
    _county("daxian", "达县", "符", "向"),
    _county("wanyuan", "万源市", "苟", "冉"),
    _county("xuanhan", "宣汉县", "庞", "桂"),
    _county("kaijiang", "开江县", "谭", "唐"),
    _county("dazhu", "大竹县", "江", "邱"),
    _county("quxian", "渠县", "熊", "郑"),
    _department("fagai", "市发展改革委", "市发展和改革委员会", "罗", "肖"),
    _department("jingxin", "市经济和信息化委", "市经济和信息化委员会", "曾", "彭"),
    _department("jiaoyu", "市教育局", "市教育局", "廖", "石"),
    _department("keji", "市科技局", "市科学技术和知识产权局", "邓", "韩"),
    _department("gongan", "市公安局", "市公安局", "牟", "魏"),
    _department("jianchaju", "市监察局", "市监察局", "钟", "任"),
    _department("minzheng", "市民政局", "市民政局", "潘", "袁"),
    _department("sifa", "市司法局", "市司法局", "田", "方"),
    _department("caizheng", "市财政局", "市财政局", "雷", "侯"),
    _department("renshe", "市人力资源社会保障局", "市人力资源和社会保障局", "蔡", "孟"),
    _department("guotu", "市国土资源局", "市国土资源局", "覃", "黎"),
    _department("huanbao", "市环境保护局", "市环境保护局", "贺", "樊"),
    _department("zhujian", "市住房城乡建设局", "市住房和城乡建设局", "龙", "文"),
    _department("jiaotong", "市交通运输局", "市交通运输局", "代", "毛"),
    _department("shuiwu", "市水务局", "市水务局", "尹", "汤"),
    _department("nongye", "市农业局", "市农业局", "黎", "康"),
    _department("linye", "市林业局", "市林业局", "易", "常"),
    _department("shangwu", "市商务局", "市商务局", "武", "乔"),
    _department("wenhua", "市文化局", "市文化局", "赖", "龚"),
    _department("weisheng", "市卫生局", "市卫生局", "严", "顾"),
    _department("renkou", "市人口计生委", "市人口和计划生育委员会", "孔", "白"),
    _department("shenjiju", "市审计局", "市审计局", "崔", "毕"),
    _department("guozi", "市国资委", "市政府国有资产监督管理委员会", "邵", "史"),
    _department("tongji", "市统计局", "市统计局", "侯", "万"),
    _department("anjian", "市安全监管局", "市安全生产监督管理局", "万", "段"),
    _department("liangshi", "市粮食局", "市粮食局", "钱", "丁"),
    _department("xumu", "市畜牧食品局", "市畜牧食品局", "施", "倪"),
    _department("lvyou", "市旅游局", "市旅游局", "陶", "姜"),
    _department("guangdian", "市广播影视局", "市广播电影电视局", "戚", "谢"),
    _department("waishi", "市政府外事侨务办", "市政府外事侨务", "邹", "喻"),
    _department("fazhi", "市政府法制办", "市政府法制", "柏", "水"),
    _department("renfang", "市人防办", "市人民防空", "窦", "章"),
    _department("fupin", "市扶贫移民局", "市扶贫和移民工作局", "云", "苏"),
    _department("chengguan", "市城管执法局", "市城市管理行政执法局", "葛", "奚"),
    _department("gongshang", "市工商局", "市工商行政管理局", "范", "彭"),
    _department("zhijian", "市质监局", "市质量技术监督局", "郎", "鲁"),
    _department("shiyao", "市食品药品监管局", "市食品药品监督管理局", "韦", "昌"),
    _department("dishui", "市地税局", "市地方税务局", "马", "苗"),
    _department("guoshui", "市国税局", "市国家税务局", "凤", "花"),
    _department("zhengwu", "市政务服务中心", "市人民政府政务服务中心", "俞", "任"),
)

HERO = "kaijiang"
"""The unit whose self-assessment in 文电办理 is left for the visitor to fill in."""

PLACES = {unit.code: place for place, unit in enumerate(UNITS)}
"""Each unit's place in the official order, from 0."""
