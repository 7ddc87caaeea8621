"""What is said to people, before it is put into a language: a stable code and the values that belong to it.

The rest of `matcher` decides *what* to say and says it with `say(Code.X, name=value, ...)`; `matcher.wording` knows how
each language puts it. A value is a number, a date, a proper name as plain text, or one of the small types below, so
that whoever words it can choose the plural, the label in the right language, or the name of a country there.

To add a message: a member here, its English in `wording/catalogues/messages.pot` and a translation in every `.po` file
beside it. Tests find a code without a message, a message without a code, and values that a message does not use. `n`
is the number that decides between singular and plural; a message with other numbers than `n` keeps them beside words
that do not change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum

from taxonomy.types import Kind

__all__ = ["Code", "Country", "Message", "Span", "Term", "Tongue", "Value", "say"]


class Code(StrEnum):
    """Everything that can be said beside the members of enums, which have messages of their own (`group.ready_now`)."""

    # --- what a vacancy requires: noun phrases -------------------------------------------------
    REQUIRED_PERMISSION = "required.permission"
    REQUIRED_PERMISSION_SOMEWHERE = "required.permission_somewhere"
    REQUIRED_RECOGNITION = "required.recognition"
    REQUIRED_LANGUAGE = "required.language"
    REQUIRED_LANGUAGE_NAMED = "required.language_named"
    REQUIRED_EDUCATION = "required.education"
    REQUIRED_YEARS = "required.years"
    REQUIRED_HOURS = "required.hours"
    REQUIRED_SHIFTS = "required.shifts"
    REQUIRED_WAY = "required.way"
    REQUIRED_WAY_MINUTES = "required.way_minutes"
    REQUIRED_START = "required.start"
    LICENCE_DRIVING = "licence.driving"
    LICENCE_OTHER = "licence.other"

    # --- the step that meets it: what to do ----------------------------------------------------
    STEP_PERMISSION = "step.permission"
    STEP_PERMISSION_SOMEWHERE = "step.permission_somewhere"
    STEP_RECOGNITION = "step.recognition"
    STEP_LICENCE = "step.licence"
    STEP_LANGUAGE = "step.language"
    STEP_LANGUAGE_NAMED = "step.language_named"
    STEP_EDUCATION = "step.education"
    STEP_YEARS = "step.years"
    STEP_HOURS = "step.hours"
    STEP_SHIFTS = "step.shifts"
    STEP_WAY = "step.way"
    STEP_WAY_MINUTES = "step.way_minutes"
    STEP_START = "step.start"

    # --- what to ask where a fact is unknown ---------------------------------------------------
    ASK_PERMISSION = "ask.permission"
    ASK_RECOGNITION = "ask.recognition"
    ASK_LICENCE = "ask.licence"
    ASK_LANGUAGE = "ask.language"
    ASK_LEVEL = "ask.level"
    ASK_EDUCATION = "ask.education"
    ASK_YEARS = "ask.years"
    ASK_HOURS = "ask.hours"
    ASK_SHIFTS = "ask.shifts"
    ASK_PLACE = "ask.place"
    ASK_START = "ask.start"
    ASK_WHERE = "ask.where"
    ASK_COUNTRY = "ask.country"

    # --- steps that are counted: short names ---------------------------------------------------
    MOVE_CONFIRM = "move.confirm"
    MOVE_SKILL = "move.skill"
    MOVE_LANGUAGE = "move.language"
    MOVE_LICENCE = "move.licence"
    MOVE_PERMISSION = "move.permission"
    MOVE_RECOGNITION = "move.recognition"
    MOVE_HOURS = "move.hours"
    MOVE_SHIFTS = "move.shifts"
    MOVE_PLACE = "move.place"

    # --- how long a step takes -----------------------------------------------------------------
    EFFORT_WEEKS = "effort.weeks"
    EFFORT_UNVERIFIED = "effort.unverified"

    # --- yellow light: a sentence, and the clauses that can stand in it -------------------------
    CAUTION_UNLIKELY = "caution.unlikely"
    CAUTION_FAR_ABOVE = "caution.far_above"
    CAUTION_FAR_BELOW = "caution.far_below"
    CAUTION_BARELY_COVERED = "caution.barely_covered"
    CAUTION_LOW_CONFIDENCE = "caution.low_confidence"
    CAUTION_OPEN_QUESTIONS = "caution.open_questions"
    CAUTION_REGULATED = "caution.regulated"

    # --- why nothing is suitable: a sentence, and its clauses -----------------------------------
    OBSTACLE_NOTHING = "obstacle.nothing"
    OBSTACLE_NO_VACANCIES = "obstacle.no_vacancies"
    OBSTACLE_NOT_MET = "obstacle.not_met"
    OBSTACLE_UNKNOWN = "obstacle.unknown"
    OBSTACLE_SKILLS = "obstacle.skills"
    OBSTACLE_NO_SKILLS_NAMED = "obstacle.no_skills_named"
    OBSTACLE_UNSCORED = "obstacle.unscored"

    # --- why a vacancy of another occupation is shown ------------------------------------------
    REASON_SHARED_SKILLS = "reason.shared_skills"
    REASON_SAME_GROUP = "reason.same_group"

    # --- what to ask first ---------------------------------------------------------------------
    QUESTION_CONFIRM = "question.confirm"
    QUESTION_WORK_DONE = "question.work_done"
    QUESTION_WORK_WANTED = "question.work_wanted"
    QUESTION_LANGUAGES = "question.languages"
    QUESTION_HOME = "question.home"
    QUESTION_PERMISSIONS = "question.permissions"
    QUESTION_GOOD_AT = "question.good_at"

    # --- the line for the person: whole sentences in plain words, said to "you" -----------------
    LINE_FITS = "line.fits"
    LINE_ONE_STEP = "line.one_step"
    LINE_MAYBE = "line.maybe"
    LINE_NOT_NOW = "line.not_now"
    LINE_UNSCORED = "line.unscored"
    LINE_SKILLS = "line.skills"
    LINE_STEP = "line.step"
    LINE_UNKNOWN = "line.unknown"
    LINE_CONFIRM = "line.confirm"
    LINE_LEARN = "line.learn"
    LINE_EMPLOYER = "line.employer"
    LINE_IN_THE_WAY = "line.in_the_way"

    # --- talking points for the caseworker: whole sentences ------------------------------------
    POINT_SKILLS = "point.skills"
    POINT_QUOTES = "point.quotes"
    POINT_CLOSE = "point.close"
    POINT_UNCONFIRMED = "point.unconfirmed"
    POINT_FROM_WORK = "point.from_work"
    POINT_CONFIRM = "point.confirm"
    POINT_LEARN = "point.learn"
    POINT_EMPLOYER = "point.employer"
    POINT_MISSING = "point.missing"
    POINT_MISSING_MORE = "point.missing_more"
    POINT_BLOCKER = "point.blocker"
    POINT_BLOCKER_EFFORT = "point.blocker_effort"
    POINT_QUESTION = "point.question"
    POINT_NOTE = "point.note"
    POINT_BELOW_LEVEL = "point.below_level"
    POINT_UNSCORED = "point.unscored"
    POINT_LOW_CONFIDENCE = "point.low_confidence"

    # --- why not this vacancy, and what if: whole sentences ------------------------------------
    WHY_PLACE = "why.place"
    WHY_CLOSED = "why.closed"
    WHY_NOT_YET = "why.not_yet"
    WHY_TAKES = "why.takes"
    WHY_NO_WAY = "why.no_way"
    WHAT_IF_OPENS = "what_if.opens"
    WHAT_IF_OPENS_NOTHING = "what_if.opens_nothing"
    WHAT_IF_POINTS = "what_if.points"
    WHAT_IF_PLACE = "what_if.place"
    WHAT_IF_GROUP = "what_if.group"

    # --- what a person is told about a kept ranking ---------------------------------------------
    ACCOUNT_MADE = "account.made"
    ACCOUNT_VERSIONS = "account.versions"
    ACCOUNT_SKILLS = "account.skills"
    ACCOUNT_WORK = "account.work"
    ACCOUNT_WISHES = "account.wishes"
    ACCOUNT_EDUCATION = "account.education"
    ACCOUNT_LANGUAGES = "account.languages"
    ACCOUNT_NO_LANGUAGE = "account.no_language"
    ACCOUNT_LICENCES = "account.licences"
    ACCOUNT_PERMISSIONS = "account.permissions"
    ACCOUNT_HOURS = "account.hours"
    ACCOUNT_PLACE = "account.place"
    ACCOUNT_OTHERS = "account.others"
    ACCOUNT_NOTHING = "account.nothing"
    ACCOUNT_NEVER = "account.never"
    ACCOUNT_TEXT = "account.text"
    ACCOUNT_REJECTED = "account.rejected"
    ACCOUNT_POINTS = "account.points"
    ACCOUNT_PART = "account.part"
    ACCOUNT_BLOCKERS = "account.blockers"
    ACCOUNT_RIGHTS = "account.rights"


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """A concept, shown by its preferred label; `label` is the one to fall back to, in English where there is one."""

    kind: Kind
    uri: str
    label: str


@dataclass(frozen=True, slots=True, order=True)
class Tongue:
    """A language (ISO 639-1), shown by its name."""

    code: str


@dataclass(frozen=True, slots=True, order=True)
class Country:
    """A country (ISO 3166-1 alpha-2), shown by its name."""

    code: str


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of numbers, inclusive; equal ends are one number."""

    minimum: float
    maximum: float


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """A code with its values, by name in alphabetical order. Equal messages are said in equal words.

    The hash is remembered: what twenty matches of a list have in common is looked up, not said twenty times.
    """

    code: Code
    values: tuple[tuple[str, Value], ...] = ()
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Compute the hash once."""
        object.__setattr__(self, "_hash", hash((self.code, self.values)))

    def __hash__(self) -> int:
        return self._hash


# Whole-number enums are shown by their name ("B1"), others by their own message; a tuple as a list ("a, b and c").
Value = int | float | str | date | Enum | Term | Tongue | Country | Span | Message | tuple["Value", ...]


def say(code: Code, **values: Value) -> Message:
    """Return the message."""
    return Message(code, tuple(sorted(values.items())))  # names differ, so values are never compared
