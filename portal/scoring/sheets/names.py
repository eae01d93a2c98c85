"""What the cell 类别 can name: facts, counts, tasks, judged indicators, words about a unit or the year."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.scoring.rules.band import Band as BandRule
from portal.scoring.scheme import Area, Scheme
from portal.scoring.sheets.cells import CellError, plain
from portal.scoring.vocabulary import Kind

# About a unit.
UNDECLARED, NOT_COMPETING, VETO, DECISION = "undeclared", "not-competing", "veto", "decision"
# About the year; such a row names no unit.
YEAR, SESSION, WORKING, HOLIDAY = "year", "session-closed", "working-day", "holiday"
UNIT_WORDS = {"未申报": UNDECLARED, "不参评": NOT_COMPETING, "一票否决": VETO, "同分决定": DECISION}
YEAR_WORDS = {"年度": YEAR, "闭会日": SESSION, "工作日": WORKING, "休息日": HOLIDAY}


def word_of(cell: str, words: dict[str, str]) -> str | None:
    """The fixed word that a cell says, in Chinese or by its code."""
    return words.get(cell) or (cell if cell in words.values() else None)


@dataclass(frozen=True)
class Named:
    """Something that a row can be about: `what` is fact, exposure, target or band."""

    what: str
    area: str
    code: str
    kind: Kind | None = None
    rule: BandRule | None = None


class Names:
    """Everything in a scheme that a row can name, by code and by title."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self._found: dict[str, list[Named]] = {}
        for area in scheme.areas:
            for title, named in _of(area):
                for name in dict.fromkeys((named.code, plain(title))):
                    self._found.setdefault(name, []).append(named)
        self.fields = {
            plain(name)
            for area in scheme.areas
            for kind in area.kinds
            for field in kind.fields
            for name in (field.code, field.title)
        }

    def area(self, cell: str) -> str:
        """The code of an area that is named by its code or title. Raises CellError."""
        return _one(cell, [(area.code, area.title) for area in self.scheme.areas])

    def group(self, cell: str) -> str:
        """The code of a group that is named by its code or title. Raises CellError."""
        return _one(cell, [(group.code, group.title) for group in self.scheme.groups])

    def named(self, cell: str, area: str | None, judged: bool) -> Named:
        """What the cell names, in this area if one is given; `judged`: the row is a judgement.

        An indicator and the facts that it looks at often bear the same name. Raises CellError.
        """
        everywhere = [each for each in self._found.get(plain(cell), []) if (each.what == "band") is judged]
        found = [each for each in everywhere if area in (None, each.area)]
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            raise _ambiguous(cell, found)
        if everywhere:
            titles = "、".join(self.scheme.area(each.area).title for each in everywhere)
            raise CellError(
                f"“{cell}”不属于本行的领域，属于 {titles}",
                f"“{cell}” is not of this row's area but of {titles}",
            )
        raise self._unknown(cell, area, judged)

    def _unknown(self, cell: str, area: str | None, judged: bool) -> CellError:
        areas = [self.scheme.area(area)] if area else list(self.scheme.areas)
        titles = [title for each in areas for title, it in _of(each) if (it.what == "band") is judged]
        known = "、".join(dict.fromkeys(titles[:40])) + ("…" if len(titles) > 40 else "")
        return CellError(
            f"计分办法没有“{cell}”；可填：{known}",
            f"the scheme has no “{cell}”; it has {known.replace('、', ', ')}",
        )


def _of(area: Area) -> Iterator[tuple[str, Named]]:
    for kind in area.kinds:
        yield kind.title, Named("fact", area.code, kind.code, kind)
    for exposure in area.exposures:
        yield exposure.title, Named("exposure", area.code, exposure.code)
    for target in area.targets:
        yield target.title, Named("target", area.code, target.code)
    for indicator in area.indicators:
        if isinstance(indicator.rule, BandRule):
            yield indicator.title, Named("band", area.code, indicator.code, rule=indicator.rule)


def _one(cell: str, known: list[tuple[str, str]]) -> str:
    for code, title in known:
        if plain(cell) in (code, plain(title)):
            return code
    titles = "、".join(title for _, title in known)
    raise CellError(
        f"没有“{cell}”；可填：{titles}", f"there is no “{cell}”; there are {titles.replace('、', ', ')}"
    )


def _ambiguous(cell: str, found: list[Named]) -> CellError:
    if len({each.area for each in found}) > 1:
        return CellError(
            f"“{cell}”在不止一个领域，请填“领域”列", f"“{cell}” is in more than one area; fill in the area"
        )
    codes = "、".join(each.code for each in found)
    return CellError(
        f"“{cell}”不止一个意思，请改填代码：{codes}",
        f"“{cell}” can mean several; give the code: {codes.replace('、', ', ')}",
    )
