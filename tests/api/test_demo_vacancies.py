"""The demo vacancies keep the rules of a vacancy line and say in their text what their facts say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

Ad = dict[str, Any]

DEMO = Path(__file__).parents[2] / "api" / "demo"
FILES = sorted(DEMO.glob("vacancies-*.jsonl"))
COUNTRIES = {"athens": "GR", "bologna": "IT", "leipzig": "DE", "lyon": "FR", "nicosia": "CY", "valencia": "ES"}
KEYS = [
    *("id", "title", "text", "lang", "place", "country", "hours", "contract", "salary", "languages", "licences"),
    *("permission", "start", "shift", "date", "expires", "source"),
]
REQUIRED = {"id", "title", "text", "lang", "place", "country", "date", "source"}
CONTRACTS = {"permanent", "temporary", "seasonal", "apprenticeship", "self-employed"}
SHIFTS = {"day", "evening", "night", "weekend"}
# What an ad may say in place of a level's code; the beginnings of words, in the languages of the demo.
LEVELS = {
    "A1": [],
    "A2": ["basic", "βασικά", "básic", "di base", "de base", "grundkenntnis"],
    "B1": ["good", "καλά", "buen", "buon", "bon ", "gute"],
    "B2": ["very good", "πολύ καλά", "muy buen", "molto buon", "très bon", "sehr gute"],
    "C1": ["excellent", "άριστα", "excelente", "ottim", "ausgezeichnet"],
    "C2": [],
}
GREEK_CAPITALS = str.maketrans("ΑΒ", "AB")  # Greek ads write the letters of a level in their own script
FIRST_DAY, LAST_DAY = date(2026, 9, 21), date(2026, 11, 20)
# Driving categories in capitals; certificates and registrations as lower-case names.
LICENCE = re.compile(r"AM|A[12]?|B|BE|C1?|C1?E|D1?|D1?E|[a-z]+(-[a-z]+)*")
CONTACT = re.compile(r"@|https?:|www\.|\+?\d[\d /-]{7,}\d{2}")
# Shared words of two texts over all their words: reposts measure 0.9 and more, different ads below 0.4.
REPOST = 0.8

cities = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem.removeprefix("vacancies-"))


def read(path: Path) -> list[Ad]:
    """Return the ads of one city, in file order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def days(ad: Ad, keys: Iterable[str]) -> list[date]:
    """Return those of an ad's dates that it states; a malformed one raises."""
    return [date.fromisoformat(ad[key]) for key in keys if key in ad]


def words(ad: Ad) -> set[str]:
    """Return the different words of an ad's text, in lower case."""
    return set(re.findall(r"\w+", ad["text"].lower()))


def likeness(one: Ad, other: Ad) -> float:
    """Return the share of two ads' words that they have in common."""
    return len(words(one) & words(other)) / len(words(one) | words(other))


def test_there_are_demo_vacancies() -> None:
    """Every demo file belongs to a city of the demo; without any file the rules below would hold emptily."""
    found = {path.stem.removeprefix("vacancies-") for path in FILES}
    assert found
    assert found <= COUNTRIES.keys()


@cities
def test_fifty_ads_are_numbered_in_order(path: Path) -> None:
    """A city has fifty ads, whose ids count from 001 in file order."""
    city = path.stem.removeprefix("vacancies-")
    assert [f"demo-{city}-{number:03d}" for number in range(1, 51)] == [ad["id"] for ad in read(path)]


@cities
def test_keys_are_known_and_ordered(path: Path) -> None:
    """Each ad has the required keys, no unknown one, and all in the documented order."""
    for ad in read(path):
        assert [key for key in KEYS if key in ad] == list(ad), ad["id"]
        assert ad.keys() >= REQUIRED, ad["id"]


@cities
def test_source_and_country_fit_the_city(path: Path) -> None:
    """All ads are marked as demo and lie in the city's country, most of them in one place."""
    ads = read(path)
    assert {(COUNTRIES[path.stem.removeprefix("vacancies-")], "demo")} == {(ad["country"], ad["source"]) for ad in ads}
    places = [ad["place"] for ad in ads]
    assert max(places.count(place) for place in set(places)) > len(ads) / 2


@cities
def test_texts_are_as_long_as_ads_are(path: Path) -> None:
    """A text has between 35 and 160 words."""
    assert [ad["id"] for ad in read(path) if not 35 <= len(ad["text"].split()) <= 160] == []


@cities
def test_dates_are_plausible(path: Path) -> None:
    """Ads appeared in the two months before the demo day; none ends or starts work before it appeared."""
    for ad in read(path):
        published = date.fromisoformat(ad["date"])
        assert FIRST_DAY <= published <= LAST_DAY, ad["id"]
        assert published <= min([published, *days(ad, ["expires", "start"])]), ad["id"]


@cities
def test_some_ads_are_over_and_some_close_soon(path: Path) -> None:
    """The inbox has something to show: ads already over, ads that close within a week, ads without an end."""
    ends = [day for ad in read(path) for day in days(ad, ["expires"])]
    assert any(end < LAST_DAY for end in ends)
    assert any(0 < (end - LAST_DAY).days <= 7 for end in ends)
    assert len(ends) < 50


@cities
def test_closed_values_are_allowed(path: Path) -> None:
    """Contract, shift, language and licence are written in the project's own vocabulary."""
    for ad in read(path):
        assert ad.get("contract", "permanent") in CONTRACTS, ad["id"]
        assert set(ad.get("shift", [])) <= SHIFTS, ad["id"]
        assert set(ad.get("languages", {}).values()) <= LEVELS.keys(), ad["id"]
        assert all(re.fullmatch("[a-z]{2}", code) for code in [ad["lang"], *ad.get("languages", {})]), ad["id"]
        assert all(LICENCE.fullmatch(licence) for licence in ad.get("licences", [])), ad["id"]
        assert ad.get("permission", True) is True, ad["id"]


@cities
def test_what_is_not_stated_is_left_out(path: Path) -> None:
    """No fact is null or empty: an ad that does not say is unknown, not "none"."""
    assert [ad["id"] for ad in read(path) if not all(ad.values())] == []


@cities
def test_hours_are_a_week_of_work(path: Path) -> None:
    """Weekly hours are a range between one hour and sixty."""
    for ad in read(path):
        if "hours" in ad:
            assert list(ad["hours"]) == ["min", "max"], ad["id"]
            assert 1 <= ad["hours"]["min"] <= ad["hours"]["max"] <= 60, ad["id"]


@cities
def test_a_salary_is_the_texts_own(path: Path) -> None:
    """Every amount of the salary stands in the text too."""
    for ad in read(path):
        assert [part for part in re.findall(r"\d+", ad.get("salary", "")) if part not in ad["text"]] == [], ad["id"]


@cities
def test_language_levels_are_the_texts_own(path: Path) -> None:
    """Every language level that an ad requires stands in the text too, by its code or in words."""
    for ad in read(path):
        codes, text = ad["text"].translate(GREEK_CAPITALS), ad["text"].lower()
        for level in ad.get("languages", {}).values():
            assert level in codes or any(said in text for said in LEVELS[level]), (ad["id"], level)


@cities
def test_no_ad_names_a_contact(path: Path) -> None:
    """Invented ads hold no address, link or telephone number that could be somebody's."""
    assert [ad["id"] for ad in read(path) if CONTACT.search(ad["text"])] == []


@cities
def test_two_ads_are_posted_twice(path: Path) -> None:
    """At least two pairs differ in a few words only, for the importer to find; no text is repeated exactly."""
    ads = read(path)
    assert len(ads) == len({ad["text"] for ad in ads})
    assert sum(likeness(*pair) > REPOST for pair in combinations(ads, 2)) >= 2
