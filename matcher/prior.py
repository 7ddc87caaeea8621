"""What the skills in a text say about the occupation: a person who describes tasks names no title.

Each occupation is the vector of its skills, weighted by how few occupations share them; a text is the vector of the
skills it is nearest to. Their cosine, relative to the best occupation, supports what the words say by themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from taxonomy.columns import Adjacency
from taxonomy.taxonomy import Taxonomy

Floats = NDArray[np.float32]

# An optional skill belongs to an occupation half as surely as an essential one.
OPTIONAL_SHARE = 0.5
# The chance that a skill is meant grows with its margin as in linking (log-odds of 30 per unit, from -8), up to a
# margin of .27, beyond which one passage should not outvote all others; 40 skills are more than any text names.
MARGIN_SLOPE, MARGIN_START, MARGIN_MOST = 30.0, -8.0, 0.27
N_SKILLS = 40


class SkillPrior:
    """Occupations as weighted skills. Immutable."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        shape = len(taxonomy.occupations), len(taxonomy.skills)
        together = _matrix(taxonomy.essential, shape, 1.0) + _matrix(taxonomy.optional, shape, OPTIONAL_SHARE)
        n_sharing = np.bincount(together.indices, minlength=shape[1])
        together.data *= np.log(max(shape[0], 1) / np.maximum(n_sharing, 1)).astype(np.float32)[together.indices] + 1
        norms = np.sqrt(np.asarray(together.multiply(together).sum(axis=1), dtype=np.float32)).ravel()
        together.data /= np.repeat(np.where(norms > 0, norms, np.float32(1)), np.diff(together.indptr))
        self._skills_of = together

    def support(self, margins: Floats) -> Floats:
        """Return (n_occupations,) in [0, 1], 1 for the best; `margins` (n_skills,) are the text's best per skill."""
        if not len(margins):
            return np.zeros(self._skills_of.shape[0], dtype=np.float32)
        chance = np.exp(MARGIN_SLOPE * np.minimum(margins, np.float32(MARGIN_MOST)) + np.float32(MARGIN_START))
        n = min(N_SKILLS, len(chance))
        chance[chance < np.partition(chance, len(chance) - n)[len(chance) - n]] = 0
        found: Floats = np.asarray(self._skills_of @ chance, dtype=np.float32)
        best = found.max(initial=0)
        return found / best if best > 0 else found


def _matrix(relation: Adjacency, shape: tuple[int, int], value: float) -> sparse.csr_array:
    data = np.full(len(relation.indices), value, dtype=np.float32)
    return sparse.csr_array((data, relation.indices, relation.indptr), shape=shape)
