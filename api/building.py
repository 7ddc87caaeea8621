"""Builds what an installation lacks, in a child process of its own, as it needs polars and much memory.

    python -m api.building taxonomy|concepts|all|alternatives [--demo]

Progress goes to stderr, one line at a time; exit code 1 with a message where a part cannot be built.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from api.demo_world import load_demo
from api.errors import ImmerseError
from api.former import keep_former
from api.lacks import Part, find_lacks
from api.preparing import DEMO, Scope
from api.reading import Reader
from api.recipe import is_url, wanted_record, write_record
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database
from api.settings import Settings
from matcher.artefacts import open_concepts
from matcher.encoder import OnnxEncoder
from matcher.errors import MatcherError
from matcher.gazetteer import publish_places
from matcher.labels import publish_labels
from matcher.model import build_encoder
from matcher.near import build_near
from matcher.types import Kind
from matcher.vectors import ConceptVectors, Progress, Stage, build_vectors
from taxonomy.errors import TaxonomyError
from taxonomy.fetch import fetch_file, open_client
from taxonomy.importing import import_release
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import ENGLISH

Report = Callable[[str], None]
NICENESS = 15  # the background child gives way to whoever serves


def build_parts(settings: Settings, scope: Scope, report: Report) -> None:
    """Build what is missing or damaged, each part named with the reason.

    Looks again after each part: what rests on it is built anew only if it turned out different.
    """
    builders = {
        Part.TAXONOMY: build_taxonomy,
        Part.ENCODER: build_encoder_part,
        Part.LABELS: build_label_tables,
        Part.VECTORS: build_preferred,
        Part.NEAR: build_near_part,
        Part.PLACES: build_places,
    }
    for part in (Part.TAXONOMY,) if scope is Scope.TAXONOMY else tuple(Part):
        lack = next((lack for lack in find_lacks(settings) if lack.part is part), None)
        if lack:
            report(f"building {lack}")
            builders[part](settings, report)


def build_taxonomy(settings: Settings, report: Report) -> None:
    """Import the release that the settings name, or the starter set."""
    record = wanted_record(settings)
    keep_former(settings)
    if settings.esco_source:
        import_release(_local_source(settings, report), settings.artefacts.taxonomy, settings.overlays, report)
    else:
        build_starter(settings.artefacts.taxonomy, report, settings.overlays)
    write_record(settings, record)


def build_encoder_part(settings: Settings, report: Report) -> None:
    """Build the encoder from the package."""
    build_encoder(settings.artefacts.encoder, report=report)


def build_label_tables(settings: Settings, report: Report) -> None:
    """Fold all labels, so that they are found in texts."""
    taxonomy = Taxonomy.open(settings.artefacts.taxonomy)
    for kind in Kind:
        report(f"folding {kind} labels")
        publish_labels(taxonomy, kind, settings.artefacts.labels(kind))


def build_preferred(settings: Settings, report: Report) -> None:
    """Encode preferred labels: enough to serve within the first minutes."""
    _encode(settings, Stage.PREFERRED, report)


def build_alternatives(settings: Settings, report: Report) -> None:
    """Encode all labels and descriptions, unless that has been done."""
    _encode(settings, Stage.ALL, report)


def build_near_part(settings: Settings, report: Report) -> None:
    """Join ESCO's relations and the vectors of preferred labels into the near-skill table."""
    taxonomy = Taxonomy.open(settings.artefacts.taxonomy)
    encoder = OnnxEncoder(settings.artefacts.encoder)
    vectors = ConceptVectors.open(
        settings.artefacts.vectors(Kind.SKILL), taxonomy=taxonomy, kind=Kind.SKILL, encoder=encoder
    )
    report("comparing skills with each other")
    near = build_near(taxonomy, vectors.label_vectors())
    near.save(settings.artefacts.near, taxonomy_id=taxonomy.release.id, encoder_id=encoder.id)


def build_places(settings: Settings, report: Report) -> None:
    """Read the towns of the package once, so that no start has to."""
    report("reading towns")
    publish_places(settings.artefacts.places)


def _encode(settings: Settings, stage: Stage, report: Report) -> None:
    taxonomy = Taxonomy.open(settings.artefacts.taxonomy)
    encoder = OnnxEncoder(settings.artefacts.encoder, threads=os.cpu_count() or 1)
    if taxonomy.release.is_starter:
        stage = Stage.ALL  # it has no descriptions, and few alternative labels that become vectors
    # With overlays there are labels in many languages; the first start waits for English ones only.
    languages = (ENGLISH,) if stage is Stage.PREFERRED else None
    for kind in Kind:
        build_vectors(
            taxonomy,
            kind,
            encoder,
            settings.artefacts.vectors(kind),
            stage=stage,
            languages=languages,
            report=partial(_tell, report, kind),
        )


def _tell(report: Report, kind: Kind, progress: Progress) -> None:
    report(f"{kind} labels: {progress.done:,} of {progress.total:,} ({progress.per_second:.0f} a second)")


def _local_source(settings: Settings, report: Report) -> Path:
    if not is_url(settings.esco_source):
        return Path(settings.esco_source)
    with open_client() as client:
        return fetch_file(client, settings.esco_source, settings.data / "downloads", report=report)


def build_database(settings: Settings, report: Report, *, demo: bool) -> None:
    """Migrate the database, and load the demo world if wanted."""
    database = Database.installed(settings)
    try:
        if demo:
            concepts = open_concepts(settings.artefacts)
            load_demo(
                settings,
                database.of(DEFAULT_ORGANISATION),
                Reader(concepts.linker, concepts.places),
                datetime.now(UTC),
                report,
            )
    finally:
        database.close()


def build(settings: Settings, scope: Scope, report: Report, *, demo: bool) -> None:
    """Build what `scope` asks for."""
    if scope is Scope.ALTERNATIVES:
        os.nice(NICENESS)
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
        build_alternatives(settings, report)
        return
    build_parts(settings, scope, report)
    if scope is Scope.ALL:
        build_database(settings, report, demo=demo)


def _end_with_parent() -> None:
    """End this process once nobody holds the other end of its input: whoever started it has ended, or was killed."""
    sys.stdin.read()
    os._exit(0)  # what has been encoded is kept on the way


def say(line: str) -> None:
    """Write one line of progress."""
    sys.stderr.write(f"immerse: {line}\n")
    sys.stderr.flush()


def main(arguments: list[str]) -> int:
    """Run as a child process; settings come from the environment."""
    try:
        build(Settings(), Scope(arguments[0]), say, demo=DEMO in arguments)
    except (TaxonomyError, MatcherError, ImmerseError, OSError) as error:
        say(f"cannot go on: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
