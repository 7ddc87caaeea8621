"""Vacancies as portals publish them for search engines: schema.org's JobPosting, as JSON-LD or inside an HTML page.

What a vacancy line has a key for goes there; what schema.org leaves to free words (`qualifications`, `skills`,
`responsibilities` …) is put below the description, where it is read like the rest of the text.
Source of the names: https://schema.org/JobPosting.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

POSTING = "JobPosting"
LD_JSON = "application/ld+json"
MAX_DEPTH = 20
INSIDE = ("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage")
WORDS = ("responsibilities", "qualifications", "skills", "experienceRequirements", "educationRequirements", "workHours")
# schema.org's recommended values of `credentialCategory`, as levels of the European framework.
EQF = {"high school": 4, "associate degree": 5, "bachelor degree": 6, "postgraduate degree": 7}
ESCO = "http://data.europa.eu/esco/"
_MARKS = re.compile(rb'"@(?:context|type|graph)"')


def looks_like(content: bytes) -> bool:
    """Say whether a file is a page, or JSON that speaks of types: nothing else is looked for in it."""
    start = content[:4_000].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") or (start[:1] in (b"{", b"[") and _MARKS.search(content[:4_000]) is not None)


def iter_postings(content: bytes) -> Iterator[dict[str, Any]]:
    """Yield the vacancy lines of all postings in a file, in order; raises ValueError where it cannot be read."""
    text = content.decode("utf-8-sig")
    for part in _scripts(text) if text.lstrip().startswith("<") else [text]:
        yield from map(line_of, _find(_load(part), 0))


def line_of(posting: Mapping[str, Any]) -> dict[str, Any]:
    """Return a posting as a vacancy line; what cannot be told for certain is left out."""
    place = _first(posting.get("jobLocation"))
    address = _first(place.get("address")) if isinstance(place, dict) else None
    line = {
        "external_id": _identifier(posting),
        "title": _text(posting.get("title")) or _text(posting.get("name")),
        "text": "\n\n".join(_paragraphs(posting)),
        "lang": _text(posting.get("inLanguage"))[:2].lower(),
        "date": _day(posting.get("datePosted")),
        "expires": _day(posting.get("validThrough")),
        "start": _day(posting.get("jobStartDate")),
        "contract": ", ".join(word.replace("_", " ").lower() for word in _texts(posting.get("employmentType"))),
        "salary": _pay(posting.get("baseSalary")),
        "years": _years(posting.get("experienceRequirements")),
        "education": _education(posting.get("educationRequirements")),
        "skills": [{"uri": uri} for uri in _concepts(posting.get("skills"), "skill")],
        "occupation": next(iter(_concepts(posting.get("relevantOccupation"), "occupation")), None),
        **_where(address if address is not None else place),
    }
    return {key: value for key, value in line.items() if value not in ("", None, [])}


class _Scripts(HTMLParser):
    """Collects what stands in the scripts of a page that hold linked data."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = tag == "script" and (dict(attrs).get("type") or "").strip().lower().startswith(LD_JSON)
        if self._is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data


def _scripts(text: str) -> list[str]:
    parser = _Scripts()
    parser.feed(text)
    parser.close()
    return parser.found


def _load(text: str) -> object:
    """Read one document, else one in each line."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _find(value: object, depth: int) -> Iterator[dict[str, Any]]:
    """Yield the postings in a document: alone, in a list, in a graph, or listed on a page."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _find(item, depth + 1)
    elif isinstance(value, dict):
        types = {name.rpartition("/")[2].rpartition(":")[2] for name in _texts(value.get("@type"))}
        if POSTING in types:
            yield value
            return
        for name in INSIDE:
            yield from _find(value.get(name), depth + 1)


def _paragraphs(posting: Mapping[str, Any]) -> Iterator[str]:
    yield from filter(None, [_text(posting.get("description"))])
    for name in WORDS:
        yield from (word for word in _texts(posting.get(name)) if not word.startswith(ESCO))
    employer = _first(posting.get("hiringOrganization"))
    yield from filter(None, [_text(employer.get("name")) if isinstance(employer, dict) else _text(employer)])


def _where(address: object) -> dict[str, str]:
    if not isinstance(address, dict):
        return {"place": _text(address)}
    country = address.get("addressCountry")
    code = _text(country.get("name")) if isinstance(country, dict) else _text(country)
    found = {"place": _text(address.get("addressLocality")), "province": _text(address.get("addressRegion"))}
    return {**found, "country": code.upper()} if re.fullmatch(r"[A-Za-z]{2}", code) else found


def _identifier(posting: Mapping[str, Any]) -> str:
    identifier = _first(posting.get("identifier"))
    value = identifier.get("value") if isinstance(identifier, dict) else identifier
    return _text(value) or _text(posting.get("url")) or _text(posting.get("@id"))


def _pay(salary: object) -> str:
    """Return pay in words, "1500–1800 EUR MONTH"; a text as it is."""
    salary = _first(salary)
    if not isinstance(salary, dict):
        return _text(salary)
    value = _first(salary.get("value"))
    amounts, unit = [value], ""
    if isinstance(value, dict):
        amounts, unit = (
            [value.get("minValue"), value.get("maxValue") or value.get("value")],
            _text(value.get("unitText")),
        )
    said = "–".join(dict.fromkeys(_text(amount) for amount in amounts if _text(amount)))
    return " ".join(filter(None, (said, _text(salary.get("currency")), unit))) if said else ""


def _years(required: object) -> float | None:
    required = _first(required)
    months = required.get("monthsOfExperience") if isinstance(required, dict) else None
    try:
        return None if months is None else round(float(months) / 12, 2)
    except (TypeError, ValueError):
        return None


def _education(required: object) -> int | None:
    """Return the least level of those that are named."""
    items = required if isinstance(required, list) else [required]
    named = (_text(each.get("credentialCategory")) if isinstance(each, dict) else _text(each) for each in items)
    return min((EQF[name.lower()] for name in named if name.lower() in EQF), default=None)


def _concepts(value: object, kind: str) -> list[str]:
    """Return the concepts of ESCO that terms name by their addresses."""
    found = []
    for item in value if isinstance(value, list) else [value]:
        names = [item] if isinstance(item, str) else []
        if isinstance(item, dict):
            names = [_text(item.get(name)) for name in ("@id", "url", "sameAs", "termCode")]
        found += [name for name in names if name.startswith(f"{ESCO}{kind}/")][:1]
    return found


def _day(value: object) -> str:
    """Return the day of a date or a moment, anything else as it is, to be refused by name."""
    text = _text(value)
    return text[:10] if re.match(r"\d{4}-\d{2}-\d{2}", text) else text


def _texts(value: object) -> list[str]:
    return [text for item in (value if isinstance(value, list) else [value]) if (text := _text(item))]


def _text(value: object) -> str:
    """Return what is said, of a value or of something with a name or a description."""
    if isinstance(value, dict):
        return next((text for key in ("@value", "name", "description") if (text := _text(value.get(key)))), "")
    if isinstance(value, list):
        return _text(value[0]) if value else ""
    if isinstance(value, bool) or value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _first(value: object) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list):
        return value[0] if value else None
    return value
