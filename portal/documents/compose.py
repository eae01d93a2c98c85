"""Sets a paragraph into lines on the grid.

The renderer's own `text-align: justify` stretches spaces only, and Chinese has none. So lines are made here:
widths from the font files, 避头尾 (GB/T 15834), names kept whole, and for each line the letter-spacing that
brings its last character to the right edge.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from portal.documents.fonts import Face
from portal.documents.grid import CELL, MEASURE, SIZE_3
from portal.documents.metrics import Metrics

NOT_FIRST = frozenset("，。、；：？！）》〉”’〕】』」…—·％%℃‰,.;:?!)]}")
NOT_LAST = frozenset("（《〈“‘〔【『「([{")

# How far a full line may be set tighter or wider than the grid, in points between two characters. A line that
# would need more, because a long name moved on to the next one, stays short instead of being torn apart.
TIGHTEST = 0.16
WIDEST = 1.25

# Kept together: a document's number, a number with its unit, a Latin word, a dash or ellipsis of two.
_TOKEN = re.compile(
    r"〔\d+〕\d+号|\d+(?:[.,:/-]\d+)*[%年月日号名个件项分]?|[A-Za-z][A-Za-z0-9_.@/-]*|——|……|[ \t\r\n\f\v]+|.",
    re.DOTALL,
)


@dataclass(frozen=True)
class Run:
    """Text in one face."""

    text: str
    face: Face


@dataclass(frozen=True)
class Line:
    """One line: its start (points from the measure's left), its runs, the space after each character."""

    start: float
    runs: tuple[Run, ...]
    spacing: float
    size: float
    width: float  # up to the end of the last character

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Style:
    """Type size and cell of a text, its measure and its indents (first line, further lines), in points."""

    size: float = SIZE_3
    cell: float = CELL
    measure: float = MEASURE
    first: float = 0.0
    rest: float = 0.0

    @property
    def grid_spacing(self) -> float:
        return self.cell - self.size


@dataclass(frozen=True)
class _Cluster:
    """What may not be parted: its runs, the sum of the advances in points, the number of characters."""

    runs: tuple[Run, ...]
    width: float
    count: int


def compose(
    spans: Sequence[Run], style: Style, metrics: Metrics, names: Collection[str] = ()
) -> tuple[Line, ...]:
    """Set `spans` into lines. `names` are never cut in two, and are set in one face as a whole.

    Raises CharacterMissing when no face has one of the characters. An empty text gives no line.
    """
    lines: list[Line] = []
    waiting: list[_Cluster] = []
    width, count = 0.0, 0
    for cluster in _clusters(spans, style, metrics, names):
        start = style.rest if lines else style.first
        width, count = width + cluster.width, count + cluster.count
        if waiting and not _fits(width, count, style.measure - start, style):
            lines.append(_full(waiting, start, style))
            waiting, width, count = [], cluster.width, cluster.count
        waiting.append(cluster)
    if waiting:
        lines.append(_last(waiting, style.rest if lines else style.first, style))
    return tuple(lines)


def text_width(spans: Sequence[Run], style: Style, metrics: Metrics, names: Collection[str] = ()) -> float:
    """The width of a text set in one line with the grid's spacing, up to the end of its last character."""
    clusters = list(_clusters(spans, style, metrics, names))
    return _natural(clusters, style)


def _clusters(
    spans: Sequence[Run], style: Style, metrics: Metrics, names: Collection[str]
) -> Iterator[_Cluster]:
    waiting: list[Run] = []
    for token in _tokens(spans, names):
        if waiting and _may_part(waiting[-1].text, token.text):
            yield from _bearable(_cluster(waiting, style, metrics), style, metrics)
            waiting = []
        face = metrics.face_for(token.text, token.face)
        waiting.append(Run(token.text, face))
    if waiting:
        yield from _bearable(_cluster(waiting, style, metrics), style, metrics)


def _bearable(cluster: _Cluster, style: Style, metrics: Metrics) -> Iterator[_Cluster]:
    """A cluster longer than a line cannot be kept whole: it is parted between its characters."""
    room = style.measure - max(style.first, style.rest)
    if cluster.width + cluster.count * style.grid_spacing <= room + 0.01:
        yield cluster
        return
    waiting: list[Run] = []
    most = int(
        room // style.cell
    )  # marks that may not be parted are parted all the same when they fill a line
    for run in (Run(c, r.face) for r in cluster.runs for c in r.text):
        if waiting and (_may_part(waiting[-1].text, run.text) or len(waiting) >= most):
            yield _cluster(waiting, style, metrics)
            waiting = []
        waiting.append(run)
    yield _cluster(waiting, style, metrics)


def _tokens(spans: Sequence[Run], names: Collection[str]) -> Iterator[Run]:
    known = sorted((n for n in names if n), key=lambda n: (-len(n), n))
    pattern = re.compile("(" + "|".join(re.escape(n) for n in known) + ")") if known else None
    for span in spans:
        parts = pattern.split(span.text) if pattern else [span.text]
        for index, part in enumerate(parts):
            if index % 2:
                yield Run(part, span.face)
            else:
                yield from (
                    Run(" " if token.isspace() else token, span.face) for token in _TOKEN.findall(part)
                )


def _may_part(before: str, after: str) -> bool:
    return before[-1] not in NOT_LAST and after[0] not in NOT_FIRST


def _cluster(tokens: Sequence[Run], style: Style, metrics: Metrics) -> _Cluster:
    width = sum(metrics[t.face].advance(c) for t in tokens for c in t.text) * style.size
    return _Cluster(tuple(tokens), width, sum(len(t.text) for t in tokens))


def _fits(width: float, count: int, room: float, style: Style) -> bool:
    """Whether so many characters, with the sum of their advances, have room. A line with something
    narrower than a cell in it cannot keep to the grid anyway, and may be set a little tighter.
    """
    off_grid = abs(width - count * style.size) > 0.01
    tightest = style.grid_spacing - TIGHTEST if off_grid else style.grid_spacing
    return width + count * tightest <= room + 0.01


def _natural(clusters: Sequence[_Cluster], style: Style) -> float:
    return sum(c.width for c in clusters) + (sum(c.count for c in clusters) - 1) * style.grid_spacing


def _full(clusters: Sequence[_Cluster], start: float, style: Style) -> Line:
    count = sum(c.count for c in clusters)
    # The last em box sits in its cell like all others: where the cell is the smaller, it ends just behind it.
    target = style.measure - start - style.grid_spacing
    spacing = (target - sum(c.width for c in clusters)) / max(count - 1, 1)
    if not style.grid_spacing - TIGHTEST - 0.01 <= spacing <= style.grid_spacing + WIDEST:
        spacing = style.grid_spacing
    return _line(clusters, start, spacing, style)


def _last(clusters: Sequence[_Cluster], start: float, style: Style) -> Line:
    """A paragraph's last line keeps to the grid, unless it ends so near the edge that it looks a slip."""
    left_over = style.measure - start - style.grid_spacing - _natural(clusters, style)
    if left_over < style.cell - 0.5:
        return _full(clusters, start, style)
    return _line(clusters, start, style.grid_spacing, style)


def _line(clusters: Sequence[_Cluster], start: float, spacing: float, style: Style) -> Line:
    count = sum(c.count for c in clusters)
    width = sum(c.width for c in clusters) + (count - 1) * spacing
    runs: list[Run] = []
    for run in (r for c in clusters for r in c.runs):
        if runs and runs[-1].face is run.face:
            runs[-1] = Run(runs[-1].text + run.text, run.face)
        else:
            runs.append(run)
    return Line(start, tuple(runs), spacing, style.size, width)
