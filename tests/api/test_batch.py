"""The batch commands on files, on the kitchen world: formats, bad lines, determinism."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from api import batch
from api.errors import InvalidInputError
from api.loading import Incoming, Noun, import_file
from api.reading import Reader
from api.settings import Settings
from matcher.artefacts import Concepts
from matcher.errors import UnknownVacancyError
from matcher.types import Kind
from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.api.files import PROFILES, VACANCIES, read, write


@pytest.fixture
def files(tmp_path: Path) -> batch.Files:
    """Write both inputs."""
    profiles = write(tmp_path / "p.jsonl", PROFILES)
    return batch.Files(profiles, write(tmp_path / "v.jsonl", VACANCIES), tmp_path / "o.jsonl", None)


def test_match_writes_one_line_per_profile(
    concepts: Concepts, files: batch.Files, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bad lines are named and counted, the rest is processed; the same again gives the same bytes."""
    write(files.profiles, [*PROFILES, "{", {"id": "x", "education": 12}, {"id": "cook"}])
    assert batch.match_vacancies(concepts, files, 20) == 3
    said = capsys.readouterr().err
    for line in ("line 4: not JSON", "line 5: education: Input should be less", "line 6: id: 'cook' occurs again"):
        assert line in said
    assert said.count("colour") == 1
    lines = read(files.output)
    assert [line["id"] for line in lines] == ["cook", "chef", "nobody"]
    assert {"matches", "widen", "stamp"} <= set(lines[0])
    assert lines[0]["stamp"]["as_of"] == "2026-11-21"
    best = lines[0]["matches"][0]
    assert (best["id"], best["title"], best["rank"]) == ("v1", "Chef", 1)
    assert sum(part["points"] for part in best["contributions"]) == best["score"]
    assert {match["score"] for match in lines[2]["matches"]} == {None}
    first = files.output.read_bytes()
    batch.match_vacancies(concepts, files, 20)
    assert files.output.read_bytes() == first


def test_matches_show_what_the_vacancies_state(concepts: Concepts, files: batch.Files) -> None:
    """Each match carries the facts of its vacancy's text with their words; people for a vacancy carry none."""
    text = "Contrato indefinido, 1.450 € al mes."
    files.vacancies.write_text(json.dumps({"id": "v", "title": "Cocinero", "text": text}) + "\n", encoding="utf-8")
    batch.match_vacancies(concepts, files, 5)
    for line in files.output.read_text(encoding="utf-8").splitlines():
        [match] = json.loads(line)["matches"]
        assert [(fact["kind"], fact["mention"]["text"]) for fact in match["stated"]] == [
            ("contract", "Contrato indefinido"),
            ("pay", "1.450 €"),
        ]
    batch.match_profiles(concepts, files, 5)
    assert "stated" not in files.output.read_text(encoding="utf-8")


def test_match_in_the_other_direction(concepts: Concepts, files: batch.Files) -> None:
    """One line per vacancy, its matches are profiles; `top` cuts, `as_of` sets the day."""
    on_friday = batch.Files(files.profiles, files.vacancies, files.output, date(2026, 11, 20))
    assert batch.match_profiles(concepts, on_friday, 1) == 0
    lines = read(files.output)
    assert [(line["id"], len(line["matches"])) for line in lines] == [("v1", 1), ("v2", 0)]
    assert lines[0]["stamp"]["as_of"] == "2026-11-20"


def test_both_directions_give_a_pair_the_same_score(concepts: Concepts, files: batch.Files) -> None:
    """What a profile scores for a vacancy does not depend on who is ranked for whom."""
    batch.match_vacancies(concepts, files, None)
    there = {(line["id"], match["id"]): match["score"] for line in read(files.output) for match in line["matches"]}
    batch.match_profiles(concepts, files, None)
    back = {(match["id"], line["id"]): match["score"] for line in read(files.output) for match in line["matches"]}
    assert there == back
    assert len(there) == len(PROFILES) * len(VACANCIES)


def test_a_label_stands_for_its_concept(concepts: Concepts, files: batch.Files) -> None:
    """The chef's experience counts though only its name was given."""
    write(files.vacancies, [vacancy_line(id="v1", occupation={"uri": CHEF})])
    batch.match_vacancies(concepts, files, 20)
    [match] = read(files.output)[1]["matches"]
    experience = next(part for part in match["contributions"] if part["name"] == "experience")
    assert experience["known"]
    assert experience["points"] > 0


def test_gaps_counts_steps(concepts: Concepts, files: batch.Files) -> None:
    """Each profile gets its steps with the vacancies they open."""
    assert batch.gaps(concepts, files) == 0
    cook = read(files.output)[0]
    assert {"id", "steps", "bundles", "quickest", "stamp"} == set(cook)
    step = cook["steps"][0]
    assert (step["kind"], step["value"], step["vacancy_ids"]) == ("language", "es:B1", ["v1"])


def test_gaps_are_named_in_two_languages(concepts: Concepts, files: batch.Files) -> None:
    """Every step says what it is called and how long it takes, terms without a translation marked; counts stay."""
    write(files.vacancies, [*VACANCIES, vacancy_line(id="v3", languages={"es": "A1"}, skills=[{"uri": COOK}])])
    batch.gaps(concepts, files)
    plain = read(files.output)
    batch.gaps(concepts, files, "es,ar")
    said = {}
    for line, bare in zip(read(files.output), plain, strict=True):
        assert [each["language"] for each in line.pop("languages")] == ["es", "ar"]
        for step in (
            *line["steps"],
            *line["quickest"],
            *(step for bundle in line["bundles"] for step in bundle["steps"]),
        ):
            told = step.pop("said")
            assert [each["language"] for each in told] == ["es", "ar"]
            assert all((each["effort"] is None) == (step["effort"] is None) for each in told)
            said[step.get("uri") or step["value"]] = [each["label"] for each in told]
        assert line == bare
    assert said[COOK] == ["cocinar", "\u2068cook (EN)\u2069"]
    assert said["es:B1"] == ["español B1", "الإسبانية \u2068B1\u2069"]


def test_link_writes_links_with_their_words(reader: Reader, tmp_path: Path) -> None:
    """A line for each text; the best link first, no concept twice, offsets counted in code points."""
    texts = write(tmp_path / "t.jsonl", [{"id": "a", "text": "😀 cook", "lang": "en"}, {"id": "b", "text": ""}, "[]"])
    output = tmp_path / "o.jsonl"
    assert batch.link(reader, texts, output, batch.LinkOptions(Kind.SKILL, 2, None)) == 1
    first, second = read(output)
    assert set(first) == {"id", "links", "unmapped"}
    assert len(first["links"]) == 2
    best = first["links"][0]
    assert set(best) == {"uri", "label", "score", "method", "status", "mention", "runners_up"}
    assert best["uri"] == COOK
    assert "cook" in best["mention"]["text"]
    assert (second["id"], second["links"]) == ("b", [])


def test_imports_go_into_the_database(
    settings: Settings, reader: Reader, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows are counted on stderr; a second time nothing changes; names that nobody knows are said."""
    vacancies = write(tmp_path / "v.jsonl", [*VACANCIES, {"id": "v3"}])
    assert import_file(settings, reader, Incoming(vacancies, "feed", "default"), Noun.VACANCIES) == 1
    said = capsys.readouterr().err
    assert "line 3: title: Field required" in said
    assert "3 rows: 2 created, 0 updated, 0 unchanged, 0 merged, 1 refused" in said
    import_file(settings, reader, Incoming(vacancies, "feed", "default"), Noun.VACANCIES)
    assert "2 unchanged" in capsys.readouterr().err
    people = tmp_path / "p.csv"
    people.write_text("id;ocupaciones\n1;chef: 3\n2;xyzzy\n", encoding="utf-8")
    assert import_file(settings, reader, Incoming(people, "", "default"), Noun.PROFILES) == 0
    said = capsys.readouterr().err
    assert "2 rows: 2 created" in said
    assert "not known here: xyzzy" in said


def test_matches_are_explained_in_two_languages(concepts: Concepts, files: batch.Files) -> None:
    """In both directions a pair is told the same; without languages nothing is added; bytes repeat."""
    batch.match_vacancies(concepts, files, None)
    plain = read(files.output)
    batch.match_vacancies(concepts, files, None, "es,ar")
    first, lines = files.output.read_bytes(), read(files.output)
    batch.match_vacancies(concepts, files, None, "es,ar")
    assert files.output.read_bytes() == first
    by_pair = {(line["id"], match["id"]): match.pop("explanation") for line in lines for match in line["matches"]}
    for line, bare in zip(lines, plain, strict=True):
        assert [each["language"] for each in line.pop("languages")] == ["es", "ar"]
        for wider in line["widen"]:
            del wider["explanation"]
        assert line == bare
    batch.match_profiles(concepts, files, None, "es,ar")
    people = {
        (match["id"], line["id"]): match["explanation"] for line in read(files.output) for match in line["matches"]
    }
    assert people == by_pair


def test_why_and_what_if_answer_per_profile(concepts: Concepts, files: batch.Files) -> None:
    """Rank, score and group are those of the lists before and after the step."""
    batch.match_vacancies(concepts, files, None)
    before = {line["id"]: {match["id"]: match for match in line["matches"]} for line in read(files.output)}
    assert batch.why(concepts, files, "v1", "en") == 0
    for line in read(files.output):
        listed = before[line["id"]]["v1"]
        assert (line["vacancy"], line["title"]) == ("v1", "Chef")
        assert all(line["match"][key] == listed[key] for key in ("rank", "score", "group", "blockers"))
    with pytest.raises(UnknownVacancyError):
        batch.why(concepts, files, "v9")
    assert batch.suppose(concepts, files, [f"skill:{COOK}"], None, "en") == 0
    lines = read(files.output)
    assert [line["id"] for line in lines] == list(before)
    assert any(line["changes"] for line in lines)
    for line in lines:
        for change in line["changes"]:
            listed = before[line["id"]][change["id"]]
            assert change["before"] == {key: listed[key] for key in ("score", "group", "rank")}
    with pytest.raises(InvalidInputError, match="step"):
        batch.suppose(concepts, files, ["skill:cooking"], None)
    with pytest.raises(InvalidInputError, match="languages"):
        batch.match_vacancies(concepts, files, None, "xx")
