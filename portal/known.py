"""What every page asks and what seldom changes, kept in the process for as long as the data stand still.

Every change appends one row to the trail in its own transaction (`services.work`), so the hash at the
trail's head names the state of the data. What was read at one head is true for every request that
finds the same head; at a new one everything is forgotten. What hangs on few tables is kept at a mark that
only these move (`models.trail.Revision`). No row is kept, only plain values.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Known:
    """What is known at one head of the trail, or at one mark: of the application, shared by its threads."""

    def __init__(self) -> None:
        self._at: tuple[str, dict[Hashable, Any]] = ("", {})

    def at(self, head: str, what: Hashable, read: Callable[[], T]) -> T:
        """What `read` gives, from memory when it was read before at this head.

        Two threads may both read, and a request at an older head keeps nothing: neither does harm.
        """
        known_head, things = self._at
        if known_head != head:
            things = {}
            self._at = (head, things)
        if what not in things:
            things[what] = read()
        found: T = things[what]
        return found
