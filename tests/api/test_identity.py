"""Who somebody is moves no byte of a ranking: pairs of people who share their facts, and nothing else, get the same.

Through the core, the API and the command line. Default tests draw sixteen pairs, slow ones five hundred.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import field, fields, is_dataclass, make_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import batch
from api.app import create_app
from api.bodies import ProfileLine, VacancyLine, read_body
from api.cli import app
from api.lines import to_bytes
from api.reading import Reader
from api.recipe import Origin, Record, write_record
from api.session import Database
from api.settings import Settings
from api.shelf import Parts
from api.world import World
from matcher.artefacts import Concepts
from matcher.inputs import to_json
from matcher.matching import Snapshot, gaps, match
from matcher.results import gaps_to_json, match_list_to_json
from matcher.types import RankingInput
from matcher.wording.catalogue import FOLDER
from matcher.wording.wording import ENGLISH, LANGUAGES
from taxonomy.assemble import save
from tests.api.conftest import CHEF, COOK, NOW, at_the_machine, vacancy_line
from tests.api.files import write
from tests.api.pairs import People, people
from tests.taxonomy.worlds import BAKE, BAKER, HYGIENE, kitchen

SKILLS, OCCUPATIONS = (COOK, BAKE, HYGIENE), (CHEF, BAKER)
N, MANY = 16, 500
LEAST = 5  # matches that every answer must have: equal emptiness would prove nothing
EVERY = 8  # of so many pairs one is also sent along, asked about a vacancy, and replayed
# English, and the first other language that explanations are there in.
SPOKEN = ",".join([name for name in LANGUAGES if name == ENGLISH or (FOLDER / f"{name}.po").is_file()][:2])
SIZES = [N, pytest.param(MANY, marks=pytest.mark.slow)]

# Everything ranking may know about a person. Whoever adds a field here says that it tells nothing about who somebody
# is; see `RankingInput`.
ALLOWED = {
    "skills", "skills.uri", "skills.source", "skills.level", "skills.years_since_use",
    "occupations", "occupations.uri", "occupations.years", "occupations.source", "occupations.certainty",
    "education", "languages", "languages.language", "languages.level", "licences",
    "permissions", "permissions.country", "permissions.granted",
    "recognitions", "recognitions.country", "recognitions.occupation", "recognitions.granted",
    "hours", "hours.minimum", "hours.maximum", "shifts", "start", "home", "travel", "travel.mode", "travel.minutes",
    "wants", "wants.occupations", "wants.unwanted_occupations", "wants.places", "wants.unwanted_places",
    "wants.hours", "wants.hours.minimum", "wants.hours.maximum", "rejected_skills",
}  # fmt: skip

# A person with one field more, as somebody might add it.
Leaky = make_dataclass(
    "Leaky", [("gender", str, field(default=""))], bases=(RankingInput,), frozen=True, slots=True, kw_only=True
)


def openings() -> list[dict[str, Any]]:
    """Return twelve vacancies that ask for different things."""
    asked: tuple[dict[str, Any], ...] = (
        {}, {"languages": {"es": "B1"}}, {"licences": ["B"]}, {"permission": True}, {"place": "Madrid"},
        {"hours": {"min": 40, "max": 40}, "place": "Valencia"},
    )  # fmt: skip
    return [
        vacancy_line(
            id=f"{title}-{number}",
            title=title,
            text=f"{title}, number {number}.",
            occupation={"uri": uri},
            skills=[{"uri": SKILLS[number % 3]}],
            country="ES",
            **extra,
        )
        for title, uri in (("Chef", CHEF), ("Baker", BAKER))
        for number, extra in enumerate(asked)
    ]


# --- the core --------------------------------------------------------------------------------


def read(reader: Reader, pair: People) -> tuple[RankingInput, RankingInput]:
    """Return what ranking sees of both."""
    first, second = reader.read_profiles([read_body(ProfileLine, line) for line in (pair.first, pair.second)])
    return first.input, second.input


def ranked(snapshot: Snapshot, person: RankingInput) -> bytes:
    """Return input, list, explanations and gaps as bytes; at least five matches."""
    found = match(snapshot, person, NOW.date(), top=None)
    assert len(found.matches) >= LEAST
    assert found.matches[0].contributions
    steps = gaps_to_json(gaps(snapshot, person, NOW.date()))
    return to_bytes({"input": to_json(person), "list": match_list_to_json(found), "gaps": steps})


def snapshot_of(concepts: Concepts) -> Snapshot:
    """Lay the twelve vacancies out."""
    lines = [read_body(VacancyLine, line) for line in openings()]
    read = Reader(concepts.linker, concepts.places).read_vacancies(lines, [str(line.id) for line in lines])
    return Snapshot(Parts.of(concepts).lay_out([each.vacancy for each in read]), concepts.encoder.id)


@pytest.mark.parametrize("n", SIZES)
def test_through_the_core(concepts: Concepts, reader: Reader, n: int) -> None:
    """Equal facts are equal input, and equal input is ranked, explained and counted in equal bytes."""
    snapshot = snapshot_of(concepts)
    different = []
    for pair in people(n, SKILLS, OCCUPATIONS):
        first, second = read(reader, pair)
        if ranked(snapshot, first) != ranked(snapshot, second):
            different.append((pair.attribute, pair.first["text"], pair.second["text"]))
    assert different == []


def test_the_pairs_differ_in_everything_else() -> None:
    """A pair that shares its identity would prove nothing."""
    drawn = people(MANY, SKILLS, OCCUPATIONS)
    identity = set(drawn[0].first) - set(ProfileLine.model_fields) | {"external_id", "source", "text", "place"}
    assert {"name", "gender", "nationality", "age", "address"} < identity
    assert all(pair.first[key] != pair.second[key] for pair in drawn for key in identity)
    assert len({pair.attribute for pair in drawn}) >= 7
    assert len({pair.first["lang"] for pair in drawn}) >= 10
    assert len({to_bytes(pair.first) for pair in drawn}) == MANY


# --- the field that somebody might add -------------------------------------------------------


def names_of(kind: Any, prefix: str = "") -> Iterator[str]:  # noqa: ANN401 - types are the data here
    """Yield the names of all fields of a dataclass, and of the dataclasses in them, dotted."""
    hints = get_type_hints(kind)
    for each in fields(kind):
        yield prefix + each.name
        inner = [hints[each.name], *get_args(hints[each.name])]
        for part in inner:
            if is_dataclass(part):
                yield from names_of(part, f"{prefix}{each.name}.")


def check_closed(kind: type[RankingInput]) -> None:
    """Fail where ranking could see anything that is not listed."""
    assert set(names_of(kind)) == ALLOWED


def test_ranking_sees_nothing_else() -> None:
    """The list above is the whole of `RankingInput`."""
    check_closed(RankingInput)


def test_one_more_field_turns_the_property_red(concepts: Concepts, reader: Reader) -> None:
    """With a gender in the input, both checks above fail: the list of fields, and the bytes of a pair."""
    with pytest.raises(AssertionError):
        check_closed(Leaky)
    snapshot, [pair] = snapshot_of(concepts), people(1, SKILLS, OCCUPATIONS)
    first, second = (
        Leaky(**{each.name: getattr(person, each.name) for each in fields(person)}, gender=line["gender"])
        for person, line in zip(read(reader, pair), (pair.first, pair.second), strict=True)
    )
    assert ranked(snapshot, first) != ranked(snapshot, second)


# --- the API ---------------------------------------------------------------------------------


@pytest.fixture
def served(settings: Settings, whole: Database, concepts: Concepts) -> Iterator[TestClient]:
    """Serve the twelve vacancies."""
    world = World(settings.model_copy(update={"max_import_bytes": 9_000_000}), whole, concepts, now=lambda: NOW)
    with at_the_machine(create_app(settings, world)) as client:
        for line in openings():
            client.post("/v1/vacancies", json=line).raise_for_status()
        world.snapshots.refresh()
        yield client


@pytest.mark.parametrize("n", SIZES)
def test_through_the_api(served: TestClient, n: int) -> None:
    """Stored in opposite orders, and sent along: matches, explanations and gaps are equal."""
    drawn = people(n, SKILLS, OCCUPATIONS)
    ids = {
        side: {number: store(served, line) for number, line in numbered}
        for side, numbered in (
            ("first", [(number, pair.first) for number, pair in enumerate(drawn)]),
            ("second", [(number, pair.second) for number, pair in reversed([*enumerate(drawn)])]),
        )
    }
    asked = vacancy_of(served)
    for number, pair in enumerate(drawn):
        whole = number % EVERY == 0
        first, second = (stored_answers(served, ids[side][number], asked, whole) for side in ("first", "second"))
        assert first == second, pair
        if whole:
            assert sent_answers(served, pair.first, asked) == sent_answers(served, pair.second, asked), pair


def store(client: TestClient, line: dict[str, Any]) -> str:
    """Store a profile and return its id."""
    answer = client.post("/v1/profiles", json=line)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def vacancy_of(client: TestClient) -> str:
    """Return the id of one vacancy."""
    return str(client.get("/v1/vacancies").json()["vacancies"][0]["id"])


def stored_answers(client: TestClient, person: str, vacancy: str, whole: bool) -> list[bytes]:  # noqa: FBT001
    """Return matches, explanations and gaps, or the `whole` of it, without the ids that the server drew."""
    base = f"/v1/profiles/{person}"
    matches = client.get(f"{base}/matches?top=0&languages={SPOKEN}")
    body = matches.json()
    assert (matches.status_code, len(body["matches"]) >= LEAST) == (200, True)
    paths = [f"{base}/gaps"]
    if whole:
        paths += [f"{base}/why-not/{vacancy}?languages={SPOKEN}", f"/v1/traces/{body['trace']}/replay"]
    others = [client.get(path) for path in paths]
    assert {answer.status_code for answer in others} == {200}
    drawn = (person.encode(), body["trace"].encode())
    return [answer.content.replace(drawn[0], b"ID").replace(drawn[1], b"TRACE") for answer in (matches, *others)]


def sent_answers(client: TestClient, line: dict[str, Any], vacancy: str) -> list[bytes]:
    """Return what is answered about a person who is sent along."""
    paths = (f"/v1/matches?top=0&languages={SPOKEN}", "/v1/gaps", f"/v1/why-not/{vacancy}?languages={SPOKEN}")
    answers = [client.post(path, json=line) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len(answers[0].json()["matches"]) >= LEAST
    return [answer.content for answer in answers]


# --- the command line ------------------------------------------------------------------------

Command = Callable[[batch.Files], object]


def lines_of(output: Path) -> list[bytes]:
    """Return the lines of a result without the ids of the people, which stand first."""
    found = []
    for line in output.read_bytes().splitlines():
        loaded = json.loads(line)
        assert len(loaded.get("matches", range(LEAST))) >= LEAST
        found.append(line.replace(json.dumps(loaded["id"]).encode(), b"ID", 1))
    return found


def files_of(folder: Path, n: int) -> batch.Files:
    """Write `n` pairs into one file, all firsts and then all seconds, and the vacancies into another."""
    drawn = people(n, SKILLS, OCCUPATIONS)
    sides = [p.first for p in drawn] + [{**p.second, "place": p.first["place"]} for p in drawn]
    # The place is a fact; the towns of the kitchen have the other spellings, the real gazetteer has not all of them.
    lines = [{**line, "id": f"p{at}"} for at, line in enumerate(sides)]
    profiles, vacancies = write(folder / "p.jsonl", lines), write(folder / "v.jsonl", openings())
    return batch.Files(profiles, vacancies, folder / "o.jsonl", None)


def test_through_files(concepts: Concepts, tmp_path: Path) -> None:
    """One run for all: what the batch commands write about the first of a pair they write about the second."""
    files = files_of(tmp_path, N)
    commands: tuple[Command, ...] = (
        lambda files: batch.match_vacancies(concepts, files, None),
        lambda files: batch.gaps(concepts, files),
    )
    for command in commands:
        assert command(files) == 0
        found = lines_of(files.output)
        assert len(found) == 2 * N
        assert found[:N] == found[N:]


@pytest.mark.slow
def test_through_the_command_line(tmp_path: Path) -> None:
    """The commands themselves, with the real encoder, five hundred pairs in one run each."""
    settings = Settings(data=tmp_path / "immerse")
    save(kitchen(), settings.artefacts.taxonomy)
    write_record(settings, Record(Origin.COMMAND, ""))
    files = files_of(tmp_path, MANY)
    for command in (["match", "--top", "0", "--explain", SPOKEN], ["gaps"]):
        named = ["--profiles", files.profiles, "--vacancies", files.vacancies, "--output", files.output]
        done = CliRunner().invoke(
            app, [command[0], *map(str, named), *command[1:]], env={"IMMERSE_DATA": str(settings.data)}
        )
        assert done.exit_code == 0, done.output
        found = lines_of(files.output)
        assert len(found) == 2 * MANY
        assert found[:MANY] == found[MANY:]
