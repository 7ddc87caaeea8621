"""Putting another taxonomy in use from the command line; imports polars, so the server does not import it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from api.former import keep_former
from api.recipe import Origin, Record, wanted_record, write_record
from api.settings import Settings
from taxonomy.fetch import DEFAULT_VERSION, fetch_release, open_client
from taxonomy.importing import import_release
from taxonomy.starting import build_starter
from taxonomy.types import ENGLISH

Report = Callable[[str], None]


def import_source(settings: Settings, source: Path | None, overlays: tuple[Path, ...], report: Report) -> None:
    """Build the taxonomy from a release, or from the starter set where `source` is None, and note who chose it."""
    keep_former(settings)
    if source is None:
        made = build_starter(settings.artefacts.taxonomy, report, overlays)
    else:
        made = import_release(source, settings.artefacts.taxonomy, overlays, report)
    chosen = source is not None or overlays
    origin = Origin.COMMAND if chosen else wanted_record(settings).origin
    write_record(settings, Record(origin, wanted_record(settings).fingerprint))
    report(f"ESCO {made.release.version}: {made.counts.skills:,} skills, {made.counts.occupations:,} occupations")


def fetch_source(
    settings: Settings, version: str | None, languages: tuple[str, ...], overlays: tuple[Path, ...], report: Report
) -> None:
    """Download a release and put it in use."""
    folder = settings.data / "downloads"
    with open_client() as client:
        fetched = fetch_release(client, folder, version or DEFAULT_VERSION, languages or (ENGLISH,), report=report)
    import_source(settings, fetched[0], overlays, report)
