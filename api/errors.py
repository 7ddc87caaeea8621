"""Everything that can go wrong in `api`, as one tree; HTTP is spoken in `answers.py` only.

ImmerseError
├── NotFoundError        no such profile, vacancy, link, trace or concept
├── ErasedError          it was here; its owner had it erased
├── GoneError            it cannot be had again, as a part that it was made with is no longer here
├── ConflictError        the change contradicts what is stored
│   └── RestrictedError  the person has stopped being ranked
├── InvalidInputError    fields that do not hold what they must; lists every problem
│   └── FileRefusedError a file that is not read, and why
├── BusyError            too much of this is being done already; try again soon
├── TooLargeError        more than the settings allow
├── RankingStoppedError  somebody has stopped all ranking
├── NotReadyError        what the request needs is still being built
├── DiskFullError        there is no room for what is to be stored
├── GoldenError          a snapshot does not answer as it must, and is not used
├── DatabaseError        the database cannot be used as it is
├── NotSignedInError     nobody known asks
├── ForbiddenError       somebody known asks for what is not for them
├── TooManyError         somebody asks more often than they may
├── ExposureError        others could reach what they must not
├── PolicyError          the application and its policy do not agree
├── AuditError           what is done cannot be recorded, so it is not done
├── KeysError            keys that something stored needs are missing, or cannot be read
├── SealError            what the database holds is not what was sealed there
├── WallError            code of one organisation reached for rows of another; a mistake in the program
├── PrintingError        nothing here prints a page
└── PreparationError     a first build failed
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHOWN_PROBLEMS = 20


class ImmerseError(Exception):
    """Base of all errors of this package; `code` is the stable word of the error shape."""

    code = "error"


class NotFoundError(ImmerseError):
    """Nothing of this kind has this id."""

    code = "not_found"

    def __init__(self, noun: str, identifier: str) -> None:
        super().__init__(f"no {noun} {identifier!r}"[:300])
        self.noun = noun


class ErasedError(ImmerseError):
    """The thing existed and has been erased."""

    code = "erased"


class GoneError(ImmerseError):
    """A ranking cannot be replayed; the message names the part that is no longer here."""

    code = "gone"


class ConflictError(ImmerseError):
    """The change contradicts what is stored."""

    code = "conflict"


class RestrictedError(ConflictError):
    """Ranking for this person has stopped: restricted, objected to, or consent withdrawn."""

    code = "restricted"

    def __init__(self, profile_id: str) -> None:
        super().__init__(f"profile {profile_id} is not ranked: restricted, objected to, or consent withdrawn")


class TooLargeError(ImmerseError):
    """A body or list is longer than the settings allow."""

    code = "too_large"


class RankingStoppedError(ImmerseError):
    """Ranking was stopped; the message says why."""

    code = "ranking_stopped"


class NotReadyError(ImmerseError):
    """Something that the request needs is still being built."""

    code = "not_ready"


class DiskFullError(ImmerseError):
    """There is no room for what is to be stored; nothing of it has been."""

    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            "the disk of this installation is full: nothing new is stored until there is room; "
            "reading and ranking go on"
        )


class GoldenError(ImmerseError):
    """A snapshot does not answer as it must; the message says how, and names ids of vacancies only."""

    code = "golden"


class DatabaseError(ImmerseError):
    """The database cannot be used as it is."""

    code = "database"


class AuditError(ImmerseError):
    """The audit chain cannot be written or read; what would have been recorded is not done."""

    code = "audit"


class KeysError(ImmerseError):
    """A key that stored data needs is missing or cannot be read; the message names it, and where it belongs."""

    code = "keys"


class SealError(ImmerseError):
    """A sealed value was changed, moved, or sealed with another key; the message names its place."""

    code = "sealing"


class WallError(ImmerseError):
    """A session of one organisation was about to touch rows of another."""

    code = "wall"


class PrintingError(ImmerseError):
    """A page cannot be printed on this machine; the message says why, and what to do instead."""

    code = "printing"


class PreparationError(ImmerseError):
    """A first build failed; the message names the part."""

    code = "preparation"


class NotSignedInError(ImmerseError):
    """Nobody known asks, or their credentials do not hold."""

    code = "not_signed_in"


class ForbiddenError(ImmerseError):
    """Somebody known asks for what their roles or scopes do not allow."""

    code = "forbidden"


class TooManyError(ImmerseError):
    """Somebody asks more often than they may; `wait_s` is when to ask again."""

    code = "too_many"

    def __init__(self, message: str, wait_s: float) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class ExposureError(ImmerseError):
    """Others could reach this installation in a way that is not safe; the message says why."""

    code = "exposure"


class PolicyError(ImmerseError):
    """A route has no row in the policy, or a row no route; the application does not start."""

    code = "policy"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field and why it is refused; `field` is a dotted path, empty for the whole."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" if self.field else self.reason


class InvalidInputError(ImmerseError):
    """Input that is not what it must be; all problems at once."""

    code = "invalid_input"

    def __init__(self, problems: Sequence[Problem]) -> None:
        shown = [str(problem) for problem in problems[:SHOWN_PROBLEMS]]
        if len(problems) > SHOWN_PROBLEMS:
            shown.append(f"and {len(problems) - SHOWN_PROBLEMS} more")
        super().__init__("; ".join(shown))
        self.problems = tuple(problems)


class FileRefusedError(InvalidInputError):
    """A file that is not read; the reason is a plain sentence without its first word, "the file"."""

    def __init__(self, reason: str) -> None:
        super().__init__([Problem("file", reason)])
        self.reason = reason


class BusyError(ImmerseError):
    """So much of this is being done that the request would wait too long."""

    code = "busy"


def problems(errors: Sequence[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Pydantic's errors as problems: dotted field names, reasons without its prefix, nothing of the input."""
    return tuple(Problem(_field(error["loc"]), _reason(error["msg"])) for error in errors)


def _field(location: Sequence[object]) -> str:
    parts = [str(part)[:80] for part in location if part not in ("body", "query", "path", "[key]")]
    return ".".join(parts).encode("utf-8", "backslashreplace").decode()


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ")
