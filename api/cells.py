"""Cells of a spreadsheet turned into the values of a profile or vacancy line.

Columns are named as the keys of a line are; ALIASES lists the other names that are understood. Nested
keys have short forms: `es:B1; ar:C2` for languages, `ES:yes; IT:no` for permissions,
`DE 2221:yes` for recognitions, `;` between entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.errors import InvalidInputError, Problem

ALIASES = {
    "external id": "external_id", "reference": "external_id", "referencia": "external_id",
    "fuente": "source",
    "titulo": "title", "título": "title", "puesto": "title",
    "description": "text", "texto": "text", "descripcion": "text", "descripción": "text",
    "idioma": "lang", "language": "lang",
    "competencias": "skills", "optional skills": "optional_skills", "competencias opcionales": "optional_skills",
    "ocupaciones": "occupations", "experience": "occupations", "experiencia": "occupations",
    "ocupacion": "occupation", "ocupación": "occupation",
    "idiomas": "languages",
    "educacion": "education", "educación": "education", "eqf": "education",
    "licences": "licences", "licenses": "licences", "permisos de conducir": "licences", "carnets": "licences",
    "permisos de trabajo": "permissions", "work permit": "permission", "permiso de trabajo": "permission",
    "city": "place", "ciudad": "place", "lugar": "place", "provincia": "province",
    "pais": "country", "país": "country",
    "travel": "travel", "desplazamiento": "travel",
    "horas": "hours", "turnos": "shifts", "turno": "shift", "inicio": "start",
    "años de experiencia": "years", "contrato": "contract", "salario": "salary", "fecha": "date", "caduca": "expires",
    "wants occupations": "wants_occupations", "wants places": "wants_places", "wants hours": "wants_hours",
}  # fmt: skip
YES = frozenset({"yes", "y", "true", "1", "si", "sí", "ja", "oui", "да", "так", "نعم"})
NO = frozenset({"no", "n", "false", "0", "nein", "non", "нет", "ні", "لا"})
SHOWN_REASON = 200  # reasons quote the cell, which may be as long as the file
NOTHING = frozenset({"none", "-", "ninguno", "ninguna"})


def read_cells(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Turn one row, as (header, cell), into a line; raises InvalidInputError with every bad cell.

    Columns that say the same thing by other names may not differ: nobody could tell which of them is meant.
    """
    line: dict[str, Any] = {}
    problems: list[Problem] = []
    for header, cell in cells:
        key = _key(header)
        text = _clean(cell)
        if not text or not key:
            continue
        try:
            _put(line, key, READERS.get(key, str)(text))
        except ValueError as error:
            problems.append(Problem(key, str(error)[:SHOWN_REASON]))
    if problems:
        raise InvalidInputError(problems)
    return line


def _put(line: dict[str, Any], key: str, value: object) -> None:
    if key in ("skills", "optional_skills") and isinstance(value, list):
        line.setdefault("skills", []).extend(value)
        return
    where = line.setdefault("wants", {}) if key.startswith("wants_") else line
    if where.setdefault(key.removeprefix("wants_"), value) != value:
        raise ValueError("two columns give it, and they differ")


def _key(header: str) -> str:
    name = " ".join(header.replace("\xa0", " ").strip().lower().split())
    return ALIASES.get(name, ALIASES.get(name.replace("_", " "), name.replace(" ", "_")))


def _clean(cell: str) -> str:
    text = cell.replace("\xa0", " ").strip()
    formula = re.fullmatch(r'="(.*)"', text)  # how Excel is made to keep leading zeros
    return formula[1].strip() if formula else text


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in re.split(r"[;|\n]", text) if entry.strip()]


def _list(text: str) -> list[str]:
    return [] if text.lower() in NOTHING else _entries(text)


def _concept(text: str) -> dict[str, str]:
    return {"uri" if text.startswith(("http://", "https://")) else "label": text}


def _optional_skills(text: str) -> list[dict[str, str]]:
    return [{**_concept(skill), "relation": "optional"} for skill in _list(text)]


def _occupations(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for entry in _list(text):
        years = re.fullmatch(r"(.+?)\s*:\s*(\d+(?:[.,]\d+)?)", entry)
        found.append({**_concept(years[1]), "years": _number(years[2])} if years else dict(_concept(entry)))
    return found


def _pairs(text: str, example: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for entry in re.split(r"[;|,\n]", text):
        key, colon, value = (part.strip() for part in re.sub(r"[=]", ":", entry).partition(":"))
        if not key and not colon:
            continue
        if not key or not value:
            raise ValueError(f"{entry.strip()!r} is not of the form {example}")
        pairs[key] = value
    return pairs


def _languages(text: str) -> dict[str, str]:
    return _pairs(text, "es:B1")


def _permissions(text: str) -> dict[str, bool]:
    return {country: _yes_no(answer) for country, answer in _pairs(text, "ES:yes").items()}


def _recognitions(text: str) -> list[dict[str, Any]]:
    """Read "DE 2221:yes; IT nurse:no": country, then an ISCO code or the name of an occupation."""
    found = []
    for named, answer in _pairs(text, "DE 2221:yes").items():
        country, _, occupation = named.partition(" ")
        if not occupation.strip():
            raise ValueError(f"{named!r} is not of the form DE 2221")
        found.append({"country": country, "occupation": occupation.strip(), "granted": _yes_no(answer)})
    return found


def _yes_no(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError(f"{text!r} is neither yes nor no")


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"{text!r} is no number") from None


def _hours(text: str) -> dict[str, float] | float:
    bounds = re.fullmatch(r"([\d.,]+)\s*(?:-|–|to|a)\s*([\d.,]+)", text)
    return {"min": _number(bounds[1]), "max": _number(bounds[2])} if bounds else _number(text)


def _travel(text: str) -> dict[str, Any]:
    found = re.fullmatch(r"(?:([a-z]+)[\s:]+)?(\d+)(?:\s*min(?:utes|utos)?\.?)?", text.lower())
    if not found:
        raise ValueError(f"{text!r} is not of the form transit:45")
    return {"minutes": int(found[2]), **({"mode": found[1]} if found[1] else {})}


def _date(text: str) -> str:
    """Read 2026-11-21, with or without a time, or the day first as spreadsheets in Europe write it."""
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", text)
    european = re.fullmatch(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: .*)?", text)
    if iso:
        return f"{iso[1]}-{int(iso[2]):02}-{int(iso[3]):02}"
    if european:
        return f"{european[3]}-{int(european[2]):02}-{int(european[1]):02}"
    raise ValueError(f"{text!r} is not a date like 2026-11-21 or 21/11/2026")


def _education(text: str) -> int:
    found = re.fullmatch(r"(?:eqf\s*)?(\d)(?:[.,]0)?", text.lower())
    if not found:
        raise ValueError(f"{text!r} is not an EQF level from 1 to 8")
    return int(found[1])


READERS: Mapping[str, Callable[[str], object]] = {
    "skills": _list,
    "optional_skills": _optional_skills,
    "occupations": _occupations,
    "languages": _languages,
    "education": _education,
    "licences": _list,
    "permissions": _permissions,
    "recognitions": _recognitions,
    "permission": _yes_no,
    "travel": _travel,
    "hours": _hours,
    "shift": _list,
    "shifts": _list,
    "start": _date,
    "years": _number,
    "date": _date,
    "expires": _date,
    "wants_occupations": _list,
    "wants_places": _list,
    "wants_hours": _hours,
}
