"""Each guard is taken away in turn, and each time the matrix says so."""

import inspect
from collections.abc import Callable
from typing import Any

from portal import current
from portal.access import Access, _to_sign_in
from portal.policy import by_role_alone
from tests.access.rows import PEOPLE, ROWS
from tests.access.test_matrix import _address, _met, prepared
from tests.world import Person, World

__all__ = ["prepared"]

View = Callable[..., Any]


def _unguarded(view: View) -> View:
    """The view as anybody would get it: its subject is loaded, nobody is asked."""
    inner, load = inspect.unwrap(view), view.access.load  # type: ignore[attr-defined]  # the guard's mark

    def opened(**parts: Any) -> Any:
        return inner(**parts) if load is None else inner(load(**parts))

    return opened


def _for_anybody_signed_in(view: View) -> View:
    """The view with no more than the sign-in asked for."""
    inner = _unguarded(view)

    def opened(**parts: Any) -> Any:
        return inner(**parts) if current.actor().account_id is not None else _to_sign_in()

    return opened


def _noticed(world: World, parts: dict[str, object], people: dict[str, Person], endpoint: str) -> bool:
    """Whether somebody is answered otherwise than the matrix says."""
    rule = next(iter(world.app.url_map.iter_rules(endpoint)))
    address = _address(world, endpoint, parts)
    for who, person in people.items():
        if ROWS[endpoint][who] == "Y":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            try:
                answer = person.get(address) if method == "GET" else person.post(address)
            except (
                Exception
            ):  # a view that nobody guards falls over the stranger: the matrix's test fails too
                return True
            if _met(answer) != ROWS[endpoint][who]:
                return True
    return False


def _guarded(world: World) -> list[str]:
    declared: dict[str, Access] = world.app.extensions["access"]
    return sorted(endpoint for endpoint, access in declared.items() if access.permission is not None)


def _unnoticed(
    world: World, parts: dict[str, object], opened: Callable[[View], View], endpoints: list[str]
) -> set[str]:
    people = {who: Person(world.app.test_client(), login) for who, login in PEOPLE.items()}
    found, views = set(), world.app.view_functions
    for endpoint in endpoints:
        guarded = views[endpoint]
        views[endpoint] = opened(guarded)
        try:
            if not _noticed(world, parts, people, endpoint):
                found.add(endpoint)
        finally:
            views[endpoint] = guarded
    return found


def test_a_guard_that_was_taken_away_is_noticed(
    prepared: tuple[World, dict[str, object]], count: Callable[[int, int], int]
) -> None:
    world, parts = prepared
    endpoints = _guarded(world)
    some = endpoints[:: count(12, 1)]
    assert _unnoticed(world, parts, _unguarded, some) == set()


def test_a_role_that_is_no_longer_asked_for_is_noticed_beside_the_sign_in(
    prepared: tuple[World, dict[str, object]], count: Callable[[int, int], int]
) -> None:
    """Where a permission looks at its subject, the loaders of many addresses find nothing but one's own."""
    world, parts = prepared
    access: dict[str, Access] = world.app.extensions["access"]
    some = [
        endpoint
        for endpoint in _guarded(world)[:: count(12, 1)]
        if (permission := access[endpoint].permission)
        and by_role_alone(permission)
        and "F" in ROWS[endpoint].values()
    ]
    assert some
    assert _unnoticed(world, parts, _for_anybody_signed_in, some) == set()
