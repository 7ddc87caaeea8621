"""Every number that shapes a ranking, named, with its reason.

All are whole numbers (points or percent), so sums are exact and do not depend on order. `Weights.id` is a hash
over the values: a result that names it can be replayed with the same numbers.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from functools import cache

from matcher.types import RequirementSource, SkillSource

ID_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Points, percents and limits of ranking. The points of all contributions add up to 1,000.

    A thousand, since a hundred leave some twenty vacancies of 3,000 with the same score, and ties go by id. What each
    number is worth is measured in docs/ranking.md.
    """

    # --- points, at most -----------------------------------------------------------------------
    # What the vacancy asks for. It decides the group, and with it the first order of a list; within a group more points
    # for the few requirements that are found in a text give their errors more weight.
    essential_points: int = 200
    # What it welcomes and what its occupation typically takes: thirty skills say more surely what the work is.
    optional_points: int = 250
    # Having done the same or close work is the best evidence there is where a text is all we have: skills are seldom
    # named in everyday words, the work is. Newcomers often have none here, so it stays below what skills can earn.
    experience_points: int = 300
    # What a person wants weighs half of where they come from: nobody is tied to the old occupation.
    wanted_points: int = 150
    # Hours and nearness order vacancies that are otherwise equal; as obstacles they are blockers, not points.
    hours_points: int = 50
    place_points: int = 50
    # A wanted town includes its suburbs.
    same_place_km: int = 10

    # --- points where nothing is known ---------------------------------------------------------
    # Of what a person can do: more than a known nothing, less than any known fit. Most people fit most vacancies not
    # at all, so more than this would put those who say nothing before those who say what they can.
    essential_neutral: int = 5
    optional_neutral: int = 5
    experience_neutral: int = 15
    # Of wishes, about a third of the maximum: silence is neither punished nor rewarded.
    wanted_neutral: int = 50
    hours_neutral: int = 17
    place_neutral: int = 17

    # --- percent by source of a skill ----------------------------------------------------------
    # Shown by a certificate or a test: full weight.
    skill_verified: int = 100
    # Said or accepted by a person: a little less than shown.
    skill_stated: int = 90
    # Nobody has answered yet: 27 % of extracted skills were wrong in a measured public pipeline, and 17 % of mappings.
    # Below `ready_coverage`, so that nobody is ready by what was only read, and so low that a list of everything loses.
    skill_proposed: int = 40
    # Essential for an occupation held. Equal to `ready_coverage`, so that somebody who has done exactly this
    # occupation counts as ready for what the occupation itself needs, and for nothing beyond it.
    skill_inferred: int = 60
    # An occupation that nobody has confirmed.
    occupation_proposed: int = 70
    # A skill not used for `stale_years` keeps this share: it comes back faster than it is learnt.
    stale_years: int = 10
    stale_percent: int = 80

    # --- percent by source of a requirement ----------------------------------------------------
    # The vacancy asks for it.
    requirement_stated: int = 100
    # Only ESCO says so: ESCO lists more than employers ask for, so such a requirement weighs half.
    requirement_inferred: int = 50
    # At most so many requirements of a vacancy count (the 20 essential skills of an average ESCO occupation
    # plus as many again), so that a vacancy cannot buy attention by listing everything.
    max_essential: int = 25
    max_optional: int = 15
    # What an occupation typically takes, as three stated optional requirements: few vacancies state more.
    typical_weight: int = 300

    # --- percent of nearness -------------------------------------------------------------------
    # Below it two skills are not close enough for a caseworker to accept one for the other.
    near_threshold: int = 40

    # --- groups --------------------------------------------------------------------------------
    # Percent of essential coverage from which a person can start: employers seldom get everything they ask for.
    ready_coverage: int = 60

    # Percent of essential coverage below which no single skill makes a vacancy one step away: somebody who covers
    # next to nothing of it is not one course from doing it, however short its list is.
    one_step_coverage: int = 30

    # --- experience ----------------------------------------------------------------------------
    # Same ISCO unit group (4 digits) and same minor group (3 digits), in percent of the same occupation.
    same_unit_percent: int = 70
    same_minor_percent: int = 40
    # How far two occupations are close by the skills they need, the rest by the ISCO group they share.
    close_by_skills: int = 50
    # The first months teach most: no time at all earns half, `full_years` everything, linear between;
    # unknown years stand in the middle, since somebody who names an occupation usually spent some time in it.
    full_years: int = 2
    no_years_percent: int = 50
    unknown_years_percent: int = 75

    # --- widening ------------------------------------------------------------------------------
    # Percent of an occupation's essential skills that another one shares when the two are called adjacent.
    adjacent_percent: int = 40
    max_widened: int = 3

    # --- confidence: percent of the points whose component is known ------------------------------
    # High: skills and experience and one more are known. Medium: at least the skills.
    confidence_high: int = 80
    confidence_medium: int = 50

    @property
    def id(self) -> str:
        """Return 12 hex digits over all values; equal values, equal id."""
        return _id_of(self)

    def of_skill(self, source: SkillSource) -> int:
        """Return the percent that a skill from `source` counts."""
        return {
            SkillSource.VERIFIED: self.skill_verified,
            SkillSource.STATED: self.skill_stated,
            SkillSource.PROPOSED: self.skill_proposed,
            SkillSource.INFERRED: self.skill_inferred,
        }[source]

    def of_requirement(self, source: RequirementSource) -> int:
        """Return the percent that a requirement from `source` counts."""
        return self.requirement_stated if source is RequirementSource.STATED else self.requirement_inferred


@cache
def _id_of(weights: Weights) -> str:
    canonical = json.dumps({field.name: getattr(weights, field.name) for field in fields(weights)}, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:ID_LENGTH]


DEFAULT = Weights()
