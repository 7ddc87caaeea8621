"""What several unsure guesses at an occupation say together: a likeliest one, and the skills most of them need.

The first guess is right in half of the vacancies, and when it is wrong the right one is often among the next: an
insurance broker, an insurance agent and an insurance agency manager need much the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.types import LikelyOccupation
from taxonomy.taxonomy import Taxonomy

# Guesses looked at; the sixth is right in 2 of 100 cases.
MAX_GUESSES = 5
# Occupations have 20 essential skills in the mean and up to 90; those that say most are taken, and a cap keeps the
# inferred from outweighing the stated.
MAX_INFERRED = 12
# A skill is inferred where guesses worth this share of all agree that it is essential: the best of five always does.
MIN_AGREEMENT = 0.2


@dataclass(frozen=True, slots=True)
class Guess:
    """An occupation (URI) and its score in [0, 1]."""

    uri: str
    score: float


def likeliest_occupation(taxonomy: Taxonomy, guesses: Sequence[Guess]) -> str | None:
    """Return the best guess of the ISCO unit group that all guesses together make likeliest; None without guesses."""
    known = [guess for guess in guesses if taxonomy.occupations.find_row(guess.uri) is not None]
    if not known:
        return None
    groups: dict[str, float] = {}
    for guess in known:
        code = taxonomy.isco_of(taxonomy.occupations.row(guess.uri)) or guess.uri
        groups[code] = groups.get(code, 0.0) + guess.score
    best = max(sorted(groups), key=lambda code: groups[code])
    inside = [g for g in known if (taxonomy.isco_of(taxonomy.occupations.row(g.uri)) or g.uri) == best]
    return min(inside, key=lambda guess: (-guess.score, guess.uri)).uri


def likely_occupations(taxonomy: Taxonomy, guesses: Sequence[Guess]) -> tuple[LikelyOccupation, ...]:
    """Return the guesses that the taxonomy has with their shares of all scores in percent, as ordered."""
    known = [guess for guess in guesses if taxonomy.occupations.find_row(guess.uri) is not None and guess.score > 0]
    total = sum(guess.score for guess in known)
    shares = [LikelyOccupation(guess.uri, round(100 * guess.score / total)) for guess in known]
    return tuple(share for share in shares if share.percent)


def skills_of_guesses(taxonomy: Taxonomy, guesses: Sequence[Guess]) -> frozenset[str]:
    """Return the URIs of all skills, essential or optional, of the guessed occupations."""
    rows = [row for guess in guesses if (row := taxonomy.occupations.find_row(guess.uri)) is not None]
    needed = {
        skill
        for row in rows
        for relation in (taxonomy.essential, taxonomy.optional)
        for skill in relation.of(row).tolist()
    }
    return frozenset(taxonomy.skills.uri(skill) for skill in needed)


def inferred_skills(taxonomy: Taxonomy, guesses: Sequence[Guess]) -> tuple[str, ...]:
    """Return the URIs of up to MAX_INFERRED skills that the guessed occupations need, the most telling first.

    A skill tells by the share of the guesses that need it, times how few occupations do.
    """
    agreement = np.zeros(len(taxonomy.skills))
    total = sum(guess.score for guess in guesses)
    for guess in guesses:
        row = taxonomy.occupations.find_row(guess.uri)
        if row is not None and total > 0:
            agreement[taxonomy.essential.of(row)] += guess.score / total
    n_sharing = np.bincount(taxonomy.essential.indices, minlength=len(taxonomy.skills))
    rarity = 1 + np.log(max(len(taxonomy.occupations), 1) / np.maximum(n_sharing, 1))
    telling = np.round(np.where(agreement >= MIN_AGREEMENT, agreement * rarity, 0.0), 6)
    chosen = np.lexsort((np.arange(len(telling)), -telling))[:MAX_INFERRED]
    return tuple(taxonomy.skills.uri(row) for row in chosen.tolist() if telling[row] > 0)
