"""What `bin/portal doctor` looks at: whether this machine can do what the portal will ask of it.

Every examination is asked by itself: one that stops says so as a fault and keeps none of the others back.
"""

import os
import shutil
import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

LEAST_FREE = 1 * 1024**3
"""Below so many bytes free evidence and previews stop being taken."""
ENOUGH_FREE = 5 * 1024**3
WEASYPRINT = (70,)
PANGO = 15000
"""Pango 1.50: what the renderer asks for, as it numbers itself."""
_WAIT = 5.0  # seconds for a mail server that does not answer


class Health(StrEnum):
    """How something is."""

    ok = "ok"
    warn = "warn"
    fault = "fault"


@dataclass(frozen=True)
class Line:
    """One thing looked at: how it is, what was found, what to do about it ("" where nothing)."""

    part: str
    health: Health
    found: str
    advice: str = ""


Config = Mapping[str, Any]


def examine(config: Config, today: date) -> list[Line]:
    """Everything, in the order in which it is shown."""
    parts: tuple[tuple[str, Callable[[], Iterator[Line]]], ...] = (
        ("字体 fonts", lambda: fonts(config)),
        ("排版 typesetting", typesetting),
        ("数据库 database", lambda: database(config)),
        ("工作日历 calendar", lambda: calendar(today)),
        ("文件 files", lambda: files(config)),
        ("邮件 mail", lambda: mail(config)),
        ("磁盘 disk", lambda: disk(config)),
    )
    found: list[Line] = []
    for name, ask in parts:
        try:
            found += ask()
        except Exception as error:  # a doctor who faints at one wound finds no other
            words = f"查不了 cannot be examined: {type(error).__name__}: {error}"
            found.append(
                Line(name, Health.fault, words, "请把这一行告诉维护人员 (tell whoever maintains it)")
            )
    return found


def fonts(config: Config) -> Iterator[Line]:
    """Each role's face: the office's own, the free one in its place, or none."""
    from portal.documents.fonts import Face, FontMissing, find_face

    folder = Path(config["FONTS_FOLDER"])
    for face, role in ROLES.items():
        try:
            file = find_face(Face[face], folder)
        except FontMissing as missing:
            yield Line(
                f"字体 {role}", Health.fault, str(missing), "补上字体前不能印制公文 (no paper without it)"
            )
            continue
        own = "单位自备" in file.package
        said = f"{file.path}（{file.package}），SHA-256 {file.sha256[:12]}"
        stands_in = face != "FALLBACK" and not own
        yield Line(
            f"字体 {role}",
            Health.ok,
            said + ("，代用" if stands_in else ""),
            f"有正版字体的放进 {folder} 即自动采用 (an own face put there takes over)" if stands_in else "",
        )


ROLES = {
    "TITLE": "小标宋（标志、标题）",
    "FANG": "仿宋（正文）",
    "KAI": "楷体（二级标题）",
    "HEI": "黑体（一级标题）",
    "SONG": "宋体（页码）",
    "FALLBACK": "生僻字",
}


def typesetting() -> Iterator[Line]:
    """The renderer and the library below it."""
    import weasyprint
    from weasyprint.text.ffi import pango

    version = tuple(int(part) for part in weasyprint.__version__.split(".")[:1])
    good = version >= WEASYPRINT
    yield Line(
        "排版 WeasyPrint",
        Health.ok if good else Health.fault,
        weasyprint.__version__,
        "" if good else f"须为 {WEASYPRINT[0]} 以上，请运行 bin/setup (run bin/setup)",
    )
    number = int(pango.pango_version())
    fine = number >= PANGO
    yield Line(
        "排版 Pango",
        Health.ok if fine else Health.fault,
        f"{number // 10000}.{number // 100 % 100}.{number % 100}",
        "" if fine else "请升级软件包 libpango-1.0-0 (upgrade it)",
    )


def database(config: Config) -> Iterator[Line]:
    """Whether it opens, and whether it has the shape that this version asks for."""
    from alembic.config import Config as Alembic
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    address = make_url(config["SQLALCHEMY_DATABASE_URI"])
    kept = Path(address.database or "")
    if address.get_backend_name() == "sqlite" and not kept.exists():
        yield Line(
            "数据库 database", Health.fault, f"没有文件 {kept} (no such file)", "请运行 bin/portal migrate"
        )
        return
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            now = MigrationContext.configure(connection).get_current_revision()
            yield Line("数据库 database", Health.ok, address.render_as_string(hide_password=True))
            if address.get_backend_name() == "sqlite":
                said = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
                whole = said == "ok"
                yield Line(
                    "数据库 完好 integrity",
                    Health.ok if whole else Health.fault,
                    said,
                    "" if whole else "请从备份恢复 (restore a backup)",
                )
    finally:
        engine.dispose()
    scripts = Alembic()
    scripts.set_main_option("script_location", str(Path(__file__).parent.parent / "migrations"))
    newest = ScriptDirectory.from_config(scripts).get_current_head()
    same = now == newest
    yield Line(
        "数据库 迁移 migrations",
        Health.ok if same else Health.fault,
        f"{now or '—'}，最新 newest {newest}",
        "" if same else "请先备份，再运行 bin/portal migrate (back up, then migrate)",
    )


def calendar(today: date) -> Iterator[Line]:
    """Whether this year's and the next one's working days are known: a notice is counted by them."""
    from portal.extensions import db
    from portal.queries.calendar import workdays_of

    known = workdays_of(db.session())
    for year, needed in ((today.year, True), (today.year + 1, today.month == 12)):
        if known.knows(year):
            yield Line(f"工作日历 {year}", Health.ok, "已知 known")
        else:
            yield Line(
                f"工作日历 {year}",
                Health.warn if needed else Health.ok,
                "未知 not known" if needed else "尚未发布 not yet announced",
                "请市政府办公室在“工作日历”里录入节假日安排 (the office enters it)" if needed else "",
            )


def files(config: Config) -> Iterator[Line]:
    """Whether the folders can be written, and the secret read by nobody else."""
    for name in ("INSTANCE", "EVIDENCE_FOLDER", "FONTS_FOLDER"):
        folder = Path(config[name])
        nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
        good = os.access(nearest, os.W_OK | os.X_OK)
        fatal = Health.warn if name == "FONTS_FOLDER" else Health.fault
        yield Line(
            f"文件夹 {folder}",
            Health.ok if good else fatal,
            "可写 writable" if good else "不可写 not writable",
            "" if good else "请把它交给运行门户的用户 (give it to the portal's user)",
        )
    for name in ("secret-key", "kaoping.sqlite"):
        path = Path(config["INSTANCE"]) / name
        if not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        open_to_all = mode & (stat.S_IROTH | stat.S_IWOTH)
        bad = Health.fault if name == "secret-key" else Health.warn
        yield Line(
            f"文件 {path}",
            bad if open_to_all else Health.ok,
            f"权限 mode {mode:o}",
            f"其他用户能读，请运行 chmod o-rwx {path} (others can read it)" if open_to_all else "",
        )


def mail(config: Config) -> Iterator[Line]:
    """Whether the named mail server answers; nothing is sent."""
    from portal.errors import Refused
    from portal.jobs.mailing import MailServer

    part = "邮件 mail"
    try:
        server = MailServer.configured(config)
    except Refused as refusal:
        yield Line(part, Health.fault, str(refusal), "请改正环境变量 (mend the settings)")
        return
    if server is None:
        yield Line(part, Health.ok, "没有设置，催报只在门户里显示 (none: reminders stay in the portal)")
        return
    place = f"{server.host}:{server.port}"
    try:
        socket.create_connection((server.host, server.port), timeout=_WAIT).close()
    except OSError as error:
        yield Line(
            part,
            Health.warn,
            f"连不上 {place}：{error.strerror or error} (out of reach)",
            "请核对 KAOPING_SMTP_HOST、_PORT 和防火墙 (check host, port and firewall)",
        )
    else:
        yield Line(part, Health.ok, f"{place} 有应答 answers，{server.security}")


def disk(config: Config) -> Iterator[Line]:
    """Room for evidence, previews and papers."""
    folder = Path(config["INSTANCE"])
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(nearest).free
    health = Health.fault if free < LEAST_FREE else Health.warn if free < ENOUGH_FREE else Health.ok
    advice = "" if health is Health.ok else "请清理磁盘或换到更大的盘 (make room)"
    yield Line("磁盘 disk", health, f"{nearest} 剩余 free {free / 1024**3:.1f} GB", advice)
