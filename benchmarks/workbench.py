"""What the benchmarks work with: the artefacts of a data folder, opened, and the project's own ways through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.datasets import LabelledVacancy, PlausibleProfile
from benchmarks.results import RESULTS, read_result
from matcher.artefacts import Artefacts, Concepts
from matcher.claims import ProfileFacts, VacancyFacts
from matcher.encoding import Encoder, Role, Span
from matcher.intake import ReadVacancy, read_profiles, read_vacancies
from matcher.linking import Linker
from matcher.matching import Snapshot, match
from matcher.passages import Document
from matcher.types import Kind
from matcher.world import World
from taxonomy.taxonomy import Taxonomy

TOGETHER = 64
Item = TypeVar("Item")
COUNTRY = "ES"  # of the EURES vacancies here
ISCO = "http://data.europa.eu/esco/isco/C"


class RememberingEncoder:
    """An encoder that encodes each text once: the English texts of three sets are the same 33,000."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[tuple[Role, str], NDArray[np.float32]] = {}
        self.id = encoder.id
        self.dimensions = encoder.dimensions

    def encode(self, texts: Sequence[str], role: Role) -> NDArray[np.float32]:
        """Return what the encoder returns; a row depends on its text only, so remembering changes nothing."""
        fresh = sorted({text for text in texts if (role, text) not in self._known})
        if fresh:
            keys = [(role, text) for text in fresh]
            self._known.update(zip(keys, self._encoder.encode(fresh, role), strict=True))
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        return np.array([self._known[role, text] for text in texts])

    def encode_spans(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], role: Role
    ) -> list[NDArray[np.float32]]:
        """Return what the encoder returns, without remembering."""
        return self._encoder.encode_spans(texts, spans, role)


@dataclass(frozen=True, slots=True)
class Workbench:
    """Opened artefacts, and what several benchmarks ask of them."""

    concepts: Concepts
    artefacts: Artefacts

    @property
    def taxonomy(self) -> Taxonomy:
        """The taxonomy in use."""
        return self.concepts.taxonomy

    @property
    def encoder(self) -> Encoder:
        """The encoder in use."""
        return self.concepts.encoder

    def isco(self, occupation_uri: str) -> str:
        """Return the ISCO unit group of an occupation, empty where the release does not have it."""
        row = self.taxonomy.occupations.find_row(occupation_uri)
        return "" if row is None else self.taxonomy.isco_of(row)

    def label(self, uri: str) -> str:
        """Return the English preferred label of a concept or ISCO group, or the URI where the release lacks it."""
        if uri.startswith(ISCO):
            code = uri.removeprefix(ISCO)
            return self.taxonomy.isco.label(code).text if code in self.taxonomy.isco.codes else uri
        for kind in Kind:
            row = self.taxonomy.table(kind).find_row(uri)
            if row is not None:
                return self.taxonomy.table(kind).label(row).text
        return uri

    def read(self, vacancies: Sequence[LabelledVacancy]) -> list[ReadVacancy]:
        """Read vacancies as the importer does."""
        facts = [VacancyFacts(id=v.id, title=v.title, text=v.text, country=COUNTRY) for v in vacancies]
        return [
            read for part in parts(facts) for read in read_vacancies(part, self.concepts.linker, self.concepts.places)
        ]

    def snapshot(self, read: Sequence[ReadVacancy]) -> Snapshot:
        """Lay out vacancies for ranking."""
        concepts = self.concepts
        world = World.build([each.vacancy for each in read], concepts.taxonomy, concepts.near, concepts.places)
        return Snapshot(world, concepts.encoder.id)

    def matches(
        self, profiles: Sequence[PlausibleProfile], vacancies: Sequence[LabelledVacancy], as_of: date, top: int
    ) -> list[list[str]]:
        """Return the ids of the best `top` vacancies for each profile."""
        snapshot = self.snapshot(self.read(vacancies))
        facts = [ProfileFacts(text=profile.text, lang=profile.language) for profile in profiles]
        people = read_profiles(facts, self.concepts.linker, self.concepts.places)
        return [[found.id for found in match(snapshot, person.input, as_of, top=top).matches] for person in people]


def vacancy_documents(vacancies: Sequence[LabelledVacancy], *, titles_only: bool = False) -> list[Document]:
    """Return vacancies as the importer reads them, or their titles alone."""
    return [Document.titled(v.title, "" if titles_only else v.text, "es") for v in vacancies]


def ranked_uris(linker: Linker, documents: Sequence[Document], kind: Kind, top: int) -> list[list[str]]:
    """Return the first `top` concepts of each document, whatever their score or status."""
    return [
        [link.uri for link in found.links]
        for part in parts(documents)
        for found in linker.link_many(part, kind, top=top)
    ]


def parts(items: Sequence[Item], size: int = TOGETHER) -> Iterator[Sequence[Item]]:
    """Yield `items` in parts of at most `size`."""
    for first in range(0, len(items), size):
        yield items[first : first + size]


def earlier_result(name: str, folder: Path = RESULTS) -> dict[str, Any]:
    """Return a committed result without its provenance, empty where there is none yet."""
    try:
        return {key: value for key, value in read_result(name, folder).items() if key != "made_by"}
    except FileNotFoundError:
        return {}
