"""The demo's evidence: real small PDFs and pictures, made here."""

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from portal.documents.fonts import Face, find_fonts

SHEETS: dict[str, tuple[str, str]] = {
    "workflow": ("公文办理流程规范", "第一条 收文登记、拟办、批办、承办、催办、归档各环节均有时限和责任人。"),
    "training": ("公文写作培训记录", "培训内容：公文格式、行文规则、常见差错。参加人员签到附后。"),
    "fewer": ("精简文件简报统计", "全年印发文件比上年减少，简报由六种合并为两种。"),
    "duty": ("建议提案办理工作责任制", "主要负责人总负责，分管负责人具体抓，承办科室限时办结。"),
    "ledger": ("承诺事项台账", "承诺事项、责任单位、完成时限、进展情况逐项登记，按月更新。"),
    "staff": ("应急管理人员配备文件", "明确应急办专职人员，分工负责值守、信息、预案和演练。"),
    "plan": ("突发事件应急预案（修订）", "本次修订调整了响应分级，补充了处置流程和联络方式。"),
    "drill": ("应急演练总结", "演练科目：人员疏散、险情处置、信息报送。存在问题和改进措施附后。"),
    "answers": ("议定事项回音登记", "会议议定事项逐件登记承办单位、办理情况和回音时间，年终核对无遗漏。"),
    "hosting": ("承办会议工作方案", "会议方案、会务手册、保障分工和会后总结，均按程序报批。"),
    "study": ("调研报告（摘要）", "围绕年度重点工作开展实地调研，形成情况、问题和建议三个部分。"),
    "adopted": ("成果采用证明", "所附文件第三部分采用了调研报告提出的建议，特此证明。"),
    "problem": ("信息采用清单", "所列信息反映基层问题并提出建议，采用刊物和日期附后。"),
    "guide": ("信息公开指南和年报", "指南、目录按季更新，年度报告按时公布，网址和截图附后。"),
    "services": ("网上办事事项清单", "所列事项均提供办事指南和表格下载，部分事项可在线申报。"),
    "new": ("公开工作创新说明", "设立重点项目专栏，按月公开进展，群众可在线提问。"),
    "honour": ("表彰决定（摘录）", "对在工作中成绩突出的单位予以表彰，现予公布。"),
}
"""What each sheet says: its title and a sentence."""

STYLE = """
@page { size: A4; margin: 37mm 26mm 35mm 28mm }
body { font: 16pt/29pt F; text-align: justify }
h1 { font-size: 20pt; text-align: center; margin: 0 0 29pt; font-weight: normal }
p { text-indent: 2em; margin: 0 }
.from { text-align: right; margin-top: 58pt }
"""


@cache
def _configuration() -> FontConfiguration:
    return FontConfiguration()


@cache
def pdf(sheet: str, fonts_folder: Path) -> bytes:
    """One of the sheets as a one-page PDF."""
    title, text = SHEETS[sheet]
    face = find_fonts(fonts_folder)[Face.FANG]
    configuration = _configuration()
    font = f"@font-face {{ font-family: F; src: url({Path(face.path).as_uri()}) }}"
    page = f"<h1>{title}</h1><p>{text}</p><p class=from>（演示材料）</p>"
    style = CSS(string=font + STYLE, font_config=configuration)
    made: bytes = HTML(string=page).write_pdf(stylesheets=[style], font_config=configuration)
    return made


@cache
def picture(shade: int) -> bytes:
    """A photograph's stand-in: a duty room's wall with its clock and desk, drawn."""
    image = Image.new("RGB", (640, 420), (232, 236, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 640, 420), fill=(150 + shade % 60, 140, 128))
    draw.rectangle((90, 210, 550, 320), fill=(110, 92, 76))
    draw.ellipse((290, 40, 370, 120), fill="white", outline=(60, 60, 60), width=4)
    draw.line((330, 80, 330, 52), fill=(60, 60, 60), width=4)
    draw.line((330, 80, 350, 92), fill=(60, 60, 60), width=4)
    for left in (130, 270, 410):
        draw.rectangle((left, 150, left + 90, 210), fill=(40, 54, 70))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


SHARED: Mapping[tuple[str, int], tuple[str, int]] = {
    ("daxian", 2013): ("daxian", 2012),  # 达县 hands in last year's files again
    ("quxian", 2013): ("dazhu", 2013),  # 渠县 and 大竹县 hand in the same
}


def own_copy(content: bytes, unit: str, year: int) -> bytes:
    """A sheet as one unit hands it in: the same page, with the unit's own mark behind it."""
    owner, when = SHARED.get((unit, year), (unit, year))
    return content + f"\n% {owner} {when}\n".encode()
