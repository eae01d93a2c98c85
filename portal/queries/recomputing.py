"""Whether what is kept is what its facts give: a snapshot made again from itself alone.

Compared is everything that decides, to the last digit: numbers, codes, clauses, standings, places,
margins, which facts count, the rule that drew the line. The sentences beside them are the portal's
own and may be put better in a later version; what was printed is held by the digest.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from portal.queries.frozen import thawed
from portal.queries.snapshot import line_to_json, ranking_to_json
from portal.scoring import depart, rank, score_group

_SINCE_LINES = ("margin", "decided_by")
"""What the rows of a snapshot have from format 3 on."""
_NOTHING = object()


def recompute(snapshot: Mapping[str, Any]) -> list[str]:
    """Make every ranking again from the snapshot alone; gives what differs, empty when nothing does."""
    frozen = thawed(snapshot)
    differences: list[str] = []
    for area in snapshot["areas"]:
        for group in area["groups"]:
            contest = (area["code"], group["code"])
            cards = score_group(
                frozen.entrants[contest], frozen.context(group["code"]), frozen.scheme, area["code"]
            )
            ranking = rank(cards, frozen.scheme, frozen.vetoes, frozen.decisions[contest])
            ranking = depart(ranking, frozen.departures[contest])
            place = f"{area['title']} {group['title']}"
            rows, line = ranking_to_json(ranking), line_to_json(ranking)
            if snapshot["format"] < 3:
                rows = [{name: row[name] for name in row if name not in _SINCE_LINES} for row in rows]
            elif without_words(line) != without_words(group["line"]):
                differences.append(f"{place}：入选线{_first(group['line'], line)}")
            differences += [f"{place}：{said}" for said in _rows_apart(group["ranking"], rows)]
            if [unit["code"] for unit in group["selected"]] != list(ranking.selected):
                differences.append(f"{place}：入选名单")
    return differences


def without_words(kept: Any) -> Any:
    """A scorecard, a ranking or a part of one as JSON, without the sentences in both languages."""
    if isinstance(kept, Mapping):
        return {name: without_words(value) for name, value in kept.items() if not _is_words(value)}
    if isinstance(kept, list):
        return [without_words(value) for value in kept if not _is_words(value)]
    return kept


def _is_words(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"zh", "en"}


def _rows_apart(kept: list[dict[str, Any]], made: list[dict[str, Any]]) -> Iterator[str]:
    """Each unit that stands elsewhere or otherwise, with the first thing that differs of it."""
    if [row["unit"] for row in kept] != [row["unit"] for row in made]:
        yield "排名顺序"
    again = {row["unit"]: row for row in made}
    for row in kept:
        other = again.get(row["unit"])
        if other is None:
            yield f"{row['name']}（不在重算的名单中）"
        elif without_words(row) != without_words(other):
            yield f"{row['name']}{_first(row, other)}"


def _first(kept: Any, made: Any) -> str:
    where, one, two = next(_apart(without_words(kept), without_words(made), ""))
    return f"（{where}：原为 {_shown(one)}，重算为 {_shown(two)}）"


def _apart(kept: Any, made: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    """Where two parts differ: the way to it, what is kept there and what was made."""
    if kept == made:
        return
    if isinstance(kept, Mapping) and isinstance(made, Mapping):
        for name in [*kept, *(name for name in made if name not in kept)]:
            yield from _apart(
                kept.get(name, _NOTHING), made.get(name, _NOTHING), f"{where}.{name}".strip(".")
            )
    elif isinstance(kept, list) and isinstance(made, list) and len(kept) == len(made):
        for place, (one, two) in enumerate(zip(kept, made, strict=True), 1):
            yield from _apart(one, two, f"{where}[{place}]")
    else:
        yield where or "—", kept, made


def _shown(value: Any) -> str:
    if isinstance(value, Mapping) and "decimal" in value:
        return str(value["decimal"])
    if isinstance(value, list):
        return f"{len(value)} 项"
    return "无" if value is None or value is _NOTHING or isinstance(value, Mapping) else str(value)
