"""How the artefacts of an installation are opened into what reads and what ranks.

Building them is not done here: it needs polars and much memory, and belongs to a child process (`immerse prepare`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from matcher.absent import AbsentEncoder
from matcher.bridge import LabelBridge
from matcher.catalogue import EMPTY, Catalogue
from matcher.encoder import OnnxEncoder
from matcher.encoding import Encoder
from matcher.errors import EncoderError
from matcher.gazetteer import open_places
from matcher.labels import LabelMatcher
from matcher.layout import Artefacts
from matcher.linking import Linker
from matcher.near import NearTable, open_near
from matcher.places import Places
from matcher.types import Kind
from matcher.vectors import ConceptVectors
from taxonomy.errors import ArtefactError
from taxonomy.folder import verify_folder
from taxonomy.taxonomy import Taxonomy

__all__ = ["Artefacts", "Concepts", "open_bridge", "open_concepts", "open_linker"]


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """What reads and ranks: opened once, shared by all threads."""

    taxonomy: Taxonomy
    encoder: Encoder
    linker: Linker
    near: NearTable
    places: Places
    catalogue: Catalogue = EMPTY


def open_concepts(
    artefacts: Artefacts, *, threads: int = 1, catalogue: Catalogue = EMPTY, without_encoder: bool = False
) -> Concepts:
    """Open all artefacts; `threads` are the encoder's, `catalogue` is taken along for what ranks.

    With `without_encoder`, an encoder that cannot be opened is tried again whenever it is needed.
    Raises ArtefactError (missing, damaged) or MatcherError (made from other parts), naming the artefact.
    """
    taxonomy = Taxonomy.open(artefacts.taxonomy)
    open_it = partial(OnnxEncoder, artefacts.encoder, threads=threads)
    encoder: Encoder
    try:
        encoder = open_it()
    except (ArtefactError, EncoderError):
        if not without_encoder:
            raise
        encoder = AbsentEncoder(_made_with(artefacts), open_it)
    return Concepts(
        taxonomy,
        encoder,
        open_linker(artefacts, taxonomy, encoder),
        open_near(artefacts.near, taxonomy_id=taxonomy.release.id),
        open_places(artefacts.places),
        catalogue,
    )


def open_linker(artefacts: Artefacts, taxonomy: Taxonomy, encoder: Encoder) -> Linker:
    """Open the labels and the best vectors there are; raises like `open_concepts`."""
    vectors = _open_vectors(artefacts, taxonomy, encoder)
    labels = {kind: LabelMatcher.open(artefacts.labels(kind), taxonomy=taxonomy, kind=kind) for kind in Kind}
    return Linker(taxonomy, encoder, vectors, labels)


def _made_with(artefacts: Artefacts) -> str:
    """Return the id of the encoder that the vectors of skills were made with."""
    return str(verify_folder(artefacts.vectors(Kind.SKILL), check_hashes=False).fields["encoder"])


def open_bridge(artefacts: Artefacts, taxonomy: Taxonomy, encoder: Encoder) -> LabelBridge:
    """Open what ranking of short texts needs of a taxonomy; raises like `open_concepts`."""
    return LabelBridge(taxonomy, _open_vectors(artefacts, taxonomy, encoder))


def _open_vectors(artefacts: Artefacts, taxonomy: Taxonomy, encoder: Encoder) -> dict[Kind, ConceptVectors]:
    return {
        kind: ConceptVectors.open(artefacts.vectors(kind), taxonomy=taxonomy, kind=kind, encoder=encoder)
        for kind in Kind
    }
