"""The words that cross module borders in `matcher/`: frozen values, no behaviour beyond checks.

Three families live here, in the order of the data flow:

* what linking returns: `Mention`, `Link`, `LinkedText`;
* what ranking sees: `RankingInput` (about a person) and `Vacancy` (about a vacancy), both closed;
* what ranking returns: `Contribution`, `Blocker`, `Match`, `Stamp` and their parts. What a list holds hundreds of is a
  `msgspec.Struct`: as frozen as a dataclass, made five times as fast, and written as JSON without a dict between.

`RankingInput` is the bottleneck that keeps identity out of a ranking: it has no field for a name,
a gender, a nationality, an age or any free text, and no place for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from msgspec import Struct

from matcher.messages import Message
from taxonomy.types import Kind, Relation

__all__ = [
    "Blocker",
    "BlockerKind",
    "BlockerState",
    "Bundle",
    "Caution",
    "Cefr",
    "Confidence",
    "Contribution",
    "ContributionName",
    "Covered",
    "CoveredHow",
    "Effort",
    "Gaps",
    "Group",
    "HeldOccupation",
    "HeldSkill",
    "Hours",
    "Kind",
    "LanguageLevel",
    "LikelyOccupation",
    "Link",
    "LinkMethod",
    "LinkStatus",
    "LinkedText",
    "Match",
    "MatchList",
    "Mention",
    "Missing",
    "Obstacle",
    "Permission",
    "RankingInput",
    "Recognition",
    "Relation",
    "Requirement",
    "RequirementSource",
    "RowStatus",
    "RunnerUp",
    "Shift",
    "SkillSource",
    "Stamp",
    "StatedFact",
    "StatedKind",
    "Step",
    "StepKind",
    "Travel",
    "TravelMode",
    "Vacancy",
    "Wants",
    "Widened",
]


# --- linking ---------------------------------------------------------------------------------


class LinkMethod(StrEnum):
    """How a link was found."""

    LABEL = "label"  # the words are a preferred label
    ALTERNATIVE = "alternative"  # the words are an alternative label
    FUZZY = "fuzzy"  # the words are a label in another order, with a typing error, joined or parted otherwise
    VECTOR = "vector"  # the words mean nearly the same as the concept
    GIVEN = "given"  # somebody named the concept, by URI or by label


class LinkStatus(StrEnum):
    """What the text says about the linked concept."""

    HELD = "held"
    WISHED = "wished"
    NEGATED = "negated"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text. `start` and `end` are offsets in code points, `end` exclusive."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """Another concept that the words of a link could mean; `score` is what a link to it would have, in [0, 1]."""

    uri: str
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Link:
    """A proposal: these words mean this concept. `score` is in [0, 1], higher is surer.

    `runners_up` are what else the same words could mean, best first, for whoever checks the proposal.
    """

    kind: Kind
    uri: str
    label: str
    score: float
    method: LinkMethod
    status: LinkStatus
    mention: Mention
    runners_up: tuple[RunnerUp, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedText:
    """All links of one text, best first (score descending, then URI), one per URI, and what was left over.

    `runners_up` are the next best below the threshold: too unsure to propose, yet together they say something.
    """

    links: tuple[Link, ...]
    unmapped: tuple[Mention, ...]
    runners_up: tuple[Link, ...] = ()


# --- facts about people and vacancies ---------------------------------------------------------


class Cefr(IntEnum):
    """Language level of the Common European Framework; NONE is a stated absence, not an unknown."""

    NONE = 0
    A1 = 1
    A2 = 2
    B1 = 3
    B2 = 4
    C1 = 5
    C2 = 6


@dataclass(frozen=True, slots=True)
class LanguageLevel:
    """A language (ISO 639-1 code) at a level. On a vacancy: the level it requires."""

    language: str
    level: Cefr


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours a week, inclusive bounds, 0 <= minimum <= maximum <= 84."""

    minimum: float
    maximum: float

    def __post_init__(self) -> None:
        """Refuse bounds that no week has."""
        if not 0 <= self.minimum <= self.maximum <= 84:
            raise ValueError(f"hours must satisfy 0 <= min <= max <= 84, not {self.minimum} to {self.maximum}")


class Shift(StrEnum):
    """Times of work that have names in every language; profiles and vacancies may name others too."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    ROTATING = "rotating"
    SPLIT = "split"
    ON_CALL = "on_call"


class SkillSource(StrEnum):
    """Where we know a person's skill from, most reliable first."""

    VERIFIED = "verified"  # shown by a certificate or a test
    STATED = "stated"  # said or accepted by a person
    PROPOSED = "proposed"  # linked from text, nobody has answered yet
    INFERRED = "inferred"  # essential for an occupation held


@dataclass(frozen=True, slots=True)
class HeldSkill:
    """A skill of a person. `level` is 1 to 8 (EQF-like) and `years_since_use` a whole number; None is unknown."""

    uri: str
    source: SkillSource
    level: int | None = None
    years_since_use: int | None = None


@dataclass(frozen=True, slots=True)
class HeldOccupation:
    """An occupation that a person has worked in; `years` is None where unknown.

    `certainty` is 1 to 100: how sure a proposal is, in percent of the surest one; 100 for what a person said.
    """

    uri: str
    years: float | None = None
    source: SkillSource = SkillSource.STATED
    certainty: int = 100


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether a person may work in a country (ISO 3166-1 alpha-2). A fact about a permit, never about nationality."""

    country: str
    granted: bool


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whether a person's qualification for an occupation (URI) or ISCO group (code) is recognised in a country."""

    country: str
    occupation: str
    granted: bool


class TravelMode(StrEnum):
    """How a person gets to work."""

    WALK = "walk"
    BICYCLE = "bicycle"
    TRANSIT = "transit"
    CAR = "car"


@dataclass(frozen=True, slots=True)
class Travel:
    """The longest way to work a person accepts, in minutes one way."""

    mode: TravelMode
    minutes: int


@dataclass(frozen=True, slots=True)
class Wants:
    """What a person wants. Empty tuples and None mean that nothing is known."""

    occupations: tuple[str, ...] = ()  # URIs
    unwanted_occupations: tuple[str, ...] = ()  # URIs
    places: tuple[str, ...] = ()  # gazetteer ids
    unwanted_places: tuple[str, ...] = ()  # gazetteer ids
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class RankingInput:
    """Everything ranking may know about a person, and nothing else.

    None (or an absent entry) is unknown; an explicit level NONE, `granted=False` or an empty `licences`
    tuple is a stated no. Tuples are in canonical order (`canonical` in `matcher.inputs`), so equal people
    give equal bytes. `home` and places are gazetteer ids, never an address.
    """

    skills: tuple[HeldSkill, ...] = ()
    occupations: tuple[HeldOccupation, ...] = ()
    education: int | None = None  # EQF level, 1 to 8
    languages: tuple[LanguageLevel, ...] = ()
    licences: tuple[str, ...] | None = None
    permissions: tuple[Permission, ...] = ()
    recognitions: tuple[Recognition, ...] = ()
    hours: Hours | None = None
    shifts: tuple[str, ...] | None = None
    start: date | None = None
    home: str | None = None
    travel: Travel | None = None
    wants: Wants = field(default_factory=Wants)
    rejected_skills: tuple[str, ...] = ()  # URIs the person said no to; never inferred from an occupation


class RequirementSource(StrEnum):
    """Where a requirement was read."""

    STATED = "stated"  # in the vacancy's own fields or text
    INFERRED = "inferred"  # essential for the vacancy's occupation in ESCO


@dataclass(frozen=True, slots=True)
class Requirement:
    """A skill that a vacancy asks for."""

    uri: str
    relation: Relation
    source: RequirementSource


class StatedKind(StrEnum):
    """What a fact that a vacancy's text states is about; the comments say how its value is written."""

    LANGUAGE = "language"  # "de:B2", "de" where no level is said
    LICENCE = "licence"  # "B", "CE"; "driving" where no class is said; "forklift", "own_car", "certificate" …
    HOURS = "hours"  # a week: "40-40", "20-30"
    WORKING_TIME = "working_time"  # "full_time", "part_time"
    CONTRACT = "contract"  # "permanent", "temporary", "seasonal" …
    YEARS = "years"  # of experience: "2", "0.5", "some" where no number is said, "none" where none is asked for
    SHIFT = "shift"  # "morning", "night", "weekend", "rotating" …
    PAY = "pay"  # "1500-1800/month", "12.5-12.5/hour/gross"
    HOUSING = "housing"  # "offered", "help"
    PERMISSION = "permission"  # "required", "sponsored"
    START = "start"  # "2026-03-01", "now"
    EDUCATION = "education"  # "none", "compulsory", "upper_secondary", "vocational", "bachelor", "master", "doctorate"
    DESIRABLE = "desirable"  # "clause": what it names is nice to have


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact that a vacancy's text states, with the words that say so.

    `relation` tells what is asked of the person from what is only welcome; None for what describes the work.
    """

    kind: StatedKind
    value: str
    relation: Relation | None
    mention: Mention


@dataclass(frozen=True, slots=True)
class LikelyOccupation:
    """An occupation (URI) that a vacancy may be about, and how likely in percent, 1 to 100."""

    uri: str
    percent: int


@dataclass(frozen=True, slots=True)
class Vacancy:
    """What ranking knows about a vacancy. No text: title and description stay with whoever shows them.

    `id` orders ties. `published` is the newest date at which the vacancy was seen as open; a vacancy is
    expired from the day after `expires`. `place` is a gazetteer id. `languages` and `licences` are needed, those
    called optional are welcome and stand in nobody's way; `languages_named` are needed at a level that is not said.
    `likely` are the occupations that its text may be about, where nobody said it; empty: `occupation` and no other.
    """

    id: str
    requirements: tuple[Requirement, ...] = ()
    occupation: str | None = None  # URI
    languages: tuple[LanguageLevel, ...] = ()
    licences: tuple[str, ...] = ()
    permission_required: bool = False
    country: str | None = None
    place: str | None = None
    hours: Hours | None = None
    shifts: tuple[str, ...] = ()
    start: date | None = None
    published: date | None = None
    expires: date | None = None
    languages_named: tuple[str, ...] = ()  # ISO 639-1
    optional_languages: tuple[LanguageLevel, ...] = ()
    optional_licences: tuple[str, ...] = ()
    years: float | None = None  # of experience, at least
    education: int | None = None  # EQF level, at least
    likely: tuple[LikelyOccupation, ...] = ()


# --- results ----------------------------------------------------------------------------------


class RowStatus(StrEnum):
    """Whether somebody has compared a row of an editable table with its source."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a step typically takes, in whole weeks (minimum <= maximum), and its cost in the words of the row.

    An effort that is `unverified` says so wherever it is shown, and neither orders nor divides a count.
    """

    min_weeks: int
    max_weeks: int
    cost: str
    source: str
    checked: date | None
    status: RowStatus


class ContributionName(StrEnum):
    """The named parts of a score, in the order in which they are shown."""

    ESSENTIAL = "essential_skills"
    OPTIONAL = "optional_skills"
    EXPERIENCE = "experience"
    OCCUPATION_WANTED = "occupation_wanted"
    HOURS_WANTED = "hours_wanted"
    PLACE_WANTED = "place_wanted"


class Contribution(Struct, frozen=True, gc=False):
    """Points that one part adds to the score. Where nothing is known the points are a neutral constant."""

    name: ContributionName
    points: int
    maximum: int
    known: bool


class BlockerKind(StrEnum):
    """What can stand in the way, in the order in which it is shown."""

    PERMISSION = "permission"
    RECOGNITION = "recognition"
    LICENCE = "licence"
    LANGUAGE = "language"
    EDUCATION = "education"
    YEARS = "years"
    HOURS = "hours"
    SHIFTS = "shifts"
    PLACE = "place"
    START = "start"


class BlockerState(StrEnum):
    """Met, not met, or unknown because the person's fact is missing."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Blocker:
    """A stated requirement that is no skill. `step` removes it ("ask" for unknown) and is None when met.

    `effort` is how long `step` typically takes, None where no table knows; `source` names the law or register behind
    a requirement that the vacancy itself does not state.
    """

    kind: BlockerKind
    state: BlockerState
    required: Message
    step: Message | None
    effort: Effort | None = None
    source: str | None = None


class Group(StrEnum):
    """How far away a vacancy is, nearest first."""

    READY_NOW = "ready_now"
    ONE_STEP_AWAY = "one_step_away"
    NOT_REACHABLE_NOW = "not_reachable_now"


class Confidence(StrEnum):
    """How much of a score rests on known facts."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CoveredHow(StrEnum):
    """How a requirement is covered."""

    HAS = "has"
    CLOSE = "close"


class Covered(Struct, frozen=True, gc=False):
    """A requirement and the person's skill (URI `by`) that covers it best. `strength` is in percent, 1 to 100."""

    uri: str
    label: str
    by: str
    by_label: str
    how: CoveredHow
    relation: Relation
    strength: int


class Missing(Struct, frozen=True, gc=False):
    """A requirement that nothing covers."""

    uri: str
    label: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Caution:
    """A yellow light: why a match that nothing rules out may still come to nothing. It changes no group and no count.

    `status`, `effort` and `source` are those of the row of regulated work behind it; None where no row is.
    """

    reason: Message
    status: RowStatus | None = None
    effort: Effort | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps `n_vacancies` of those that are open from being ready now or one step away."""

    reason: Message
    n_vacancies: int


class Match(Struct, frozen=True):
    """One vacancy for one person, ranked and explained. `score` is None where nothing can be scored.

    `rank` is None for what is shown beside a list of too many vacancies to count those before it.
    `enough` names, for a vacancy that is one step away because of skills, what alone would make it ready now: to
    confirm what was read, or one of up to three skills.
    """

    id: str
    rank: int | None
    score: int | None
    group: Group
    confidence: Confidence
    contributions: tuple[Contribution, ...]
    blockers: tuple[Blocker, ...]
    covered: tuple[Covered, ...]
    missing: tuple[Missing, ...]
    below_level: bool | None
    enough: tuple[Message, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def open_blockers(self) -> tuple[Blocker, ...]:
        """What stands in the way: first what is not met, then what nobody knows."""
        states = BlockerState.NOT_MET, BlockerState.UNKNOWN
        return tuple(blocker for state in states for blocker in self.blockers if blocker.state is state)


@dataclass(frozen=True, slots=True)
class Widened:
    """A match outside the person's own occupations, shown on purpose, with the occupations that connect it."""

    match: Match
    reason: Message


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a result was made from. Equal input and equal stamp give equal bytes.

    `catalogue` names the contents of the tables that people edit.
    """

    taxonomy: str
    encoder: str
    index: str
    weights: str
    catalogue: str
    as_of: date


@dataclass(frozen=True, slots=True)
class MatchList:
    """A ranked list. `questions` names what to ask first where too little is known (empty otherwise).

    `obstacles` say why nothing is suitable today, most vacancies first; empty where a match is ready or one step away.
    `sizes` count the vacancies of each group where the list holds a part of it; None where it does not.
    """

    matches: tuple[Match, ...]
    widen: tuple[Widened, ...]
    questions: tuple[Message, ...]
    stamp: Stamp
    obstacles: tuple[Obstacle, ...] = ()
    sizes: Mapping[Group, int] | None = None


class StepKind(StrEnum):
    """What a person could do, or be asked, to open vacancies."""

    CONFIRM = "confirm"  # say that what was read from the text is right
    SKILL = "skill"
    LANGUAGE = "language"
    LICENCE = "licence"
    PERMISSION = "permission"
    RECOGNITION = "recognition"
    HOURS = "hours"
    SHIFTS = "shifts"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Step:
    """One step and the vacancies that full re-ranking with it moves to ready now, ordered by id.

    `effort` is how long the step typically takes, None where no table knows; `per_week` is the count by its longest
    duration in weeks, None unless somebody has verified the row.
    """

    kind: StepKind
    value: str  # a URI for a skill, else for example "it:B1", "C", "IT", "DE:2221", "night", "proposals"
    label: Message
    n_unlocked: int
    vacancy_ids: tuple[str, ...]
    effort: Effort | None = None
    per_week: float | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """Two or three steps taken together."""

    steps: tuple[Step, ...]
    n_unlocked: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """Steps by number of vacancies unlocked, descending, then kind and value.

    `quickest` are those whose effort is known and verified, by what they unlock per week, descending.
    """

    steps: tuple[Step, ...]
    bundles: tuple[Bundle, ...]
    stamp: Stamp
    quickest: tuple[Step, ...] = ()
