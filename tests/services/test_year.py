"""The year goes through all its stages, each by its service, and ends in a snapshot that holds."""

import pytest

from portal.queries.chain import broken_rows
from portal.queries.decisions import publication_of
from portal.queries.recomputing import recompute
from portal.queries.snapshot import digest_of
from portal.workflow import YearState
from tests.world import STAGES, World

EXPECTED = {
    "reporting": YearState.reporting,
    "reviewing": YearState.reviewing,
    "reviewed": YearState.reviewing,
    "checking": YearState.checking,
    "deciding": YearState.deciding,
    "notice": YearState.notice,
    "due": YearState.notice,
    "published": YearState.published,
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.stage(name)) for name in STAGES if name != "setup"]
)
def test_each_stage_is_reached_through_the_services_alone(world: World, name: str) -> None:
    assert world.year.state == EXPECTED[name]
    assert broken_rows(world.session) == []


@pytest.mark.stage("published")
def test_a_published_result_recomputes_from_its_snapshot_alone(world: World) -> None:
    publication = publication_of(world.session, world.year)
    assert publication is not None
    assert recompute(publication.snapshot) == []
    assert digest_of(publication.snapshot) == publication.digest


@pytest.mark.stage("published")
def test_one_altered_fact_in_a_snapshot_is_found(world: World) -> None:
    publication = publication_of(world.session, world.year)
    assert publication is not None
    altered = dict(publication.snapshot)
    facts = altered["areas"][1]["groups"][0]["entrants"][0]["facts"]
    next(fact for fact in facts if fact["kind"] != "honour")["quantity"] = {"decimal": "9"}
    assert recompute(altered) != []
    assert digest_of(altered) != publication.digest
