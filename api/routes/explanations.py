"""Why a vacancy is not (higher) in a list, and what steps would change; for profiles sent along and stored ones."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api import repository
from api.bodies import ProfileLine
from api.explaining import show_what_if, show_why_not, words_of_stored
from api.matches import answer_json
from api.profiles import ranked_by
from api.routes.matches import AsOf, Languages, Top
from api.speaking import words_of_read
from api.state import Here
from api.supposition_answers import WhatIfAnswer, WhyNotAnswer

router = APIRouter(prefix="/v1", tags=["explanations"])
Steps = Annotated[
    list[str],
    Query(
        min_length=1, max_length=5, description="kind and value of a step, such as `language:it:B2`; may be repeated"
    ),
]


@router.post("/why-not/{vacancy_id}", response_model=WhyNotAnswer)
def why_not(
    vacancy_id: str, profile: ProfileLine, world: Here, as_of: AsOf = None, languages: Languages = ""
) -> Response:
    """Say where a vacancy stands for this profile, what is in the way, and what it would take."""
    [read] = world.reader.read_profiles([profile])
    words = words_of_read(read, profile.text or "")
    return answer_json(show_why_not(world, read.input, words, vacancy_id, as_of, languages), world.degraded)


@router.get("/profiles/{profile_id}/why-not/{vacancy_id}", response_model=WhyNotAnswer)
def why_not_stored(
    profile_id: str, vacancy_id: str, world: Here, as_of: AsOf = None, languages: Languages = ""
) -> Response:
    """Say where a vacancy stands for a stored profile, what is in the way, and what it would take."""
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        facts, words = ranked_by(row), words_of_stored(session, row)
    return answer_json(show_why_not(world, facts, words, vacancy_id, as_of, languages), world.degraded)


@router.post("/what-if", response_model=WhatIfAnswer)
def what_if(
    profile: ProfileLine, step: Steps, world: Here, top: Top = 20, as_of: AsOf = None, languages: Languages = ""
) -> Response:
    """Rank again as if this profile had taken some steps, and say what changes."""
    [read] = world.reader.read_profiles([profile])
    return answer_json(show_what_if(world, read.input, step, top, as_of, languages), world.degraded)


@router.get("/profiles/{profile_id}/what-if", response_model=WhatIfAnswer)
def what_if_stored(
    profile_id: str, step: Steps, world: Here, top: Top = 20, as_of: AsOf = None, languages: Languages = ""
) -> Response:
    """Rank again as if a stored profile had taken some steps, and say what changes."""
    with world.database.read() as session:
        facts = ranked_by(repository.get_profile(session, profile_id))
    return answer_json(show_what_if(world, facts, step, top, as_of, languages), world.degraded)
