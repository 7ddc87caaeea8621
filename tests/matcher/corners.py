"""A taxonomy too large to enumerate by hand: each occupation needs skills from its own corner."""

from __future__ import annotations

import numpy as np

from matcher.types import Relation
from taxonomy.assemble import OccupationRow, SkillRow, build_taxonomy
from taxonomy.taxonomy import Taxonomy

N_SKILLS, N_OCCUPATIONS = 2000, 300


def random_taxonomy(random: np.random.Generator) -> Taxonomy:
    """Return occupations that need twenty skills each, mostly from their own corner of the skills."""
    uris = [f"s{i:04d}" for i in range(N_SKILLS)]
    centres = random.integers(0, N_SKILLS, N_OCCUPATIONS)
    relations = {
        (f"o{k:03d}", Relation.ESSENTIAL, uris[(int(centres[k]) + int(offset)) % N_SKILLS])
        for k in range(N_OCCUPATIONS)
        for offset in random.normal(0, 40, 20)
    }
    occupations = [OccupationRow(f"o{k:03d}", f"{2000 + k // 3:04d}") for k in range(N_OCCUPATIONS)]
    return build_taxonomy(skills=[SkillRow(uri) for uri in uris], occupations=occupations, relations=sorted(relations))
