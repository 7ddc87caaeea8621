"""Where the artefacts of an installation lie. Apart from opening them, so that naming a path loads no model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from taxonomy.types import Kind

# The tables that people edit, as they are called in this package and in a data folder.
REGULATED_FILE = "regulated.tsv"
STEPS_FILE = "steps.tsv"


@dataclass(frozen=True, slots=True)
class Artefacts:
    """The folders of artefacts below one data folder."""

    data: Path

    @property
    def taxonomy(self) -> Path:
        """The taxonomy."""
        return self.data / "taxonomy"

    @property
    def encoder(self) -> Path:
        """The encoder."""
        return self.data / "encoder"

    @property
    def near(self) -> Path:
        """The near-skill table."""
        return self.data / "near"

    @property
    def places(self) -> Path:
        """The gazetteer."""
        return self.data / "places"

    def labels(self, kind: Kind) -> Path:
        """Return where the label table of a kind lies."""
        return self.data / "labels" / kind.value

    def vectors(self, kind: Kind) -> Path:
        """Return where the concept vectors of a kind lie."""
        return self.data / "vectors" / kind.value
