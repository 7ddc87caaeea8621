"""A person's rights: to know, to take along, to stop, to be forgotten."""

from __future__ import annotations

from fastapi import APIRouter, Response, status

from api import repository
from api.answers import ProfileAnswer
from api.retention import list_due
from api.rights import export, note_consent, note_identity, object_to, restore, restrict, show_identity, show_rights
from api.rights_answers import ExportAnswer, IdentityAnswer, RetentionAnswer, RightsAnswer
from api.rights_bodies import ConsentGiven, Export, IdentityGiven, Stopped
from api.showing import show_profile
from api.state import Here

router = APIRouter(prefix="/v1", tags=["rights"])


@router.get("/profiles/{profile_id}/export")
def export_profile(profile_id: str, world: Here) -> ExportAnswer:
    """Tell everything that is kept about a person, in a form that another installation takes up again."""
    with world.database.read() as session:
        return export(session, repository.get_profile(session, profile_id), world.now())


@router.post("/profiles:restore", status_code=status.HTTP_201_CREATED)
def restore_profile(exported: Export, world: Here, response: Response) -> ProfileAnswer:
    """Store an exported person as a new profile; rankings and decisions made elsewhere are left there."""
    row = restore(world.database, world.reader, exported, world.principal, world.now())
    with world.database.read() as session:
        shown = show_profile(repository.get_profile(session, row.id), repository.get_links(session, row.id))
    response.headers["Location"] = f"/v1/profiles/{row.id}"
    return shown


@router.get("/profiles/{profile_id}/rights")
def read_rights(profile_id: str, world: Here) -> RightsAnswer:
    """Show what a person agreed to, and whether ranking has stopped for them."""
    with world.database.read() as session:
        return show_rights(session, repository.get_profile(session, profile_id))


@router.put("/profiles/{profile_id}/restriction")
def restrict_profile(profile_id: str, wish: Stopped, world: Here) -> RightsAnswer:
    """Restrict what is done with a person's data to keeping it (GDPR, Article 18), or end that."""
    with world.database.write() as session:
        row = repository.get_profile(session, profile_id)
        restrict(row, world.now(), stopped=wish.stopped)
        return show_rights(session, row)


@router.put("/profiles/{profile_id}/objection")
def object_to_ranking(profile_id: str, wish: Stopped, world: Here) -> RightsAnswer:
    """Note that a person objects to being ranked (GDPR, Article 21), or takes that back."""
    with world.database.write() as session:
        row = repository.get_profile(session, profile_id)
        object_to(row, world.now(), stopped=wish.stopped)
        return show_rights(session, row)


@router.post("/profiles/{profile_id}/consents", status_code=status.HTTP_201_CREATED)
def add_consent(profile_id: str, given: ConsentGiven, world: Here) -> RightsAnswer:
    """Add to the record that a person agreed to something, or withdrew it; nothing in the record is ever changed."""
    with world.database.write() as session:
        row = repository.get_profile(session, profile_id)
        note_consent(session, row, given, world.now())
        session.flush()
        return show_rights(session, row)


@router.get("/profiles/{profile_id}/identity")
def read_identity(profile_id: str, world: Here) -> IdentityAnswer:
    """Show who a person is; nothing else shows it."""
    with world.database.read() as session:
        return show_identity(session, repository.get_profile(session, profile_id))


@router.put("/profiles/{profile_id}/identity")
def replace_identity(profile_id: str, given: IdentityGiven, world: Here) -> IdentityAnswer:
    """Note who a person is, in place of what was there."""
    with world.database.write() as session:
        row = repository.get_profile(session, profile_id)
        note_identity(session, row, given, world.now())
        session.flush()
        return show_identity(session, row)


@router.get("/retention")
def read_retention(world: Here) -> RetentionAnswer:
    """List the people who are erased soon because nobody has worked with them for long."""
    return RetentionAnswer(profiles=list_due(world.database, world.settings))
