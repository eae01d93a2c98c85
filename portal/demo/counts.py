"""How often each unit could have done well or badly in the demo's years: the panels' counts.

All figures are made up. What is not written down for a unit follows from its place in the official order
by `wave`, a small table: different everywhere, and the same at every making.
"""

from collections.abc import Mapping

from portal.demo.units import PLACES, UNITS
from portal.models import Group

WAVE = (3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4, 6, 2, 7)
"""Digits without a pattern; a prime number of them, so that steps of any size meet all."""


def wave(unit: str, salt: int, year: int = 2012) -> int:
    """A figure from 1 to 9 for a unit; other salts and years give others."""
    return WAVE[(PLACES[unit] * 7 + salt * 5 + (year - 2012) * 3) % len(WAVE)]


EXPOSURES: Mapping[str, tuple[str, ...]] = {
    "documents": ("doc-filed", "doc-requests", "doc-due", "doc-matters"),
    "meetings": ("mtg-hosted", "mtg-items", "mtg-invited", "mtg-to-answer"),
    "supervision": ("sup-assigned", "sup-feedback-due", "sup-resolved", "sup-proposals"),
    "research": ("res-assigned", "res-asked"),
    "information": ("inf-sent", "inf-requests"),
    "website": ("web-items", "web-requests", "web-posted", "web-services", "web-letters", "web-voters"),
    "emergency": ("emg-places", "emg-events", "emg-instructions", "emg-checks", "emg-plan-count"),
}

_WRITTEN: Mapping[str, Mapping[str, tuple[int, ...]]] = {
    "documents": {
        "tongchuan": (58, 15, 54, 12),
        "daxian": (64, 16, 61, 14),
        "wanyuan": (47, 11, 45, 9),
        "xuanhan": (71, 18, 66, 15),
        "kaijiang": (44, 10, 43, 8),
        "dazhu": (59, 14, 57, 13),
        "quxian": (55, 13, 52, 11),
        "fagai": (82, 31, 76, 22),
        "jingxin": (66, 22, 61, 17),
        "jiaoyu": (49, 15, 46, 11),
        "gongan": (53, 13, 50, 10),
        "minzheng": (41, 12, 39, 8),
        "caizheng": (73, 27, 69, 19),
        "guotu": (57, 21, 55, 14),
        "huanbao": (39, 11, 37, 8),
        "jiaotong": (61, 19, 58, 15),
        "anjian": (46, 13, 44, 9),
    },
    "supervision": {
        "tongchuan": (48, 42, 9, 21),
        "daxian": (52, 45, 10, 24),
        "wanyuan": (41, 36, 7, 17),
        "xuanhan": (55, 49, 11, 26),
        "kaijiang": (39, 33, 6, 15),
        "dazhu": (50, 44, 9, 22),
        "quxian": (46, 40, 8, 20),
        "fagai": (61, 54, 16, 28),
        "jingxin": (44, 39, 11, 19),
        "jiaoyu": (38, 33, 8, 31),
        "gongan": (42, 37, 7, 22),
        "minzheng": (31, 27, 6, 18),
        "caizheng": (49, 43, 13, 25),
        "guotu": (36, 32, 9, 20),
        "huanbao": (29, 25, 5, 16),
        "jiaotong": (45, 41, 10, 27),
        "anjian": (33, 29, 7, 12),
    },
    "emergency": {
        "tongchuan": (38, 9, 6, 8, 10),
        "daxian": (66, 11, 7, 8, 12),
        "wanyuan": (54, 12, 8, 8, 11),
        "xuanhan": (56, 10, 7, 8, 12),
        "kaijiang": (22, 6, 4, 8, 8),
        "dazhu": (52, 8, 5, 8, 10),
        "quxian": (62, 13, 7, 8, 12),
        "fagai": (0, 2, 2, 4, 5),
        "jingxin": (0, 3, 2, 4, 6),
        "jiaoyu": (0, 5, 4, 4, 9),
        "gongan": (0, 14, 9, 4, 14),
        "minzheng": (0, 6, 4, 4, 8),
        "caizheng": (0, 1, 1, 4, 4),
        "guotu": (0, 8, 5, 4, 9),
        "huanbao": (0, 7, 5, 4, 8),
        "jiaotong": (0, 9, 6, 4, 10),
        "anjian": (0, 16, 11, 4, 12),
    },
}
"""Those of the units that the demo tells most about, in the order of `EXPOSURES`."""

_SPANS: Mapping[str, tuple[tuple[int, int], ...]] = {
    "documents": ((30, 3), (8, 1), (27, 3), (6, 1)),
    "meetings": ((0, 1), (2, 1), (30, 2), (6, 1)),
    "supervision": ((26, 2), (22, 2), (4, 1), (10, 1)),
    "research": ((1, 0), (4, 1)),
    "information": ((24, 4), (2, 1)),
    "website": ((120, 20), (2, 1), (400, 50), (6, 2), (30, 5), (100, 10)),
    "emergency": ((0, 0), (1, 1), (1, 1), (4, 0), (3, 1)),
}
"""From what a unit's count starts, and by how much each step of its wave raises it."""

NO_SERVICES = frozenset({"jianchaju", "tongji", "fazhi", "renfang"})
"""Departments without matters that the public comes for: 网上办事 does not apply to them."""

UNASSIGNED = {"tongji": (2013,)}
"""Departments to which no matter was assigned in a year: they do not compete in 督查督办."""


def counts(unit: str, area: str, year: int) -> tuple[int, ...]:
    """A unit's counts in an area, in the order of `EXPOSURES`."""
    if area == "supervision" and year in UNASSIGNED.get(unit, ()):
        return (0, 0, 0, 0)
    if found := _WRITTEN.get(area, {}).get(unit):
        return found
    figures = [low + rise * wave(unit, salt) for salt, (low, rise) in enumerate(_SPANS[area])]
    if area == "research":
        figures[0] = 1 + wave(unit, 0) % 3
    elif UNITS[PLACES[unit]].group == Group.county:
        figures[0] *= 4
    elif area == "meetings":
        figures[0] = max(figures[0] - 5, 0)
    if area == "website" and unit in NO_SERVICES:
        figures[3] = 0
    return tuple(figures)
