"""Where the artefacts of an installation lie, and how they are opened into what reads and what ranks.

Building them is not done here: it needs polars and much memory, and belongs to a child process (`immerse prepare`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from matcher.encoder import OnnxEncoder
from matcher.encoding import Encoder
from matcher.labels import LabelMatcher
from matcher.linking import Linker
from matcher.near import NearTable, open_near
from matcher.places import Places
from matcher.types import Kind
from matcher.vectors import ConceptVectors
from taxonomy.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Artefacts:
    """The folders of artefacts below one data folder."""

    data: Path

    @property
    def taxonomy(self) -> Path:
        """The taxonomy."""
        return self.data / "taxonomy"

    @property
    def encoder(self) -> Path:
        """The encoder."""
        return self.data / "encoder"

    @property
    def near(self) -> Path:
        """The near-skill table."""
        return self.data / "near"

    def labels(self, kind: Kind) -> Path:
        """Return where the label table of a kind lies."""
        return self.data / "labels" / kind.value

    def vectors(self, kind: Kind) -> Path:
        """Return where the concept vectors of a kind lie."""
        return self.data / "vectors" / kind.value


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """What reads and ranks: opened once, shared by all threads."""

    taxonomy: Taxonomy
    encoder: Encoder
    linker: Linker
    near: NearTable
    places: Places


def open_concepts(artefacts: Artefacts, *, threads: int = 1) -> Concepts:
    """Open all artefacts; `threads` are the encoder's.

    Raises ArtefactError (missing, damaged) or MatcherError (made from other parts), naming the artefact.
    """
    taxonomy = Taxonomy.open(artefacts.taxonomy)
    encoder = OnnxEncoder(artefacts.encoder, threads=threads)
    vectors = {
        kind: ConceptVectors.open(artefacts.vectors(kind), taxonomy=taxonomy, kind=kind, encoder=encoder)
        for kind in Kind
    }
    labels = {kind: LabelMatcher.open(artefacts.labels(kind), taxonomy=taxonomy, kind=kind) for kind in Kind}
    return Concepts(
        taxonomy,
        encoder,
        Linker(taxonomy, encoder, vectors, labels),
        open_near(artefacts.near, taxonomy_id=taxonomy.release.id),
        Places.load(),
    )
