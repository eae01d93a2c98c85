"""四(三) over random years: whatever the scores, ties and vetoes, a vetoed unit is in no list that is made.

Not one of these years is worth anything unless vetoes hit units that would have won: that is counted.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from flask import render_template
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.documents.content import Circular, Names
from portal.documents.wording import from_snapshot
from portal.models import Assessment, Score, TieDecision, Unit, Veto, Year
from portal.queries.effects import effect_of_veto
from portal.queries.scores import Scores, all_rankings
from portal.queries.snapshot import (
    build_snapshot,
    line_to_json,
    ranking_to_json,
    selected_by_area,
    selected_in,
)
from portal.scoring import (
    Decision,
    Ranking,
    Scheme,
    Scorecard,
    Standing,
    Text,
    load_scheme,
    rank,
    shipped,
)
from portal.scoring.text import NOTHING
from portal.workflow import VetoState
from tests.office.conftest import shuffle_vetoes
from tests.world import Person, World

SCHEME = load_scheme(shipped("dazhou-2012"))
GROUND = Text("重大工作失误", "major failure")
HEAD = {"number": "达市府办函〔2014〕12号", "issued_on": "2014-01-27", "addressees": "各单位："}


def a_card(dice: random.Random, area: str, group: str, number: int) -> Scorecard:
    """A unit's card with few different totals, so that many are level."""
    standing = dice.choices(list(Standing), (20, 1, 1, 1))[0]
    total = Decimal(dice.randint(92, 99)) if standing in (Standing.COMPETING, Standing.INELIGIBLE) else None
    return Scorecard(
        area=area,
        unit=f"{group}-{number:02}",
        name=f"第{number:02}{group}",
        group=group,
        order=number,
        standing=standing,
        standing_reason=NOTHING,
        earned=total,
        applicable=Decimal(100),
        base=total,
        bonus=None if total is None else Decimal(0),
        total=total,
        deducted=Decimal(dice.randint(0, 2)),
        honours={"national": dice.randint(0, 1)},
        on_time=Decimal(dice.randint(95, 100)) / 100,
        indicators=(),
    )


def a_contest(
    dice: random.Random, scheme: Scheme, area: str, group: str, vetoed: list[str], cards: list[Scorecard]
) -> tuple[Ranking, Ranking, Ranking]:
    """The ranking with the vetoes, without them, and of the others alone; ties decided by the office."""
    codes = [card.unit for card in cards]
    dice.shuffle(codes)
    decisions = {code: Decision(place, "主任办公会") for place, code in enumerate(codes, 1)}
    if dice.random() < 0.3:
        decisions = {}
    grounds = {code: GROUND for code in vetoed}
    others = [card for card in cards if card.unit not in grounds]
    return (
        rank(cards, scheme, grounds, decisions),
        rank(cards, scheme, {}, decisions),
        rank(others, scheme, {}, decisions),
    )


def held_out(ranking: Ranking, vetoed: list[str]) -> Iterator[str]:
    """Where in a ranking a vetoed unit still is, a word each."""
    for code in vetoed:
        row = ranking.row(code)
        if row.selected or code in ranking.selected:
            yield "selected"
        if row.place is not None or row.margin is not None:
            yield "placed"
        if code in ranking.undecided:
            yield "undecided"
        if ranking.line and code in (ranking.line.last_in, ranking.line.first_out):
            yield "line"


def names_of(circular: Circular) -> set[str]:
    """Every unit's name that stands in a circular's annexes."""
    blocks = [block for annex in circular.annexes for block in annex.blocks]
    return {name for block in blocks if isinstance(block, Names) for name in block.names}


def test_over_random_years_no_list_file_circular_or_page_holds_a_vetoed_unit(
    world: World, count: Callable[[int, int], int]
) -> None:
    dice = random.Random(20120111)
    winners, years = 0, count(300, 10_000)
    for _ in range(years):
        areas, vetoed = [], {}
        for group in SCHEME.groups:
            size = dice.randint(1, 9)
            vetoed[group.code] = [f"{group.code}-{n:02}" for n in range(size) if dice.random() < 0.2]
            vetoed[f"{group.code} size"] = [""] * size
        for area in SCHEME.areas:
            groups = []
            for group in SCHEME.groups:
                hit = vetoed[group.code]
                cards = [
                    a_card(dice, area.code, group.code, n) for n in range(len(vetoed[f"{group.code} size"]))
                ]
                found, without, alone = a_contest(dice, SCHEME, area.code, group.code, hit, cards)
                winners += len(set(without.selected) & set(hit))
                assert list(held_out(found, hit)) == []
                assert found.selected == alone.selected, "the next one moves up, as if it had not been there"
                assert found.undecided == alone.undecided
                line = line_to_json(found)
                assert line is None or not {line["last_in"], line["first_out"]} & set(hit)
                assert not [row for row in ranking_to_json(found) if row["unit"] in hit and row["selected"]]
                chosen = [{"code": code, "name": found.row(code).name} for code in found.selected]
                groups.append({"code": group.code, "title": group.title, "selected": chosen})
            areas.append({"code": area.code, "title": area.title, "groups": groups})
        frozen = {"year": 2013, "city": "达州市", "issuer": "达州市人民政府办公室", "areas": areas, **HEAD}
        out = {f"第{code[-2:]}{group.code}" for group in SCHEME.groups for code in vetoed[group.code]}
        listed = selected_in(frozen)
        assert not out & {u["name"] for a in listed for g in a["groups"] for u in g["selected"]}
        assert not out & names_of(from_snapshot(frozen))
        with world.app.test_request_context("/"):
            page = render_template("public/results.html", publication=_Shown(), newest=_Shown(), areas=listed)
        assert not [name for name in out if name in page]
    assert winners >= years / 10, "vetoes must hit those who would have won"


class _Shown:
    """What a page of results asks of its publication beside the lists."""

    class year:  # noqa: N801 - it stands for a row
        number = 2013

    edition = 1
    circular_number, issued_on, digest = "达市府办函〔2014〕12号", date(2014, 1, 27), "0" * 64


def _shuffle_scores(session: Session, year: Year, dice: random.Random) -> None:
    rows = session.scalars(
        select(Score)
        .join(Assessment, Assessment.id == Score.assessment_id)
        .where(Assessment.year_id == year.id)
    )
    for row in rows:
        row.head = {**row.head, "total": f"{dice.randint(92, 99)}.00", "standing": "competing"}


@pytest.mark.stage("due")
def test_over_random_years_no_query_and_no_public_page_holds_a_vetoed_unit(
    world: World, client_of: Callable[..., Person], count: Callable[[int, int], int]
) -> None:
    """The same through the tables: each query that lists units, the snapshot and what anybody may open."""
    dice = random.Random(41)
    winners, years = 0, count(12, 1_500)
    session, anybody = world.session, client_of()
    year = session.get_one(Year, world.year.id)
    offices = dict(session.execute(select(Unit.code, Unit.office_name)).tuples().all())
    for number in range(years):
        _shuffle_scores(session, year, dice)
        hit = shuffle_vetoes(world, session, year, dice)
        session.execute(delete(TieDecision))
        session.commit()
        scores = Scores(session, year)
        for area in all_rankings(session, year):
            for group, _title, ranking in area.groups:
                before = scores.ranking(area.area, group, {})
                winners += len(set(before.selected) & hit)
                here = [row.unit for row in ranking.rows if row.unit in hit]
                assert list(held_out(ranking, here)) == []
        assert not hit & {code for chosen in scores.selection().values() for code in chosen}
        lists = selected_by_area(session, year)
        assert not hit & {u["code"] for a in lists for g in a["groups"] for u in g["selected"]}
        for code in sorted(hit):
            unit = session.scalars(select(Unit).where(Unit.code == code)).one()
            for effect in effect_of_veto(session, year, unit, GROUND):
                assert unit.name not in {one.name for one in effect.with_it}
        for page in ("/", "/notices/2013"):
            shown = anybody.get(page).text
            assert not [code for code in hit if offices[code] in shown], page
        if number % 10 == 0:
            snapshot = build_snapshot(session, year, HEAD)
            frozen = {u["code"] for a in selected_in(snapshot) for g in a["groups"] for u in g["selected"]}
            assert not hit & frozen
            assert not {offices[code] for code in hit} & names_of(from_snapshot(snapshot))
    assert winners >= years / 2, "vetoes must hit those who would have won"


@pytest.mark.stage("due")
def test_a_proposal_that_names_a_vetoed_unit_shows_it_nowhere_and_cannot_be_published(
    world: World, first: Person, second: Person
) -> None:
    home = "/2013/office/publication"
    typed = {
        "number": "达市府办函〔2014〕12号",
        "issued_on": "2014-01-28",
        "addressees": "各单位：",
        "copies": "",
    }
    assert first.post(f"{home}/propose", typed).status_code == 303
    session = world.session
    year = world.year
    (unit,) = session.scalars(select(Unit).where(Unit.code == "kaijiang"))
    office = unit.office_name
    assert office in second.get(home).text
    session = world.session
    session.add(
        Veto(
            year_id=year.id,
            unit_id=unit.id,
            state=VetoState.confirmed,
            ground="major-failure",
            document_number="达市监〔2013〕17号",
            document_on=date(2013, 6, 3),
            first_by_id=world.play.account("bangongshi-1").id,
            proposed_at=world.clock.now(),
            reply_until=world.clock.now().date(),
            decided_by_id=world.play.account("bangongshi-2").id,
        )
    )
    session.commit()
    page = second.get(home).text
    assert office not in page
    assert "已被一票否决" in page
    number = page.partition("/office/publications/")[2].partition("/")[0]
    assert second.get(f"/office/publications/{number}/circular.pdf").status_code == 422
    assert second.get(f"/office/publications/{number}/result.json").status_code == 422
    for step in ("confirm", "refuse"):
        assert office not in second.get(f"/office/publications/{number}/{step}").text
    assert (
        second.post(f"/office/publications/{number}/confirm", {"version": 1, "looked": "y"}).status_code
        == 422
    )
