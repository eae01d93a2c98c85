"""Breaks a title by sense into a trapezoid or lozenge (GB/T 9704-2012, 7.3.1).

The office's own break ('\\n' in the title) always goes first. Without one, every way to part the title
between words is weighed: what a break does to the sense, and the shape that the lines' lengths make.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise
from math import comb

MANY = 60_000  # partings weighed at most: a title of more than a hundred words is filled line by line instead
MOST = 19  # 2号 characters in a line; 20 would touch both edges

# Words that titles of circulars are made of, so that none is cut. Longer ones are found first.
_VOCABULARY = """
关于 印发 转发 批转 公布 表扬 通报表扬 通报 通知 决定 意见 办法 方案 名单 结果 情况 先进单位 先进集体 先进个人
年度 政府系统 政府系统办公室 人民政府 办公室 办公厅 绩效 工作 评价 考核 考评 评选 予以 进行 开展 加强 进一步
全市 全县 全区 全省 单位 部门 市级 县级 试行 文电办理 会务办理 督查督办 政务调研 信息服务 政府网站
建设 信息公开 政府信息公开 应急管理 管理 绩效工作 工作绩效 评价结果 评价工作 和 及 与 的 等 对 在
"""
_WORDS = sorted(_VOCABULARY.split(), key=len, reverse=True)
_TOKEN = re.compile(r"\d+(?:年度|年|月|日|号)?|" + "|".join(_WORDS) + r"|[A-Za-z]+|.", re.DOTALL)
_LEADING = frozenset({"关于", "印发", "转发"})  # open a phrase
_HANGING = _LEADING | {
    "表扬",
    "通报表扬",
    "对",
    "在",
    "和",
    "及",
    "与",
    "予以",
    "进行",
}  # point at what follows
_NEVER_FIRST = frozenset("的、，。；：？！）》”〕等")
_WIDE = {"W": 1.1, "M": 1.0, "%": 1.0, "@": 1.1, "m": 1.0, "w": 0.9, "&": 0.9}
_NEVER_LAST = frozenset("（《“〔")


def break_title(title: str, whole: Collection[str] = (), most: int = MOST) -> tuple[str, ...]:
    """Part a title into lines of at most `most` full-width characters. `whole` (names) are never cut."""
    title = re.sub(r"[ \t\r\f\v]+", " ", title)
    if "\n" in title:
        own = (line.strip() for line in title.split("\n"))
        return tuple(part for line in own if line for part in break_title(line, whole, most))
    title = title.strip()
    if length(title) <= most:
        return (title,) if title else ()
    words = [w for word in _words(title, whole) for w in _bearable(word, most)]
    fewest = -int(-length(title) // most)
    places = _places(words)
    for lines in range(fewest, len(words) + 1):
        if comb(len(places), lines) > MANY:
            break
        # One line more than needed is worth it when it saves the shape.
        partings = (*_partings(words, places, lines), *_partings(words, places, lines + 1))
        choices = [c for c in partings if max(length(line) for line in c) <= most]
        if choices:
            return min(choices, key=lambda choice: (_cost(choice, words), choice))
    return _filled(words, most)


def length(text: str) -> float:
    """The length in full-width characters, as bold Latin letters and digits are about that wide."""
    return sum(1.0 if not c.isascii() else _WIDE.get(c, 0.8 if c.isupper() else 0.6) for c in text)


def _words(title: str, whole: Collection[str]) -> list[str]:
    names = sorted((n for n in whole if n), key=lambda n: (-len(n), n))
    parts = re.split("(" + "|".join(map(re.escape, names)) + ")", title) if names else [title]
    words: list[str] = []
    for index, part in enumerate(parts):
        words.extend([part] if index % 2 else _TOKEN.findall(part))
    return words


def _bearable(word: str, most: int) -> Iterator[str]:
    for start in range(0, len(word), most):
        yield word[start : start + most]


def _places(words: Sequence[str]) -> list[int]:
    """Between which words a line may end."""
    return [
        i
        for i in range(1, len(words))
        if words[i][0] not in _NEVER_FIRST and words[i - 1][-1] not in _NEVER_LAST
    ]


def _partings(words: Sequence[str], places: Sequence[int], lines: int) -> Iterator[tuple[str, ...]]:
    for cuts in combinations(places, lines - 1):
        edges = (0, *cuts, len(words))
        yield tuple("".join(words[a:b]) for a, b in pairwise(edges))


def _filled(words: Sequence[str], most: int) -> tuple[str, ...]:
    lines = [""]
    for word in words:
        joins = word[0] in _NEVER_FIRST and length(lines[-1] + word) <= most + 1
        if lines[-1] and length(lines[-1] + word) > most and not joins:
            lines.append("")
        lines[-1] += word
    return tuple(lines)


def _cost(lines: tuple[str, ...], words: Sequence[str]) -> float:
    return _sense(lines, words) + _shape([length(line) for line in lines]) + len(lines)


def _sense(lines: tuple[str, ...], words: Sequence[str]) -> float:
    cost = 0.0
    position, edges = 0, {}
    for before, after in pairwise(words):
        position += len(before)
        edges[position] = (before, after)
    position = 0
    for line in lines[:-1]:
        position += len(line)
        before, after = edges[position]
        cost += _break_cost(before, after)
    return cost


def _break_cost(before: str, after: str) -> float:
    if after in _LEADING:
        return 0.0
    if before in _HANGING:
        return 12.0
    if before == "的":
        return 8.0
    if len(before) == 1 and len(after) == 1:
        return 6.0  # probably within a word that is not known here
    return 2.0


def _shape(lengths: Sequence[float]) -> float:
    steps = [b - a for a, b in pairwise(lengths)]
    cost = sum(abs(abs(step) - 3) for step in steps)  # steps of two to four characters look deliberate
    if any(abs(step) < 1 for step in steps):
        cost += 10  # a rectangle
    if any(a < 0 < b for a, b in pairwise(steps)):
        cost += 20  # an hourglass
    return cost
