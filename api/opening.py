"""Opening what an installation reads and ranks with, as its settings say."""

from __future__ import annotations

from api.settings import Settings
from matcher.artefacts import Concepts, open_concepts
from matcher.catalogue import open_catalogue


def open_installed(settings: Settings) -> Concepts:
    """Open the artefacts, and the tables that people edit. Raises TaxonomyError or MatcherError, naming the part."""
    catalogue = open_catalogue(settings.steps_table, settings.regulated_table)
    return open_concepts(settings.artefacts, catalogue=catalogue)
