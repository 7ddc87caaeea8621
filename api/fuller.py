"""What the official release adds to the starter set, in words."""

from __future__ import annotations

from taxonomy.taxonomy import Taxonomy

FULL_SKILLS = 13_896  # ESCO v1.1.1, as its own files count them
FULL_OCCUPATIONS = 3_007
FULL_RELATIONS = 123_788  # 123,855 less the 67 that name an occupation which the release does not have


def say_fuller(taxonomy: Taxonomy) -> str | None:
    """Say what `immerse taxonomy fetch` adds; None where an official release is in use."""
    if not taxonomy.release.is_starter:
        return None
    return (
        f"This is a starter set with {taxonomy.counts.occupations:,} of {FULL_OCCUPATIONS:,} occupations. "
        f"`immerse taxonomy fetch` adds the official release: all occupations, {FULL_RELATIONS:,} relations between "
        "occupations and skills, descriptions, and the groups and collections; label overlays add languages."
    )
