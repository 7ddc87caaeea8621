"""The one entry for services and the command line: a snapshot of everything, and lists that carry its stamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matcher.assessment import Assessment, assess
from matcher.bounds import Bounds, Proven
from matcher.bulk import rank_profiles_for_all
from matcher.candidates import Candidates
from matcher.gaps import MAX_BUNDLES, MAX_STEPS
from matcher.gaps import gaps as count_gaps
from matcher.index import EXACT_MAX
from matcher.obstacles import InTheWay, is_nothing_suitable, obstacles_of
from matcher.questions import questions_for
from matcher.ranking import TOP, Part, Profile, explain_best, explain_part, open_rows, size_groups
from matcher.standpoint import Standpoint
from matcher.tallies import tally_of
from matcher.types import Gaps, MatchList, Obstacle, RankingInput, Stamp, Vacancy
from matcher.widen import Adjacent, widen
from matcher.world import World

# Up to that many vacancies ranking them all is about as fast as bounds; above it, a third faster at 100,000, bounds say
# which can be shown, and of what is shown beside the list nobody counts what comes before it.
COUNTED_MAX = 40_000
# Candidates above `EXACT_MAX`: 1 in 100 vacancies, at least this many.
MIN_CANDIDATES = 2_000
CANDIDATE_SHARE = 100


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What lists are made from: immutable, shared by threads, replaced whole.

    `candidates` are only needed above `exact_max`, and `bounds` above `counted_max`. `encoder` names the encoder that
    near skills and vectors came from, for the stamp, and `index` the index; without it the stamp says what the
    candidates come from.
    """

    world: World
    encoder: str
    candidates: Candidates | None = None
    exact_max: int = EXACT_MAX
    min_candidates: int = MIN_CANDIDATES
    index: str | None = None
    bounds: Bounds | None = None
    counted_max: int = COUNTED_MAX

    @property
    def is_counted(self) -> bool:
        """Whether there are few enough vacancies to say of each which place it has in the whole list."""
        return self.world.vacancies.n_in_use <= min(self.counted_max, self.exact_max)

    @property
    def is_large(self) -> bool:
        """Whether there are too many vacancies to rank them all for every list."""
        return self.world.vacancies.n_in_use > self.exact_max

    def stamp(self, as_of: date) -> Stamp:
        """Return what a result of this snapshot was made from."""
        release = self.world.taxonomy.release
        return Stamp(
            taxonomy=f"{release.version}:{release.id}",
            encoder=self.encoder,
            index=self.index or ("exact" if self.candidates is None else self.candidates.generation.name),
            weights=self.world.weights.id,
            catalogue=self.world.catalogue.id,
            as_of=as_of,
        )


def match(
    snapshot: Snapshot,
    person: RankingInput,
    as_of: date,
    *,
    top: int | None = TOP,
    part: Part | None = None,
    language: str = "en",
) -> MatchList:
    """Return the best `top` vacancies (all if None) for a person, adjacent ones beside them, and what to ask first.

    With `part`, a part of the whole list instead, and how many vacancies each group has.
    """
    world = snapshot.world
    adjacent = Adjacent.of(person, world)
    proven = None if part else _prove_best(snapshot, person, as_of, top, adjacent)
    if proven is not None:
        at, assessed = proven.standpoint, proven.assessed
    else:
        chosen = None if part else candidate_rows(snapshot, person, as_of, top)
        at = Standpoint.of(person, world)
        assessed = assess(person, world, open_rows(world, as_of, chosen), at)
    best = explain_part(person, world, assessed, part, language) if part else None
    return MatchList(
        matches=explain_best(person, world, assessed, top, language) if best is None else best,
        widen=widen(person, world, assessed, adjacent, language, is_counted=snapshot.is_counted),
        questions=questions_for(person),
        stamp=snapshot.stamp(as_of),
        obstacles=_obstacles(person, world, as_of, at, proven or assessed) if is_nothing_suitable(assessed) else (),
        sizes=size_groups(assessed) if part else None,
    )


def _prove_best(
    snapshot: Snapshot, person: RankingInput, as_of: date, top: int | None, adjacent: Adjacent | None
) -> Proven | None:
    """Assess, of a world that is not counted, what bounds prove to hold the best; None where that is not possible."""
    if top is None or snapshot.bounds is None or snapshot.is_counted:
        return None
    return snapshot.bounds.prove(person, snapshot.world, as_of, top, adjacent)


def _obstacles(
    person: RankingInput, world: World, as_of: date, at: Standpoint, found: Proven | Assessment
) -> tuple[Obstacle, ...]:
    """Return why nothing is suitable, counted over all open vacancies, not over candidates alone."""
    vacancies, kinds = world.vacancies, world.kinds
    tally = tally_of(vacancies, kinds, as_of.toordinal())
    if isinstance(found, Assessment) and len(found.rows) < tally.n:
        found = assess(person, world, open_rows(world, as_of), at)
    in_the_way = InTheWay.of(tally, kinds, at, found.count_enough())
    return obstacles_of(in_the_way, vacancies.condition_values, kinds, at.states, at.facts)


def match_profiles(
    snapshot: Snapshot,
    vacancy: Vacancy,
    profiles: Sequence[Profile],
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
) -> MatchList:
    """Return the best `top` people for a vacancy; every match carries a profile's id. Nothing is widened here."""
    [found] = match_profiles_for_all(snapshot, [vacancy], profiles, as_of, top=top, language=language)
    return found


def match_profiles_for_all(
    snapshot: Snapshot,
    vacancies: Sequence[Vacancy],
    profiles: Sequence[Profile],
    as_of: date,
    *,
    top: int | None = TOP,
    language: str = "en",
) -> list[MatchList]:
    """Return what `match_profiles` gives for each vacancy, in order, assessing each person once."""
    found = rank_profiles_for_all(vacancies, profiles, snapshot.world, as_of, top=top, language=language)
    return [MatchList(matches, (), (), snapshot.stamp(as_of)) for matches in found]


def gaps(
    snapshot: Snapshot,
    person: RankingInput,
    as_of: date,
    *,
    max_steps: int | None = MAX_STEPS,
    max_bundles: int = MAX_BUNDLES,
    language: str = "en",
) -> Gaps:
    """Return what single steps and bundles of them would open, exactly counted over all open vacancies."""
    stamp = snapshot.stamp(as_of)
    return count_gaps(
        person, snapshot.world, as_of, stamp, max_steps=max_steps, max_bundles=max_bundles, language=language
    )


def candidate_rows(snapshot: Snapshot, person: RankingInput, as_of: date, top: int | None) -> NDArray[np.int64] | None:
    """Return the rows worth ranking exactly, or None for all of them: up to `exact_max`, or when all are asked for."""
    if snapshot.candidates is None or top is None or not snapshot.is_large:
        return None
    k = max(snapshot.min_candidates, snapshot.world.vacancies.n_in_use // CANDIDATE_SHARE, top)
    return snapshot.candidates.rows(person, snapshot.world, as_of, k)
