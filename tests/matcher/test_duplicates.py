"""One offer posted twice is found; what differs in occupation, town or conditions is another offer."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.duplicates import MIN_WORDS, NO_KEY, Offer, is_near_text, near_text_key
from matcher.places import Place, Places
from matcher.types import Cefr, LanguageLevel, Vacancy
from tests.matcher.worlds import VALENCIA, towns
from tests.reposts import REPOSTS

DEMO = Path(__file__).parents[2] / "api" / "demo"
COOK = "http://data.europa.eu/esco/occupation/cook"
WORDS = [a + b for a in "bcdfglmnprst" for b in ("ando", "eria", "ista", "oso")]
HERE = Vacancy(id="a", place=VALENCIA)


def offer(*changed: str, added: str = "", vacancy: Vacancy = HERE) -> Offer:
    """Return an offer of many words, without those changed, with those added."""
    return Offer("Cook", " ".join([*(word for word in WORDS if word not in changed), added]), vacancy)


def is_one(a: Offer, b: Offer) -> bool:
    """Compare both ways round, which must agree."""
    found = is_near_text(a, b, towns())
    assert is_near_text(b, a, towns()) is found
    return found


def test_the_reposts_of_the_demo_world_and_nothing_else() -> None:
    """Within a town, exactly the pairs written as reposts are one offer, even if all had one occupation."""
    lines = [
        json.loads(line)
        for path in sorted(DEMO.glob("*-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    names = sorted({(line["place"], line["country"]) for line in lines})
    places = Places.of((Place(f"{name} {country}", name, country, 0, 0), ()) for name, country in names)
    offers = {
        line["id"]: Offer(
            line["title"], line["text"], Vacancy(id=line["id"], place=f"{line['place']} {line['country']}")
        )
        for line in lines
    }
    together = [(a, b) for a, b in combinations(offers, 2) if offers[a].vacancy.place == offers[b].vacancy.place]
    assert {(a, b) for a, b in together if is_near_text(offers[a], offers[b], places)} == REPOSTS
    for pair in REPOSTS:
        assert len({near_text_key(offers[name].text, COOK) for name in pair} - {NO_KEY}) == 1


def test_reference_case_and_order_do_not_matter() -> None:
    """The same offer with another number, in capitals, its halves swapped: at a town, in a province, anywhere."""
    half = len(WORDS) // 2
    text = f"{' '.join(WORDS[half:])}. {' '.join(WORDS[:half])} 7043".upper()
    for place in (VALENCIA, "ES-V", None):
        vacancy = replace(HERE, place=place)
        assert is_one(offer(added="032025006891", vacancy=vacancy), Offer("COOK", text, vacancy))


def test_a_few_words_differ() -> None:
    """Another turn of phrase is the same offer; more than an eighth of the words is another one."""
    assert is_one(offer(), offer("bando", added="wanted"))
    assert not is_one(offer(), offer(*WORDS[:6]))


@pytest.mark.parametrize("name", ["Gandia", "GANDÍA", "Madrid"])
def test_another_town_is_another_offer(name: str) -> None:
    """A company that looks for the same in two towns has two vacancies, also if only one text names its town."""
    assert not is_one(offer(added="Valencia"), offer(added=name))
    assert not is_one(offer(), offer(added=name))


def test_the_own_town_may_be_named() -> None:
    """What the place says already tells nothing apart."""
    assert is_one(offer(), offer(added="València"))


def test_names_of_several_words_are_towns_too() -> None:
    """One word of a name is enough to differ; the rest may stand in both texts."""
    palma = (Place("palma", "Palma del Condado", "ES", 0, 0), ())
    places = Places.of([palma, (Place(VALENCIA, "Valencia", "ES", 0, 0), ())])
    assert not is_near_text(offer(added="del palma"), offer(added="palma del Condado"), places)
    assert is_near_text(offer(added="del palma"), offer(added="palma del puerto"), places)


@pytest.mark.parametrize("place", ["ES-V", "nowhere", None])
def test_without_a_town_all_words_must_agree(place: str | None) -> None:
    """In a province, a word that differs may be a village that no gazetteer has."""
    vacancy = replace(HERE, place=place)
    assert is_one(offer(vacancy=vacancy), offer(vacancy=vacancy))
    assert not is_one(offer(added="Olocau", vacancy=vacancy), offer(added="Benisanó", vacancy=vacancy))


@pytest.mark.parametrize(
    "other",
    [
        replace(HERE, licences=("C",)),
        replace(HERE, shifts=("night",)),
        replace(HERE, permission_required=True),
        replace(HERE, languages=(LanguageLevel("es", Cefr.B2),)),
    ],
)
def test_other_conditions_are_another_offer(other: Vacancy) -> None:
    """One letter or word decides who can take the work; hours and dates do not."""
    assert not is_one(offer(added="day"), offer(added="night", vacancy=other))


# Offers of one portal in one province: nearly all words are the portal's.
BOILERPLATE = " ".join(f"{word}s" for word in WORDS)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("MÉDICO. Villalmanzo", "FISIOTERAPEUTA. Lerma"),
        ("ENFERMERO/A. Luarca, Posada", "ENFERMERO/A. Luarca, Lugo"),
        ("Asistente domiciliario, Bermillo de Sayago", "Asistente domiciliario, Moreruela de los Infanzones"),
    ],
)
def test_unlike_offers_in_one_wrapping(a: str, b: str) -> None:
    """What EURES has much of: sameness of words above any threshold, and another work or village."""
    vacancy = replace(HERE, place="ES-V")
    assert not is_one(Offer(a, BOILERPLATE, vacancy), Offer(b, BOILERPLATE, vacancy))


def test_keys_part_occupations() -> None:
    """Texts of one occupation have one key whatever they say; of another or an unknown one they are not compared."""
    text = " ".join(WORDS)
    assert near_text_key(text, COOK) == near_text_key(text.replace("bando", "x"), COOK)
    assert len({near_text_key(text, COOK), near_text_key(text, COOK + "/2"), NO_KEY}) == 3
    assert near_text_key(text, None) == NO_KEY


def test_short_texts_are_near_none() -> None:
    """Too little to tell offers apart, also when it is said often; a form letter is not an offer."""
    short = " ".join(WORDS[: MIN_WORDS - 1])
    assert near_text_key(short, COOK) == near_text_key(f"{short}. " * 3, COOK) == NO_KEY
    assert near_text_key(f"{short} cook", COOK) != NO_KEY
    assert not is_one(Offer("", short, HERE), Offer("", short, HERE))


@given(st.text(max_size=300), st.text(max_size=60))
def test_keys_fit_a_signed_column(text: str, occupation: str) -> None:
    """Any text has a key of 64 bits with a sign."""
    assert -(2**63) <= near_text_key(text, occupation) < 2**63


@given(st.sets(st.sampled_from(WORDS)), st.sampled_from(["", "Gandia", "Valencia", "7", "wanted"]))
def test_every_offer_is_like_itself_and_likeness_has_two_sides(dropped: set[str], added: str) -> None:
    """Whoever comes first, the answer is the same; an offer with enough words is its own repost."""
    here = offer(*dropped, added=added)
    is_one(here, offer())
    assert is_one(here, here) is (len(WORDS) - len(dropped) + 1 + added.isalpha() >= MIN_WORDS)
