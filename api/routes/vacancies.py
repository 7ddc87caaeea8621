"""Stored vacancies: kept, changed, withdrawn, matched with people."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response, status

from api import repository
from api.answers import ImportAnswer, VacanciesAnswer, VacancyAnswer
from api.audit import About, tell
from api.bodies import Sharing, VacancyLine, read_body, unknown_keys
from api.errors import ConflictError
from api.explaining import explain_everybody
from api.importing import identify, import_vacancies
from api.match_answers import MatchesAnswer
from api.matches import answer_json, rank_people
from api.patches import merge_patch
from api.routes.matches import AsOf, Languages, Top
from api.routes.uploads import Upload, UploadSource
from api.rows import iter_rows
from api.showing import show_import, show_vacancy, summarise_vacancy
from api.speaking import wordings_of
from api.state import After, Here, Limit
from api.vacancies import answer_vacancy, line_of, share_vacancy, withdraw_vacancy, write_vacancy
from api.vacancy_bodies import AnswersLine
from api.world import World
from matcher.results import match_list_to_json

router = APIRouter(prefix="/v1", tags=["vacancies"])


@router.post("/vacancies", status_code=status.HTTP_201_CREATED)
def create_vacancy(line: VacancyLine, world: Here, response: Response) -> VacancyAnswer:
    """Store a vacancy. The feed's own `id` is kept as `external_id`, unique within its `source`."""
    source, external_id = identify(line)
    vacancy_id = repository.make_id("vacancy", world.database.organisation, source, external_id)
    [read] = world.reader.read_vacancies([line], [vacancy_id])
    now = world.now()
    with world.database.write() as session:
        if repository.find_vacancy(session, vacancy_id):
            raise ConflictError(f"external_id: {external_id!r} exists in source {source!r} as {vacancy_id}")
        row = repository.new_vacancy(vacancy_id, source, external_id, now)
        write_vacancy(session, row, line, read, now, world.taxonomy)
        tell(session, about=About("vacancy", vacancy_id))
    world.snapshots.wake()
    response.headers["Location"] = f"/v1/vacancies/{vacancy_id}"
    return show_vacancy(row, unknown_keys(line))


@router.post("/vacancies:import")
def import_feed(upload: Upload, world: Here, source: UploadSource = "") -> ImportAnswer:
    """Import JSON Lines or CSV. Bad rows are named, nearly equal ones merged, the rest is processed."""
    report = import_vacancies(iter_rows(upload), world.database, world.reader, world.now(), source)
    world.snapshots.wake()
    return show_import(report)


@router.get("/vacancies")
def list_vacancies(world: Here, after: After = None, limit: Limit = 50) -> VacanciesAnswer:
    """List vacancies that are not withdrawn by id, in parts."""
    with world.database.read() as session:
        page = repository.list_vacancies(session, after, limit)
        return VacanciesAnswer(
            vacancies=[summarise_vacancy(row) for row in page.rows], next=page.next, n_total=page.n_total
        )


@router.get("/vacancies/{vacancy_id}")
def read_vacancy(vacancy_id: str, world: Here) -> VacancyAnswer:
    """Show a vacancy, withdrawn or not: what was given, and what ranking sees."""
    with world.database.read() as session:
        return show_vacancy(repository.get_vacancy(session, vacancy_id))


@router.put("/vacancies/{vacancy_id}")
def replace_vacancy(vacancy_id: str, line: VacancyLine, world: Here) -> VacancyAnswer:
    """Put a new text and new facts in place of the old; reopens a withdrawn vacancy."""
    with world.database.read() as session:
        version = repository.get_vacancy(session, vacancy_id).version
    return _rewrite(world, vacancy_id, line, version)


@router.patch("/vacancies/{vacancy_id}")
def change_vacancy(vacancy_id: str, patch: Annotated[dict[str, Any], Body()], world: Here) -> VacancyAnswer:
    """Change the keys that are sent (JSON Merge Patch: null removes one)."""
    with world.database.read() as session:
        row = repository.get_vacancy(session, vacancy_id)
        version, given = row.version, line_of(row)
    return _rewrite(world, vacancy_id, read_body(VacancyLine, merge_patch(given, patch)), version)


@router.post("/vacancies/{vacancy_id}/answers")
def answer(vacancy_id: str, said: AnswersLine, world: Here) -> VacancyAnswer:
    """Say what of what was read is right, wrong, needed or welcome, and name skills that were missed.

    Answers are kept, and applied again whenever the text is read again.
    """
    with world.database.write() as session:
        row = repository.get_vacancy(session, vacancy_id)
        answer_vacancy(session, row, said.said(), world.now(), world.taxonomy, reviewed=said.reviewed)
    world.snapshots.wake()
    return show_vacancy(row)


@router.delete("/vacancies/{vacancy_id}", status_code=status.HTTP_204_NO_CONTENT)
def withdraw(vacancy_id: str, world: Here) -> None:
    """Withdraw a vacancy: it is matched no more, and stays readable for traces."""
    with world.database.write() as session:
        withdraw_vacancy(session, repository.get_vacancy(session, vacancy_id), world.now())
    world.snapshots.wake()


@router.put("/vacancies/{vacancy_id}/sharing")
def share(vacancy_id: str, sharing: Sharing, world: Here) -> VacancyAnswer:
    """Let all organisations see a vacancy, or only its own; rankings made before stay what they were."""
    with world.database.write() as session:
        row = repository.get_vacancy(session, vacancy_id)
        share_vacancy(session, row, world.now(), shared=sharing.shared)
    world.snapshots.wake()
    return show_vacancy(row)


@router.get("/vacancies/{vacancy_id}/matches", response_model=MatchesAnswer)
def match_people(
    vacancy_id: str, world: Here, top: Top = 20, as_of: AsOf = None, languages: Languages = ""
) -> Response:
    """Rank and explain people for a vacancy; `id` of a match is the profile's."""
    wordings = wordings_of(languages, world.wordings)
    ranked = rank_people(world, vacancy_id, world.top(top), as_of)
    body = {"id": vacancy_id, **match_list_to_json(ranked.found)}
    explained = explain_everybody(world, body, ranked.found, ranked.inputs, vacancy_id, wordings)
    return answer_json(explained, world.degraded)


def _rewrite(world: World, vacancy_id: str, line: VacancyLine, version: int) -> VacancyAnswer:
    [read] = world.reader.read_vacancies([line], [vacancy_id])
    with world.database.write() as session:
        row = repository.get_vacancy(session, vacancy_id)
        if row.version != version:
            raise ConflictError("the vacancy was changed at the same time; read it again")
        write_vacancy(session, row, line, read, world.now(), world.taxonomy)
    world.snapshots.wake()
    return show_vacancy(row, unknown_keys(line))
