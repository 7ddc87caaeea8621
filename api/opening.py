"""Opening what an installation reads and ranks with, as its settings say."""

from __future__ import annotations

from collections.abc import Iterator

from api.settings import Settings
from matcher.artefacts import Concepts, open_concepts
from matcher.catalogue import Catalogue, open_catalogue


def open_installed(settings: Settings, *, without_encoder: bool = False) -> Concepts:
    """Open the artefacts, and the tables that people edit. Raises TaxonomyError or MatcherError, naming the part.

    With `without_encoder`, as a service needs it, an encoder that cannot be opened is tried again when it is asked.
    """
    return open_concepts(settings.artefacts, catalogue=open_tables(settings), without_encoder=without_encoder)


def open_tables(settings: Settings) -> Catalogue:
    """Open the tables that people edit. Raises TableError with every problem of a file."""
    return open_catalogue(settings.steps_table, settings.regulated_table)


def describe_tables(settings: Settings) -> Iterator[str]:
    """Say of each table which own file is read, how many rows there are, and how many somebody has verified."""
    catalogue = open_tables(settings)
    for name, own, evidence in (
        ("regulated work", settings.regulated_table, [row.evidence for row in catalogue.regulated]),
        ("steps", settings.steps_table, [row.evidence for row in catalogue.steps]),
    ):
        n_verified = sum(each.is_verified for each in evidence)
        yield f"{name}: {len(evidence)} rows, {n_verified} verified; own file: {own or 'none'}"
