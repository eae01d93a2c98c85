"""Which row of somebody's own table is its head, which column says what: pure guesses, shown before use."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence

LOOKED_AT = 15
"""Above the head stand a title, a date, a unit's name: never more than so many rows."""


def head_key(text: str) -> str:
    """A head without what people write differently: 事项名称*, 事项 名称（必填）."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = plain.replace("必填", "")
    return "".join(c for c in plain if c.isalnum())


def guess_head(rows: Sequence[Sequence[str]], words: Mapping[str, Sequence[str]]) -> int:
    """The index of the row that is most like a head: known words first, then many short filled cells."""
    best, best_row = -1.0, 0
    for index, row in enumerate(rows[:LOOKED_AT]):
        known = len(guess_columns(row, words))
        filled = [cell for cell in row if cell]
        short = sum(len(cell) <= 12 and not cell[:1].isdigit() for cell in filled)
        weight = known * 10 + (min(short, 8) if len(filled) > 1 else 0) - index * 0.1
        if weight > best:
            best, best_row = weight, index
    return best_row


def guess_columns(heads: Sequence[str], words: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Field → column: the head that is one of the field's words, else that holds one. Each used once."""
    keys = [head_key(head) for head in heads]
    found: dict[str, int] = {}
    for whole in (True, False):
        for field, names in words.items():
            if field in found:
                continue
            for name in map(head_key, names):
                place = next((n for n, key in enumerate(keys) if _fits(key, name, whole, n, found)), None)
                if place is not None:
                    found[field] = place
                    break
    return found


def _fits(key: str, name: str, whole: bool, place: int, found: Mapping[str, int]) -> bool:
    if not key or not name or place in found.values():
        return False
    return key == name if whole else len(name) > 1 and name in key


def signature(heads: Sequence[str]) -> str:
    """What an office's table is known again by: its heads, in their order."""
    text = "\n".join(head_key(head) for head in heads).strip()
    return hashlib.sha256(text.encode()).hexdigest()[:40]
