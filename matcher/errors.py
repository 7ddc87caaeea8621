"""Everything that can go wrong in `matcher`, as one tree.

MatcherError
├── InputError              a JSON object is not the value it should be; every problem is listed
├── DuplicateIdError        two vacancies (or profiles) carry the same id, so ties could not be ordered
├── UnknownVacancyError     no vacancy of this id is known (a LookupError)
├── UnknownPlaceError       a gazetteer id that the gazetteer does not have (a LookupError)
├── TableError              a table that people edit has problems; each is listed with its line
├── NearTableError          a near-skill table does not belong to the taxonomy in use
├── IndexMissingError       no usable index generation: rebuild it, never answer from nothing
├── ContainerError              a file of packed weights cannot be read; the message names the file and the part
│   ├── BadMagicError           not such a file at all, or a version this reader does not know
│   ├── TruncatedError          a section runs past the end of the file
│   ├── MalformedError          sizes or offsets contradict each other
│   └── UnknownTensorError      a tensor kind this reader does not know, or a name that the file lacks
├── EncoderError                an encoder cannot be built or opened
│   ├── SourceMissingError      the weights are neither installed nor to be had
│   ├── UnsupportedModelError   an architecture, pooling or artefact format that this release does not run
│   ├── EncodingError           an opened encoder failed, or one that is not there was asked
│   └── ExtraMissingError       an optional extra is not installed; the message says how to install it
└── ArtefactMismatchError       labels or vectors were made from another taxonomy or encoder
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


class MatcherError(Exception):
    """Any failure of this package."""


class ContainerError(MatcherError):
    """A file of packed weights cannot be read."""


class BadMagicError(ContainerError):
    """The bytes are not a container of a known version."""


class TruncatedError(ContainerError):
    """The file ends inside a section."""


class MalformedError(ContainerError):
    """Two parts of the file contradict each other."""


class UnknownTensorError(ContainerError):
    """A tensor has an unknown kind, or is missing."""


class EncoderError(MatcherError):
    """An encoder cannot be built or opened."""


class SourceMissingError(EncoderError):
    """The weights are neither installed nor to be had."""


class UnsupportedModelError(EncoderError):
    """The model or artefact is of a kind that this release does not run."""


class EncodingError(EncoderError):
    """Texts could not be encoded: an opened encoder failed, or one that is not there was asked."""


class ExtraMissingError(EncoderError):
    """An optional extra is needed and not installed."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"this needs an optional part of IMMERSE: pip install 'immerse[{extra}]'")
        self.extra = extra


class ArtefactMismatchError(MatcherError):
    """An artefact does not belong to the parts in use; `problems` names each difference."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__(f"{path}: {'; '.join(problems)}")
        self.path = path
        self.problems = tuple(problems)


def check_fields(path: Path, fields: Mapping[str, object], expected: Mapping[str, object]) -> None:
    """Raise ArtefactMismatchError naming every expected field that the manifest of `path` has otherwise."""
    problems = [
        f"{name} is {fields.get(name)!r}, not {value!r}"
        for name, value in expected.items()
        if fields.get(name) != value
    ]
    if problems:
        raise ArtefactMismatchError(path, problems)


class InputError(MatcherError, ValueError):
    """A JSON object is not the value it should be."""

    def __init__(self, what: str, problems: Sequence[str]) -> None:
        super().__init__(f"{what}: {'; '.join(problems)}")
        self.problems = tuple(problems)


class DuplicateIdError(MatcherError, ValueError):
    """Ids must be unique, because they order ties."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(f"ids given more than once: {', '.join(ids)}")
        self.ids = tuple(ids)


class UnknownVacancyError(MatcherError, LookupError):
    """There is no such vacancy."""

    def __init__(self, vacancy_id: str) -> None:
        super().__init__(f"unknown vacancy: {vacancy_id}")
        self.vacancy_id = vacancy_id


class UnknownPlaceError(MatcherError, LookupError):
    """The gazetteer has no such place."""

    def __init__(self, place_id: str) -> None:
        super().__init__(f"unknown place: {place_id}")
        self.place_id = place_id


class TableError(MatcherError):
    """A table that people edit is not as it should be; `problems` names each line and column."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.path = path
        self.problems = tuple(problems)


class NearTableError(MatcherError):
    """The near-skill table was made for another taxonomy."""


class IndexMissingError(MatcherError):
    """There is no index generation that can be trusted; `problems` says what is wrong with each one found."""

    def __init__(self, root: Path, problems: Sequence[str]) -> None:
        super().__init__(f"{root}: no usable index generation ({'; '.join(problems) or 'none found'})")
        self.problems = tuple(problems)
