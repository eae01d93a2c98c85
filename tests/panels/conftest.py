"""The people of 文电办理's panel, and short ways to its pages."""

from collections.abc import Callable

import pytest

from portal.models import Assessment, Fact, Source
from portal.services import reviews
from portal.workflow import FactState
from tests.world import Person, World

QUEUE = "/2013/panel/documents/"


def unit_page(assessment: Assessment) -> str:
    """The address of a unit's page on the panel's side."""
    return f"/2013/panel/{assessment.area}/units/{assessment.unit_id}"


def signed(assessment: Assessment) -> list[Fact]:
    """The claims that wait for the panel."""
    return [fact for fact in assessment.facts if fact.state == FactState.signed]


def records(assessment: Assessment) -> list[Fact]:
    """What the panel recorded and still stands."""
    return [
        fact
        for fact in assessment.facts
        if fact.source == Source.record and fact.state != FactState.withdrawn
    ]


@pytest.fixture
def reviewer(client_of: Callable[..., Person]) -> Person:
    """A member of the panel of 文电办理, at a browser without JavaScript."""
    return client_of("wendian-1")


@pytest.fixture
def colleague(client_of: Callable[..., Person]) -> Person:
    """Another member of the same panel."""
    return client_of("wendian-2")


@pytest.fixture
def chair(client_of: Callable[..., Person]) -> Person:
    """The panel's chair."""
    return client_of("wendian-zuzhang")


@pytest.fixture
def taken_in(world: World) -> Assessment:
    """开江县's self-assessment in 文电办理, taken in. Use it with the stage `reviewing`."""
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    return found
