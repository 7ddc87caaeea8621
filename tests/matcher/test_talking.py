"""What is said about a match: lines by group, quoted words, nothing that ranking did not find."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from matcher.inputs import canonical
from matcher.intake import PROPOSAL_SCORE
from matcher.matching import Snapshot, match
from matcher.messages import Code
from matcher.near import near_from_pairs
from matcher.quotes import Quotes, Words, mentions_of, personal_words
from matcher.results import match_list_to_json
from matcher.spoken import explain_list, what_if_to_json, why_not_to_json
from matcher.talking import Explanation, Extent, Standing, Talker
from matcher.types import (
    Cefr,
    HeldOccupation,
    HeldSkill,
    Kind,
    LanguageLevel,
    Link,
    LinkMethod,
    LinkStatus,
    Mention,
    Permission,
    RankingInput,
    Relation,
    Requirement,
    RequirementSource,
    SkillSource,
    Travel,
    TravelMode,
    Vacancy,
)
from matcher.what_if import read_move, what_if
from matcher.why_not import why_not
from matcher.wording.wording import LANGUAGES
from matcher.wording.wordings import Wordings
from matcher.world import World
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy
from tests.matcher.worlds import (
    AS_OF,
    GANDIA,
    VALENCIA,
    checkerboard,
    has,
    needs,
    occupation,
    people,
    ring_near,
    skill,
    towns,
    vacancies,
    world_of,
)

GOLDEN = Path(__file__).parent / "explained.json"


def explained(person: RankingInput, *offered: Vacancy, quotes: Quotes | None = None) -> dict[str, Explanation]:
    """Explain everything that is offered, by id."""
    snapshot = Snapshot(world_of(list(offered), near=ring_near()), "test")
    talker = Talker(person, snapshot.world, quotes or Quotes())
    return {each.id: talker.explain(each) for each in match(snapshot, person, AS_OF, top=None).matches}


def codes(explanation: Explanation) -> list[Code]:
    """Return what the person is told, without values."""
    return [message.code for message in explanation.line]


@given(people(), vacancies())
@settings(max_examples=15, deadline=None)
def test_every_requirement_is_explained_once(person: RankingInput, offered: list[Vacancy]) -> None:
    """Covered and missing requirements, in order, each with how it stands; and something to say to the person."""
    snapshot, person = Snapshot(world_of(offered, near=ring_near()), "test"), canonical(person)
    talker = Talker(person, snapshot.world, Quotes())
    for each in match(snapshot, person, AS_OF, top=None).matches:
        found = talker.explain(each)
        required = [*(covered.uri for covered in each.covered), *(missing.uri for missing in each.missing)]
        assert [asked.uri for asked in found.requirements] == required
        assert [asked.by for asked in found.requirements] == [c.by for c in each.covered] + [None] * len(each.missing)
        assert {asked.standing for asked in found.requirements[len(each.covered) :]} <= {Standing.MISSING}
        assert found.line


def test_the_line_follows_group_and_reason() -> None:
    """Each way of standing to a vacancy has a sentence of its own."""
    person = RankingInput(
        skills=(*has(1, 2), *has(9, source=SkillSource.PROPOSED)), languages=(LanguageLevel("it", Cefr.A1),)
    )
    italian = (LanguageLevel("it", Cefr.B1),)
    found = explained(
        person,
        Vacancy("ready", needs(1, 2)),
        Vacancy("language", needs(1, 2), languages=italian),
        Vacancy("unknown", needs(1, 2), permission_required=True, country="ES"),
        Vacancy("silent"),
        Vacancy("confirm", needs(9, 1, 13)),
        Vacancy("learn", needs(1, 12, 13)),
        Vacancy("far", needs(12, 13, 14, 15), languages=italian),
    )
    assert {each: codes(found[each]) for each in found} == {
        "ready": [Code.LINE_FITS, Code.LINE_SKILLS],
        "language": [Code.LINE_ONE_STEP, Code.LINE_STEP],
        "unknown": [Code.LINE_MAYBE, Code.LINE_UNKNOWN],
        "silent": [Code.LINE_UNSCORED],
        "confirm": [Code.LINE_MAYBE, Code.LINE_CONFIRM],
        "learn": [Code.LINE_ONE_STEP, Code.LINE_LEARN],
        "far": [Code.LINE_NOT_NOW, Code.LINE_IN_THE_WAY, Code.LINE_SKILLS],
    }
    nobody = explained(RankingInput(), Vacancy("v", needs(1)))
    assert codes(nobody["v"]) == [Code.LINE_UNSCORED]


def test_sources_and_extent_are_told_in_words() -> None:
    """Where a skill is known from decides what is to be asked."""
    person = RankingInput(
        skills=(*has(1), *has(5, source=SkillSource.PROPOSED)), occupations=(HeldOccupation(occupation(8)),)
    )
    found = explained(person, Vacancy("v", needs(1, 2, 5, 8)))["v"]
    assert {asked.uri: (asked.standing, asked.by, asked.source, asked.extent) for asked in found.requirements} == {
        skill(1): (Standing.HAS, skill(1), SkillSource.STATED, Extent.FULLY),
        skill(2): (Standing.CLOSE, skill(1), SkillSource.STATED, Extent.MOSTLY),
        skill(5): (Standing.HAS, skill(5), SkillSource.PROPOSED, Extent.PARTLY),
        skill(8): (Standing.HAS, skill(8), SkillSource.INFERRED, Extent.MOSTLY),
    }
    told = {point.code for point in found.points}
    assert {Code.POINT_CLOSE, Code.POINT_UNCONFIRMED, Code.POINT_FROM_WORK} <= told


def test_words_of_both_sides_are_joined_by_concept() -> None:
    """The person's words for the covering skill, or for the work it comes with; the vacancy's for the requirement."""
    person = RankingInput(skills=has(1), occupations=(HeldOccupation(occupation(8)),))
    quotes = Quotes(
        Words({skill(1): "lo sé hacer", occupation(8): "fui  soldador"}),
        {"v": Words({skill(2): "se necesita", occupation(3): "oficial de primera"}, occupation(3))},
    )
    found = explained(person, Vacancy("v", needs(2, 8, 15)), quotes=quotes)["v"]
    words = {asked.uri: (asked.person_words, asked.vacancy_words) for asked in found.requirements}
    assert words == {
        skill(2): ("lo sé hacer", "se necesita"),
        skill(8): ("fui soldador", "oficial de primera"),
        skill(15): (None, "oficial de primera"),
    }
    (quoted,) = [point for point in found.points if point.code is Code.POINT_QUOTES]
    assert dict(quoted.values)["person"] == "lo sé hacer"


def test_personal_words_are_masked_before_they_are_quoted() -> None:
    """Who people are is blanked out, with what the whole text says about it; long quotes are cut at a word."""
    text = "Me llamo Fátima Haddad y sé cocinar. " + "cocino " * 40
    whole, rest = Mention(text, 0, 36), Mention("", 37, len(text))
    words = personal_words(text, {skill(1): whole, skill(2): rest})
    assert words.of(skill(1)) == "Me llamo y sé cocinar."
    long = words.of(skill(2))
    assert long is not None
    assert len(long) <= 120
    assert long.endswith("cocino…")
    assert words.of(skill(3)) is None


def test_only_what_somebody_has_is_quoted() -> None:
    """A wish or a denial is no evidence; of two links to a concept the surer speaks."""

    def link(status: LinkStatus, text: str) -> Link:
        mention = Mention(text, 0, len(text))
        return Link(Kind.SKILL, skill(1), "skill 1", PROPOSAL_SCORE, LinkMethod.LABEL, status, mention)

    links = [link(LinkStatus.WISHED, "quiero"), link(LinkStatus.HELD, "sé"), link(LinkStatus.HELD, "también")]
    assert {uri: mention.text for uri, mention in mentions_of(links).items()} == {skill(1): "sé"}


def test_the_same_input_gives_the_same_bytes() -> None:
    """However often, whoever asks first, and with a wording that has said other things before."""
    person = RankingInput(skills=has(1, 2, 9))
    world = world_of([Vacancy(f"v{k}", needs(k, k + 1, k + 2), place=GANDIA) for k in range(5)], near=ring_near())
    snapshot = Snapshot(world, "test")

    def answer(wordings: Wordings, *languages: str) -> bytes:
        found = match(snapshot, person, AS_OF)
        asked = [wordings.get(language) for language in languages]
        body = explain_list(match_list_to_json(found), found, Talker(person, world, Quotes()), asked)
        return json.dumps(body, ensure_ascii=False).encode()

    used = Wordings(checkerboard())
    answer(used, "de", "ar")
    assert len({answer(used, "es", "ar"), answer(used, "es", "ar"), answer(Wordings(checkerboard()), "es", "ar")}) == 1


def test_no_number_that_people_cannot_check() -> None:
    """No fractions and no strength anywhere in an explanation: how near two skills are is said in words."""
    person = RankingInput(skills=has(1, 4))
    world = world_of([Vacancy("v", needs(1, 2, 5))], near=ring_near())
    found = match(Snapshot(world, "test"), person, AS_OF)
    asked = [Wordings(checkerboard()).get("en")]
    body = explain_list(match_list_to_json(found), found, Talker(person, world, Quotes()), asked)
    text = json.dumps([each["explanation"] for each in body["matches"]])
    assert "strength" not in text
    assert re.findall(r"\d\.\d|\d %", text) == []


# --- golden examples ---------------------------------------------------------------------------

ESCO = "http://data.europa.eu/esco"
COOK = f"{ESCO}/occupation/90f75f67-495d-49fa-ab57-2f320e251d7e"


def starter_world(taxonomy: Taxonomy) -> World:
    """Lay out three vacancies for cooks and one for a welder over the starter set."""
    cook = _needs(taxonomy, "cook", 5)
    offered = [
        Vacancy("ready", cook[:3], COOK),
        Vacancy("language", cook, COOK, languages=(LanguageLevel("es", Cefr.B1),)),
        Vacancy("unknown", cook[:3], COOK, place=GANDIA, country="ES"),
        Vacancy(
            "far",
            _needs(taxonomy, "welder", 5),
            None,
            licences=("C", "forklift"),
            permission_required=True,
            country="CY",
        ),
    ]
    near = near_from_pairs(len(taxonomy.skills), np.empty((0, 3), dtype=np.int64))
    return World.build(offered, taxonomy, near, towns())


def _needs(taxonomy: Taxonomy, label: str, n: int) -> tuple[Requirement, ...]:
    rows = [row for row in range(len(taxonomy.occupations)) if taxonomy.occupations.label(row).text == label]
    uris = [taxonomy.skills.uri(each) for each in taxonomy.essential.of(rows[0]).tolist()]
    return tuple(Requirement(uri, Relation.ESSENTIAL, RequirementSource.STATED) for uri in uris[:n])


def golden(taxonomy: Taxonomy) -> dict[str, Any]:
    """Say everything about one person in all languages."""
    world, wordings = starter_world(taxonomy), Wordings(taxonomy)
    skills = [requirement.uri for requirement in _needs(taxonomy, "cook", 3)]
    person = RankingInput(
        skills=tuple(HeldSkill(uri, SkillSource.STATED) for uri in skills),
        occupations=(HeldOccupation(COOK, 2.0),),
        languages=(LanguageLevel("es", Cefr.A2),),
        licences=("B",),
        permissions=(Permission("CY", granted=False),),
        home=VALENCIA,
        travel=Travel(TravelMode.TRANSIT, 30),
    )
    snapshot = Snapshot(world, "golden")
    quotes = Quotes(Words({skills[0]: "كنت أطبخ لعائلة كبيرة"}), {"ready": Words({skills[0]: "higiene alimentaria"})})
    found, talker = match(snapshot, person, AS_OF), Talker(person, world, quotes)
    said: dict[str, Any] = {}
    for language in LANGUAGES:
        asked = [wordings.get(language)]
        body = explain_list(match_list_to_json(found), found, talker, asked)
        far = why_not(snapshot, person, "far", AS_OF)
        steps = [read_move("language", "es:B1", taxonomy), read_move("place", "transit:90", taxonomy)]
        supposed = what_if_to_json(what_if(snapshot, person, steps, AS_OF), asked, world, {})
        said[language] = {
            "matches": {each["id"]: each["explanation"]["said"][0] for each in body["matches"]},
            "why_not": why_not_to_json(far, talker.explain(found.matches[-1]), asked, world)["said"][0]["why"],
            "what_if": supposed["said"][0],
        }
    return said


@pytest.mark.slow
def test_golden_examples_on_the_starter_set(tmp_path: Path) -> None:
    """What is said about four vacancies in eight languages, word for word; `python -m tests.matcher.test_talking`."""
    build_starter(tmp_path / "taxonomy")
    assert golden(Taxonomy.open(tmp_path / "taxonomy")) == json.loads(GOLDEN.read_text(encoding="utf-8"))


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp()) / "taxonomy"
    build_starter(folder)
    GOLDEN.write_text(json.dumps(golden(Taxonomy.open(folder)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
