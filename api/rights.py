"""What a person may ask for: to know and take along what is kept, that ranking stops, that somebody remembers a yes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from api import repository
from api import rights_repository as stored
from api.assignments import assign_maker
from api.bodies import Decision, LinkDecision, ProfileLine, read_body
from api.errors import ConflictError
from api.ordered_ids import make_ordered_id
from api.personal import withheld
from api.principals import Principal
from api.profiles import decide, touch, write_profile
from api.reading import Reader
from api.rights_answers import ConsentAnswer, ExportAnswer, IdentityAnswer, RightsAnswer
from api.rights_bodies import SCHEMA, ConsentGiven, Export, IdentityGiven, Purpose
from api.rights_tables import ConsentRow, IdentityRow
from api.session import Database, Session
from api.tables import ProfileLinkRow, ProfileRow, TraceRow
from api.traces import open_trace
from matcher.inputs import to_json
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind


def show_rights(session: Session, row: ProfileRow) -> RightsAnswer:
    """Show how things stand with a person's rights."""
    told = set(ConsentAnswer.model_fields)
    consents = [ConsentAnswer(**each.model_dump(include=told)) for each in stored.list_consents(session, row.id)]
    return RightsAnswer(
        profile=row.id,
        restricted_at=row.restricted_at,
        objected_at=row.objected_at,
        withdrawn_at=row.withdrawn_at,
        consents=consents,
    )


def restrict(row: ProfileRow, now: datetime, *, stopped: bool) -> None:
    """Restrict what is done with a person's data to keeping it, or end that."""
    row.restricted_at = (row.restricted_at or now) if stopped else None


def object_to(row: ProfileRow, now: datetime, *, stopped: bool) -> None:
    """Note that a person objects to being ranked, or takes that back."""
    row.objected_at = (row.objected_at or now) if stopped else None


def note_consent(session: Session, row: ProfileRow, given: ConsentGiven, at: datetime) -> None:
    """Add a line to the record of consent; withdrawing consent to ranking stops it at once."""
    stored.add_consent(
        session,
        ConsentRow(
            id=make_ordered_id(),
            organisation=row.organisation,
            profile_id=row.id,
            at=at,
            purpose=given.purpose.value,
            given=given.given,
            language=given.language,
            wording=given.wording,
        ),
    )
    if given.purpose is Purpose.RANKING:
        row.withdrawn_at = None if given.given else at


def show_identity(session: Session, row: ProfileRow) -> IdentityAnswer:
    """Show who a person is."""
    found = stored.find_identity(session, row.id)
    return IdentityAnswer(profile=row.id, name=found.name if found else None, contact=found.contact if found else None)


def note_identity(session: Session, row: ProfileRow, given: IdentityGiven, now: datetime) -> None:
    """Note who a person is, in place of what was there."""
    found = stored.find_identity(session, row.id) or IdentityRow(id=row.id, organisation=row.organisation)
    found.name, found.contact = given.name, given.contact
    touch(row, now)
    session.add(found)


def export(session: Session, row: ProfileRow, now: datetime) -> ExportAnswer:
    """Return everything that is kept about a person, table by table, each column under its own name.

    Left out are codes by which rows are found, see `api.personal`. What a kept ranking was made from is told unpacked.
    """
    rows = {name: [_tell(each) for each in found] for name, found in stored.list_rows(session, row.id)}
    return ExportAnswer(format=SCHEMA, exported_at=now, profile=_tell(row), rows=rows)


def restore(database: Database, reader: Reader, exported: Export, maker: Principal, now: datetime) -> ProfileRow:
    """Store an exported person as a new profile: what they gave, their answers, identity and consent.

    A caseworker who is its `maker` looks after the person.

    Texts are read again with what is in use here. Kept rankings and decisions belong where they were made, and stay.
    Raises ConflictError where the source has somebody of this external id already, InvalidInputError for a bad line.
    """
    given = exported.profile
    line = read_body(ProfileLine, {**given.facts, "text": given.words} if given.words else given.facts)
    [read] = reader.read_profiles([line])
    with database.write() as session:
        if known := repository.find_external(session, given.source, given.external_id):
            raise ConflictError(f"profile.external_id: exists in this source as {known.id}")
        row = repository.new_profile(given.source, given.external_id, now)
        answers = _answers(exported)
        links = write_profile(session, row, line, read, now, answers)
        session.flush()
        decide(session, row, _unread(answers, links, reader.taxonomy), reader.taxonomy, now)
        assign_maker(session, maker, row.id, now)
        for identity in exported.rows.profile_identity:
            note_identity(session, row, identity, now)
        for consent in sorted(exported.rows.consent, key=lambda each: each.at):
            note_consent(session, row, consent, consent.at)
    return row


def _answers(exported: Export) -> dict[tuple[str, str], str]:
    return {
        (link.kind.value, link.uri): link.decision.value
        for link in exported.rows.profile_link
        if link.decision is not Decision.NONE
    }


def _unread(
    answers: Mapping[tuple[str, str], str], links: Iterable[ProfileLinkRow], taxonomy: Taxonomy
) -> list[LinkDecision]:
    """Return the answers about concepts that no text was linked to here, as far as the taxonomy in use has them."""
    found = {(link.kind, link.uri) for link in links}
    unread = [(Kind(kind), uri, said) for (kind, uri), said in answers.items() if (kind, uri) not in found]
    return [
        LinkDecision(kind=kind, uri=uri, decision=Decision(said))
        for kind, uri, said in unread
        if taxonomy.table(kind).find_row(uri) is not None
    ]


def _tell(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any table
    """Return the columns of a row under their names, but for those that say nothing."""
    hidden = withheld(row.__tablename__)
    told = {name: value for name, value in row.model_dump(mode="python").items() if name not in hidden}
    if isinstance(row, TraceRow):
        told["packed"] = None if row.packed is None else to_json(open_trace(row).facts)
    return told
