"""Turns facts and bands into points by a scheme, and points into a ranking. Pure: no clock, no database."""

from portal.scoring.departing import Departure, depart
from portal.scoring.engine import best_of, compared, on_time_share, score_each, score_group
from portal.scoring.facts import Band, Context, Entrant, Fact, UnknownDays
from portal.scoring.faults import Fault, SchemeError
from portal.scoring.loading import load_scheme, shipped
from portal.scoring.ranking import VETOED, QuotaLine, Ranking, RankRow, rank
from portal.scoring.rules.naming import fact_text
from portal.scoring.scheme import Area, Indicator, Scheme
from portal.scoring.scorecard import STANDING_TITLES, Exposure, IndicatorScore, Line, Scorecard, Standing
from portal.scoring.sensitivity import Swing, moves, sensitivity
from portal.scoring.simulation import Move, Shift, Simulation, moved, on_time_shares, simulate
from portal.scoring.supposing import SUPPOSED_VETO, with_turned
from portal.scoring.text import Text
from portal.scoring.ties import Decision
from portal.scoring.vocabulary import ExposureKind, Field, Group, Kind, TargetKind, VetoGround

__all__ = [
    "STANDING_TITLES",
    "SUPPOSED_VETO",
    "VETOED",
    "Area",
    "Band",
    "Context",
    "Decision",
    "Departure",
    "Entrant",
    "Exposure",
    "ExposureKind",
    "Fact",
    "Fault",
    "Field",
    "Group",
    "Indicator",
    "IndicatorScore",
    "Kind",
    "Line",
    "Move",
    "QuotaLine",
    "RankRow",
    "Ranking",
    "Scheme",
    "SchemeError",
    "Scorecard",
    "Shift",
    "Simulation",
    "Standing",
    "Swing",
    "TargetKind",
    "Text",
    "UnknownDays",
    "VetoGround",
    "best_of",
    "compared",
    "depart",
    "fact_text",
    "load_scheme",
    "moved",
    "moves",
    "on_time_share",
    "on_time_shares",
    "rank",
    "score_each",
    "score_group",
    "sensitivity",
    "shipped",
    "simulate",
    "with_turned",
]
