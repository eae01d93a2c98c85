"""What can go wrong, as plain exceptions. `portal.app` maps each to its HTTP answer, once.

A message is Chinese with named parameters, kept apart until it is shown, so that it can be
translated where the reader's language is known. The first argument is what Babel extracts.
"""

from collections.abc import Sequence

from portal.sentences import Sentence


class PortalError(Exception):
    """A message for a person, with its parameters."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class Refused(PortalError):
    """A rule of the procedure forbids it now: a deadline, a state, a person who must be another."""


class Invalid(PortalError):
    """One field's content is wrong. `field` is its name in the form, or "" for the whole form."""

    def __init__(self, message: str, field: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


class NotFound(PortalError):
    """Missing, or not for this person: both look the same to somebody who may not know."""

    def __init__(self, message: str = "没有找到这个页面或记录", **values: object) -> None:
        super().__init__(message, **values)


class Forbidden(PortalError):
    """The person's role has no such power at all."""

    def __init__(self, message: str = "您的角色不能进行这项操作", **values: object) -> None:
        super().__init__(message, **values)


class Conflict(PortalError):
    """Somebody else was faster. `theirs` is what stands now, `mine` what was sent: (label, text) pairs."""

    def __init__(
        self,
        message: str,
        theirs: Sequence[tuple[Sentence | str, str]] = (),
        mine: Sequence[tuple[str, str]] = (),
        **values: object,
    ) -> None:
        super().__init__(message, **values)
        self.theirs, self.mine = tuple(theirs), tuple(mine)


class AlreadyDone(PortalError):
    """The same request came again; it took effect the first time."""

    def __init__(self, message: str = "这次提交先前已经生效", **values: object) -> None:
        super().__init__(message, **values)
