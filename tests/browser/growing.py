"""More vacancies than the demo world has, without reading their texts again."""

from __future__ import annotations

import hashlib
import itertools
from pathlib import Path
from typing import Any

from api import repository
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database
from api.settings import Settings
from api.tables import VacancyRow

BATCH = 500
# What each copy has of its own.
OWN = {"id", "external_id", "organisation"}


def grow(data: Path, n: int) -> None:
    """Fill an installation that nothing serves from up to `n` open vacancies: those there are, again under other ids.

    Each copy takes the place of another original, so that every place has more kinds of work than before.
    """
    whole = Database.installed(Settings(data=data))
    try:
        database = whole.of(DEFAULT_ORGANISATION)
        with database.read() as session:
            originals = [row.model_dump() for row in repository.list_open(session)]
        copies = (
            _copy(original, originals[(at + turn) % len(originals)], turn)
            for turn in itertools.count(1)
            for at, original in enumerate(originals)
        )
        wanted = itertools.islice(copies, max(n - len(originals), 0))
        while batch := list(itertools.islice(wanted, BATCH)):
            with database.write() as session:
                for row in batch:
                    repository.save_vacancy(session, row)
    finally:
        whole.close()


def _copy(original: dict[str, Any], neighbour: dict[str, Any], turn: int) -> VacancyRow:
    name = f"{original['external_id']}-{turn}"
    kept = {key: value for key, value in original.items() if key not in OWN}
    places = {"place": neighbour["place"], "country": neighbour["country"]}
    found = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
    there = {key: neighbour["ranking"].get(key) for key in places}
    ranking = {**original["ranking"], **there, "id": found}
    return VacancyRow(**{**kept, **places, "id": found, "external_id": name, "ranking": ranking})
