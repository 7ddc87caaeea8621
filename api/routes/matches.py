"""Matching for a profile that is sent along; stores nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.bodies import ProfileLine
from api.explaining import explain_matches
from api.match_answers import GapsAnswer, MatchesAnswer
from api.matches import answer_json, count_gaps, labelled, list_matches, name_all
from api.speaking import MOST, wordings_of, words_of_read
from api.state import Here
from matcher.results import gaps_to_json, match_list_to_json, write_match_list
from matcher.spoken import explain_gaps
from matcher.types import Group
from matcher.wording.wording import LANGUAGES

router = APIRouter(prefix="/v1", tags=["matches"])
Top = Annotated[int, Query(ge=0, le=1000, description="how many matches; 0 means all that one answer may hold")]
Each = Annotated[
    int | None, Query(ge=1, le=100, description="instead of `top`: the best so many of every group, ranked as in all")
]
OfGroup = Annotated[Group | None, Query(description="with `each`: of this group alone")]
AsOf = Annotated[date | None, Query(description="the day to match for; without it, the data time of the vacancies")]

Languages = Annotated[
    str, Query(max_length=20, description=f"explain in up to {MOST} of {', '.join(LANGUAGES)}, such as `es,ar`")
]


@router.post("/matches", response_model=MatchesAnswer)
def match(profile: ProfileLine, world: Here, top: Top = 20, as_of: AsOf = None, languages: Languages = "") -> Response:
    """Rank and explain vacancies for this profile."""
    wordings, most = wordings_of(languages, world.wordings), world.top(top)
    [read] = world.reader.read_profiles([profile])
    listed = list_matches(world, read.input, most, as_of)
    found, before = listed.made, {"id": profile.id}
    titles = name_all(world.database, found, listed.titles)
    if not wordings:
        return answer_json(write_match_list(found, titles, before, labelled({}, world.degraded)))
    body, words = {**before, **match_list_to_json(found, titles)}, words_of_read(read, profile.text or "")
    return answer_json(explain_matches(world, body, found, read.input, words, wordings), world.degraded)


@router.post("/gaps", response_model=GapsAnswer)
def gaps(profile: ProfileLine, world: Here, as_of: AsOf = None, languages: Languages = "") -> Response:
    """Count for each step the vacancies that become ready now with it."""
    wordings = wordings_of(languages, world.wordings)
    [read] = world.reader.read_profiles([profile])
    found = count_gaps(world, read.input, as_of)
    return answer_json(explain_gaps({"id": profile.id, **gaps_to_json(found)}, found, wordings), world.degraded)
