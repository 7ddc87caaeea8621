"""The invented people of the demo are well formed, uneven on purpose, and say nothing that ranking may not know."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import api

PATH = Path(api.__file__).parent / "demo" / "profiles.jsonl"
KEYS = {
    "id", "text", "lang", "languages", "education", "licences", "permissions", "place", "travel", "hours", "start",
    "wants", "occupations", "skills",
}  # fmt: skip
CEFR = {"A1", "A2", "B1", "B2", "C1", "C2"}


@pytest.fixture(scope="module")
def profiles() -> list[dict[str, Any]]:
    """Return the lines of the file, in order."""
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def test_ids_count_from_one_to_thirty(profiles: list[dict[str, Any]]) -> None:
    """There are thirty people, each under an id of its own."""
    assert [profile["id"] for profile in profiles] == [f"demo-person-{number:02d}" for number in range(1, 31)]


def test_only_keys_of_a_profile_line_occur(profiles: list[dict[str, Any]]) -> None:
    """No name, gender, nationality or age has a key, and no key is misspelt."""
    assert {key for profile in profiles for key in profile} == KEYS


def test_languages_of_the_texts(profiles: list[dict[str, Any]]) -> None:
    """Eight languages are written, and one person has told nothing but a place."""
    assert Counter(profile.get("lang") for profile in profiles) == {
        "ar": 6, "uk": 6, "en": 5, "es": 4, "fr": 3, "fa": 2, "tr": 2, "it": 1, None: 1,
    }  # fmt: skip
    assert [profile.keys() for profile in profiles if "text" not in profile] == [{"id", "place"}]


def test_six_cities_hold_five_people_each(profiles: list[dict[str, Any]]) -> None:
    """Every demo city has people to match."""
    cities = ("Valencia", "Bologna", "Lyon", "Athens", "Nicosia", "Leipzig")
    assert Counter(profile["place"] for profile in profiles) == dict.fromkeys(cities, 5)


def test_lengths_are_uneven(profiles: list[dict[str, Any]]) -> None:
    """Somebody says three or four words, somebody a whole career."""
    n_words = [len(profile["text"].split()) for profile in profiles if "text" in profile]
    assert min(n_words) <= 4
    assert max(n_words) >= 100


def test_facts_are_in_range(profiles: list[dict[str, Any]]) -> None:
    """Levels are CEFR, education is EQF, permissions are booleans by country, travel has a known mode."""
    for profile in profiles:
        assert set(profile.get("languages", {}).values()) <= CEFR
        assert profile.get("education", 1) in range(1, 9)
        assert all(type(held) is bool and len(country) == 2 for country, held in profile.get("permissions", {}).items())
        assert profile.get("travel", {"mode": "walk"})["mode"] in {"transit", "car", "bicycle", "walk"}
        assert date.fromisoformat(profile.get("start", "2026-12-01")).year in {2026, 2027}


def test_the_language_of_the_text_is_one_the_person_knows(profiles: list[dict[str, Any]]) -> None:
    """Whoever writes a text knows its language at B1 or better."""
    for profile in profiles:
        if "text" in profile:
            assert profile["languages"][profile["lang"]] >= "B1"


def test_hours_are_ordered(profiles: list[dict[str, Any]]) -> None:
    """Available and wanted hours run from the smaller to the larger number, within a week's work."""
    spans = [profile["hours"] for profile in profiles if "hours" in profile]
    spans += [profile["wants"]["hours"] for profile in profiles if "hours" in profile.get("wants", {})]
    assert all(0 < span["min"] <= span["max"] <= 48 for span in spans)


def test_given_skills_and_occupations_name_their_source_and_years(profiles: list[dict[str, Any]]) -> None:
    """Some people already have confirmed entries: skills with a source, occupations with years."""
    with_skills = [profile for profile in profiles if "skills" in profile]
    assert len(with_skills) >= 6
    for profile in with_skills:
        assert {skill["source"] for skill in profile["skills"]} <= {"stated", "verified"}
        assert all(held["years"] > 0 for held in profile["occupations"])
