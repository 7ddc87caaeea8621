"""Opening an installation: artefacts from disk into what reads, what ranks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from api.concepts import Concepts
from api.reading import Reader
from api.recipe import labels_path, vectors_path
from api.settings import Settings
from matcher.encoder import OnnxEncoder
from matcher.labels import LabelMatcher
from matcher.linking import Linker
from matcher.near import open_near
from matcher.places import Places
from matcher.types import Kind
from matcher.vectors import ConceptVectors
from taxonomy.taxonomy import Taxonomy


def open_concepts(settings: Settings) -> Concepts:
    """Open what reads and ranks. Raises ArtefactError or MatcherError, naming the artefact."""
    with ThreadPoolExecutor(1) as beside:
        encoder = beside.submit(OnnxEncoder, settings.encoder)  # mostly outside Python, while places are read
        taxonomy = Taxonomy.open(settings.taxonomy)
        near = open_near(settings.near, taxonomy_id=taxonomy.release.id)
        return Concepts(taxonomy, near, Places.load(), encoder.result())


def open_reader(settings: Settings, concepts: Concepts) -> Reader:
    """Open the labels and the best vectors there are; raises like `open_concepts`."""
    taxonomy, encoder = concepts.taxonomy, concepts.encoder
    vectors = {
        kind: ConceptVectors.open(vectors_path(settings, kind), taxonomy=taxonomy, kind=kind, encoder=encoder)
        for kind in Kind
    }
    labels = {kind: LabelMatcher.open(labels_path(settings, kind), taxonomy=taxonomy, kind=kind) for kind in Kind}
    return Reader(Linker(taxonomy, encoder, vectors, labels), concepts.places)
