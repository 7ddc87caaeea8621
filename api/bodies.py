"""What comes in: a profile line, a vacancy line and the small requests, the same for HTTP, files and imports.

Validation is strict about values and lenient about keys: a key that nobody knows is ignored and
named by `unknown_keys`, so that a feed with extra columns still loads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    StringConstraints,
    ValidationError,
    model_serializer,
    model_validator,
)

from api.errors import InvalidInputError, problems
from matcher.types import Cefr, Kind, Relation, SkillSource, TravelMode
from taxonomy.characters import MAX_MARKS, has_stacked_marks, visible
from taxonomy.markup import without_markup

MAX_TEXT = 100_000  # code points: the longest CV or vacancy seen is under 30,000
MAX_LABEL = 500
MAX_REMARK = 2_000  # what people write to each other: more than half a page
MAX_ENTRIES = 500  # skills of one profile or vacancy
MAX_PLACES = 50


def _check_text(text: str) -> str:
    if "\x00" in text:
        raise ValueError("must not contain the character NUL")
    if re.search("[\ud800-\udfff]", text):
        raise ValueError("must not contain half of a surrogate pair")
    if has_stacked_marks(text):
        raise ValueError(f"must not have more than {MAX_MARKS} marks on one letter")
    return text


def _see(text: str) -> str:
    return _something(visible(text).strip())


def _strip_markup(text: str) -> str:
    return _something(" ".join(without_markup(text).split()))


def _something(text: str) -> str:
    if not text:
        raise ValueError("must hold something that can be seen")
    return text


def _read_cefr(value: object) -> Cefr:
    if isinstance(value, Cefr):
        return value
    name = value.strip().upper() if isinstance(value, str) else ""
    if name not in Cefr.__members__:
        raise ValueError("must be one of A1, A2, B1, B2, C1, C2 or none")
    return Cefr[name]


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _read_date(value: object) -> object:
    # Only the plain ISO form: pydantic would also read a number as seconds since 1970.
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        raise ValueError("must be a date like 2026-11-21")
    if not isinstance(value, (str, date)):
        raise ValueError("must be a date like 2026-11-21")  # noqa: TRY004  # pydantic turns only ValueError into a 422
    return value


# As it was sent: answers to it count its code points, or echo it.
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT), AfterValidator(_check_text)]
Id = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_LABEL, strip_whitespace=True), AfterValidator(_check_text)
]
# Words of a person, without what nobody can see; what vacancies say comes from elsewhere, often as HTML.
Words = Annotated[Text, AfterValidator(visible)]
Short = Annotated[Id, AfterValidator(_see)]
Remark = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_REMARK, strip_whitespace=True),
    AfterValidator(_check_text),
    AfterValidator(_see),
]
FeedWords = Annotated[Text, AfterValidator(without_markup)]
FeedShort = Annotated[Id, AfterValidator(_strip_markup)]
LanguageCode = Annotated[
    str, BeforeValidator(_lower, json_schema_input_type=str), StringConstraints(pattern=r"^[a-z]{2,3}$")
]
CountryCode = Annotated[
    str, BeforeValidator(_upper, json_schema_input_type=str), StringConstraints(pattern=r"^[A-Z]{2}$")
]
LicenceCode = Annotated[
    str, StringConstraints(pattern=r"^[\w+ ./-]{1,60}$", strip_whitespace=True), AfterValidator(_check_text)
]
Level = Annotated[
    Cefr,
    BeforeValidator(_read_cefr, json_schema_input_type=str),
    PlainSerializer(lambda level: level.name, return_type=str),
]
Day = Annotated[date, BeforeValidator(_read_date, json_schema_input_type=date)]
Eqf = Annotated[int, Field(ge=1, le=8)]
Languages = Annotated[dict[LanguageCode, Level], Field(max_length=MAX_PLACES)]


Body = TypeVar("Body", bound=BaseModel)


class Line(BaseModel):
    """Base of everything that comes in: unknown keys are kept apart and never written out again."""

    model_config = ConfigDict(
        extra="allow", strict=False, allow_inf_nan=False, populate_by_name=True, use_attribute_docstrings=True
    )

    @model_validator(mode="before")
    @classmethod
    def _null_is_missing(cls, value: object) -> object:
        return {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value

    @model_serializer(mode="wrap")
    def _known_only(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in handler(self).items() if key in type(self).model_fields}


class Statement(BaseModel):
    """Base of what people state about their own work: a key that nobody knows is refused, so none is lost silently."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


def read_body(model: type[Body], data: object) -> Body:
    """Validate `data` as `model`; raises InvalidInputError with every problem."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InvalidInputError(problems(error.errors(include_url=False, include_input=False))) from error


def unknown_keys(line: BaseModel) -> tuple[str, ...]:
    """Dotted names of the keys that were ignored, sorted, each once, safe to print."""
    return tuple(sorted({_printable(name) for name in _iter_unknown(line, "")}))


def _iter_unknown(line: BaseModel, prefix: str) -> Iterator[str]:
    yield from (prefix + key for key in line.model_extra or {})
    for name in type(line).model_fields:
        value = getattr(line, name)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, BaseModel):
                yield from _iter_unknown(part, f"{prefix}{name}.")


def _printable(name: str) -> str:
    return name[:80].encode("unicode_escape").decode() if not name.isprintable() else name[:80]


class Concept(Line):
    """A concept by `uri`, or by a `label` in any language; a bare string is either."""

    uri: Id | None = None
    label: Short | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: object) -> object:
        if isinstance(value, str):
            return {"uri" if value.startswith(("http://", "https://")) else "label": value}
        return value

    @model_validator(mode="after")
    def _name_it(self) -> Self:
        if self.uri is None and self.label is None:
            raise ValueError("needs a uri or a label")
        return self


class GivenSkill(Concept):
    """A skill that somebody names; `level` is EQF-like, 1 to 8."""

    level: Eqf | None = None
    source: SkillSource = SkillSource.STATED
    years_since_use: Annotated[int, Field(ge=0, le=80)] | None = None
    """whole years since it was last used; what was not used for long counts less"""


class GivenOccupation(Concept):
    """An occupation held, with the years in it."""

    years: Annotated[float, Field(ge=0, le=80)] | None = None


class RequiredSkill(Concept):
    """A skill that a vacancy asks for."""

    relation: Relation = Relation.ESSENTIAL


class HoursRange(Line):
    """Hours a week, inclusive; a bare number is both bounds."""

    min: Annotated[float, Field(ge=0, le=84)]
    max: Annotated[float, Field(ge=0, le=84)]

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: object) -> object:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return {"min": value, "max": value}
        return value

    @model_validator(mode="after")
    def _order(self) -> Self:
        if self.min > self.max:
            raise ValueError("min must not be above max")
        return self


class TravelGiven(Line):
    """The longest way to work a person accepts, one way."""

    mode: TravelMode = TravelMode.TRANSIT
    minutes: Annotated[int, Field(ge=0, le=300)]


class WantsGiven(Line):
    """What a person wants."""

    occupations: Annotated[list[Concept], Field(max_length=MAX_PLACES)] = []
    places: Annotated[list[Short], Field(max_length=MAX_PLACES)] = []
    hours: HoursRange | None = None


class RecognitionGiven(Line):
    """Whether a qualification is recognised in a country; the occupation by URI, name, or ISCO code ("2221")."""

    country: CountryCode
    occupation: Concept
    granted: bool = True


class ProfileLine(Line):
    """What is known about a person. Every key may be missing: unknown is not no."""

    id: Id | None = None
    """the caller's own id; the service keeps it as `external_id`"""
    external_id: Id | None = None
    source: Id | None = None
    """where the line comes from; `external_id` is unique within it"""
    text: Words | None = None
    """the person's own words"""
    lang: LanguageCode | None = None
    skills: Annotated[list[GivenSkill], Field(max_length=MAX_ENTRIES)] = []
    occupations: Annotated[list[GivenOccupation], Field(max_length=MAX_PLACES)] = []
    languages: Languages = {}
    education: Eqf | None = None
    licences: Annotated[list[LicenceCode], Field(max_length=MAX_PLACES)] | None = None
    """an empty list says that there is none, a missing one that nobody asked"""
    permissions: Annotated[dict[CountryCode, bool], Field(max_length=MAX_PLACES)] = {}
    recognitions: Annotated[list[RecognitionGiven], Field(max_length=MAX_PLACES)] = []
    place: Short | None = None
    country: CountryCode | None = None
    travel: TravelGiven | None = None
    hours: HoursRange | None = None
    shifts: Annotated[list[Short], Field(max_length=MAX_PLACES)] | None = None
    start: Day | None = None
    wants: WantsGiven | None = None


class VacancyLine(Line):
    """A vacancy as a feed or a person gives it. What is given counts more than what its text says."""

    id: Id | None = None
    """the feed's own id; the service keeps it as `external_id`"""
    external_id: Id | None = None
    source: Id | None = None
    title: FeedShort
    text: FeedWords = Field(default="", validation_alias=AliasChoices("text", "description"))
    lang: LanguageCode | None = None
    skills: Annotated[list[RequiredSkill], Field(max_length=MAX_ENTRIES)] = []
    occupation: Concept | None = None
    languages: Languages = {}
    licences: Annotated[list[LicenceCode], Field(max_length=MAX_PLACES)] | None = None
    permission: bool | None = None
    """whether the vacancy says that a work permit is needed"""
    place: Short | None = None
    province: Short | None = None
    country: CountryCode | None = None
    hours: HoursRange | None = None
    shift: Annotated[list[Short], Field(max_length=MAX_PLACES)] = []
    contract: FeedShort | None = None
    salary: FeedShort | None = None
    start: Day | None = None
    years: Annotated[float, Field(ge=0, le=80)] | None = None
    """of experience, at least"""
    education: Eqf | None = None
    """EQF level, at least"""
    date: Day | None = None
    """when it was published or last seen open"""
    expires: Day | None = None


class LinkLine(Line):
    """A text to link, as `immerse link` reads it."""

    id: Id | None = None
    text: Text
    lang: LanguageCode | None = None


class LinkRequest(LinkLine):
    """A text to link, over HTTP."""

    kind: Kind = Kind.SKILL
    top: Annotated[int, Field(ge=1, le=100)] | None = None
    """the N best, whatever their score or status"""
    min_score: Annotated[float, Field(ge=0, le=1)] | None = None


class Decision(StrEnum):
    """What a person said about a proposal."""

    NONE = "none"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class LinkDecision(Line):
    """Accept or reject the link to `uri`; `none` takes the answer back."""

    kind: Kind = Kind.SKILL
    uri: Id
    decision: Decision


class Sharing(Line):
    """Whether all organisations see a vacancy, or only its own."""

    shared: bool
