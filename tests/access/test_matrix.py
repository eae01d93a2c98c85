"""The access matrix: written by hand, asked over HTTP, equal to the URL map both ways.

Each row is an endpoint; each column a person. The subject is always 开江县's: its self-assessment in
文电办理, a fact and a file of it, a veto against it, its objection. The year stands at the end of its
notice, a publication is proposed by the first of the two office people.

Addresses without a unit in them are about one's own: there the other unit's reporter meets his own form.
The second step of signing in answers only a browser that has just made the first: nobody here has.

  Y  may           L  is sent to sign in
  F  403: the role has no such power        -  404: nothing there, for this person
"""

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
from tests.world import HERO, Person, Stages, World

PEOPLE = {
    "anonymous": "",
    "reporter": "kaijiang-tb",
    "other unit's reporter": "fagai-tb",
    "head": "kaijiang-sq",
    "reviewer": "wendian-1",
    "other panel's reviewer": "ducha-1",
    "chair": "wendian-zuzhang",
    "office": "bangongshi-1",
    "second office": "bangongshi-2",
    "admin": "guanliyuan",
    "auditor": "shenji",
}

# columns: the people above, in their order
MATRIX = """
public.home                        Y Y Y Y Y Y Y Y Y Y Y
public.results                     - - - - - - - - - - -
public.circular                    - - - - - - - - - - -
public.edition                     - - - - - - - - - - -
public.edition_circular            - - - - - - - - - - -
public.notice                      Y Y Y Y Y Y Y Y Y Y Y
public.certificates                Y Y Y Y Y Y Y Y Y Y Y
public.certificate                 - - - - - - - - - - -
public.health                      Y Y Y Y Y Y Y Y Y Y Y
public.move_clock                  L Y Y Y Y Y Y Y Y Y Y
static                             Y Y Y Y Y Y Y Y Y Y Y
htmx_script                        Y Y Y Y Y Y Y Y Y Y Y
accounts.sign_in                   Y Y Y Y Y Y Y Y Y Y Y
accounts.invitation                Y Y Y Y Y Y Y Y Y Y Y
accounts.start                     L Y Y Y Y Y Y Y Y Y Y
accounts.password                  L Y Y Y Y Y Y Y Y Y Y
accounts.own                       L Y Y Y Y Y Y Y Y Y Y
accounts.end_sign_in               L Y - - - - - - - - -
accounts.end_other_sign_ins        L Y Y Y Y Y Y Y Y Y Y
accounts.sign_in_code              L L L L L L L L L L L
accounts.second_factor             L Y Y Y Y Y Y Y Y Y Y
accounts.begin_second_factor       L Y Y Y Y Y Y Y Y Y Y
accounts.change_second_factor      L Y Y Y Y Y Y Y Y Y Y
units.desk                         L Y Y Y F F F F F F F
units.looked_at                    L Y Y Y F F F F F F F
units.objections                   L Y Y Y F F F F F F F
units.area                         L Y Y Y - - - - - - -
units.fact                         L Y - Y - - - - - - -
units.add_fact                     L Y Y - - - - - - - -
units.edit_fact                    L Y - - - - - - - - -
units.remove_fact                  L Y - - - - - - - - -
units.add_evidence                 L Y - - - - - - - - -
units.attach_kept                  L Y - - - - - - - - -
units.remove_evidence              L Y - - - - - - - - -
units.answer                       L Y - - - - - - - - -
units.narrative                    L Y Y - - - - - - - -
units.move_fact                    L Y - - - - - - - - -
units.keep_new_fact                L Y Y - - - - - - - -
units.keep_fact                    L Y - - - - - - - - -
units.keep_narrative               L Y Y - - - - - - - -
units.keep_answer                  L Y - - - - - - - - -
units.drop_draft                   L Y - - - - - - - - -
units.send                         L Y Y - - - - - - - -
units.recall                       L Y Y - - - - - - - -
units.sign                         L - - Y - - - - - - -
units.decline                      L - - Y - - - - - - -
units.sign_replies                 L - - Y - - - - - - -
units.decline_replies              L - - Y - - - - - - -
units.paper                        L Y Y Y - - - - - - -
units.state                        L Y - - - - - - - - -
units.keep_statement               L Y - - - - - - - - -
units.sign_statement               L - - Y - - - - - - -
units.decline_statement            L - - Y - - - - - - -
units.signature                    L Y Y Y - - - - - - -
units.remove_signature             L Y - Y - - - - - - -
units.authorities                  L - - Y - - - - - - -
units.revoke_authority             L - - Y - - - - - - -
units.history                      L Y Y Y F F F F F F F
units.veto                         L - - Y - - - - - - -
units.confirm_scorecard            L Y Y Y - - - - - - -
units.object_to_scorecard          L Y Y Y - - - - - - -
units.keep_objection               L Y Y Y - - - - - - -
units.object_to_selection          L Y Y Y - - - - - - -
units.template                     L Y Y Y - - - - - - -
units.export                       L Y Y Y - - - - - - -
units.import_table                 L Y Y - - - - - - - -
units.import_preview               L Y - - - - - - - - -
panels.desk                        L F F F Y Y Y F F F F
panels.phrases                     L F F F Y Y Y F F F F
panels.forget_phrase               L F F F Y Y Y F F F F
panels.declare                     L F F F Y Y Y F F F F
panels.queue                       L - - - Y - Y - - - -
panels.items                       L - - - Y - Y - - - -
panels.accept_several              L - - - Y - Y - - - -
panels.take_back_acceptance        L - - - Y - Y - - - -
panels.looked_through              L - - - Y - Y - - - -
panels.imports                     L - - - Y - Y - - - -
panels.import_table                L - - - Y - - - - - -
panels.take_import                 L - - - Y - - - - - -
panels.withdraw_import             L - - - Y - - - - - -
panels.ledger                      L - - - Y - Y - - - -
panels.ledger_pair                 L - - - Y - Y - - - -
panels.unit                        L - - - Y - Y - - - -
panels.take_in                     L - - - Y - Y - - - -
panels.fact                        L - - - Y - Y - - - -
panels.new_record                  L - - - Y - Y - - - -
panels.exposures                   L - - - Y - Y - - - -
panels.release                     L - - - Y - Y - - - -
panels.withdraw                    L - - - Y - Y - - - -
panels.attach                      L - - - Y - Y - - - -
panels.detach                      L - - - Y - Y - - - -
panels.band                        L - - - Y - Y - - - -
panels.blind                       L - - - Y - Y - - - -
panels.blind_band                  L - - - - - - - - - -
panels.blind_file                  L - - - - - - - - - -
panels.chair                       L - - - - - Y - - - -
panels.name_third                  L - - - - - Y - - - -
panels.close                       L - - - - - Y - - - -
panels.reopen                      L - - - - - Y - - - -
dossier.scorecard                  L Y - Y Y - Y Y Y - Y
dossier.card_sheet                 L Y - Y Y - Y Y Y - Y
dossier.unit_sheet                 L Y - Y - - - Y Y - Y
dossier.area_sheet                 L - - - - - Y Y Y - Y
dossier.evidence                   L Y - Y Y - Y Y Y - Y
dossier.preview                    L Y - Y Y - Y Y Y - Y
dossier.veto_paper                 L - - Y - - - Y Y - Y
dossier.trail                      L F F F F F F F F F Y
dossier.consents                   L F F F F F F F F F Y
dossier.trail_table                L F F F F F F F F F Y
dossier.trail_chain                L F F F F F F F F F Y
office.result_file                 L F F F F F F Y Y F Y
office.progress                    L F F F F F F Y Y F Y
office.assessment                  L F F F F F F Y Y F Y
office.extension                   L F F F F F F Y Y F F
office.participation               L F F F F F F Y Y F F
office.remind                      L F F F F F F Y Y F F
office.reminders                   L F F F F F F Y Y F Y
office.reminder                    L F F F F F F Y Y F Y
office.resend_reminder             L F F F F F F Y Y F F
office.contacts                    L F F F F F F Y Y F Y
office.contacts_file               L F F F F F F Y Y F Y
office.targets                     L F F F F F F Y Y F F
office.rankings                    L F F F F F F Y Y F Y
office.ranking                     L F F F F F F Y Y F Y
office.what_if                     L F F F F F F Y Y F Y
office.hangs_on                    L F F F F F F Y Y F Y
office.profiles                    L F F F F F F Y Y F Y
office.decide_tie                  L F F F F F F Y Y F F
office.decide_departure            L F F F F F F Y Y F F
office.vetoes                      L F F F F F F Y Y F Y
office.veto                        L F F F F F F Y Y F Y
office.propose_veto                L F F F F F F Y Y F F
office.add_veto_paper              L F F F F F F Y Y F F
office.confirm_veto                L - - - - - - - Y - -
office.refuse_veto                 L - - - - - - - Y - -
office.propose_withdrawal          L F F F F F F Y Y F F
office.confirm_withdrawal          L - - - - - - - Y - -
office.refuse_withdrawal           L - - - - - - - Y - -
office.objections                  L F F F F F F Y Y F Y
office.objection                   L F F F F F F Y Y F Y
office.answer_objection            L F F F F F F Y Y F F
office.register_objection          L F F F F F F Y Y F F
office.history                     L F F F F F F Y Y F Y
office.comparison                  L F F F F F F Y Y F Y
office.unit_history                L F F F F F F Y Y F Y
office.year                        L F F F F F F Y Y F Y
office.scheme                      L F F F F F F Y Y F Y
office.scheme_paper                L F F F F F F Y Y F Y
office.scheme_file                 L F F F F F F Y Y F Y
office.scheme_changes              L F F F F F F Y Y F Y
office.scheme_trial                L F F F F F F Y Y F Y
office.begin_trial                 L F F F F F F Y Y F F
office.jobs                        L F F F F F F Y Y F Y
office.job_file                    L F F F F F F - - F -
office.job                         L F F F F F F Y Y F Y
office.rescore                     L F F F F F F Y Y F F
office.stop_job                    L F F F F F F Y Y F F
office.retry_job                   L F F F F F F Y Y F F
office.scheme_draft                L F F F F F F Y Y F Y
office.scheme_revisions            L F F F F F F Y Y F Y
office.scheme_begin                L F F F F F F Y Y F F
office.scheme_end                  L F F F F F F Y Y F F
office.scheme_text                 L F F F F F F Y Y F F
office.scheme_import               L F F F F F F Y Y F F
office.scheme_copy                 L F F F F F F Y Y F F
office.scheme_restore              L F F F F F F Y Y F F
office.scheme_general              L F F F F F F Y Y F F
office.scheme_area                 L F F F F F F Y Y F F
office.scheme_kinds                L F F F F F F Y Y F F
office.scheme_indicator            L F F F F F F Y Y F F
office.scheme_new_indicator        L F F F F F F Y Y F F
office.scheme_remove_indicator     L F F F F F F Y Y F F
office.scheme_change_rule          L F F F F F F Y Y F F
office.advance                     L F F F F F F Y Y F F
office.days                        L F F F F F F Y Y F F
office.new_year                    L F F F F F F Y Y F F
office.rosters                     L F F F F F F Y Y F F
office.roster_template             L F F F F F F Y Y F F
office.roster                      L F F F F F F Y Y F F
office.consents                    L F F F F F F Y Y F F
office.consent                     L - - - - - - - Y - -
office.scorers                     L F F F F F F Y Y F F
office.seat                        L F F F F F F Y Y F F
office.unseat                      L F F F F F F Y Y F F
office.recuse                      L F F F F F F Y Y F F
office.calendar                    L F F F F F F Y Y F Y
office.correct_day                 L F F F F F F Y Y F F
office.remove_correction           L F F F F F F Y Y F F
office.enter_year                  L F F F F F F Y Y F F
office.publication                 L F F F F F F Y Y F Y
office.circular_text               L F F F F F F Y Y F F
office.circular_page               L F F F F F F - - F F
office.open_notice                 L F F F F F F Y Y F F
office.recall_notice               L F F F F F F Y Y F F
office.propose_publication         L F F F F F F Y Y F F
office.certificates                L F F F F F F Y Y F Y
office.set_certificates            L F F F F F F Y Y F F
office.issue_certificates          L F F F F F F Y Y F F
office.certificate_pdf             L F F F F F F - - F -
office.print_certificates          L F F F F F F Y Y F F
office.withdraw_certificate        L F F F F F F Y Y F F
office.propose_correction          L F F F F F F Y Y F F
office.reopen_result               L F F F F F F Y Y F F
office.circular_draft              L F F F F F F Y Y F Y
office.confirm_publication         L - - - - - - - Y - -
office.refuse_publication          L - - - - - - - Y - -
admin.accounts                     L F F F F F F F F Y F
admin.take_off_second_factor       L F F F F F F F F Y F
admin.account                      L F F F F F F F F Y F
admin.new_account                  L F F F F F F F F Y F
admin.reset                        L F F F F F F F F Y F
admin.withdraw_consent             L F F F F F F F F Y F
admin.units                        L F F F F F F F F Y F
admin.unit                         L F F F F F F F F Y F
admin.new_unit                     L F F F F F F F F Y F
admin.new_section                  L F F F F F F F F Y F
admin.rosters                      L F F F F F F F F Y F
admin.roster                       L F F F F F F F F Y F
admin.successions                  L F F F F F F F F Y F
admin.move_people                  L F F F F F F F F Y F
admin.turn_down_roster             L F F F F F F F F Y F
accounts.sign_out                  L Y Y Y Y Y Y Y Y Y Y
"""
ROWS = {
    row.split()[0]: dict(zip(PEOPLE, row.split()[1:], strict=True)) for row in MATRIX.strip().splitlines()
}


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
