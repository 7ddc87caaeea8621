"""Near skills: how far one skill stands in for another, in whole percent.

The table is directed: row *i* is the skill a person has, column *j* the requirement. It has to be, because ESCO's
relations are: who can "bake bread" largely can "prepare baked goods", the other way round is less sure. Cosine is
symmetric, but only the nearest neighbours of each skill are kept, so the table is made symmetric for that part by
keeping a pair when either side names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import NearTableError
from matcher.ragged import pointers, positions
from matcher.weights import DEFAULT
from taxonomy.columns import Adjacency, map_arrays, save_arrays
from taxonomy.folder import Manifest, publish_folder, verify_folder
from taxonomy.taxonomy import Taxonomy

FORMAT = 3  # raised with every change of what a table built from the same parts would hold
ARRAYS = ("indptr", "indices", "percent")
SELF = 100

# Who has the narrower skill has most of the broader one; who has the broader one has some of the narrower.
NARROWER_FOR_BROADER = 80
BROADER_FOR_NARROWER = 50
# ESCO says that skill i needs j: who has i shows j; who has j is only on the way to i.
HAVING_FOR_ESSENTIAL = 70
ESSENTIAL_FOR_HAVING = 40
OPTIONAL_EITHER_WAY = 40
# Neighbours kept per skill: the twentieth is rarely a stand-in, and twenty keep a row in a few cache lines.
MAX_NEIGHBOURS = 20
# Rows of one matrix product: 512 x 13,896 float32 are 28 MB.
BLOCK = 512
# Cosines are compared after rounding to this many decimals, well above the noise of float32 sums.
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a cosine is worth, piecewise linear between `points` (cosine, percent), both ascending.

    Below the first cosine a pair is not near at all; above the last one the last percent holds. The last percent
    stays below 100, since a near skill is never the skill itself.
    """

    points: tuple[tuple[float, int], ...]

    def percent(self, cosines: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return whole percents (floor) of the same shape; 0 below the first point."""
        at = np.array([cosine for cosine, _ in self.points])
        worth = np.array([percent for _, percent in self.points], dtype=np.float64)
        rounded = np.round(cosines.astype(np.float64), DECIMALS)
        percent = np.floor(np.interp(rounded, at, worth, left=0.0) + 1e-9)
        return percent.astype(np.uint8)


# Read off pairs of ESCO v1.1.1 labels, 9 a band, with the adapted encoder: at .71 pairs share a topic ("inspect trees",
# "fell trees"), at .80 about half stand in for each other ("apply information security policies", "apply digital
# security measures"), at .90 nearly all do, at .96 they are paraphrases. 40 is the near threshold of `Weights`. To be
# fitted again for another encoder.
OWN = Calibration(((0.80, 40), (0.90, 70), (0.96, 90)))

# "understand spoken English" and "understand spoken Danish" are .94 alike, and neither stands in for the other.
# Releases have a collection of language skills; in the starter set they are known by these English labels.
LANGUAGE_COLLECTION = "language"
LANGUAGE_LABEL = re.compile(r"(?:understand spoken|understand written|interact verbally in|write) (?:[A-Z]|Ancient )")


@dataclass(frozen=True, slots=True, eq=False)
class NearTable:
    """Rows by skill: `indices` (int32, ascending) and `percent` (uint8, 1 to 99); near(i, i) = 100 is implicit."""

    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    percent: NDArray[np.uint8]
    id: str = ""

    def __len__(self) -> int:
        return len(self.indptr) - 1

    def near(self, skill: int, requirement: int) -> int:
        """Return how far `skill` stands in for `requirement`, in percent; 0 where the table has no such pair."""
        if skill == requirement:
            return SELF
        start, end = int(self.indptr[skill]), int(self.indptr[skill + 1])
        at = start + int(np.searchsorted(self.indices[start:end], requirement))
        return int(self.percent[at]) if at < end and self.indices[at] == requirement else 0

    def expand(self, skills: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
        """Return (index into `skills`, requirement, percent) for all they stand in for, themselves included."""
        counts = self.indptr[skills + 1] - self.indptr[skills]
        at = positions(self.indptr, skills)
        own = np.arange(len(skills), dtype=np.int64)
        who = np.concatenate([own, np.repeat(own, counts)])
        what = np.concatenate([skills.astype(np.int32), self.indices[at]])
        percent = np.concatenate([np.full(len(skills), SELF, dtype=np.int32), self.percent[at].astype(np.int32)])
        return who, what, percent

    def save(self, target: Path, *, taxonomy_id: str, encoder_id: str) -> Manifest:
        """Publish as an artefact folder, naming what it was made from; `open_near` is the way back."""

        def write(folder: Path) -> Mapping[str, object]:
            save_arrays({name: getattr(self, name) for name in ARRAYS}, folder)
            return {"kind": "near", "format": FORMAT, "taxonomy": taxonomy_id, "encoder": encoder_id}

        return publish_folder(target, write)


def open_near(path: Path, *, taxonomy_id: str) -> NearTable:
    """Verify and map the artefact at `path`.

    Raises ArtefactMissingError or ArtefactDamagedError, and NearTableError where it was made for another taxonomy.
    """
    manifest = verify_folder(path)
    made_for = {name: manifest.fields.get(name) for name in ("kind", "format", "taxonomy")}
    if made_for != {"kind": "near", "format": FORMAT, "taxonomy": taxonomy_id}:
        raise NearTableError(f"{path} is {made_for}, not the near skills of taxonomy {taxonomy_id}")
    arrays = map_arrays(path)
    return NearTable(
        arrays["indptr"].astype(np.int64, copy=False),
        arrays["indices"].astype(np.int32, copy=False),
        arrays["percent"].astype(np.uint8, copy=False),
        manifest.id,
    )


def build_near(
    taxonomy: Taxonomy,
    vectors: NDArray[np.float32] | None,
    *,
    calibration: Calibration = OWN,
    threshold: int = DEFAULT.near_threshold,
    max_neighbours: int = MAX_NEIGHBOURS,
) -> NearTable:
    """Join what the taxonomy says and what the vectors say; where both speak, the higher percent holds.

    `vectors` is (skills, dimensions), of unit length, in row order; None for the taxonomy alone. Pairs below
    `threshold` percent are dropped. Cosine work is done in blocks of `BLOCK` rows.
    """
    pairs = [_relations(taxonomy)]
    if vectors is not None:
        if len(vectors) != len(taxonomy.skills):
            raise NearTableError(f"{len(vectors)} vectors for {len(taxonomy.skills)} skills")
        pairs.append(_neighbours(vectors, language_skills(taxonomy), calibration, max_neighbours))
    return near_from_pairs(len(taxonomy.skills), np.concatenate(pairs), threshold=threshold)


def language_skills(taxonomy: Taxonomy) -> NDArray[np.bool_]:
    """Mark the skills of knowing one language, shape (skills,): words about them are alike, the languages are not."""
    marked = np.zeros(len(taxonomy.skills), dtype=np.bool_)
    known = taxonomy.collections.get(LANGUAGE_COLLECTION)
    if known is not None:
        marked[known] = True
        return marked
    for row in range(len(taxonomy.skills)):
        marked[row] = LANGUAGE_LABEL.match(taxonomy.skills.label(row).text) is not None
    return marked


def near_from_pairs(n_skills: int, pairs: NDArray[np.int64], *, threshold: int = 1) -> NearTable:
    """Build from rows (skill, requirement, percent) in any order; repeats keep the highest percent."""
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs[:, 2] >= threshold)]
    pairs = pairs[np.lexsort((-pairs[:, 2], pairs[:, 1], pairs[:, 0]))]
    first = np.ones(len(pairs), dtype=bool)
    first[1:] = (pairs[1:, :2] != pairs[:-1, :2]).any(axis=1)
    kept = pairs[first]
    indptr = pointers(np.bincount(kept[:, 0], minlength=n_skills))
    percent = np.minimum(kept[:, 2], SELF - 1).astype(np.uint8)
    return NearTable(indptr, kept[:, 1].astype(np.int32), percent)


def _relations(taxonomy: Taxonomy) -> NDArray[np.int64]:
    """Return the pairs of ESCO's own relations, in both directions."""
    parts = [
        _pairs(taxonomy.broader_skills, NARROWER_FOR_BROADER, BROADER_FOR_NARROWER),
        _pairs(taxonomy.skill_essential, HAVING_FOR_ESSENTIAL, ESSENTIAL_FOR_HAVING),
        _pairs(taxonomy.skill_optional, OPTIONAL_EITHER_WAY, OPTIONAL_EITHER_WAY),
    ]
    return np.concatenate(parts)


def _pairs(relation: Adjacency, forward: int, backward: int) -> NDArray[np.int64]:
    source = np.repeat(np.arange(len(relation), dtype=np.int64), np.diff(relation.indptr))
    target = relation.indices.astype(np.int64)
    there = np.column_stack([source, target, np.full_like(source, forward)])
    back = np.column_stack([target, source, np.full_like(source, backward)])
    return np.concatenate([there, back])


def _neighbours(
    vectors: NDArray[np.float32], apart: NDArray[np.bool_], calibration: Calibration, k: int
) -> NDArray[np.int64]:
    """Return the `k` nearest of each skill that are worth anything, in both directions; ties by row.

    Skills marked in `apart` are never near each other.
    """
    parts = [np.empty((0, 3), dtype=np.int64)]
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start : start + BLOCK] @ vectors.T
        own = np.arange(len(block))
        block[own, own + start] = -1.0
        block[np.ix_(apart[start : start + BLOCK], apart)] = -1.0
        worth = calibration.percent(block)
        rows, columns = np.nonzero(worth)
        cosines = np.round(block[rows, columns].astype(np.float64), DECIMALS)
        order = np.lexsort((columns, -cosines, rows))
        rows, columns = rows[order], columns[order]
        kept = np.arange(len(rows)) - pointers(np.bincount(rows, minlength=len(block)))[rows] < k
        rows, columns = rows[kept], columns[kept]
        percent = worth[rows, columns].astype(np.int64)
        parts.append(np.column_stack([rows + start, columns, percent]))
        parts.append(np.column_stack([columns, rows + start, percent]))
    return np.concatenate(parts)
