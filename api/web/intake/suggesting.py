"""Names that begin as something typed."""

from __future__ import annotations

from api.world import World
from matcher.types import Kind

OFFERED = 8
MAX_TYPED = 100


def suggest(world: World, language: str, kind: str, text: str) -> list[str]:
    """Return names of occupations in a language and in English, or of places with their country ("León, ES")."""
    typed = text.strip()[:MAX_TYPED]
    if not typed:
        return []
    if kind == "place":
        return [f"{place.name}, {place.country}" for place in world.reader.places.beginning_with(typed, OFFERED)]
    hits = world.search.search(typed, Kind.OCCUPATION, tuple(dict.fromkeys((language, "en"))), OFFERED)
    return list(dict.fromkeys(hit.label.text for hit in hits))
