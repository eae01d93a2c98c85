"""What ends the body: 附件说明, signature and date with the seal's room, 附注 (GB/T 9704, 7.3.4–7.3.6)."""

from collections.abc import Sequence
from dataclasses import replace

from portal.documents.blocks import BODY, INDENT, Setting, row_of
from portal.documents.compose import Line, Style
from portal.documents.content import Circular, chinese_date
from portal.documents.flow import Slab
from portal.documents.grid import CELL, MEASURE, PITCH
from portal.documents.sheet import Mark, placed
from portal.errors import Invalid

SEAL_ABOVE = 2  # free rows above the signature: a seal of 42–45 mm reaches up to within a row of the text
SEAL_BELOW = 1  # and one free row below the date for its lower edge
DATE_RIGHT = 4 * CELL  # free right of a sealed date
LABEL = "附件："


def annex_notes(titles: Sequence[str], setting: Setting) -> tuple[Slab, ...]:
    """附件说明, one free row below the body. Further lines start under the first character of the name."""
    if not titles:
        return ()
    plain = Style()
    names_at = INDENT + setting.width(LABEL, plain) + plain.grid_spacing
    slabs = [Slab(1, keep=True)]
    for index, title in enumerate(titles):
        number = f"{index + 1}." if len(titles) > 1 else ""
        title_at = names_at + (setting.width(number, plain) + plain.grid_spacing if number else 0.0)
        lines = list(setting.lines(title, Style(first=title_at, rest=title_at)))
        labels = setting.lines(number, Style(first=names_at)) if number else ()
        if index == 0:
            labels = (*setting.lines(LABEL, BODY), *labels)
        slabs.append(row_of(*labels, *lines[:1], keep=True))
        slabs.extend(row_of(line, keep=True) for line in lines[1:])
    return tuple(slabs)


def signature(circular: Circular, setting: Setting) -> tuple[Slab, ...]:
    """Signature and date. With a seal there are five rows, two of them free above; without, three.

    Raises Invalid for a signature that does not fit in a line.
    """
    above = SEAL_ABOVE if circular.sealed else 1
    # 附注 takes the row below the date, on the left, where the seal is not.
    below = SEAL_BELOW if circular.sealed and not circular.note else 0
    places = _sealed if circular.sealed else _unsealed
    name, day = places(circular, setting)
    marks: list[Mark] = [placed(name, above * PITCH), placed(day, (above + 1) * PITCH)]
    return (Slab(above + 2 + below, tuple(marks), keep=bool(circular.note)),)


def remark(note: str, setting: Setting) -> tuple[Slab, ...]:
    """附注 in brackets on the rows after the date."""
    if not note:
        return ()
    lines = setting.lines(f"（{note.strip('（）()')}）", BODY)
    return tuple(row_of(line, keep=i < len(lines) - 1) for i, line in enumerate(lines))


def _parts(circular: Circular, setting: Setting) -> tuple[Line, Line]:
    flat = Style()
    name = _one_line(circular.signature, setting, flat)
    if name.width > MEASURE - 4 * CELL:
        raise Invalid("署名过长，一行放不下", field="signature")
    return name, _one_line(chinese_date(circular.issued_on), setting, flat)


def _one_line(text: str, setting: Setting, style: Style) -> Line:
    line = setting.lines(text, replace(style, measure=10 * MEASURE))[0]
    return replace(line, start=0.0)


def _sealed(circular: Circular, setting: Setting) -> tuple[Line, Line]:
    """The date four cells from the right, the signature centred over it (both further left if too long)."""
    name, day = _parts(circular, setting)
    day_at = MEASURE - DATE_RIGHT - day.width
    name_at = day_at + (day.width - name.width) / 2
    too_far = max(name_at + name.width - MEASURE, 0.0)
    return replace(name, start=name_at - too_far), replace(day, start=day_at - too_far)


def _unsealed(circular: Circular, setting: Setting) -> tuple[Line, Line]:
    """The signature two cells from the right, the date two cells right of where it starts. A date longer than
    the signature is the one that ends two cells from the right, and the signature keeps that shift.
    """
    name, day = _parts(circular, setting)
    if day.width > name.width:
        day_at = MEASURE - 2 * CELL - day.width
        return replace(name, start=day_at - 2 * CELL), replace(day, start=day_at)
    name_at = MEASURE - 2 * CELL - name.width
    return replace(name, start=name_at), replace(day, start=name_at + 2 * CELL)
