"""Cells of a spreadsheet turned into the values of a profile or vacancy line.

Columns are named as the keys of a line are; ALIASES lists the other names that are understood. Nested
keys have short forms: `es:B1; ar:C2` for languages, `ES:yes; IT:no` for permissions,
`DE 2221:yes` for recognitions, `;` between entries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from api.errors import InvalidInputError, Problem
from api.separated import FORMULA, GUARD


def _named(key: str, *names: str) -> dict[str, str]:
    return dict.fromkeys(names, key)


# By language as `LANGUAGES` has them, English first; in all of them a column may be called as its key is.
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
    **_named("title", "job title", "position", "titolo", "posizione", "mansione", "offerta", "vacante", "τίτλος",
             "τιτλος", "θέση", "θέση εργασίας", "titre", "intitulé", "poste", "intitulé du poste", "titel", "stelle",
             "stellentitel", "stellenbezeichnung", "المسمى الوظيفي", "العنوان", "الوظيفة", "назва", "посада",
             "вакансія"),
    **_named("text", "job description", "testo", "descrizione", "κείμενο", "περιγραφή", "texte", "descriptif",
             "beschreibung", "stellenbeschreibung", "النص", "الوصف", "الوصف الوظيفي", "текст", "опис"),
    **_named("place", "location", "town", "localidad", "municipio", "luogo", "città", "comune", "sede", "τόπος", "πόλη",
             "περιοχή", "lieu", "ville", "ort", "stadt", "arbeitsort", "المكان", "المدينة", "місце", "місто"),
    **_named("province", "region", "región", "provincia", "regione", "νομός", "περιφέρεια", "département", "région",
             "landkreis", "bundesland", "المحافظة", "المنطقة", "область", "регіон"),
    **_named("country", "paese", "nazione", "χώρα", "pays", "land", "البلد", "الدولة", "країна"),
    **_named("source", "portal", "origen", "fonte", "provenienza", "πηγή", "quelle", "المصدر", "джерело"),
    **_named("external_id", "ref", "ref.", "number", "nr", "número", "riferimento", "codice", "κωδικός",
             "αριθμός", "référence", "numéro", "referenz", "nummer", "kennziffer", "المرجع", "الرقم", "номер", "код"),
    **_named("lang", "lingua", "γλώσσα", "langue", "sprache", "اللغة", "мова"),
    **_named("languages", "required languages", "lingue", "γλώσσες", "langues", "sprachen", "اللغات", "мови"),
    **_named("date", "posted", "published", "date posted", "seen", "publicado", "data", "pubblicato",
             "data pubblicazione", "ημερομηνία", "δημοσίευση", "publié", "date de publication", "datum",
             "veröffentlicht", "التاريخ", "تاريخ النشر", "дата", "опубліковано"),
    **_named("expires", "expiry", "closes", "closing date", "deadline", "valid until", "open until", "vence",
             "fecha límite", "hasta", "scade", "scadenza", "valido fino al", "λήξη", "λήγει", "προθεσμία", "expire",
             "date limite", "jusqu'au", "gültig bis", "läuft ab", "frist", "bewerbungsfrist", "تاريخ الانتهاء",
             "آخر موعد", "діє до", "термін", "кінцева дата"),
    **_named("contract", "contract type", "employment type", "tipo de contrato", "contratto", "tipo di contratto",
             "σύμβαση", "τύπος σύμβασης", "contrat", "type de contrat", "vertrag", "vertragsart", "العقد", "نوع العقد",
             "договір", "контракт", "тип зайнятості"),
    **_named("salary", "pay", "wage", "sueldo", "stipendio", "retribuzione", "salario", "μισθός", "αμοιβή", "salaire",
             "rémunération", "gehalt", "lohn", "vergütung", "الراتب", "الأجر", "зарплата", "оплата"),
    **_named("hours", "weekly hours", "hours per week", "ore", "ore settimanali", "ώρες", "heures", "stunden",
             "wochenstunden", "الساعات", "ساعات العمل", "години"),
    **_named("shift", "shift", "turni", "turno di lavoro", "βάρδια", "horaires", "équipe", "schicht", "schichten",
             "الوردية", "المناوبة", "зміна", "зміни"),
    **_named("start", "start date", "inizio", "έναρξη", "début", "date de début", "beginn", "eintritt", "البداية",
             "تاريخ البدء", "початок"),
    **_named("years", "years of experience", "anni di esperienza", "έτη εμπειρίας", "années d'expérience",
             "berufserfahrung", "jahre", "سنوات الخبرة", "роки досвіду"),
    **_named("skills", "required skills", "competenze", "δεξιότητες", "compétences", "kompetenzen", "fähigkeiten",
             "المهارات", "навички"),
    **_named("optional_skills", "nice to have", "competenze opzionali", "επιθυμητές δεξιότητες", "atouts",
             "wünschenswert", "مهارات مرغوبة", "бажані навички"),
    **_named("occupation", "professione", "επάγγελμα", "métier", "profession", "beruf", "المهنة", "професія"),
    **_named("education", "qualification", "istruzione", "titolo di studio", "εκπαίδευση", "formation", "diplôme",
             "bildung", "abschluss", "التعليم", "المؤهل", "освіта"),
    **_named("licences", "driving licence", "patente", "patenti", "άδεια οδήγησης", "δίπλωμα οδήγησης", "permis",
             "permis de conduire", "führerschein", "رخصة القيادة", "посвідчення водія", "права"),
    **_named("permission", "permesso di lavoro", "άδεια εργασίας", "autorisation de travail", "arbeitserlaubnis",
             "تصريح العمل", "дозвіл на роботу"),
    "wants occupations": "wants_occupations", "wants places": "wants_places", "wants hours": "wants_hours",
}  # fmt: skip
YES = frozenset({"yes", "y", "true", "1", "si", "sí", "sì", "ja", "oui", "ναι", "да", "так", "نعم"})
NO = frozenset({"no", "n", "false", "0", "nein", "non", "όχι", "нет", "ні", "لا"})
SHOWN_REASON = 200  # reasons quote the cell, which may be as long as the file
GUARDED = tuple(f"{GUARD}{start}" for start in FORMULA)
"""how a cell begins that is kept from being computed; the guard is no part of what it says"""
NOTHING = frozenset({"none", "-", "ninguno", "ninguna"})


def read_cells(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Turn one row, as (header, cell), into a line; raises InvalidInputError with every bad cell.

    Columns that say the same thing by other names may not differ: nobody could tell which of them is meant.
    """
    line: dict[str, Any] = {}
    problems: list[Problem] = []
    for header, cell in cells:
        key = key_of(header)
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


def key_of(header: str) -> str:
    """Return the key that a column of this name holds; the name itself, with underscores, where nobody knows it."""
    name = " ".join(header.replace("\xa0", " ").strip().lower().split())
    return ALIASES.get(name, ALIASES.get(name.replace("_", " "), name.replace(" ", "_")))


def _clean(cell: str) -> str:
    text = cell.replace("\xa0", " ").strip()
    if text.startswith(GUARDED):
        return text.removeprefix(GUARD).strip()
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
    parts = (iso[1], iso[2], iso[3]) if iso else (european[3], european[2], european[1]) if european else None
    if parts:
        try:
            return date(*map(int, parts)).isoformat()
        except ValueError:
            raise ValueError(f"{text!r} is no day of the calendar") from None
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
