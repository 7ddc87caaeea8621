"""Golden requests: questions that a snapshot answers before anybody else may ask it.

The people are made of the taxonomy, always the same. What the snapshot answers is compared with SQL and with the exact
path: every vacancy of a list has to be open there in that version, and laid out anew from there it has to get the same
score, group and place. So a mistake anywhere between SQL and the list (a delta, a generation, a mapped file) keeps the
old snapshot in use instead of reaching a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from api.errors import GoldenError
from api.outbox import StockRow
from api.stock import Stock
from matcher.inputs import vacancy_from_json
from matcher.matching import Snapshot, match
from matcher.ranking import open_rows
from matcher.types import HeldOccupation, HeldSkill, Match, MatchList, RankingInput, SkillSource
from taxonomy.taxonomy import Taxonomy

# Three people ask about occupations spread over the release, one has said nothing.
ASKING = 3
TOP = 20


def golden_people(taxonomy: Taxonomy) -> tuple[RankingInput, ...]:
    """Return who asks: each has worked in an occupation and has every second skill that it needs."""
    n = len(taxonomy.occupations)
    rows = sorted({n * (i + 1) // (ASKING + 1) for i in range(ASKING)}) if n else []
    people = []
    for row in rows:
        uris = map(taxonomy.skills.uri, taxonomy.essential.of(row)[::2].tolist())
        skills = tuple(HeldSkill(uri, SkillSource.STATED) for uri in uris)
        people.append(RankingInput(skills=skills, occupations=(HeldOccupation(taxonomy.occupations.uri(row), 2.0),)))
    return (*people, RankingInput())


def ask(snapshot: Snapshot, people: Sequence[RankingInput], as_of: date) -> list[MatchList]:
    """Return what the snapshot answers everybody."""
    return [match(snapshot, person, as_of, top=TOP) for person in people]


def check_golden(
    stock: Stock,
    snapshot: Snapshot,
    people: Sequence[RankingInput],
    answers: Sequence[MatchList],
    stored: Mapping[str, StockRow],
    as_of: date,
) -> None:
    """Raise GoldenError where `answers` are not what `stored`, the open vacancies of SQL that they name, lead to."""
    n_wanted = min(TOP, len(open_rows(snapshot.world, as_of)))
    for person, answer in zip(people, answers, strict=True):
        ids = [each.id for each in answer.matches]
        if len(set(ids)) != n_wanted:
            raise GoldenError(f"{len(set(ids))} vacancies were found, and {n_wanted} are there")
        stale = [i for i in ids if i not in stored or stored[i].version != stock.find_version(i)]
        if stale:
            raise GoldenError(f"found are vacancies that are not so in the database: {', '.join(stale[:5])}")
        anew = snapshot.world.with_vacancies([vacancy_from_json(stored[i].ranking) for i in ids])
        exact = match(Snapshot(anew, snapshot.encoder), person, as_of, top=TOP)
        if list(map(_place, exact.matches)) != list(map(_place, answer.matches)):
            raise GoldenError("a list is another than that of the same vacancies laid out anew")


def _place(found: Match) -> tuple[object, ...]:
    points = tuple(contribution.points for contribution in found.contributions)
    return found.id, found.rank, found.score, found.group, points
