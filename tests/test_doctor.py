"""`bin/portal doctor`: what is found of this machine, what to do about it, and never a traceback."""

import json
import shutil
import socket
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal import doctor
from portal.cli import main
from portal.doctor import Health, Line, examine
from portal.documents.fonts import Face, find_face
from tests.world import FONTS, World

TODAY = date(2014, 1, 27)


def of(part: str, lines: list[Line]) -> list[Line]:
    return [line for line in lines if line.part.startswith(part)]


@pytest.fixture
def config(world: World) -> dict[str, object]:
    return dict(world.app.config)


def test_a_machine_that_can_do_everything_has_no_fault(world: World) -> None:
    with world.app.app_context():
        found = examine(world.app.config, TODAY)
    assert [line for line in found if line.health is Health.fault] == []
    assert len(of("字体", found)) == len(Face) == len(doctor.ROLES)
    for part in ("排版 WeasyPrint", "排版 Pango", "数据库 迁移", "工作日历 2014", "邮件", "磁盘"):
        assert of(part, found), part
    assert all(line.advice for line in found if line.health is not Health.ok)


def test_an_own_song_face_takes_over_and_the_doctor_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(FONTS / "FandolSong-Regular.otf", folder / "SIMSUN.TTF")
    assert find_face(Face.SONG, folder).path == folder / "SIMSUN.TTF"
    line = of("字体 宋体", list(doctor.fonts({"FONTS_FOLDER": folder})))[0]
    assert "单位自备" in line.found
    assert line.advice == ""
    assert "代用" in of("字体 宋体", list(doctor.fonts({"FONTS_FOLDER": FONTS})))[0].found


def test_a_face_without_a_file_is_a_fault_and_the_others_are_still_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.documents.fonts.SYSTEM_FOLDERS", ())
    monkeypatch.setattr("portal.documents.fonts._index", lambda home, system: {})
    found = list(doctor.fonts({"FONTS_FOLDER": tmp_path}))
    assert len(found) == len(Face)
    assert {line.health for line in found} == {Health.fault}
    assert all("缺少字体" in line.found for line in found)


def test_a_database_that_is_not_there_or_not_up_to_date_is_a_fault(
    config: dict[str, object], world: World, tmp_path: Path
) -> None:
    missing = {**config, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path / 'none.sqlite'}"}
    (line,) = doctor.database(missing)
    assert line.health is Health.fault
    assert "bin/portal migrate" in line.advice
    assert not (tmp_path / "none.sqlite").exists()
    empty = tmp_path / "empty.sqlite"
    empty.touch()
    old = {**config, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{empty}"}
    assert of("数据库 迁移", list(doctor.database(old)))[0].health is Health.fault
    assert of("数据库 迁移", list(doctor.database(config)))[0].health is Health.ok


def test_a_secret_that_others_can_read_and_a_mail_server_out_of_reach_are_told(
    config: dict[str, object], tmp_path: Path
) -> None:
    key = tmp_path / "secret-key"
    key.write_text("x")
    key.chmod(0o644)
    files = {"INSTANCE": tmp_path, "EVIDENCE_FOLDER": tmp_path / "e", "FONTS_FOLDER": tmp_path}
    assert of(f"文件 {key}", list(doctor.files(files)))[0].health is Health.fault
    key.chmod(0o600)
    assert of(f"文件 {key}", list(doctor.files(files)))[0].health is Health.ok
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    smtp = {**config, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": port, "SMTP_FROM": "a@b.cn"}
    assert [line.health for line in doctor.mail(smtp)] == [Health.warn]
    assert [line.health for line in doctor.mail({**smtp, "SMTP_FROM": "nobody"})] == [Health.fault]


def test_what_cannot_be_examined_is_a_fault_and_keeps_nothing_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faints(*_: object) -> None:
        raise RuntimeError("no disk")

    monkeypatch.setattr(shutil, "disk_usage", faints)
    monkeypatch.setattr(doctor, "typesetting", faints)
    with world.app.app_context():
        found = examine(world.app.config, TODAY)
    assert [line.part for line in found if "查不了" in line.found] == ["排版 typesetting", "磁盘 disk"]
    assert of("数据库", found)


def test_the_command_speaks_text_and_json_and_ends_with_one_on_a_fault(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "portal.doctor.examine",
        lambda *_: [Line("磁盘", Health.ok, "够"), Line("邮件", Health.warn, "慢", "等")],
    )
    monkeypatch.setattr("portal.app.create_app", lambda: world.app)
    answer = CliRunner().invoke(main, ["doctor"])
    assert answer.exit_code == 0
    assert "✓ 磁盘：够\n! 邮件：慢\n    → 等\n1 项正常" in answer.output
    said = json.loads(CliRunner().invoke(main, ["doctor", "--format", "json"]).output)
    assert said[1] == {"part": "邮件", "health": "warn", "found": "慢", "advice": "等"}

    def broken() -> None:
        raise RuntimeError("KAOPING_SECRET_KEY must be set")

    monkeypatch.setattr("portal.app.create_app", broken)
    answer = CliRunner().invoke(main, ["doctor"])
    assert answer.exit_code == 1
    assert "✗ 设置 settings：门户启动不了" in answer.output
