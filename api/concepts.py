"""What reads and ranks, whatever serves it: opened once, shared by all threads."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.encoding import Encoder
from matcher.near import NearTable
from matcher.places import Places
from taxonomy.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True, eq=False)
class Concepts:
    """A taxonomy with near skills, the gazetteer, and the encoder that near skills came from."""

    taxonomy: Taxonomy
    near: NearTable
    places: Places
    encoder: Encoder
