"""`bin/portal verify`: says what differs and where, and fails, from the database and from a file alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

import config
from portal.cli import main
from portal.queries.decisions import publication_of
from portal.queries.resultfile import faults_of, read_result
from portal.queries.snapshot import digest_of
from tests.world import FONTS, Person, World

published = pytest.mark.stage("published")


def verify(*arguments: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, ["verify", *arguments], prog_name="bin/portal")


@pytest.fixture
def installed(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, which the command finds where it looks for its instance."""
    settings = config.TestingConfig()
    for name in ("INSTANCE", "FONTS_FOLDER", "EVIDENCE_FOLDER", "SQLALCHEMY_DATABASE_URI"):
        setattr(settings, name, world.app.config[name])
    monkeypatch.setattr(config, "chosen", lambda: settings)
    return world


def verify_anew(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, on an instance folder."""
    return subprocess.run(
        [sys.executable, "-m", "portal.cli", "verify", *arguments],
        cwd=config.ROOT,
        env={"KAOPING_INSTANCE": str(folder), "KAOPING_FONTS": str(FONTS), "PYTHONUTF8": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def exported(world: World, client_of: Callable[..., Person], tmp_path: Path) -> Path:
    """The published result's file, as the auditor takes it away."""
    publication = publication_of(world.session, world.year)
    assert publication is not None
    answer = client_of("shenji").get(f"/office/publications/{publication.id}/result.json")
    assert answer.status_code == 200
    path = tmp_path / "result.json"
    path.write_bytes(answer.data)
    return path


@published
def test_a_file_verifies_on_a_machine_without_a_database(exported: Path, tmp_path: Path) -> None:
    empty = tmp_path / "nothing"
    answer = verify_anew("--file", str(exported), folder=empty)
    assert answer.returncode == 0, answer.stderr
    assert read_result(exported.read_bytes())[1] in answer.stdout
    assert not empty.exists()


def _changed(content: dict[str, Any]) -> None:
    row = content["snapshot"]["areas"][0]["groups"][0]["ranking"][0]
    row["total"] = {"decimal": "99.99"}


@published
def test_a_changed_file_fails_and_says_where(exported: Path) -> None:
    content = json.loads(exported.read_text(encoding="utf-8"))
    _changed(content)
    content["digest"] = digest_of(content["snapshot"])  # whoever changes one changes the other
    exported.write_text(json.dumps(content), encoding="utf-8")
    answer = verify("--file", str(exported))
    assert answer.exit_code == 1
    assert "文电办理" in answer.stderr
    assert "99.99" in answer.stderr


@published
def test_a_file_whose_facts_were_changed_throughout_betrays_itself_by_the_printed_digest(
    exported: Path,
) -> None:
    snapshot, printed = read_result(exported.read_bytes())
    snapshot["addressees"] = "别的机关："
    content = {"kind": "kaoping-result", "digest": digest_of(snapshot), "snapshot": snapshot}
    exported.write_text(json.dumps(content), encoding="utf-8")
    assert verify("--file", str(exported)).exit_code == 0
    for part in ("", "2013", printed[:63]):
        assert verify("--file", str(exported), "--digest", part).exit_code == 1, part
    made = digest_of(snapshot).upper()
    assert verify("--file", str(exported), "--digest", f" {made}").exit_code == 0
    answer = verify("--file", str(exported), "--digest", printed)
    assert answer.exit_code == 1
    assert "与给出的校验码不符" in answer.stderr


@published
@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[" * 100_000,
        '{"snapshot": 1, "digest": 2}',
        '{"kind": "kaoping-result"}',
        '{"kind": "kaoping-result", "snapshot": {"year": 1}, "snapshot": {"year": 2}, "digest": "00"}',
    ],
    ids=["nothing", "a list", "an object", "deep", "numbers", "its kind alone", "a name twice"],
)
def test_what_is_no_result_is_said_to_be_none(content: str, tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text(content, encoding="utf-8")
    answer = verify("--file", str(path))
    assert answer.exit_code == 1
    assert "这不是评价结果文件" in answer.stderr
    assert "Traceback" not in answer.stderr


@published
def test_a_claim_that_counts_without_a_decision_is_found(world: World) -> None:
    publication = publication_of(world.session, world.year)
    assert publication is not None
    snapshot = json.loads(json.dumps(publication.snapshot))
    snapshot["proceedings"]["verifications"].pop()
    (said,) = faults_of(snapshot, digest_of(snapshot))
    assert "却没有采纳的核定" in said
    snapshot = json.loads(json.dumps(publication.snapshot))
    del snapshot["areas"][0]["groups"][0]["entrants"]
    assert "不能重算" in faults_of(snapshot, digest_of(snapshot))[0]


@published
def test_another_name_or_place_among_the_selected_is_found(world: World) -> None:
    publication = publication_of(world.session, world.year)
    assert publication is not None
    for name, value, said in (("place", 9, "名次与排名不符"), ("name", "别的办公室", "名称与别处不符")):
        snapshot = json.loads(json.dumps(publication.snapshot))
        chosen = [one for area in snapshot["areas"] for group in area["groups"] for one in group["selected"]]
        often = next(one for one in chosen if [each["code"] for each in chosen].count(one["code"]) > 1)
        often[name] = value
        assert said in "".join(faults_of(snapshot, digest_of(snapshot)))


@published
def test_the_year_verifies_with_its_trail_and_its_documents(world: World) -> None:
    folder = world.app.config["INSTANCE"]
    world.session.close()
    answer = verify_anew("2013", folder=folder)
    assert answer.returncode == 0, answer.stderr
    assert "审计链完整" in answer.stdout


@published
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE publications SET digest = '00'", "校验码"),
        ("UPDATE publications SET selected = replace(selected, '宣汉', '通江')", "页面上的名单与快照不符"),
        ("UPDATE publications SET circular_number = '别的文号'", "页面上的发文字号与快照不符"),
        ("UPDATE publications SET issued_on = '2015-01-01'", "页面上的成文日期与快照不符"),
        ("DELETE FROM publications", "库里却没有"),
        ("UPDATE audit_rows SET reason = '别的理由' WHERE id = 9", "第 9 行被改动"),
        ("DELETE FROM audit_rows WHERE action = 'publish_publication'", "审计记录所记的不符"),
        (
            "UPDATE publications SET snapshot = replace(snapshot, '\"place\": 1,', '\"place\": 9,')",
            "place",
        ),
    ],
)
def test_a_year_that_was_tampered_with_fails(installed: World, change: str, said: str) -> None:
    session = installed.session
    for trigger in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        session.execute(text(f"DROP TRIGGER {trigger}"))  # whoever tampers takes the lock away first
    session.execute(text(change))
    session.commit()
    answer = verify("2013")
    assert answer.exit_code == 1
    assert said in answer.stderr


@published
def test_an_evidence_file_that_was_changed_is_found(installed: World) -> None:
    publication = publication_of(installed.session, installed.year)
    assert publication is not None
    paper = publication.snapshot["proceedings"]["documents"][0]
    place = installed.play.store.path(paper["digest"])
    place.chmod(0o600)
    place.write_bytes(b"other")
    answer = verify("2013")
    assert answer.exit_code == 1
    assert f"证明材料缺失或被改动 (evidence missing or changed): {paper['name']}" in answer.stderr
