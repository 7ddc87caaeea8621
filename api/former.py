"""The releases that stored people and vacancies were read with, kept beside the one in use until nobody needs them.

Only they know what a concept that is gone was called, in every language.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from api.settings import Settings
from taxonomy.errors import ArtefactError
from taxonomy.taxonomy import Taxonomy


def keep_former(settings: Settings) -> None:
    """Set the release in use aside before another takes its place, unless it is damaged or nothing is stored."""
    if not settings.has_database:
        return
    try:
        release_id = Taxonomy.open(settings.artefacts.taxonomy, verify=True).release.id
    except ArtefactError:
        return
    target = _folder(settings) / release_id
    if not target.exists():
        partial = _folder(settings) / f".{release_id}"
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(settings.artefacts.taxonomy, partial)
        partial.rename(target)


def find_former(settings: Settings, release_id: str) -> Taxonomy | None:
    """Open a release that was set aside; None where it is not here, or damaged."""
    if not release_id:
        return None
    try:
        return Taxonomy.open(_folder(settings) / release_id, verify=True)
    except ArtefactError:
        return None


def forget_former(settings: Settings, needed: Collection[str]) -> None:
    """Delete the releases that nothing stored was read with any more."""
    folder = _folder(settings)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name not in needed:
            shutil.rmtree(path, ignore_errors=True)


def _folder(settings: Settings) -> Path:
    return settings.data / "former"
