"""Two hundred hostile files through the real form: refused in Chinese, or kept as a harmless download."""

import io
import random
import re
import time
from collections.abc import Callable, Iterator

import pytest

from portal.evidence.preview import PATIENCE
from portal.models import Evidence, Fact
from tests.evidence import files
from tests.evidence.test_hostile import HOSTILE
from tests.world import Person, World

ENTITIES = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
LAUNCH = "/OpenAction<</S/Launch/F(cmd.exe)>>"
LINK = "/OpenAction<</S/URI/URI(http://203.0.113.7/)>>"
MORE: dict[str, Callable[[], bytes]] = {
    "entities in a Word file": lambda: files.archive(
        {"[Content_Types].xml": files.TYPES, "word/document.xml": ENTITIES + "]><a>&j;</a>"}
    ),
    "entities in an Excel file": lambda: files.archive(
        {"[Content_Types].xml": files.TYPES, "xl/workbook.xml": ENTITIES + "]><a>&j;</a>"}
    ),
    "entities in the types": lambda: files.word(types=ENTITIES + "]><Types>&j;</Types>"),
    "a part as deep as it is long": lambda: files.word({"word/a.xml": "<a>" * 200_000}),
    "a PDF that starts a program": lambda: files.pdf(catalogue=LAUNCH),
    "a PDF that goes to an address": lambda: files.pdf(catalogue=LINK),
    "a PDF of ten thousand pages": lambda: files.pdf(10_000),
    "a PDF that is its own page": lambda: files.pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    "a PDF of huge pages": lambda: files.pdf(box="0 0 9999999999 9999999999"),
    "a PDF cut off": lambda: files.pdf(9)[:-200],
    "a picture with a page in its comment": lambda: files.picture(
        "JPEG", comment=b"<script>alert(1)</script>"
    ),
    "a picture with a page behind it": lambda: files.picture() + b"<html><script>alert(1)</script>",
    "a drawing as a picture": lambda: b'\x89PNG\r\n\x1a\n<svg onload="alert(1)"/>',
    "a flat picture a mile wide": lambda: files.png_of(2_000_000_000, 1),
}
REASONS = re.compile(
    "未予接收|只接收 PDF|文件打不开|文件是空的|不能接收|尺寸过大|脚本程序|打开密码|请选择文件|同一份文件已经"
)
NAMES = [
    "证明.pdf", "../../../etc/cron.d/x.pdf", "..\\..\\x.exe", "/etc/passwd", "C:\\x.pdf", "证明\u202efdp.exe",
    "x\x00.php", "a" * 300 + ".pdf", "<img src=x onerror=alert(1)>.pdf", "'; DROP TABLE evidence; --.pdf",
    "=cmd|' /C calc'!A0.xlsx", "x.html", "x.svg", ".htaccess", "con", "证明.pdf.exe", "{{7*7}}.docx",
    "x\r\nSet-Cookie: a=b.png", " ", "字" * 200,
]  # fmt: skip


def _two_hundred() -> Iterator[tuple[str, bytes, str]]:
    made = {**{name: how for name, (how, _) in HOSTILE.items()}, **MORE}
    chance = random.Random(13)
    for turn in range(4):
        for name, how in made.items():
            yield (
                name,
                how() + b" " * turn,
                chance.choice(NAMES),
            )  # the same file a second time is another matter


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # the test client's own, of a large body
def test_a_hostile_upload_is_refused_in_chinese_or_kept_as_a_harmless_download(
    world: World, reporter: Person, claim: Fact, count: Callable[[int, int], int]
) -> None:
    chance, everything = random.Random(7), list(_two_hundred())
    for name, content, called in chance.sample(everything, count(24, 200)):
        sent = {"file": [(io.BytesIO(content), called)], "unclassified": "y"}
        began = time.monotonic()
        answer = reporter.post(f"/unit/facts/{claim.id}/evidence", sent)
        assert time.monotonic() - began < PATIENCE + 20, name
        assert answer.status_code in (303, 413, 422), name
        if answer.status_code != 303:
            assert REASONS.search(answer.text), name
    for kept in world.session.get_one(Fact, claim.id).evidence:
        _is_harmless(reporter, kept)


def _is_harmless(reporter: Person, kept: Evidence) -> None:
    answer = reporter.get(f"/evidence/{kept.id}")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert kept.name.isprintable()
    assert not set("/\\<>\x00") & set(kept.name)
    preview = reporter.get(f"/evidence/{kept.id}/preview")
    assert preview.status_code == 404 or preview.data.startswith(b"\xff\xd8\xff"), "a picture that we made"
