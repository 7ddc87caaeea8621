"""The starter occupations are well formed and agree with the official ESCO release they were chosen from."""

import csv
import io
import json
import os
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

import pytest

ROOT = Path(__file__).resolve().parents[2]
OCCUPATIONS = ROOT / "taxonomy" / "starter" / "occupations.jsonl"

LANGUAGES = ("en", "es", "it", "el", "fr", "de", "ar", "uk", "tr", "fa", "ro", "pt")
WITHOUT_ESCO_LABELS = {"uk", "tr", "fa"}
FIELDS = ("uri", "isco", "labels", "unofficial", "essential", "optional")
OCCUPATION_URI = re.compile(r"http://data\.europa\.eu/esco/occupation/[0-9a-f-]{36}")
SKILL_URI = re.compile(r"http://data\.europa\.eu/esco/skill/[0-9A-Za-z._-]+")
SCRIPTS = {"ar": "ARABIC", "fa": "ARABIC", "el": "GREEK", "uk": "CYRILLIC"}

RELEASE = "ESCO dataset - v1.1.1 - classification - "
# What the starter set holds that v1.1.1 does not have: identifiers and relations newer than that release.
OCCUPATIONS_NEWER_THAN_THE_RELEASE: frozenset[str] = frozenset()
RELATIONS_NEWER_THAN_THE_RELEASE: frozenset[tuple[str, str, str]] = frozenset()


class Occupation(TypedDict):
    """One line of the starter occupations."""

    uri: str
    isco: str
    labels: dict[str, list[str]]
    unofficial: list[str]
    essential: list[str]
    optional: list[str]


@pytest.fixture(scope="module")
def occupations() -> list[Occupation]:
    """Return every starter occupation in the order of the file."""
    return [json.loads(line) for line in OCCUPATIONS.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def release() -> Path:
    """Return the folder of the official release v1.1.1, or skip where it is absent (fail under CI)."""
    shared = Path(os.environ.get("IMMERSE_SHARED") or ROOT.parent / "shared")
    folder = shared / "esco" / "v1.1.1"
    if not folder.is_dir():
        reason = f"no ESCO release v1.1.1 at {folder}; set IMMERSE_SHARED"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def rows(archive: Path, member: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one CSV file inside a zip of the release."""
    with (
        zipfile.ZipFile(archive) as zipped,
        zipped.open(member) as raw,
        io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as text,
    ):
        yield from csv.DictReader(text)


def relations(occupation: Occupation) -> Iterator[tuple[str, str, str]]:
    """Yield the skill relations of an occupation as (occupation, kind, skill)."""
    for skill in occupation["essential"]:
        yield occupation["uri"], "essential", skill
    for skill in occupation["optional"]:
        yield occupation["uri"], "optional", skill


def test_the_set_is_of_starter_size_and_sorted_by_unique_uri(occupations: list[Occupation]) -> None:
    """There are 140 to 170 occupations, no URI occurs twice and the lines are sorted by URI."""
    uris = [occupation["uri"] for occupation in occupations]
    assert 140 <= len(uris) <= 170
    assert uris == sorted(set(uris))


def test_lines_have_the_agreed_shape(occupations: list[Occupation]) -> None:
    """Each line has the agreed fields in the agreed order, an occupation URI and a four-digit ISCO-08 code."""
    for occupation in occupations:
        assert tuple(occupation) == FIELDS
        assert OCCUPATION_URI.fullmatch(occupation["uri"])
        assert re.fullmatch(r"[0-9]{4}", occupation["isco"])


def test_the_file_keeps_every_script_readable() -> None:
    """The file is plain UTF-8 with one object a line: no ASCII escapes, no blank line, one newline at the end."""
    text = OCCUPATIONS.read_bytes().decode("utf-8")
    assert "\\u" not in text
    assert "\r" not in text
    assert text.endswith("}\n")
    assert "\n\n" not in text
    assert unicodedata.is_normalized("NFC", text)


def test_every_occupation_is_named_in_every_language(occupations: list[Occupation]) -> None:
    """Every occupation has two to six clean labels in each of the twelve languages, none twice in a language."""
    for occupation in occupations:
        assert tuple(occupation["labels"]) == LANGUAGES
        for language, labels in occupation["labels"].items():
            where = (occupation["uri"], language, labels)
            assert 2 <= len(labels) <= 6, where
            assert len({label.casefold() for label in labels}) == len(labels), where
            for label in labels:
                assert label, where
                assert label == " ".join(label.split()), where
                assert "/" not in label, where


def test_preferred_labels_are_in_the_script_of_their_language(occupations: list[Occupation]) -> None:
    """Each preferred label has a letter of its language's script, so that no column has slipped."""
    for occupation in occupations:
        for language, labels in occupation["labels"].items():
            script = SCRIPTS.get(language, "LATIN")
            letters = [unicodedata.name(letter) for letter in labels[0] if letter.isalpha()]
            assert any(name.startswith(script) for name in letters), (occupation["uri"], language, labels[0])


def test_a_preferred_label_names_one_occupation(occupations: list[Occupation]) -> None:
    """No two occupations share a preferred label within a language."""
    for language in LANGUAGES:
        preferred = [occupation["labels"][language][0].casefold() for occupation in occupations]
        assert len(set(preferred)) == len(preferred), language


def test_own_preferred_labels_are_marked_unofficial(occupations: list[Occupation]) -> None:
    """`unofficial` lists known languages once, always those without ESCO labels at hand, and never English."""
    for occupation in occupations:
        unofficial = occupation["unofficial"]
        assert unofficial == [language for language in LANGUAGES if language in unofficial]
        assert set(unofficial) >= WITHOUT_ESCO_LABELS
        assert "en" not in unofficial


def test_each_occupation_has_a_handful_of_distinct_skills(occupations: list[Occupation]) -> None:
    """An occupation has 8 to 20 skills, at least five of them essential, and none both essential and optional."""
    for occupation in occupations:
        skills = occupation["essential"] + occupation["optional"]
        assert 8 <= len(skills) <= 20, occupation["uri"]
        assert len(occupation["essential"]) >= 5, occupation["uri"]
        assert len(set(skills)) == len(skills), occupation["uri"]
        assert all(SKILL_URI.fullmatch(skill) for skill in skills), occupation["uri"]


def test_occupations_and_their_isco_codes_are_those_of_the_release(
    occupations: list[Occupation], release: Path
) -> None:
    """Every URI is an occupation of v1.1.1 with the same ISCO-08 unit group and English preferred label."""
    official = {
        row["conceptUri"]: (row["iscoGroup"], row["preferredLabel"].split("/")[0])
        for row in rows(release / f"{RELEASE}en - csv.zip", "occupations_en.csv")
    }
    missing = {occupation["uri"] for occupation in occupations} - official.keys()
    assert missing == OCCUPATIONS_NEWER_THAN_THE_RELEASE
    for occupation in occupations:
        if occupation["uri"] not in missing:
            assert (occupation["isco"], occupation["labels"]["en"][0]) == official[occupation["uri"]]


def test_skill_relations_are_those_of_the_release(occupations: list[Occupation], release: Path) -> None:
    """Every essential and every optional skill stands in the same relation to its occupation in v1.1.1."""
    official = {
        (row["occupationUri"], row["relationType"], row["skillUri"])
        for row in rows(release / f"{RELEASE} - csv.zip", "occupationSkillRelations.csv")
    }
    ours = {relation for occupation in occupations for relation in relations(occupation)}
    assert ours - official == RELATIONS_NEWER_THAN_THE_RELEASE
