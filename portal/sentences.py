"""Sentences for people, made where no language is known yet: kept apart from their values until shown."""

from collections.abc import Iterable


class Sentence:
    """A Chinese sentence with named values. `str()` gives the Chinese; the web's `said` translates it.

    The first argument is what Babel extracts.
    """

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sentence) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __repr__(self) -> str:
        return f"Sentence({str(self)!r})"


def joined(sentences: Iterable[object]) -> str:
    """Several sentences as one text, in Chinese."""
    return "；".join(str(sentence) for sentence in sentences)


Pairs = list[tuple[Sentence, str]]
"""What stands now, as (label, text): for a person whose version was older."""
