"""Whether two descriptions name the same matter: by document number, or by title and day. Pure.

People type one number in many ways: 达市府办〔2013〕6号, 达市府办[2013] 06 号, （2013）６号. A key is what
is left when those differences are taken away; two keys that are equal mean the same thing, an empty key
means nothing and equals nothing.
"""

import re
import unicodedata
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
