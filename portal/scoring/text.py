"""Words in both languages, and numbers as people write them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

# More digits than any sum of points needs, so that a division rounds the same on every machine.
_PRECISION = 60


@dataclass(frozen=True)
class Text:
    """One statement in Chinese (the language of record) and in English.

    The scheme's own titles are Chinese in both, since they are what the issued document says.
    """

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh

    def __bool__(self) -> bool:
        return bool(self.zh)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.zh + other.zh, self.en + other.en)

    def in_language(self, code: str) -> str:
        """The wording for a locale code: English for `en…`, Chinese for everything else."""
        return self.en if code.lower().startswith("en") else self.zh

    def to_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def from_dict(cls, data: dict[str, str]) -> "Text":
        return cls(data["zh"], data["en"])


NOTHING = Text("", "")


def join(parts: list[Text], zh: str = "；", en: str = "; ") -> Text:
    """Several statements as one, empty ones left out."""
    said = [part for part in parts if part]
    return Text(zh.join(part.zh for part in said), en.join(part.en for part in said))


def round_half_up(value: Fraction, digits: int) -> Decimal:
    """The exact value at `digits` decimals; a half goes away from zero (四舍五入)."""
    scaled = abs(value) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    if 2 * rest >= scaled.denominator:
        whole += 1
    sign = 1 if value < 0 and whole else 0
    return Decimal((sign, tuple(int(digit) for digit in str(whole)), -digits))


def _decimals(value: Fraction) -> int | None:
    """How many decimals the value needs; None when it has no end, as 1/3."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def as_decimal(value: Fraction, digits: int) -> Decimal:
    """Exact where the value ends, else rounded half up at `digits` decimals."""
    ends = _decimals(value)
    return round_half_up(value, digits if ends is None else ends)


def ratio(numerator: Decimal, denominator: Decimal) -> Decimal:
    """A quotient with the same digits everywhere, whatever the caller's decimal context."""
    with localcontext() as context:
        context.prec = _PRECISION
        context.rounding = ROUND_HALF_UP
        return numerator / denominator


def number(value: Decimal | Fraction | int, digits: int = 2) -> str:
    """A number as it stands in a sentence: exact where it ends within four decimals, no idle zeros."""
    fraction = Fraction(value)
    ends = _decimals(fraction)
    written = format(round_half_up(fraction, digits if ends is None or ends > 4 else ends), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def percent(value: Fraction, digits: int = 2) -> str:
    """A share as a percentage, 106/110 → 96.36%."""
    return number(round_half_up(value * 100, digits)) + "%"
