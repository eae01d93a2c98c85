"""What a circular says, before it is set: plain dataclasses, complete in themselves."""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from portal.errors import Invalid


class Level(IntEnum):
    """The level of a paragraph; its numbering is part of the text (GB/T 9704-2012, 7.3.3)."""

    BODY = 0
    ONE = 1  # 一、 in 黑体
    TWO = 2  # （一） in 楷体
    THREE = 3  # 1. in 仿宋
    FOUR = 4  # （1） in 仿宋
    NOTE = 5  # small print below a list


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. With `heading` and `text`, the heading has the level's face, the text runs on in 仿宋."""

    text: str
    level: Level = Level.BODY
    heading: str = ""


@dataclass(frozen=True)
class Names:
    """Units or people, in columns on the grid, each whole."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table over the measure. `widths` are the columns' shares of it; the head is repeated on each page."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]


Block = Paragraph | Names | Table


@dataclass(frozen=True)
class Annex:
    """An annex: its title (as named in 附件说明) and what it holds. A landscape annex is turned by 90°."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Circular:
    """A 通报 as the office issues it.

    mark: 发文机关标志 with its 文件, if any. number: 发文字号. title: with '\\n' where the office wants its
    lines to end, else broken by sense. addressees: 主送机关 with its ：. copies: 抄送 without that word.
    sealed: a stamp will be put over signature and date, so that room is kept; otherwise the unsealed form.
    note: 附注, without its brackets. names: what must never be cut in two.
    digest: SHA-256 of the snapshot, for the file's metadata; printed where the content says so.
    Raises Invalid without mark, number, title, signature or body text.
    """

    mark: str
    number: str
    title: str
    addressees: str
    body: tuple[Block, ...]
    signature: str
    issued_on: date
    annexes: tuple[Annex, ...] = ()
    copies: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    digest: str = ""
    sealed: bool = True
    note: str = ""
    names: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        parts = {"mark": "发文机关标志", "number": "发文字号", "title": "标题", "signature": "署名"}
        for field, part in parts.items():
            if not str(getattr(self, field)).strip():
                raise Invalid("公文缺少%(part)s", field=field, part=part)
        if not any(isinstance(b, Paragraph) and (b.heading + b.text).strip() for b in self.body):
            raise Invalid("公文缺少正文", field="body")

    @property
    def whole(self) -> frozenset[str]:
        """Every name that stands in the circular: those given and those in its lists."""
        blocks = (*self.body, *(b for a in self.annexes for b in a.blocks))
        listed = (name for b in blocks if isinstance(b, Names) for name in b.names)
        return self.names | frozenset(listed) | {self.signature}


def chinese_date(day: date) -> str:
    """A date in Arabic numerals without leading zeros: 2013年3月8日."""
    return f"{day.year}年{day.month}月{day.day}日"
