"""What a circular should say. Without it, the paper is read back and only its form is judged."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from portal.documents.checking.measure import PageFacts, TextLine
from portal.documents.checking.parts import CELL, RIGHT, Parts, free_rows

T = TypeVar("T")


@dataclass(frozen=True)
class AnAnnex:
    """An annex as 附件说明 names it, and whether its sheet is turned."""

    title: str
    landscape: bool = False


@dataclass(frozen=True)
class Expected:
    """The words of a circular. `known`: they were given; otherwise they are the paper's own.

    title_broken: the office itself chose where the title's lines end. names: what is never cut in two.
    paragraphs: the body's, heading and text together.
    """

    mark: str = ""
    number: str = ""
    title: str = ""
    addressees: str = ""
    signature: str = ""
    copies: str = ""
    printed_by: str = ""
    note: str = ""
    paragraphs: tuple[str, ...] = ()
    annexes: tuple[AnAnnex, ...] = ()
    names: frozenset[str] = frozenset()
    sealed: bool = True
    title_broken: bool = False
    known: bool = True


def read_back(parts: Parts) -> Expected:
    """The paper's own words. What is not there stays empty, and the rule about it says so."""
    signature = _or("", lambda: parts.signature.text)
    none: tuple[str, ...] = ()
    end = _or(none, lambda: tuple(line.text for line in parts.colophon))
    upper, printed = "".join(text for text in end if not text.endswith("印发")), (end or ("",))[-1]
    return Expected(
        mark=_or("", lambda: parts.mark.text),
        number=_or("", lambda: parts.number.text),
        title=_or("", lambda: "".join(line.text for line in parts.title)),
        addressees=_or("", lambda: "".join(line.text for line in parts.addressees)),
        signature=signature,
        copies=upper if "抄送" in upper else "",
        printed_by=re.sub(r"\d+年\d+月\d+日印发$", "", printed) if printed.endswith("印发") else "",
        note=_or("", lambda: _note(parts)),
        annexes=_or((), lambda: tuple(_annexes(parts))),
        names=frozenset(_or(none, lambda: tuple(_listed(parts)))) | {signature},
        sealed=_or(True, lambda: _sealed(parts)),
        known=False,
    )


def _or(nothing: T, read: Callable[[], T]) -> T:
    try:
        return read()
    except Exception:  # the rule that is about it will say what is wrong there
        return nothing


def _sealed(parts: Parts) -> bool:
    """Whichever of the two forms the signature is nearer to."""
    name, day = parts.signature, parts.date
    centred = abs((name.x0 + name.x1) / 2 - (day.x0 + day.x1) / 2) / CELL
    shifted = abs((day.x0 - name.x0) / CELL - 2)
    return centred + abs((RIGHT - day.x1) / CELL - 4) <= shifted + _unsealed_edge(name, day)


def _unsealed_edge(name: TextLine, day: TextLine) -> float:
    return abs((RIGHT - max(name.x1, day.x1)) / CELL - 2)


def _note(parts: Parts) -> str:
    line = parts.remark
    return line.text if free_rows(parts.date, line) < 1.5 else ""


def _annexes(parts: Parts) -> Iterator[AnAnnex]:
    titles: list[str] = []
    for line in parts.notes:
        text = re.sub("^附件[：:]?", "", line.text)
        if not titles or re.match(r"\d+\.", text):
            titles.append(re.sub(r"^\d+\.", "", text))
        else:
            titles[-1] += text
    for index, title in enumerate(titles):
        pages = parts.annex_pages[index : index + 1]
        yield AnAnnex(title, bool(pages and pages[0].turned))


def _listed(parts: Parts) -> Iterator[str]:
    """What stands alone between gaps on the annexes' pages: the names of their lists."""
    main = set(parts.main_pages)
    for page in parts.pages:
        if page not in main:
            yield from _between_gaps(page)


def _between_gaps(page: PageFacts) -> Iterator[str]:
    for line in page.lines:
        word = ""
        for before, char in zip((None, *line.chars), line.chars, strict=False):
            if before is not None and char.x0 - before.x1 > CELL / 2:
                yield word
                word = ""
            word += char.text
        if len(word) > 2:
            yield word
