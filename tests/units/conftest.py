"""The people of one unit, and what its panel does to it."""

from collections.abc import Callable

import pytest
from flask import Flask

from portal.models import Fact
from portal.services import reviews
from portal.services.assessments import FactContent, add_claim
from portal.workflow import FactAction, FactState
from tests.world import Person, World

AREA = "/2013/unit/areas/documents"
PICTURE = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\r\xefF\xb8\x00\x00\x00\x00IEND\xaeB`\x82"
)


@pytest.fixture
def reporter(client_of: Callable[..., Person]) -> Person:
    """开江县's reporter, at a browser without JavaScript."""
    return client_of("kaijiang-tb")


@pytest.fixture
def head(client_of: Callable[..., Person]) -> Person:
    """开江县's head."""
    return client_of("kaijiang-sq")


@pytest.fixture
def claim(world: World) -> Fact:
    """A draft claim of 开江县 in 文电办理, still without evidence."""
    content = FactContent("doc-system", "季度培训制度", values={"parts": ["training"]})
    return add_claim(world.play.by("kaijiang-tb"), assessment=world.assessment(), content=content)


@pytest.fixture
def returned(app: Flask, world: World) -> Fact:
    """A claim that the panel gave back. Use it with the stage `reviewing`."""
    found = world.assessment()
    reviews.take_in(world.play.by("wendian-1"), assessment=found, version=found.version)
    fact = next(fact for fact in world.assessment().facts if fact.state == FactState.signed)
    reviews.verify_fact(
        world.play.by("wendian-1"),
        fact=fact,
        decision=FactAction.give_back,
        reason="培训记录没有签到",
        version=fact.version,
    )
    return fact
