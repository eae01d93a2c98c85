"""Forms that are sent three times with one key, as an impatient person or a bad line sends them."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from tests.world import Person, World


@dataclass
class Sent:
    """A form of somebody's: to which address, with which fields; "": whoever the room's forms are of."""

    path: str
    fields: dict[str, object] = field(default_factory=dict)
    login: str = ""
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def press(self, person: Person) -> int:
        """Send it once more; the status of the answer."""
        files = {
            name: FileStorage(io.BytesIO(content), filename=called)
            for name, (content, called) in self.files.items()
        }
        fields = {**self.fields, **files, "request_key": "one-press-of-one-button"}
        return person.post(self.path, fields).status_code


Example = Callable[[World], Sent]


class Room:
    """The forms of one room, each with what makes the world ready for it and says what is sent."""

    def __init__(self, blueprint: str, *, login: str, stage: str) -> None:
        self.blueprint, self.login, self.stage = blueprint, login, stage
        self.examples: dict[str, tuple[str, Example]] = {}

    def example(self, endpoint: str, stage: str = "") -> Callable[[Example], Example]:
        """Keep what follows as the example of an endpoint, in a world at a stage."""

        def keep(made: Example) -> Example:
            self.examples[f"{self.blueprint}.{endpoint}"] = (stage or self.stage, made)
            return made

        return keep

    def sent(self, world: World, endpoint: str) -> Sent:
        """The form of an endpoint, ready to be sent."""
        made = self.examples[endpoint][1](world)
        made.login = made.login or self.login
        return made

    def cases(self) -> list[Any]:
        """One case for each form, in a world at its stage."""
        return [
            pytest.param(name, marks=pytest.mark.stage(stage)) for name, (stage, _) in self.examples.items()
        ]

    def forms(self, world: World) -> set[str]:
        """The room's forms by the application's own list of addresses."""
        return {
            rule.endpoint
            for rule in world.app.url_map.iter_rules()
            if rule.endpoint.startswith(f"{self.blueprint}.") and "POST" in (rule.methods or ())
        }
