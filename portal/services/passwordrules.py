"""What a new password must be: two profiles of small checks, each with the clause that it serves.

`djbh3` is what offices under 等保三级 are examined by; `asvs` is what is known to help against guessing. They
contradict each other (docs/decisions/0016-two-password-profiles.md); the installation chooses. All is pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from portal.sentences import Sentence

_WORDS = (
    "password passwd pass admin administrator root user test guest welcome letmein iloveyou login secret "
    "qwerty qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm abc abcd abcdef abcdefg qaz qazwsx qazwsxedc monkey "
    "dragon sunshine princess football baseball superman changeme default woaini woaiwojia china zhongguo "
    "beijing nihao mima huanying kaoping bangongshi zhengfu shizhengfu gongwuyuan"
)
COMMON = frozenset(_WORDS.split())
"""Words that guessers begin with; with digits and signs around them they are no better."""

NAME_LENGTH = 3
"""A shorter login or name stands in many a good password by chance."""


@dataclass(frozen=True)
class Candidate:
    """A new password, with what it must not be made of. `used`: whether it was one of the last few."""

    password: str
    login: str = ""
    names: tuple[str, ...] = ()
    used: bool = False


Check = Callable[[Candidate], Sentence | None]


@dataclass(frozen=True)
class Rule:
    """One demand: the clause that it serves, and the check that gives what is wrong, or None."""

    clause: str
    check: Check


@dataclass(frozen=True)
class Profile:
    """A set of demands. `expires`: how long a password holds; `remembers`: how many are not used again."""

    code: str
    hint: Sentence
    rules: tuple[Rule, ...] = field(default=())
    expires: timedelta | None = None
    remembers: int = 0

    def fault(self, candidate: Candidate) -> Sentence | None:
        """The first demand that the password does not meet, in words; None for a good one."""
        return next((found for rule in self.rules if (found := rule.check(candidate))), None)


def at_least(minimum: int) -> Check:
    """So many characters, as a person counts them."""

    def check(one: Candidate) -> Sentence | None:
        if len(one.password) >= minimum:
            return None
        return Sentence("密码至少 %(minimum)s 个字符", minimum=minimum)

    return check


def at_most(maximum: int) -> Check:
    """No longer than what is worth hashing."""

    def check(one: Candidate) -> Sentence | None:
        if len(one.password) <= maximum:
            return None
        return Sentence("密码最多 %(maximum)s 个字符", maximum=maximum)

    return check


def three_classes(one: Candidate) -> Sentence | None:
    """Three of: capitals, small letters, digits, other signs."""
    kinds = (str.isupper, str.islower, str.isdigit, lambda sign: not sign.isalnum())
    if sum(any(kind(sign) for sign in one.password) for kind in kinds) >= 3:
        return None
    return Sentence("密码须含大写字母、小写字母、数字、符号中的三类")


def not_the_login(one: Candidate) -> Sentence | None:
    """Neither the login nor what contains it, in either direction."""
    login, password = one.login.casefold(), one.password.casefold()
    if len(login) < NAME_LENGTH or (login not in password and login[::-1] not in password):
        return None
    return Sentence("密码不能含有登录名")


def not_a_name(one: Candidate) -> Sentence | None:
    """None of the names about: the city, the organ, the unit, the person."""
    password = one.password.casefold()
    if not any(name.casefold() in password for name in one.names if len(name) >= 2):
        return None
    return Sentence("密码不能含有本市、本机关、本单位的名称或本人姓名")


def not_used_before(one: Candidate) -> Sentence | None:
    """None of the last few."""
    return Sentence("不能使用最近用过的密码，请换一个") if one.used else None


def not_well_known(one: Candidate) -> Sentence | None:
    """No word that guessers begin with, however many digits stand around it; no run and no repetition."""
    letters = "".join(sign for sign in one.password.casefold() if sign.isalpha())
    guessed = letters in COMMON or len(set(letters)) < 2 or _repeats(letters)
    if guessed or _repeats(one.password.casefold()) or _runs(one.password):
        return Sentence("这是很容易猜到的密码（常见词加数字、全是数字、重复或连续的字符），请换一个")
    return None


def _repeats(password: str) -> bool:
    """Whether it is a shorter text over and over: abcabcabcabc."""
    half = len(password) // 2
    return any((password[:size] * len(password))[: len(password)] == password for size in range(1, half + 1))


def _runs(password: str) -> bool:
    """Whether each character follows the one before it, up or down: abcdefghijkl."""
    steps = {ord(after) - ord(before) for before, after in pairwise(password)}
    return steps in ({1}, {-1})


DJBH3 = Profile(
    "djbh3",
    Sentence("至少 8 个字符，含大写字母、小写字母、数字、符号中的三类；90 天更换一次，不能用最近 5 次用过的"),
    (
        Rule("GB/T 22239-2019 8.1.4.1 a)", at_least(8)),
        Rule("GB/T 22239-2019 8.1.4.1 a)", three_classes),
        Rule("GB/T 22239-2019 8.1.4.1 a)", not_the_login),
        Rule("GB/T 22239-2019 8.1.4.1 a)", not_used_before),
        Rule("ASVS 4.0 2.1.2", at_most(128)),
    ),
    expires=timedelta(days=90),
    remembers=5,
)

ASVS = Profile(
    "asvs",
    Sentence("至少 12 个字符，长的短语更好记也更安全；不能是常见密码，不能含有登录名和单位名称"),
    (
        Rule("ASVS 4.0 2.1.1", at_least(12)),
        Rule("ASVS 4.0 2.1.2", at_most(128)),
        Rule("ASVS 4.0 2.1.7", not_well_known),
        Rule("NIST SP 800-63B 5.1.1.2", not_the_login),
        Rule("NIST SP 800-63B 5.1.1.2", not_a_name),
    ),
)

PROFILES: Mapping[str, Profile] = {profile.code: profile for profile in (DJBH3, ASVS)}
