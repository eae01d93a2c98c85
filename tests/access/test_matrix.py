"""The access matrix, asked over HTTP: as `rows.py` says by hand, and equal to the URL map both ways."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import url_for
from werkzeug.test import TestResponse

from portal.models import (
    Base,
    Certificate,
    Consent,
    ConsentKind,
    Departure,
    Evidence,
    ImportBatch,
    LoginSession,
    ReminderRound,
    Roster,
    Statement,
    Succession,
    SuccessionKind,
    VetoPaper,
)
from portal.queries.calendar import calendar_version
from portal.queries.decisions import publication_proposed
from portal.queries.years import panel_area, panels_of
from portal.services import authorities, calendar, notices, objections, vetoes
from portal.services.drafts import Typed, keep_draft
from portal.services.jobs import start_job
from portal.workflow import FactState, RosterState
from tests.access.rows import PEOPLE, ROWS
from tests.world import HERO, Person, Stages, World


@pytest.fixture(scope="module")
def prepared(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, object]]:
    """The world of the matrix, and the parts of its addresses."""
    world = stages.copy("due", tmp_path_factory.mktemp("matrix") / "instance")
    play, year = world.play, world.year
    play.at = world.clock.now()
    head = notices.CircularHead("达市府办发〔2014〕6号", date(2014, 1, 27), "各县、市、区人民政府：")
    notices.propose_publication(play.by("bangongshi-1"), year=year, head=head)
    proposed = publication_proposed(world.session, year)
    assert proposed is not None
    own = world.assessment()
    in_time = play.by("kaijiang-sq")
    in_time.now -= timedelta(days=1)
    objection = objections.raise_objection(in_time, assessment=own, indicator="doc-filing", text="请复核")
    veto = vetoes.propose_veto(
        play.by("bangongshi-1"),
        year=year,
        unit=play.unit(HERO),
        ground="major-failure",
        document_number="达市监〔2013〕9号",
        document_on=date(2013, 12, 2),
        explanation="",
    )
    digest = play.store.put(b"%PDF-1.4 the document that bears it out")
    paper = VetoPaper(
        veto_id=veto.id,
        digest=digest,
        name="认定文件.pdf",
        media_type="application/pdf",
        size=1,
        uploaded_by_id=play.account("bangongshi-1").id,
        uploaded_at=play.at,
    )
    play.session.add(paper)
    play.session.commit()
    corrected = calendar.correct_day(
        play.by("bangongshi-1"),
        day=date(2014, 6, 6),
        working=False,
        reason="全市高考交通管制",
        seen=calendar_version(world.session),
    )
    job = start_job(
        play.by("bangongshi-1"),
        year=year,
        kind="rescore",
        subject="years/0",
        arguments={},
        alive_at=world.clock.now(),
    )
    fact = next(f for f in own.facts if f.state == FactState.accepted and f.evidence)
    record = next(f for f in own.facts if f.state == FactState.released)
    draft = keep_draft(
        play.by("kaijiang-tb"), assessment=own, place="new/a-form-of-one", typed=Typed({"title": ["稿"]})
    )
    assert draft is not None
    batch, register = (
        ImportBatch(
            year_id=year.id,
            area="documents",
            unit_id=unit_id,
            name="登记.xlsx",
            digest="0" * 64,
            sheets=[["登记", [["单位", "标题"]]]],
            by_id=play.account(login).id,
            at=play.at,
        )
        for login, unit_id in (("kaijiang-tb", own.unit_id), ("wendian-1", None))
    )
    play.session.add_all((batch, register))
    play.session.commit()
    authority = authorities.authorise_signing(
        play.by("kaijiang-sq"),
        unit=play.unit(HERO),
        account=play.account("kaijiang-tb"),
        from_on=play.at.date() + timedelta(days=30),
        to_on=play.at.date() + timedelta(days=31),
        reason="外出",
    )
    statement = Statement(
        fact_id=record.id, text="请复核", written_by_id=play.account("kaijiang-tb").id, written_at=play.at
    )
    play.session.add(statement)
    play.session.commit()
    scan = Evidence(
        assessment_id=own.id,
        digest="1" * 64,
        name="签字盖章.pdf",
        media_type="application/pdf",
        size=1,
        for_signature=True,
        uploaded_by_id=play.account("kaijiang-tb").id,
        uploaded_at=play.at,
    )
    play.session.add(scan)
    play.session.commit()
    own_sign_in = LoginSession(
        token_hash="0" * 64,
        account_id=play.account("kaijiang-tb").id,
        created_at=play.at,
        last_seen_at=play.at,
    )
    play.session.add(own_sign_in)
    reminded = ReminderRound(
        year_id=year.id, text="请报送", by_id=play.account("bangongshi-1").id, at=play.at
    )
    roster = Roster(
        name="名册.xlsx",
        digest="2" * 64,
        sheets=[],
        state=RosterState.put_forward,
        by_id=play.account("bangongshi-1").id,
        at=play.at,
    )
    succession = Succession(
        kind=SuccessionKind.rename,
        predecessor_id=play.unit("daxian").id,
        successor_id=play.unit("xuanhan").id,
        effective_on=play.at.date(),
        ground="达市编〔2014〕1号",
        by_id=play.account("guanliyuan").id,
        at=play.at,
    )
    departure = Departure(
        panel_area_id=panel_area(play.session, year, "documents").id,
        unit_id=play.unit("daxian").id,
        instead_of_id=play.unit("xuanhan").id,
        reason="全年有重大改进",
    )
    certificate = Certificate(
        year_id=year.id,
        publication_id=proposed.id,
        area="documents",
        area_title="文电办理",
        unit=HERO,
        unit_name="开江县人民政府办公室",
        issuer="达州市人民政府办公室",
        series="达市府办考",
        number_year=2014,
        serial=1,
        code="0" * 16,
        address="http://localhost/certificates/" + "0" * 16,
        issued_on=play.at.date(),
        issued_by_id=play.account("bangongshi-1").id,
        issued_at=play.at,
    )
    consent = Consent(
        kind=ConsentKind.reset_password,
        account_id=play.account("bangongshi-1").id,
        by_id=play.account("guanliyuan").id,
        at=play.at,
        reason="忘记密码",
    )
    play.session.add_all((reminded, roster, succession, departure, certificate, consent))
    play.session.commit()
    parts: dict[str, object] = {
        "round_id": reminded.id,
        "roster_id": roster.id,
        "succession_id": succession.id,
        "consent_id": consent.id,
        "sign_in_id": own_sign_in.id,
        "batch_id": batch.id,
        "claim_id": fact.id,
        "authority_id": authority.id,
        "register_id": register.id,
        "statement_id": statement.id,
        "scan_id": scan.id,
        "draft_id": draft.id,
        "year": 2013,
        "area": "documents",
        "group": "county",
        "unit_id": own.unit_id,
        "fact_id": fact.id,
        "record_id": record.id,
        "evidence_id": fact.evidence[0].id,
        "veto_id": veto.id,
        "paper_id": paper.id,
        "objection_id": objection.id,
        "job_id": job.id,
        "departure_id": departure.id,
        "certificate_id": certificate.id,
        "code": "no-such-code",
        "publication_id": proposed.id,
        "day_id": corrected.id,
        "number": 2099,
        "edition": 1,
        "panel_id": panels_of(world.session, year)[0].id,
        "account_id": play.account("jiaoyu-tb").id,
        "indicator": "doc-fewer",
        "kind": fact.kind,
        "token": "none-such",
        "filename": "css/base.css",
        "digest": "0" * 64,
        "page": 1,
    }
    assert panel_area(world.session, year, "documents")
    return world, parts


STATEMENTS = ("units.state", "units.keep_statement", "units.sign_statement", "units.decline_statement")


def _address(world: World, endpoint: str, parts: dict[str, object]) -> str:
    rule = next(iter(world.app.url_map.iter_rules(endpoint)))
    kinds = {
        "units.add_fact": {"kind": "doc-system"},
        "units.keep_new_fact": {"kind": "doc-system", "draft": "a-new-form"},
        "panels.new_record": {"kind": "doc-late"},
        "public.move_clock": {"days": 1},
        "dossier.card_sheet": {"style": "xlsx"},
        "dossier.unit_sheet": {"style": "xlsx"},
        "dossier.area_sheet": {"style": "xlsx"},
    }
    with world.app.test_request_context():
        needed = {name: parts[name] for name in rule.arguments if name != "style"}
        if endpoint in ("panels.withdraw", "panels.attach", "panels.detach") or endpoint in STATEMENTS:
            needed["fact_id"] = parts["record_id"]
        if endpoint == "units.remove_signature":
            needed["evidence_id"] = parts["scan_id"]
        if endpoint in ("panels.import_table", "panels.take_import", "panels.withdraw_import"):
            needed["batch_id"] = parts["register_id"]
        return url_for(endpoint, **needed, **kinds.get(endpoint, {}))  # type: ignore[arg-type]


def _met(answer: TestResponse) -> str:
    if answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"):
        return "L"
    return {404: "-", 403: "F"}.get(answer.status_code, "Y" if answer.status_code < 500 else "500")


def test_the_matrix_names_exactly_the_endpoints_that_exist(world: World) -> None:
    assert set(ROWS) == set(world.app.view_functions)


@pytest.mark.parametrize("who", list(PEOPLE))
def test_every_endpoint_answers_each_person_as_the_matrix_says(
    prepared: tuple[World, dict[str, object]], who: str
) -> None:
    world, parts = prepared
    person = Person(world.app.test_client(), PEOPLE[who])
    met = {}
    for endpoint, row in ROWS.items():
        rule = next(iter(world.app.url_map.iter_rules(endpoint)))
        address = _address(world, endpoint, parts)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if endpoint == "accounts.sign_out" and method == "GET":
                continue
            answer = person.get(address) if method == "GET" else person.post(address)
            if _met(answer) != row[who]:
                met[f"{method} {endpoint} {address}"] = f"{_met(answer)} instead of {row[who]}"
    assert met == {}


def test_missing_and_forbidden_look_alike(prepared: tuple[World, dict[str, object]]) -> None:
    world, parts = prepared
    person = Person(world.app.test_client(), "fagai-tb")
    forbidden = person.get(f"/unit/facts/{parts['fact_id']}")
    missing = person.get("/unit/facts/999999")
    assert forbidden.status_code == missing.status_code == 404
    assert _without_tokens(forbidden.text) == _without_tokens(missing.text)


def _without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf_token" not in line)


@pytest.mark.stage("reviewed")
def test_a_reviewer_who_comes_from_the_unit_or_declared_a_conflict_finds_nothing_there(world: World) -> None:
    unit = world.play.unit("caizheng").id
    own = Person(world.app.test_client(), "wendian-3")
    assert own.get(f"/2013/panel/documents/units/{unit}").status_code == 404
    assert own.get(f"/2013/scorecards/documents/{unit}").status_code == 404
    other = world.play.unit("fagai").id
    assert own.get(f"/2013/panel/documents/units/{other}").status_code == 200
    declared = Person(world.app.test_client(), "yingji-1")
    dazhu = world.play.unit("dazhu").id
    assert declared.get(f"/2013/panel/emergency/units/{dazhu}").status_code == 404


@pytest.mark.stage("reviewed")
def test_a_unit_does_not_see_its_scorecard_before_checking_opens(world: World) -> None:
    unit = world.play.unit(HERO).id
    address = f"/2013/scorecards/documents/{unit}"
    assert Person(world.app.test_client(), "kaijiang-tb").get(address).status_code == 404


def _unsafe(world: World, parts: dict[str, object]) -> Iterator[str]:
    for endpoint in ROWS:
        rule = next(iter(world.app.url_map.iter_rules(endpoint)))
        if "POST" in (rule.methods or set()):
            yield _address(world, endpoint, parts)


def test_every_unsafe_request_without_or_with_a_foreign_token_is_refused(
    prepared: tuple[World, dict[str, object]],
) -> None:
    world, parts = prepared
    person = Person(world.app.test_client(), "bangongshi-2")
    stranger = Person(world.app.test_client(), "fagai-tb")
    for address in _unsafe(world, parts):
        for token in ("", stranger.token):
            answer = person.client.post(address, data={"csrf_token": token})
            assert answer.status_code == 400, address


def test_looking_changes_nothing(prepared: tuple[World, dict[str, object]]) -> None:
    world, parts = prepared
    ignored = {"login_sessions", "audit_rows"}

    def dump() -> dict[str, list[object]]:
        return {
            table.name: [
                tuple(row) for row in world.session.execute(table.select().order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
            if table.name not in ignored
        }

    people = [Person(world.app.test_client(), login) for login in PEOPLE.values() if login]
    before = dump()
    for person in people:
        for endpoint in ROWS:
            rule = next(iter(world.app.url_map.iter_rules(endpoint)))
            if "GET" in (rule.methods or set()):
                person.get(_address(world, endpoint, parts))
    assert dump() == before
