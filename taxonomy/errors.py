"""Everything that can go wrong in `taxonomy`, as one tree.

TaxonomyError
├── UnknownConceptError       a URI, ISCO code or collection that this release does not have (a LookupError)
├── ArtefactError             an artefact folder cannot be used
│   ├── ArtefactMissingError  there is no folder, or it has no manifest
│   └── ArtefactDamagedError  a file is missing, has another size or other bytes, or the manifest is unreadable
├── SourceError               a release, overlay or starter file cannot be read; every problem found is listed
└── FetchError                a download did not succeed
    ├── UnreachableError      the site does not answer, or answers with an error, after all attempts
    └── WrongContentError     the site answers with something else than the file asked for
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class TaxonomyError(Exception):
    """Any failure of this package."""


class UnknownConceptError(TaxonomyError, LookupError):
    """The release in use has no such concept."""

    def __init__(self, kind: str, uri: str) -> None:
        super().__init__(f"unknown {kind}: {uri}")
        self.kind = kind
        self.uri = uri


class ArtefactError(TaxonomyError):
    """An artefact folder cannot be used."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__(f"{path}: {'; '.join(problems)}")
        self.path = path
        self.problems = tuple(problems)


class ArtefactMissingError(ArtefactError):
    """There is no artefact at this path."""


class ArtefactDamagedError(ArtefactError):
    """The artefact differs from what its manifest says."""


class SourceError(TaxonomyError):
    """A release, overlay or starter file cannot be read; `problems` lists everything found."""

    def __init__(self, source: Path | str, problems: Sequence[str]) -> None:
        super().__init__(f"{source}: {'; '.join(problems)}")
        self.source = str(source)
        self.problems = tuple(problems)


class FetchError(TaxonomyError):
    """A download did not succeed."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason


class UnreachableError(FetchError):
    """The site does not answer, or answers with an error, after all attempts."""


class WrongContentError(FetchError):
    """The site answers with something else than the file asked for."""
