"""Vacancies and people as vectors whose inner product approximates the exact score.

The skill part of a score is a product: (weights of the requirements) times (what the person covers). Projecting both
sides on the same `basis` (skills, dimensions) keeps most of it in a few hundred numbers. The basis is either the
encoder's skill vectors, or the leading singular vectors of the requirements themselves, which project the score
itself and lose the least.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matcher.coverage import cover, skills_of
from matcher.experience import OccupationFacts
from matcher.types import RankingInput, SkillSource
from matcher.vacancies import VacancySet
from matcher.weights import Weights
from matcher.world import World

Basis = NDArray[np.float32]

SEED = 20261121


def requirement_rows(vacancies: VacancySet, occupations: OccupationFacts, weights: Weights) -> csr_array[np.float32]:
    """Return (n, skills): the points that covering each skill in full would earn.

    Likely occupations take part as what is typical of them, worth the points for it, and once more the points for
    experience: who has these skills is likely to come from the occupation or near it.
    """
    essential = _scaled(vacancies.essential, weights.essential_points / np.maximum(vacancies.essential_total, 1))
    about = vacancies.likely_total > 0
    welcome = np.maximum(vacancies.optional_total + weights.typical_weight * about, 1)
    optional = _scaled(vacancies.optional, weights.optional_points / welcome)
    points = weights.experience_points + weights.optional_points * weights.typical_weight / welcome
    likely = _scaled(vacancies.likely, points / np.maximum(vacancies.likely_total, 1))
    typical = _scaled(occupations.typical, 1 / np.maximum(occupations.typical_total, 1))
    return essential + optional + likely @ typical


def svd_basis(rows: csr_array[np.float32], dimensions: int) -> Basis:
    """Return the leading right singular vectors (skills, dimensions) of `requirement_rows`. Deterministic.

    There are never more dimensions than one less than rows or skills.
    """
    # A sixteenth of what a start imports, for what is done where an index is published and nowhere else.
    from scipy.sparse.linalg import svds  # noqa: PLC0415

    k = min(dimensions, min(rows.shape) - 1)
    start = np.random.default_rng(SEED).standard_normal(min(rows.shape)).astype(np.float32)
    _, _, right = svds(rows, k=k, v0=start)
    return np.ascontiguousarray(right[::-1].T, dtype=np.float32)


def pool_vectors(rows: csr_array[np.float32], basis: Basis) -> NDArray[np.float32]:
    """Return (n, dimensions) vectors of vacancies; not of unit length, since lengths carry points."""
    return np.asarray(rows @ basis, dtype=np.float32)


def query_vector(person: RankingInput, world: World, basis: Basis) -> NDArray[np.float32]:
    """Return (dimensions) what the person covers, near skills included, in the same space.

    Every occupation counts as held here, the proposed ones too: their skills stand for the points of experience.
    """
    held = tuple(replace(occupation, source=SkillSource.STATED) for occupation in person.occupations)
    coverage = cover(skills_of(replace(person, occupations=held), world.taxonomy, world.weights), world.near)
    covered = np.flatnonzero(coverage.strength)
    share = coverage.strength[covered].astype(np.float32) / 100
    return np.asarray(share @ basis[covered], dtype=np.float32)


def _scaled(matrix: csr_array[np.int32], factor: NDArray[np.float64]) -> csr_array[np.float32]:
    data = (matrix.data * np.repeat(factor, np.diff(matrix.indptr))).astype(np.float32)
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
