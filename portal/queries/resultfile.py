"""A published result as one file, and what anybody can check of it without a database.

The file holds the snapshot and its digest. Whoever changes one has to change the other: then the digest
that is printed on the circular's annex no longer agrees.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from portal.errors import Invalid
from portal.models import Publication
from portal.queries.recomputing import recompute
from portal.queries.snapshot import digest_of, selected_in

KIND = "kaoping-result"
_UNREADABLE = (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)


def result_file(snapshot: Mapping[str, Any], digest: str) -> bytes:
    """The file of a frozen result."""
    content = {"kind": KIND, "digest": digest, "snapshot": snapshot}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def read_result(content: bytes) -> tuple[dict[str, Any], str]:
    """A file's snapshot and digest. Raises Invalid for anything else than a result's file."""
    try:
        found = json.loads(content, object_pairs_hook=_once)
        snapshot, digest = found["snapshot"], found["digest"]
    except _UNREADABLE:
        raise Invalid("这不是评价结果文件，或者文件已损坏") from None
    if found.get("kind") != KIND or not isinstance(snapshot, dict) or not isinstance(digest, str):
        raise Invalid("这不是评价结果文件，或者文件已损坏")
    return snapshot, digest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of the file; a name that stands twice would show a reader something else than is checked."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def shown_otherwise(one: Publication) -> list[str]:
    """What the public page would show of a published result that is not what was frozen."""
    frozen = one.snapshot
    pairs = {
        "名单": (one.selected, selected_in(frozen)),
        "发文字号": (one.circular_number, frozen.get("number")),
        "成文日期": (one.issued_on.isoformat(), frozen.get("issued_on")),
        "主送": (one.addressees, frozen.get("addressees")),
        "抄送": (one.copies, frozen.get("copies")),
        "版次": (one.edition, frozen.get("edition", one.edition)),
        "更正说明": (one.correction, frozen.get("correction", "")),
    }
    return [f"页面上的{name}与快照不符" for name, (shown, kept) in pairs.items() if shown != kept]


def faults_of(snapshot: Mapping[str, Any], digest: str) -> list[str]:
    """What does not agree, a sentence each: the digest, the ranking made again, who decided its facts."""
    faults = []
    made = digest_of(snapshot)
    if made != digest:
        faults.append(f"校验码：记为 {digest}，按内容应为 {made}")
    try:
        return [*faults, *recompute(snapshot), *_named_otherwise(snapshot), *_undecided(snapshot)]
    except _UNREADABLE as fault:
        return [*faults, f"快照内容缺失或不能重算（{type(fault).__name__}：{fault}）"]


def _named_otherwise(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """Selected units under another place than the ranking gives, or names that differ from area to area."""
    names: dict[str, str] = {}
    for area in snapshot["areas"]:
        for group in area["groups"]:
            places = {row["unit"]: row["place"] for row in group["ranking"]}
            for unit in group["selected"]:
                where = f"{area['title']} {group['title']}：{unit['name']}"
                if unit["place"] != places.get(unit["code"]):
                    yield f"{where} 的名次与排名不符"
                if names.setdefault(unit["code"], unit["name"]) != unit["name"]:
                    yield f"{where} 的名称与别处不符"


def _undecided(snapshot: Mapping[str, Any]) -> Iterator[str]:
    """Facts that count and bands that nobody's decision in the snapshot bears out."""
    if "proceedings" not in snapshot:
        return
    kept = snapshot["proceedings"]
    decided = {str(one["fact"]): one for one in kept["verifications"] if one["undone_at"] is None}
    given = {(one["area"], one["unit"], one["indicator"], one["grade"]) for one in kept["bands"]}
    for area in snapshot["areas"]:
        for entrant in (one for group in area["groups"] for one in group["entrants"]):
            place = f"{area['title']} {entrant['name']}"
            for fact in entrant["facts"]:
                if fact["source"] == "claim" and fact["counts"]:
                    yield from _borne_out(place, fact, decided.get(fact["key"]))
            for band in entrant["bands"]:
                if (area["code"], entrant["code"], band["indicator"], band["grade"]) not in given:
                    yield f"{place}：指标 {band['indicator']} 的等次与评定记录不符"


def _borne_out(place: str, fact: Mapping[str, Any], decision: Mapping[str, Any] | None) -> Iterator[str]:
    if decision is None or decision["decision"] not in ("accept", "adjust"):
        yield f"{place}：“{fact['title']}”计了分，却没有采纳的核定"
    elif decision["decision"] == "adjust" and decision["quantity"] != fact["quantity"]:
        yield f"{place}：“{fact['title']}”的数量与核定的不符"
