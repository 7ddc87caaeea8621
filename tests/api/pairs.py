"""Pairs of people who tell the same experience and have the same facts, and share nothing else.

Names are in eight scripts; texts come from the flips (`benchmarks.flips`), in eleven languages, and differ in how
somebody is introduced: name, nationality, origin, age, gender, religion or family. All facts that `RankingInput` has
are drawn, each spelled in two ways where there are two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.flips import CONTROLS, Pair, read_pairs

NAMES = (
    "Oluwaseun Adebayo", "Emily Carter", "Ольга Шевченко", "فاطمة الزهراء", "Nguyễn Thị Hoa", "王小明", "田中 ゆき",
    "Ελένη Παπαδοπούλου", "ታደሰ በቀለ", "आशा शर्मा", "Zoë Ñañez", "דוד לוי",
)  # fmt: skip
GENDERS = ("female", "male", "non-binary", "not said")
COUNTRIES = ("Syria", "Ukraine", "Nigeria", "Germany", "Peru", "Morocco")
ADDRESSES = (
    "Calle Mayor 3, 2º", "شارع الحمرا ١٢", "вул. Шевченка 5", "Via Roma 7", "12 Rue des Lilas, Bât. C", "",
)  # fmt: skip
PLACES = (("Valencia", "València"), ("Madrid", "Мадрид"), ("Gandia", "Gandía"), ("Valencia", "فالنسيا"))


@dataclass(frozen=True, slots=True)
class People:
    """Two profile lines of one person's facts and of two people's identities."""

    first: dict[str, Any]
    second: dict[str, Any]
    attribute: str


def people(n: int, skills: Sequence[str], occupations: Sequence[str], seed: int = 4) -> list[People]:
    """Return `n` pairs, the same ones for the same seed; skills and occupations are URIs to draw from."""
    chance = Random(seed)
    flips = sorted((pair for pair in read_pairs() if pair.attribute not in CONTROLS), key=lambda pair: pair.first)
    return [_pair(chance, chance.choice(flips), skills, occupations, number) for number in range(n)]


def _pair(chance: Random, flip: Pair, skills: Sequence[str], occupations: Sequence[str], number: int) -> People:
    facts = _facts(chance, skills, occupations) | {"lang": flip.language}
    places = chance.choice(PLACES)
    identities = _identities(chance, number)
    lines = [
        {**facts, **who, "text": text, "place": place}
        for who, text, place in zip(identities, (flip.first, flip.second), places, strict=True)
    ]
    return People(lines[0], lines[1], flip.attribute)


def _facts(chance: Random, skills: Sequence[str], occupations: Sequence[str]) -> dict[str, Any]:
    held = chance.sample(occupations, chance.randint(1, min(2, len(occupations))))
    known = chance.sample(skills, chance.randint(1, min(6, len(skills))))
    return {
        "skills": [{"uri": uri, "level": chance.randint(1, 8)} for uri in known],
        "occupations": [{"uri": uri, "years": chance.choice((0.5, 2, 10))} for uri in held],
        "education": chance.randint(1, 8),
        "languages": {code: chance.choice(("A2", "B1", "C1")) for code in chance.sample(("es", "it", "de", "en"), 2)},
        "licences": chance.choice((None, [], ["B"], ["C", "B"])),
        "permissions": {"ES": chance.random() < 0.7},
        "travel": {"mode": chance.choice(("car", "transit")), "minutes": chance.choice((30, 90))},
        "hours": {"min": 20, "max": 40},
        "shifts": chance.choice((None, [], ["night"])),
        "start": chance.choice((None, "2026-12-01")),
        "wants": {"occupations": [{"uri": chance.choice(occupations)}], "places": ["Valencia"]},
    }


def _identities(chance: Random, number: int) -> list[dict[str, Any]]:
    """Return everything that tells two people apart, none of it equal; no key of these is a fact."""
    names, genders, countries, addresses = (
        chance.sample(values, 2) for values in (NAMES, GENDERS, COUNTRIES, ADDRESSES)
    )
    return [
        {
            "external_id": f"{'no' if side else 'case'}-{chance.randrange(10**9)}-{number}",
            "source": ("ngo", "Zentrum für Ankommende")[side],
            "name": names[side],
            "gender": genders[side],
            "nationality": countries[side],
            "country_of_birth": countries[1 - side],
            "age": 19 + 31 * side,
            "birth_date": f"{1960 + 40 * side}-0{1 + side}-01",
            "address": addresses[side],
            "email": f"person{number}{side}@example.org",
            "phone": f"+34 6{side}{number:07}",
            "religion": ("Muslim", "Christian")[side],
            "notes": f"Met {names[side]} on a {('Monday', 'Friday')[side]}.",
        }
        for side in (0, 1)
    ]
