"""Vacancies and people as vectors whose inner product approximates the exact score.

The skill part of a score is a product: (weights of the requirements) times (what the person covers). Projecting both
sides on the same `basis` (skills, dimensions) keeps most of it in a few hundred numbers. The basis is either the
encoder's skill vectors, or the leading singular vectors of the requirements themselves, which project the score
itself and lose the least.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

from matcher.coverage import cover, skills_of
from matcher.experience import OccupationFacts
from matcher.ragged import pointers
from matcher.types import RankingInput
from matcher.vacancies import VacancySet
from matcher.weights import Weights
from matcher.world import World

Basis = NDArray[np.float32]

SEED = 20261121


def requirement_rows(vacancies: VacancySet, occupations: OccupationFacts, weights: Weights) -> csr_array[np.float32]:
    """Return (n, skills): the points that covering each skill in full would earn.

    The occupation takes part as its essential skills, worth the points for experience: who has them is likely to
    come from it or near it.
    """
    essential = _scaled(vacancies.essential, weights.essential_points / np.maximum(vacancies.essential_total, 1))
    optional = _scaled(vacancies.optional, weights.optional_points / np.maximum(vacancies.optional_total, 1))
    index = vacancies.occupation.index
    known = index >= 0
    parts = (
        np.ones(int(known.sum()), dtype=np.float32),
        index[known],
        pointers(known.astype(np.int64)).astype(np.int32),
    )
    chooser = csr_array(parts, shape=(len(vacancies), len(occupations.rows)))
    share = _scaled(occupations.essentials, weights.experience_points / np.maximum(occupations.n_essentials, 1))
    return essential + optional + chooser @ share


def svd_basis(rows: csr_array[np.float32], dimensions: int) -> Basis:
    """Return the leading right singular vectors (skills, dimensions) of `requirement_rows`. Deterministic.

    There are never more dimensions than one less than rows or skills.
    """
    k = min(dimensions, min(rows.shape) - 1)
    start = np.random.default_rng(SEED).standard_normal(min(rows.shape)).astype(np.float32)
    _, _, right = svds(rows, k=k, v0=start)
    return np.ascontiguousarray(right[::-1].T, dtype=np.float32)


def pool_vectors(rows: csr_array[np.float32], basis: Basis) -> NDArray[np.float32]:
    """Return (n, dimensions) vectors of vacancies; not of unit length, since lengths carry points."""
    return np.asarray(rows @ basis, dtype=np.float32)


def query_vector(person: RankingInput, world: World, basis: Basis) -> NDArray[np.float32]:
    """Return (dimensions) what the person covers, near skills included, in the same space."""
    coverage = cover(skills_of(person, world.taxonomy, world.weights), world.near)
    covered = np.flatnonzero(coverage.strength)
    share = coverage.strength[covered].astype(np.float32) / 100
    return np.asarray(share @ basis[covered], dtype=np.float32)


def _scaled(matrix: csr_array[np.int32], factor: NDArray[np.float64]) -> csr_array[np.float32]:
    data = (matrix.data * np.repeat(factor, np.diff(matrix.indptr))).astype(np.float32)
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
