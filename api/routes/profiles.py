"""Stored profiles: kept, changed, erased, answered about, matched."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Response, status

from api import repository
from api.answers import FileAnswer, ImportAnswer, ProfileAnswer, ProfileLinksAnswer, ProfilesAnswer
from api.bodies import LinkDecision, ProfileLine, unknown_keys
from api.changing import change
from api.erasing import erase
from api.explaining import explain_matches, words_of_stored
from api.importing import By, import_profiles
from api.match_answers import GapsAnswer, MatchesAnswer
from api.matches import answer_json, count_gaps, list_matches
from api.patches import merge_patch
from api.profiles import decide, ranked
from api.rights_answers import ErasureAnswer
from api.routes.matches import AsOf, Each, Languages, OfGroup, Top
from api.routes.uploads import FILE_BODY, FormFile, Upload, UploadSource
from api.rows import iter_rows
from api.showing import show_file, show_import, show_links, show_profile, summarise_profile
from api.speaking import wordings_of
from api.state import After, Here, Limit
from api.taking_up import take_up
from api.traces import Asked, keep_trace
from matcher.results import gaps_to_json
from matcher.spoken import explain_gaps

router = APIRouter(prefix="/v1", tags=["profiles"])


@router.post("/profiles", status_code=status.HTTP_201_CREATED)
def create_profile(line: ProfileLine, world: Here, response: Response) -> ProfileAnswer:
    """Store a profile. The caller's own `id` is kept as `external_id`, unique within its `source`."""
    taken = take_up(world, line)
    response.headers["Location"] = f"/v1/profiles/{taken.row.id}"
    return show_profile(taken.row, taken.links, unknown_keys(line))


@router.post("/profiles:import")
def import_caseload(upload: Upload, world: Here, source: UploadSource = "") -> ImportAnswer:
    """Import JSON Lines or CSV. Bad rows are named, the rest is processed."""
    by = By(world.principal)
    report = import_profiles(iter_rows(upload), world.database, world.reader, world.now(), source, by=by)
    return show_import(report)


@router.post("/profiles:read", openapi_extra=FILE_BODY)
def read_file(file: FormFile, world: Here) -> FileAnswer:
    """Read the text of a CV (PDF, DOCX, ODT, TXT), to be checked by a person; the file and its text are not kept."""
    return show_file(world.files.read(file.name, file.content))


@router.get("/profiles")
def list_profiles(world: Here, after: After = None, limit: Limit = 50) -> ProfilesAnswer:
    """List profiles in the order of their coming, those of one import by their own ids, in parts."""
    with world.database.read() as session:
        page = repository.list_profiles(session, after, limit)
        return ProfilesAnswer(
            profiles=[summarise_profile(row) for row in page.rows], next=page.next, n_total=page.n_total
        )


@router.get("/profiles/{profile_id}")
def read_profile(profile_id: str, world: Here) -> ProfileAnswer:
    """Show a profile: what was given, what was understood, and all that ranking sees."""
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        return show_profile(row, repository.get_links(session, profile_id))


@router.patch("/profiles/{profile_id}")
def change_profile(profile_id: str, patch: Annotated[dict[str, Any], Body()], world: Here) -> ProfileAnswer:
    """Change the keys that are sent (JSON Merge Patch: null removes one); answers to links stay."""
    changed = change(world, profile_id, lambda given: merge_patch(given, patch))
    return show_profile(changed.row, changed.links, unknown_keys(changed.line))


@router.delete("/profiles/{profile_id}")
def erase_profile(profile_id: str, world: Here) -> ErasureAnswer:
    """Erase a person everywhere: profile, links, what rankings knew, and the key, without which backups are blank."""
    receipt = erase(world.database, profile_id, world.now())
    return ErasureAnswer(**asdict(receipt))


@router.get("/profiles/{profile_id}/links")
def read_links(profile_id: str, world: Here) -> ProfileLinksAnswer:
    """List what the profile was linked to, and what was not understood."""
    with world.database.read() as session:
        row = repository.get_profile(session, profile_id)
        return show_links(row, repository.get_links(session, profile_id))


@router.post("/profiles/{profile_id}/links")
def answer_link(profile_id: str, decision: LinkDecision, world: Here) -> ProfileLinksAnswer:
    """Accept or reject a proposal, or any concept of the taxonomy; the next matches know it."""
    with world.database.write() as session:
        row = repository.get_profile(session, profile_id)
        links = decide(session, row, [decision], world.taxonomy, world.now())
    return show_links(row, links)


@router.get("/profiles/{profile_id}/matches", response_model=MatchesAnswer)
def match_profile(
    profile_id: str,
    world: Here,
    top: Top = 20,
    as_of: AsOf = None,
    languages: Languages = "",
    each: Each = None,
    group: OfGroup = None,
) -> Response:
    """Rank and explain vacancies for a stored profile, and keep a trace of it."""
    wordings, most = wordings_of(languages, world.wordings), world.top(top)
    with world.database.read() as session:
        facts = ranked(session, profile_id)
    listed = list_matches(world, facts, most, as_of, Asked(most, (), each, group).part)
    found, asked = listed.made, Asked(most, tuple(sorted(listed.stale)), each, group)
    kept = keep_trace(world, listed.current, profile_id, facts, found, asked, listed.titles).body
    if not wordings:
        return answer_json(kept)
    with world.database.read() as session:
        words = words_of_stored(session, repository.get_profile(session, profile_id))
    return answer_json(explain_matches(world, json.loads(kept), found, facts, words, wordings), world.degraded)


@router.get("/profiles/{profile_id}/gaps", response_model=GapsAnswer)
def read_gaps(profile_id: str, world: Here, as_of: AsOf = None, languages: Languages = "") -> Response:
    """Count for each step the vacancies that become ready now with it."""
    wordings = wordings_of(languages, world.wordings)
    with world.database.read() as session:
        facts = ranked(session, profile_id)
    found = count_gaps(world, facts, as_of)
    return answer_json(explain_gaps({"id": profile_id, **gaps_to_json(found)}, found, wordings), world.degraded)
