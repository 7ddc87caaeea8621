"""Another release is put in use: nothing stored is silently lost, and what people said wins over what is read again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import repository
from api.app import create_app
from api.former import find_former, forget_former, keep_former
from api.importing import import_vacancies
from api.profiles import concept_uris
from api.relinking import Relinker, report
from api.rows import RawRow
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.taxonomy_answers import ChangesAnswer
from api.world import World
from matcher.artefacts import Concepts
from taxonomy.assemble import save
from taxonomy.taxonomy import Taxonomy
from tests.api.conftest import NOW, at_the_machine, build_concepts, vacancy_line
from tests.taxonomy.moved import (
    BAKE,
    BAKER,
    CHEF,
    COOK,
    HYGIENE,
    MENUS,
    NEW_BAKE,
    NEW_BAKER,
    NEW_HYGIENE,
    PLAN,
    POTS,
    SERVE,
    both,
)

pytestmark = pytest.mark.databases

TEXT = "I can cook, bake bread, write menus, scrub pots and serve."
HOWS = ("kept", "replaced", "label", "alternative", "words")


@dataclass
class Two:
    """The concepts of both releases."""

    before: Concepts
    after: Concepts


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Build both releases and what reads with them."""
    folder = tmp_path_factory.mktemp("two")
    before, after = both(folder / "releases")
    return Two(build_concepts(folder / "before", before), build_concepts(folder / "after", after))


class Installation:
    """A database, served with one release or the other."""

    def __init__(self, settings: Settings, whole: Database, two: Two) -> None:
        self.settings = settings
        self.whole = whole
        self.two = two
        self.told: list[str] = []
        self.served = ExitStack()

    @property
    def database(self) -> OrganisationDatabase:
        """What its one organisation has."""
        return self.whole.of(DEFAULT_ORGANISATION)

    def world(self, concepts: Concepts) -> World:
        """Open it with a release, as a start would."""
        world = World(self.settings, self.whole, concepts, now=lambda: NOW)
        world.snapshots.refresh()
        return world

    def client(self, concepts: Concepts) -> TestClient:
        """Serve it with a release, without following changes."""
        return self.served.enter_context(at_the_machine(create_app(self.settings, self.world(concepts))))

    def relink(self, after: Concepts, tell: Any = None) -> dict[str, Any]:  # noqa: ANN401
        """Relink to a release; the other one has been set aside."""
        other = self.two.before if after is self.two.after else self.two.after
        former = {other.taxonomy.release.id: other.taxonomy}
        reader = self.world(after).reader
        Relinker(self.database, reader, former.get, lambda: NOW, tell or self.told.append).run()
        return report(self.database, reader)

    def stored(self) -> dict[str, Any]:
        """Return all that is stored about people and vacancies, but for times and versions."""
        with self.database.read() as session:
            people = repository.list_everybody(session)
            links = {row.id: repository.get_links(session, row.id) for row in people}
            openings = repository.list_open(session)
            skipped = {"updated_at", "version", "id"}
            return {
                "people": [row.model_dump(exclude=skipped) for row in people],
                "links": [[link.model_dump(exclude=skipped) for link in links[row.id]] for row in people],
                "vacancies": [row.model_dump(exclude=skipped) for row in openings],
            }


@pytest.fixture
def installation(settings: Settings, whole: Database, two: Two) -> Iterator[Installation]:
    """Store three people and four vacancies that were read with the release before."""
    made = Installation(settings, whole, two)
    with at_the_machine(create_app(settings, made.world(two.before))) as client:
        named = {"occupations": [{"uri": BAKER, "years": 3}], "skills": [{"uri": uri} for uri in (BAKE, POTS, HYGIENE)]}
        for body in ({"id": "said", "text": TEXT}, {"id": "named", **named}, {"id": "plain", "education": 3}):
            assert client.post("/v1/profiles", json=body).status_code == 201
        said = profile(client, "said")
        for uri, decision in ((MENUS, "accepted"), (POTS, "accepted"), (BAKE, "rejected"), (COOK, "rejected")):
            body = {"uri": uri, "decision": decision}
            assert client.post(f"/v1/profiles/{said['id']}/links", json=body).status_code == 200
        for number, skills in enumerate(((COOK, POTS), (BAKE, HYGIENE), (MENUS, SERVE), ())):
            body = vacancy_line(id=f"v{number}", text=f"Number {number}.", skills=[{"uri": uri} for uri in skills])
            assert client.post("/v1/vacancies", json={**body, "occupation": {"uri": CHEF}}).status_code == 201
    made.whole = Database.installed(settings)
    yield made
    made.served.close()
    made.whole.close()


def profile(client: TestClient, name: str) -> dict[str, Any]:
    """Return the profile that its feed calls so."""
    rows = client.get("/v1/profiles").json()["profiles"]
    found = next(row["id"] for row in rows if row["external_id"] == name)
    shown: dict[str, Any] = client.get(f"/v1/profiles/{found}").json()
    return shown


def answers(shown: dict[str, Any]) -> dict[str, str]:
    """Return what a person said, by concept."""
    return {link["uri"]: link["decision"] for link in shown["links"] if link["decision"] != "none"}


def test_answers_and_given_facts_are_followed(installation: Installation, two: Two) -> None:
    """Accepted stays accepted, rejected rejected, under today's URI; what has none stays as words, and is shown."""
    installation.relink(two.after)
    client = installation.client(two.after)
    said, named = profile(client, "said"), profile(client, "named")
    assert answers(said) == {PLAN: "accepted", POTS: "accepted", NEW_BAKE: "rejected", COOK: "rejected"}
    assert [entry["label"] for entry in said["no_longer_known"]] == ["scrub pots", "serve"]
    skills = {skill["uri"]: skill.get("source", "stated") for skill in said["ranking_input"]["skills"]}
    assert skills[PLAN] == "stated"
    assert not {COOK, NEW_BAKE} & {*skills}
    assert [skill["uri"] for skill in named["profile"]["skills"]] == [NEW_BAKE, POTS, NEW_HYGIENE]
    assert [held["uri"] for held in named["ranking_input"]["occupations"]] == [NEW_BAKER]
    assert (named["unresolved"], [entry["uri"] for entry in named["no_longer_known"]]) == ([POTS], [POTS])
    page = client.get(f"/people/{said['id']}").text
    assert "No longer known: <bdi>scrub pots</bdi>, <bdi>serve</bdi>" in page


def test_an_unanswered_proposal_of_a_concept_that_moved_can_still_be_answered(
    installation: Installation, two: Two
) -> None:
    """The text may not name the new concept; the proposal stays, with the words it was read from."""
    client = installation.client(two.before)
    said = profile(client, "said")
    client.post(f"/v1/profiles/{said['id']}/links", json={"uri": BAKE, "decision": "none"})
    [before] = [link for link in said["links"] if link["uri"] == BAKE]
    installation.relink(two.after)
    [after] = [link for link in profile(installation.client(two.after), "said")["links"] if link["uri"] == NEW_BAKE]
    assert (after["decision"], after["mention"], after["label"]) == ("none", before["mention"], "bake goods")


def test_every_concept_before_is_kept_mapped_or_listed(installation: Installation, two: Two) -> None:
    """The count before equals the count after and what is listed, for people and vacancies."""
    before = installation.stored()
    n_before = {
        "profiles": sum(
            len({*concept_uris(row["facts"]), *(link["uri"] for link in links)})
            for row, links in zip(before["people"], before["links"], strict=True)
        ),
        "vacancies": sum(
            len({*concept_uris(row["facts"]), *(link["uri"] for link in row["links"])}) for row in before["vacancies"]
        ),
    }
    told = installation.relink(two.after)
    counts = {change["noun"]: change["counts"] for change in told["changes"]}
    assert {noun: sum(counts[noun].get(how, 0) for how in HOWS) for noun in counts} == n_before
    assert (counts["profiles"]["rows"], counts["vacancies"]["rows"]) == (3, 4)
    after = installation.stored()
    there = [
        {*concept_uris(row["facts"]), *(link["uri"] for link in links)}
        for row, links in zip(after["people"], after["links"], strict=True)
    ]
    listed = [{entry["uri"] for entry in row["former"]} for row in after["people"]]
    n_lost = counts["profiles"]["not_read_again"]
    assert n_lost + sum(len(found | words) for found, words in zip(there, listed, strict=True)) >= n_before["profiles"]
    words = {entry["uri"]: entry["n"] for entry in told["changes"][0]["concepts"] if entry["how"] == "words"}
    assert words[POTS] == 2
    assert told["to_relink"] == {"profiles": 0, "vacancies": 0}


def test_going_back_gives_what_was_there(installation: Installation, two: Two) -> None:
    """All but what two concepts became one in: answers, given facts and readings are those of before."""
    before = installation.stored()
    installation.relink(two.after)
    assert installation.stored() != before
    told = installation.relink(two.before)
    after = installation.stored()
    assert [row["facts"] for row in after["people"]] == [row["facts"] for row in before["people"]]
    decided = [
        {link["uri"]: link["decision"] for link in links if link["decision"] != "none"} for links in after["links"]
    ]
    people = [row["external_id"] for row in after["people"]]
    # "plan meals" took "write menus" in; the release before has no such concept, so its words stay beside the answer.
    assert decided[people.index("said")] == {PLAN: "accepted", POTS: "accepted", BAKE: "rejected", COOK: "rejected"}
    assert [entry["label"] for entry in after["people"][people.index("said")]["former"]] == ["plan meals"]
    assert [change["before"] for change in told["changes"][:2]] != [change["after"] for change in told["changes"][:2]]


def test_a_second_run_changes_nothing(installation: Installation, two: Two) -> None:
    """What has been relinked is known to be."""
    first = installation.relink(two.after)
    stored, told = installation.stored(), len(installation.told)
    assert installation.relink(two.after) == first
    assert (installation.stored(), len(installation.told)) == (stored, told)


class CutError(Exception):
    """The power went off."""


def test_a_run_that_was_cut_short_goes_on(installation: Installation, two: Two) -> None:
    """What was written is counted once; in the end everything is as after one run."""
    reader = installation.world(two.before).reader
    rows = (RawRow(n, vacancy_line(id=f"m{n}", text=f"More {n}.", skills=[{"uri": POTS}])) for n in range(70))
    import_vacancies(rows, installation.database, reader, NOW, "test")
    openings = installation.stored()["vacancies"]
    had_pots = [POTS in {*concept_uris(row["facts"]), *(link["uri"] for link in row["links"])} for row in openings]

    def cut(line: str) -> None:
        if line.startswith("relinked 32 of 74 vacancies"):
            raise CutError

    with pytest.raises(CutError):
        installation.relink(two.after, cut)
    with installation.database.read() as session:
        assert repository.count_stale(session, installation.world(two.after).reader.read_with) == (0, 42)
    told = installation.relink(two.after)["changes"]
    [vacancies] = [change for change in told if change["noun"] == "vacancies"]
    words = {entry["uri"]: entry["n"] for entry in vacancies["concepts"]}
    assert (vacancies["counts"]["rows"], words[POTS]) == (74, sum(had_pots))


def test_before_and_while_relinking_everything_is_served(installation: Installation, two: Two) -> None:
    """With the new release and the old rows people get answers, and what is to be done is said."""
    client = installation.client(two.after)
    changes = client.get("/v1/taxonomy/changes").json()
    ChangesAnswer.model_validate(changes)
    assert changes == {"to_relink": {"profiles": 3, "vacancies": 4}, "changes": []}
    named = profile(client, "named")["id"]
    ranked = client.get(f"/v1/profiles/{named}/matches")
    assert (ranked.status_code, len(ranked.json()["matches"])) == (200, 4)
    installation.relink(two.after, lambda _: client.get(f"/v1/profiles/{named}/matches").raise_for_status())
    later = installation.client(two.after).get(f"/v1/profiles/{named}/matches").json()
    assert best(later) > best(ranked.json())


def best(ranked: dict[str, Any]) -> int:
    """Return the best score, -1 where there is none."""
    return max(-1 if match["score"] is None else match["score"] for match in ranked["matches"])


def test_a_row_that_somebody_changes_meanwhile_is_left_to_them(installation: Installation, two: Two) -> None:
    """Relinking reads outside of transactions; whoever wrote in between wins, and the row is counted as to relink."""
    old = installation.client(two.before)
    plain = profile(old, "plain")["id"]
    reader = installation.world(two.after).reader

    def find(release_id: str) -> Taxonomy | None:
        old.patch(f"/v1/profiles/{plain}", json={"education": 5}).raise_for_status()
        return two.before.taxonomy if release_id == two.before.taxonomy.release.id else None

    Relinker(installation.database, reader, find, lambda: NOW, installation.told.append).run()
    assert profile(old, "plain")["profile"] == {"education": 5}
    assert report(installation.database, reader)["to_relink"] == {"profiles": 1, "vacancies": 0}
    assert installation.relink(two.after)["to_relink"] == {"profiles": 0, "vacancies": 0}


def test_words_outlive_other_changes(installation: Installation, two: Two) -> None:
    """A new level of education is no reason to forget an answer about a concept that is only words by now."""
    installation.relink(two.after)
    client = installation.client(two.after)
    said = profile(client, "said")
    changed = client.patch(f"/v1/profiles/{said['id']}", json={"education": 4}).json()
    assert (answers(changed), changed["no_longer_known"]) == (answers(said), said["no_longer_known"])


def test_the_near_text_key_of_old_rows_follows(installation: Installation, two: Two) -> None:
    """The key is a hash of the occupation's URI: after a move a repost is still found among rows stored before."""
    text = "We bake bread and rolls every night. " + " ".join(f"word{chr(97 + n)}" for n in range(26)) + " oven flour"
    line = {"title": "Baker", "text": text, "occupation": {"uri": BAKER}, "place": "Gandia"}
    old, new = installation.world(two.before).reader, installation.world(two.after).reader
    import_vacancies(iter([RawRow(1, {**line, "id": "a"})]), installation.database, old, NOW, "test")
    repost = {**line, "occupation": {"uri": NEW_BAKER}}
    unseen = import_vacancies(iter([RawRow(1, {**repost, "id": "b"})]), installation.database, new, NOW, "test")
    assert (unseen.n_created, len(unseen.merged)) == (1, 0)
    installation.relink(two.after)
    seen = import_vacancies(iter([RawRow(1, {**repost, "id": "c"})]), installation.database, new, NOW, "test")
    assert (seen.n_created, len(seen.merged)) == (0, 1)


def test_a_release_is_set_aside_as_long_as_somebody_needs_it(installation: Installation, two: Two) -> None:
    """A copy is made before another release takes its place, and deleted when nothing was read with it any more."""
    settings = installation.settings
    save(two.before.taxonomy, settings.artefacts.taxonomy)
    keep_former(settings)
    keep_former(settings)
    found = find_former(settings, two.before.taxonomy.release.id)
    assert found is not None
    assert found.release == two.before.taxonomy.release
    forget_former(settings, {found.release.id})
    assert find_former(settings, found.release.id) is not None
    forget_former(settings, set())
    assert find_former(settings, found.release.id) is None
