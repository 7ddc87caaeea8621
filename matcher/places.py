"""Places: names to gazetteer ids, ids to coordinates, and how long the way to work probably takes.

`matcher.gazetteer` says which places there are. They are kept as columns that open without parsing, since reading the
package they come from takes seconds; a name is found by bisection, so nothing is built at start but ids to rows.
"""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import UnknownPlaceError
from matcher.types import TravelMode
from taxonomy.columns import Adjacency, Arrays, StringColumn, adjacency, string_column

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
# Names that are looked through for those that begin like something typed: two letters begin about so many.
MAX_NAMES = 3_000
# The string columns of `PlaceTable`.
STRINGS = ("ids", "names", "countries", "admins", "keys", "country_codes", "country_names")


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


@dataclass(frozen=True, slots=True, eq=False)
class PlaceTable:
    """Places as columns, in the order given, and their names.

    `coordinates` (n, 3) are latitude, longitude and radius; `keys` are all names as compared, sorted by code point;
    `called` leads from a key to the rows of the places with that name.
    """

    ids: StringColumn
    names: StringColumn
    countries: StringColumn
    admins: StringColumn
    coordinates: NDArray[np.float64]
    populations: NDArray[np.int64]
    keys: StringColumn
    called: Adjacency
    country_codes: StringColumn
    country_names: StringColumn

    @classmethod
    def build(
        cls, named: Iterable[tuple[Place, Iterable[str]]], countries: Mapping[str, str] | None = None
    ) -> PlaceTable:
        """Take each place with its alternative names, and English country names by code."""
        places: list[Place] = []
        rows: dict[str, list[int]] = {}
        for row, (place, names) in enumerate(named):
            places.append(place)
            for key in {fold_name(name) for name in (place.name, *names)} - {""}:
                rows.setdefault(key, []).append(row)
        keys = sorted(rows)
        pairs = [(number, row) for number, key in enumerate(keys) for row in rows[key]]
        return cls(
            ids=StringColumn.from_strings(place.id for place in places),
            names=StringColumn.from_strings(place.name for place in places),
            countries=StringColumn.from_strings(place.country for place in places),
            admins=StringColumn.from_strings(place.admin for place in places),
            coordinates=_coordinates(places),
            populations=np.array([place.population for place in places], dtype=np.int64),
            keys=StringColumn.from_strings(keys),
            called=Adjacency.from_pairs(len(keys), pairs),
            country_codes=StringColumn.from_strings(countries or {}),
            country_names=StringColumn.from_strings((countries or {}).values()),
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """As named arrays, for an artefact; `from_arrays` is the way back."""
        return {
            "coordinates": self.coordinates,
            "populations": self.populations,
            **self.called.arrays("called"),
            **{name: array for column in STRINGS for name, array in getattr(self, column).arrays(column).items()},
        }

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> PlaceTable:
        """Rebuild what `arrays` gave, without reading it."""
        return cls(
            coordinates=arrays["coordinates"].astype(np.float64, copy=False),
            populations=arrays["populations"].astype(np.int64, copy=False),
            called=adjacency(arrays, "called"),
            **{name: string_column(arrays, name) for name in STRINGS},
        )


class Places:
    """An immutable gazetteer. Names are compared without case, accents and punctuation, in any script.

    Where names clash the more populous place wins, then the lower id.
    """

    def __init__(self, table: PlaceTable) -> None:
        self._table = table
        self._rows = {place_id: row for row, place_id in enumerate(table.ids)}
        # Places asked for once: a list of matches names the same few again and again, and columns are slow to read.
        self._known: dict[int, Place] = {}
        self._countries = dict(zip(table.country_codes, table.country_names, strict=True))

    @classmethod
    def of(cls, named: Iterable[tuple[Place, Iterable[str]]], countries: Mapping[str, str] | None = None) -> Places:
        """Take each place with its alternative names, and English country names by code."""
        return cls(PlaceTable.build(named, countries))

    def get(self, place_id: str) -> Place:
        """Return the place with this id; raises UnknownPlaceError."""
        place = self.find_id(place_id)
        if place is None:
            raise UnknownPlaceError(place_id)
        return place

    def find_id(self, place_id: str) -> Place | None:
        """Return the place with this id, or None."""
        row = self._rows.get(place_id)
        if row is None:
            return None
        found = self._known.get(row)
        if found is None:
            found = self._known[row] = self._place(row)
        return found

    def all(self) -> Iterator[Place]:
        """Every place, in the order given."""
        return map(self._place, range(len(self._table.ids)))

    def find_place(self, name: str, country: str | None = None) -> Place | None:
        """Return the most populous place of this name (in `country`, ISO 3166-1 alpha-2), or None."""
        return next((place for place in self._called(name) if country in {None, place.country}), None)

    def find_province(self, name: str, country: str | None = None) -> Place | None:
        """Return the province of this name where this module knows provinces, else the town of the same name."""
        areas = (place for place in self._called(name) if place.radius_km > 0 and country in {None, place.country})
        return next(areas, None) or self.find_place(name, country)

    def beginning_with(self, name: str, limit: int) -> list[Place]:
        """Return at most `limit` places one of whose names begins like this, those that are probably meant first."""
        key, keys = fold_name(name), self._table.keys
        found: dict[int, tuple[int, str]] = {}
        if not key:
            return []
        for at in range(bisect_left(keys, key), min(bisect_left(keys, key) + MAX_NAMES, len(keys))):
            if not keys[at].startswith(key):
                break
            for row in self._table.called.of(at).tolist():
                order = _order(self._place(row), keys[at])
                found[row] = min(order, found.get(row, order))
        return [self._place(row) for row in sorted(found, key=found.__getitem__)[:limit]]

    def country_name(self, code: str) -> str:
        """Return the English name of a country, or the code itself where it is not known."""
        return self._countries.get(code, code)

    def coordinates(self, ids: Iterable[str]) -> NDArray[np.float64]:
        """Return (n, 3) latitude, longitude and radius; a row of NaN for an id that is not known."""
        rows = np.array([self._rows.get(place_id, -1) for place_id in ids], dtype=np.int64)
        found = np.full((len(rows), 3), math.nan)
        found[rows >= 0] = self._table.coordinates[rows[rows >= 0]]
        return found

    def _called(self, name: str) -> list[Place]:
        """Return the places of this name, the one that is probably meant first."""
        key, keys = fold_name(name), self._table.keys
        at = bisect_left(keys, key)
        if at == len(keys) or keys[at] != key:
            return []
        return sorted(map(self._place, self._table.called.of(at).tolist()), key=lambda place: _order(place, key))

    def _place(self, row: int) -> Place:
        table = self._table
        latitude, longitude, radius = table.coordinates[row].tolist()
        return Place(
            table.ids[row],
            table.names[row],
            table.countries[row],
            latitude,
            longitude,
            table.admins[row],
            int(table.populations[row]),
            radius,
        )


def distance_km(a: Place, b: Place) -> float:
    """Return the great-circle distance between two places, from edge to edge where they have a radius."""
    there = np.array([[b.latitude, b.longitude, b.radius_km]])
    return float(distances_km(a, there)[0])


def distances_km(origin: Place, there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return kilometres from `origin` to each row of `Places.coordinates`; NaN stays NaN."""
    here = np.array([[origin.latitude, origin.longitude, origin.radius_km]])
    distances: NDArray[np.float64] = distances_between(here, there)[0]
    return distances


def distances_between(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (n, m) kilometres between rows of `Places.coordinates`; NaN stays NaN."""
    lat1, lon1 = np.radians(here[:, :1]), np.radians(here[:, 1:2])
    lat2, lon2 = np.radians(there[:, 0]), np.radians(there[:, 1])
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    straight = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    distances: NDArray[np.float64] = np.maximum(0.0, straight - here[:, 2:] - there[:, 2])
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


def _coordinates(places: list[Place]) -> NDArray[np.float64]:
    rows = [(place.latitude, place.longitude, place.radius_km) for place in places]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _order(place: Place, key: str) -> tuple[int, str]:
    factor = OWN_NAME_FACTOR if fold_name(place.name) == key else 1
    return -place.population * factor, place.id


def fold_name(name: str) -> str:
    """Return what is compared of a name: no case, no accents, words parted by single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    if not plain.isascii():
        plain = plain.translate(ACCENTS)
    return NO_WORD.sub(" ", plain).strip()
