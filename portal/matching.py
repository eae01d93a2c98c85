"""Whether two descriptions name the same matter: by document number, or by title and day. Pure.

People type one number in many ways: 达市府办〔2013〕6号, 达市府办[2013] 06 号, （2013）６号. A key is what
is left when those differences are taken away; two keys that are equal mean the same thing, an empty key
means nothing and equals nothing.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

LONGEST = 80
LONGEST_TITLE = 200
_BRACKETS = str.maketrans(
    dict.fromkeys("([{<〔［【〈《「『〖｛（", "〔") | dict.fromkeys(")]}>〕］】〉》」』〗｝）", "〕")
)
_ZEROS = re.compile(r"(?<!\d)0+(?=\d)")
_NUMBER = re.compile(r"\d")
_ISSUER = re.compile(r"[^\W\d_]{2}")


class Likeness(StrEnum):
    """Why two matters are taken for the same."""

    document = "document"
    title_and_day = "title_and_day"


@dataclass(frozen=True)
class Matter:
    """What a claim or a record says of the thing that it is about."""

    title: str
    happened_on: date | None = None
    document_number: str = ""


def document_key(text: str) -> str:
    """A document number without what people type differently; "" where it names no document.

    A number names a document with an issuer before it: a bare 6号 could be anybody's.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_BRACKETS)
    plain = "".join(c for c in plain if c.isalnum() or c in "〔〕-—")
    plain = _ZEROS.sub("", plain.replace("〕第", "〕").replace("—", "-"))
    found = _NUMBER.search(plain)
    if found is None or not _ISSUER.search(plain[: found.start()].replace("第", "")):
        return ""
    return plain[:LONGEST]


def title_key(text: str) -> str:
    """A title's letters and digits alone; "" where there are none."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    # Once more at the end: letters that met when a sign between them went may be one letter now.
    return unicodedata.normalize("NFKC", "".join(c for c in plain if c.isalnum()))[:LONGEST_TITLE]


def same_matter(one: Matter, other: Matter) -> Likeness | None:
    """Why two matters are the same, or None. Without a day a title alone proves nothing."""
    number = document_key(one.document_number)
    if number and number == document_key(other.document_number):
        return Likeness.document
    if one.happened_on is None or one.happened_on != other.happened_on:
        return None
    title = title_key(one.title)
    return Likeness.title_and_day if title and title == title_key(other.title) else None


NEAR = 7
"""So many days apart one matter may be dated by two offices: the letter's day, and the day it came in."""


@dataclass(frozen=True)
class Sided:
    """A matter on one side of the ledger. `key` names it; no two matters of a ledger share one."""

    key: int
    matter: Matter


def pairs(
    ones: Iterable[Sided], others: Iterable[Sided], apart: Collection[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Which matters of two sides are one: (key here, key there), each in one pair at most, by key.

    `apart`: pairs of which somebody knows better.
    The same document number goes before the same title; the nearer day before the farther. What is still
    equal goes by the keys themselves, so that neither the order of the rows nor of the sides says anything.
    """
    there, known = list(others), frozenset(apart)
    by_number: dict[str, list[Sided]] = {}
    by_title: dict[str, list[Sided]] = {}
    for other in there:
        by_number.setdefault(document_key(other.matter.document_number), []).append(other)
        by_title.setdefault(title_key(other.matter.title), []).append(other)
    edges = []
    for one in ones:
        number, title = document_key(one.matter.document_number), title_key(one.matter.title)
        near = [*(by_number.get(number, []) if number else []), *(by_title.get(title, []) if title else [])]
        for other in near:
            weight = _weight(one.matter, other.matter)
            if weight is not None and (one.key, other.key) not in known:
                edges.append((weight, min(one.key, other.key), max(one.key, other.key), one.key, other.key))
    taken_here: set[int] = set()
    taken_there: set[int] = set()
    found = []
    for _weighed, _low, _high, here, there_key in sorted(edges):
        if here not in taken_here and there_key not in taken_there:
            taken_here.add(here)
            taken_there.add(there_key)
            found.append((here, there_key))
    return sorted(found)


def _weight(one: Matter, other: Matter) -> tuple[int, int, int] | None:
    """How surely two are the same, the smaller the surer; None where nothing says so."""
    number = document_key(one.document_number)
    numbered = bool(number) and number == document_key(other.document_number)
    titled = bool(title_key(one.title)) and title_key(one.title) == title_key(other.title)
    apart = _apart(one.happened_on, other.happened_on)
    if numbered:
        return 0, 0 if titled else 1, NEAR + 1 if apart is None else min(apart, 10_000)
    if titled and apart is not None and apart <= NEAR:
        return 1, 0, apart
    # Within one unit's dossier: of what neither side dates, the name is all that either says.
    return (2, 0, 0) if titled and one.happened_on is None and other.happened_on is None else None


def _apart(one: date | None, other: date | None) -> int | None:
    return None if one is None or other is None else abs((one - other).days)
