"""Turns facts and bands into points by a scheme, and points into a ranking. Pure: no clock, no database."""

from portal.scoring.facts import Band, Context, Entrant, Fact
from portal.scoring.faults import Fault, SchemeError
from portal.scoring.loading import load_scheme, shipped
from portal.scoring.scheme import Area, Indicator, Scheme
from portal.scoring.scorecard import STANDING_TITLES, IndicatorScore, Line, Scorecard, Standing
from portal.scoring.text import Text
from portal.scoring.vocabulary import ExposureKind, Field, Group, Kind, VetoGround

__all__ = [
    "STANDING_TITLES",
    "Area",
    "Band",
    "Context",
    "Entrant",
    "ExposureKind",
    "Fact",
    "Fault",
    "Field",
    "Group",
    "Indicator",
    "IndicatorScore",
    "Kind",
    "Line",
    "Scheme",
    "SchemeError",
    "Scorecard",
    "Standing",
    "Text",
    "VetoGround",
    "load_scheme",
    "shipped",
]
