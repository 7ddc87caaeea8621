"""Somebody who may be here already is noticed, and nobody is merged."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from api.alike import Alike, Likeness, Newcomer, find_alike
from api.bodies import ProfileLine
from api.errors import ConflictError
from api.likeness import are_near, contact_form, distinct_words, name_form
from api.principals import LOCAL
from api.rights import show_identity, show_rights
from api.rights_bodies import ConsentGiven, IdentityGiven, Purpose
from api.session import Database, OrganisationDatabase
from api.taking_up import take_up
from api.world import World
from tests.api.conftest import COOK, NOW
from tests.api.people import add_organisation

CV = "I cooked for a large family, baked bread every morning and sold vegetables at the market of Homs until 2015."
AGAIN = "I cooked for a large family, baked bread every morning and sold vegetables at the market of Homs until 2016."


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Ana Sol", "ana sol"),
        ("SOL, Ána", "ana sol"),
        ("Al-Masri  Ahmad", "ahmad al masri"),
        ("Олена Шевченко", "олена шевченко"),
        ("", None),
        (None, None),
        ("-", None),
    ],
)
def test_names_are_compared_however_they_are_spelt(name: str | None, form: str | None) -> None:
    """Without case, accents, punctuation and the order of their parts."""
    assert name_form(name) == form


@pytest.mark.parametrize(
    ("contact", "form"),
    [
        ("+39 333 123 4567", "331234567"),
        ("0039-333/1234567", "331234567"),
        ("(333) 1234567, his sister", "331234567"),
        ("write to Ana@Example.ORG, or 600 123", "ana@example.org"),
        ("600 123", "600123"),
        ("room 12", None),
        (None, None),
    ],
)
def test_contacts_are_compared_by_address_or_number(contact: str | None, form: str | None) -> None:
    """An e-mail address without case; the end of a number, with and without the country."""
    assert contact_form(contact) == form


def test_words_are_near_when_nearly_all_are_shared() -> None:
    """19 of 21 distinct words is near; short texts never are."""
    a, b = distinct_words(CV), distinct_words(AGAIN)
    assert (len(a & b), len(a | b)) == (len(a) - 1, len(a) + 1)
    assert are_near(a, b)
    assert not are_near(distinct_words("I was a cook"), distinct_words("I was a cook"))
    assert not are_near(a, distinct_words(CV + " Then I drove a lorry through Turkey with my old uncle."))


@pytest.mark.databases(always=True)
def test_the_same_person_is_noticed(world: World, database: OrganisationDatabase) -> None:
    """By number, contact, name with near words, or a name that nothing contradicts; the likeliest first."""
    local = world.for_principal(LOCAL)
    ana_sol = IdentityGiven(name="Ana Sol", contact="+34 600 123 456")
    first = take_up(local, ProfileLine(text=CV, id="7"), ana_sol).row.id
    second = take_up(local, ProfileLine(), IdentityGiven(name="Bo Li")).row.id
    newcomers = [
        Newcomer(external_id="7"),
        Newcomer(external_id="7", source="elsewhere"),
        Newcomer(name="Somebody Else", contact="600123456"),
        Newcomer(name="sol ANA", words=AGAIN),
        Newcomer(name="Ana Sol", words="A welder of ships, who reads drawings and speaks three languages well."),
        Newcomer(name="Ana Sol"),
        Newcomer(name="Li, Bo", words=CV),
        Newcomer(),
    ]
    with database.read() as session:
        found = find_alike(session, newcomers)
    ana = {kind: (Alike(first, "Ana Sol", kind),) for kind in Likeness}
    assert found == [
        ana[Likeness.NUMBER],
        (),
        ana[Likeness.CONTACT],
        ana[Likeness.NAME_AND_WORDS],
        (),
        ana[Likeness.NAME],
        (Alike(second, "Bo Li", Likeness.NAME),),
        (),
    ]
    with pytest.raises(ConflictError):
        take_up(local, ProfileLine(id="7"))


def test_the_database_learns_no_name(whole: Database, world: World) -> None:
    """Codes are stored, keyed: neither name nor number, and others for another organisation."""
    take_up(world.for_principal(LOCAL), ProfileLine(), IdentityGiven(name="Ana Sol", contact="600 123 456"))
    with whole.write() as session:
        [stored] = session.connection().execute(text("SELECT * FROM profile_identity")).mappings()
        codes = stored["name_code"], stored["contact_code"]
    assert all(code and len(code) == 32 for code in codes)
    assert b"Ana" not in repr(dict(stored)).encode()
    add_organisation(whole, "other", NOW)
    with whole.of("other").read() as session:
        assert find_alike(session, [Newcomer(name="Ana Sol", contact="600 123 456")]) == [()]


def test_a_person_is_taken_up_in_one_piece(world: World) -> None:
    """Profile, identity, and consent with language and version, together."""
    consent = ConsentGiven(purpose=Purpose.RANKING, given=True, language="ar", wording="2026-11")
    line = ProfileLine.model_validate({"text": CV, "skills": [{"uri": COOK}]})
    taken = take_up(world.for_principal(LOCAL), line, IdentityGiven(name="Ana"), [consent])
    with world.database.read() as session:
        assert show_identity(session, taken.row).name == "Ana"
        [kept] = show_rights(session, taken.row).consents
    assert (kept.purpose, kept.given, kept.language, kept.wording) == ("ranking", True, "ar", "2026-11")
    assert taken.row.words == CV
