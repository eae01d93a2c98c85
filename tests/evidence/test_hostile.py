"""What must not come in, is told why in Chinese, and leaves nothing behind."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.evidence.sniff import clean_name, sniff
from portal.evidence.store import Store
from portal.services.evidence import Upload, examine
from tests.evidence import files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
KIND = "只接收 PDF、JPG、PNG、DOCX、XLSX"
TWO = "混有两种格式"
BROKEN = "文件打不开"
MACROS = "有宏或控件"
SCRIPT = "/Names<</JavaScript<</Names[(a)<</S/JavaScript/JS(app.alert\\(1\\))>>]>>>>"
LOCKED = "/Encrypt<</Filter/Standard/V 1/R 2/O<" + "41" * 32 + ">/U<" + "42" * 32 + ">/P -4>>/ID[<41><41>]"
FAR = (
    '<Relationship Id="r" Type="attachedTemplate" Target="http://203.0.113.7/t.dotm" TargetMode="External"/>'
)

HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "文件是空的"),
    "one byte": (lambda: b"\x00", KIND),
    "a program": (lambda: b"MZ\x90\x00" + bytes(500), KIND),
    "a Linux program": (lambda: b"\x7fELF" + bytes(500), KIND),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /\n", KIND),
    "a page": (lambda: b"<!doctype html><script>alert(1)</script>", KIND),
    "a drawing with a script": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', KIND),
    "a drawing with an XML head": (lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', KIND),
    "a moving picture": (lambda: files.picture("GIF"), KIND),
    "a bitmap": (lambda: files.picture("BMP"), KIND),
    "plain text": (lambda: "证明材料".encode(), KIND),
    "an archive": (lambda: files.archive({"a.txt": "a"}), KIND),
    "an empty archive": (lambda: files.archive({}), KIND),
    "a program for phones": (lambda: files.archive({"AndroidManifest.xml": "", "classes.dex": ""}), KIND),
    "half an archive": (lambda: files.word()[:60], KIND),
    "an archive's first two letters": (lambda: b"PK", KIND),
    "an old Word file": (lambda: OLE, "旧版或加密的 Office"),
    "macros": (lambda: files.word({"word/vbaProject.bin": b"x"}), MACROS),
    "macros in capitals": (lambda: files.word({"word/VBAPROJECT.BIN": b"x"}), MACROS),
    "macros elsewhere": (lambda: files.word({"customXml/vbaProject2.bin": b"x"}), MACROS),
    "macros by type alone": (
        lambda: files.word({"word/a.bin": b"x"}, files.TYPES.replace("/>", ">macroEnabled.main+xml")),
        MACROS,
    ),
    "old macros of Excel": (lambda: files.word({"xl/macrosheets/sheet1.xml": "<x/>"}), MACROS),
    "controls": (lambda: files.word({"word/activeX/activeX1.bin": b"x"}), MACROS),
    "a template from the net": (lambda: files.word({"word/_rels/settings.xml.rels": FAR}), "网络上的模板"),
    "a bomb": (files.bomb, "解压后过大"),
    "sizes that are lies": (lambda: files.lying(files.word()), KIND),
    "many parts": (lambda: files.word({f"word/{n}.xml": "" for n in range(2100)}), "解压后过大"),
    "a part that leads out": (lambda: files.word({"../../etc/cron.d/x": "x"}), KIND),
    "a part at the root": (lambda: files.word({"/etc/passwd": "x"}), KIND),
    "a part on a drive": (lambda: files.word({"C:\\x.exe": "x"}), KIND),
    "a PDF after something else": (lambda: b"MZ" + files.pdf(), KIND),
    "a picture that is an archive": (lambda: files.picture() + files.archive({"a.js": "x"}), TWO),
    "a picture that is a Word file": (lambda: files.picture("JPEG") + files.word(), TWO),
    "a PDF that is an archive": (lambda: files.pdf() + files.archive({"a.js": "x"}), TWO),
    "a picture that is a PDF": (lambda: files.picture("JPEG", comment=b"%PDF-1.4\n1 0 obj"), TWO),
    "a PDF's first line": (lambda: b"%PDF-1.7\n", BROKEN),
    "a PDF of noise": (lambda: b"%PDF-1.4\n" + bytes(range(256)) * 40, BROKEN),
    "a PDF without pages": (lambda: files.pdf(0), BROKEN),
    "a PDF with a script": (lambda: files.pdf(catalogue=SCRIPT), "脚本程序"),
    "a locked PDF": (lambda: files.pdf(trailer=LOCKED), "打开密码"),
    "half a picture": (lambda: files.picture(size=(300, 300))[:120], BROKEN),
    "half a photograph": (lambda: files.picture("JPEG", size=(300, 300))[:400], BROKEN),
    "a picture's first bytes": (lambda: b"\x89PNG\r\n\x1a\n", BROKEN),
    "a picture of too many pixels": (lambda: files.png_of(30_000, 30_000), "尺寸过大"),
    "a picture without its pixels": (lambda: files.png_of(5_000, 5_000), BROKEN),
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_a_hostile_file_is_refused_with_its_reason_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    made, reason = HOSTILE[name]
    with pytest.raises(Invalid, match=re.escape(reason)) as refused:
        examine(Store(tmp_path), Upload("证明.pdf", made(), unclassified=True), limit=50 * 1024 * 1024)
    assert refused.value.field == "file"
    assert not [place for place in tmp_path.rglob("*") if place.is_file()]


HARMLESS: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PDF": (files.pdf, "pdf"),
    "a PDF as wide as a wall": (lambda: files.pdf(box="0 0 14400 14400"), "pdf"),
    "a PDF without area": (lambda: files.pdf(box="0 0 0 0"), "pdf"),
    "a photograph": (lambda: files.picture("JPEG"), "jpg"),
    "a photograph with a film behind it": (lambda: files.picture("JPEG") + bytes(400), "jpg"),
    "a picture": (files.picture, "png"),
    "a Word file": (files.word, "docx"),
    "a Word file with a template of its own machine": (
        lambda: files.word({"word/_rels/settings.xml.rels": FAR.replace("http://203.0.113.7", "file:///C:")}),
        "docx",
    ),
    "an Excel file": (files.excel, "xlsx"),
}


@pytest.mark.parametrize("name", list(HARMLESS))
def test_what_offices_send_comes_in_as_what_it_is(tmp_path: Path, name: str) -> None:
    made, ending = HARMLESS[name]
    found, _ = examine(Store(tmp_path), Upload("随便.exe", made(), unclassified=True), limit=1024 * 1024)
    assert found.ending == ending


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\我的文档\\通知.doc", "通知.pdf"),
        ("/var/www/通知.pdf", "通知.pdf"),
        ("通知\u202efdp.exe", "通知fdp.pdf"),
        ("\u2066通知\u2069.pdf", "通知.pdf"),
        ("通\u200b知.pdf", "通知.pdf"),
        ("通知\x00.php.pdf", "通知.php.pdf"),
        ("通知\r\nContent-Type: x.pdf", "通知Content-Type x.pdf"),
        ('<img src=x onerror="1">.pdf', "img src=x onerror=1.pdf"),
        ("...", "evidence.pdf"),
        ("", "evidence.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("长" * 300 + ".pdf", "长" * 150 + ".pdf"),
        ("two words.final.PDF", "two words.final.pdf"),
    ],
)
def test_a_name_is_cleaned_and_gets_the_ending_of_its_content(sent: str, kept: str) -> None:
    assert clean_name(sent, "pdf") == kept


@given(st.text(max_size=400))
def test_no_name_keeps_a_path_or_what_cannot_be_seen(name: str) -> None:
    kept = clean_name(name, "pdf")
    assert kept.endswith(".pdf")
    assert len(kept) <= 160
    assert kept.isprintable()
    assert not set('/\\<>:"|?*') & set(kept)
    assert not kept.startswith(".")


@given(st.binary(max_size=600), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\x89PNG\r\n\x1a\n"]))
def test_any_bytes_are_recognised_or_refused_and_never_break_the_look(noise: bytes, start: bytes) -> None:
    with suppress(Invalid):
        sniff(start + noise)
