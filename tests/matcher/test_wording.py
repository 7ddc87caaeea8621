"""What is said in each language: complete catalogues, plurals, direction, labels in another language."""

from __future__ import annotations

import ast
import gettext
import re
from datetime import date
from enum import Enum
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from matcher.licences import Paper
from matcher.messages import Code, Country, Span, Term, Tongue, Value, say
from matcher.regulated import Need
from matcher.spoken import NAMED
from matcher.types import Cefr, Kind, RowStatus, Shift, TravelMode
from matcher.wording.catalogue import FOLDER, Template, read_catalogue
from matcher.wording.languages import FORMS, Conventions
from matcher.wording.wording import ENGLISH, LANGUAGES, SPAN, Wording, key_of, wording_of
from matcher.wording.wordings import Wordings
from tests.matcher.worlds import checkerboard, skill

MATCHER = Path(__file__).resolve().parents[2] / "matcher"
TRANSLATED = tuple(language for language in LANGUAGES if language != ENGLISH)
# Enums whose members are values of messages.
WORDED: tuple[type[Enum], ...] = (*NAMED, TravelMode, Shift, Need, RowStatus, Paper)
KEYS = {code.value for code in Code} | {key_of(member) for enum in WORDED for member in enum} | {SPAN}


def read(language: str) -> Catalog:
    """Return a catalogue as gettext tools see it."""
    name = "messages.pot" if language == ENGLISH else f"{language}.po"
    with (FOLDER / name).open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def english_ids() -> dict[str, object]:
    """Return the English text by code."""
    return {entry.context: entry.id for entry in read(ENGLISH) if entry.context}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_message_and_every_message_a_code(language: str) -> None:
    """Nothing is untranslated, nothing unused; the English a translation was made from is today's."""
    assert set(read_catalogue(language)) == KEYS
    assert {entry.context: entry.id for entry in read(language) if entry.context} == english_ids()
    assert not [entry.context for entry in read(language) if entry.fuzzy and entry.context]


def test_a_code_is_listed_once() -> None:
    """A second entry for the same code would silently replace the first."""
    for path in sorted(Path(str(FOLDER)).iterdir()):
        contexts = re.findall(r'^msgctxt "(.+)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(contexts) == len(set(contexts)), path.name


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_use_the_values_of_the_english(language: str) -> None:
    """The same gaps in every language; only a form for a single number may leave that number out."""
    english = read_catalogue(ENGLISH)
    for key, templates in read_catalogue(language).items():
        wanted = set(english[key][-1].names)
        assert len(templates) == (len(FORMS[language]) if len(english[key]) > 1 else 1), key
        for category, template in zip(FORMS[language], templates, strict=False):
            found = set(template.names)
            if len(templates) > 1 and category in {"zero", "one", "two"}:
                assert found <= wanted, (key, category)
            else:
                assert found == wanted, (key, category)


def test_what_is_said_has_the_values_that_its_message_needs() -> None:
    """Every `say(Code.X, name=...)` in `matcher` names the gaps of the message, and `n` where there are plurals."""
    english, said = read_catalogue(ENGLISH), set()
    for path in sorted(MATCHER.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"):
                continue
            code, names = node.args[0], {keyword.arg for keyword in node.keywords}
            if isinstance(code, ast.Attribute):
                templates = english[Code[code.attr].value]
                said.add(Code[code.attr])
                wanted = set(templates[-1].names) | ({"n"} if len(templates) > 1 else set())
                assert names == wanted, f"{path.name}:{node.lineno}"
    assert len(said) > 50  # the rule sees the calls


def test_every_code_is_said_somewhere() -> None:
    """A code that nothing says is a sentence that nobody needs to translate."""
    sources = "".join(path.read_text(encoding="utf-8") for path in MATCHER.glob("*.py") if path.name != "messages.py")
    assert [code.name for code in Code if f"Code.{code.name}" not in sources] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_gettext_chooses_the_plural_that_cldr_does(language: str) -> None:
    """The rule in the header of a catalogue, for other tools, agrees with babel's for every number of a list."""
    conventions = Conventions(language)
    expression = "(n != 1)" if language == ENGLISH else read(language).plural_expr
    choose = gettext.c2py(expression)  # undocumented, and what gettext itself uses
    assert [choose(n) for n in range(1_001)] == [conventions.form(n) for n in range(1_001)]


PLURALS = {
    "uk": {
        0: "Тоді стане можливо ще 0 вакансій.",
        1: "Тоді стане можливою ще 1 вакансія.",
        2: "Тоді стануть можливими ще 2 вакансії.",
        5: "Тоді стане можливо ще 5 вакансій.",
        11: "Тоді стане можливо ще 11 вакансій.",
        21: "Тоді стане можливою ще 21 вакансія.",
    },
    "ar": {
        0: "لا تصبح أي وظيفة أخرى ممكنة.",
        1: "عندها تصبح وظيفة أخرى ممكنة.",
        2: "عندها تصبح وظيفتان أخريان ممكنتين.",
        5: "عندها تصبح 5 وظائف أخرى ممكنة.",
        11: "عندها تصبح 11 وظيفة أخرى ممكنة.",
        21: "عندها تصبح 21 وظيفة أخرى ممكنة.",
        100: "عندها تصبح 100 وظيفة أخرى ممكنة.",
    },
    "fr": {0: "Alors 0 offre de plus est possible.", 2: "Alors 2 offres de plus sont possibles."},
    "en": {0: "0 more vacancies are ready then.", 1: "1 more vacancy is ready then."},
}


@pytest.mark.parametrize(("language", "n"), [(language, n) for language, said in PLURALS.items() for n in said])
def test_plurals(language: str, n: int) -> None:
    """Each number takes the form of its language."""
    assert wording_of(language).say(say(Code.WHAT_IF_OPENS, n=n)) == PLURALS[language][n]


def test_fractions_take_a_form_too() -> None:
    """37,5 hours are no whole number: Ukrainian has the genitive, other languages the plural."""
    half = say(Code.REQUIRED_HOURS, hours=Span(37.5, 37.5), n=37.5)
    assert wording_of("uk").say(half) == "37,5 години на тиждень"
    assert wording_of("de").say(half) == "37,5 Stunden pro Woche"
    assert wording_of("ar").say(half) == "37.5 ساعة في الأسبوع"


def test_foreign_words_are_isolated_in_arabic() -> None:
    """What runs left to right stands between FSI and PDI, and Arabic names do not; elsewhere it is the other way."""
    way = say(Code.REQUIRED_WAY, place="Gandia")
    assert wording_of("ar").say(way) == "الطريق إلى \u2068Gandia\u2069"
    assert wording_of("ar").say(say(Code.REQUIRED_WAY, place="بولونيا")) == "الطريق إلى بولونيا"
    assert wording_of("de").say(way) == "Weg nach Gandia"
    assert wording_of("de").say(say(Code.REQUIRED_WAY, place="بولونيا")) == "Weg nach \u2068بولونيا\u2069"
    assert [wording_of(language).direction for language in LANGUAGES].count("rtl") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_isolates_are_closed(language: str) -> None:
    """Every isolate that begins ends, in order, whatever stands inside."""
    mixed: tuple[Value, ...] = ("Gandia", "بولونيا", "Київ", "B2")
    said = wording_of(language).say(say(Code.LINE_UNKNOWN, things=mixed))
    depth = 0
    for letter in said:
        depth += (letter == "\u2068") - (letter == "\u2069")
        assert depth in {0, 1}
    assert depth == 0
    assert all(str(word) in said for word in mixed)


def test_a_label_in_another_language_is_marked() -> None:
    """A German label stands as it is; where there is none, the English one says that it is English."""
    wordings, term = Wordings(checkerboard()), Term(Kind.SKILL, skill(3), "skill 3")
    message = say(Code.POINT_MISSING, skills=(term,))
    assert wordings.get("de").say(message) == "Es fehlt: Fähigkeit 3."
    assert wordings.get("es").say(message) == "Falta: skill 3 (EN)."
    assert wordings.get("ar").say(message) == "ينقص: \u2068skill 3 (EN)\u2069."
    assert wordings.get("es").find_label(term).language == "en"
    unknown = Term(Kind.SKILL, "http://data.europa.eu/esco/skill/none", "of another release")
    assert wordings.get("de").say(say(Code.MOVE_SKILL, skill=unknown)) == "of another release"


def test_names_numbers_and_dates_are_those_of_the_language() -> None:
    """Countries, languages, days and numbers come from CLDR."""
    day = say(Code.REQUIRED_START, day=date(2026, 11, 21))
    expected = {
        "en": "start on 21 November 2026",
        "es": "empezar el 21 de noviembre de 2026",
        "it": "inizio il 21 novembre 2026",
        "el": "έναρξη στις 21 Νοεμβρίου 2026",
        "fr": "commencer le 21 novembre 2026",
        "de": "Beginn am 21. November 2026",
        "ar": "البدء في 21 نوفمبر 2026",
        "uk": "початок 21 листопада 2026\u202fр.",
    }
    assert {language: wording_of(language).say(day) for language in LANGUAGES} == expected
    reach = say(Code.STEP_LANGUAGE, language=Tongue("it"), level=Cefr.B1)
    assert wording_of("el").say(reach) == "επίτευξη επιπέδου B1 στα Ιταλικά"
    assert (
        wording_of("fr").say(say(Code.REQUIRED_PERMISSION, country=Country("CY"))) == "autorisation de travail (Chypre)"
    )
    opens = say(Code.WHAT_IF_OPENS, n=1234)
    assert [wording_of(language).say(opens).split()[2] for language in ("de", "it")] == ["1.234", "possibili"]
    assert "1.234" in wording_of("it").say(opens)


def test_lists_are_joined_as_the_language_does() -> None:
    """One, two and more things."""

    def listed(language: str, *things: str) -> str:
        return wording_of(language).say(say(Code.LINE_IN_THE_WAY, things=things))

    assert listed("en", "a") == "This is missing: a."
    assert listed("en", "a", "b") == "This is missing: a and b."
    assert listed("en", "a", "b", "c", "d") == "This is missing: a, b, c and d."
    assert listed("de", "a", "b", "c") == "Das fehlt: a, b und c."


def test_a_value_that_is_missing_is_no_empty_sentence() -> None:
    """A message without its values fails instead of saying half."""
    with pytest.raises(KeyError):
        wording_of(ENGLISH).say(say(Code.REQUIRED_LANGUAGE, language=Tongue("it")))


def test_templates_keep_braces_and_refuse_open_ones() -> None:
    """Braces in a text are doubled, as in Python."""
    assert Template.parse("{{x}} {a}").text.format("b") == "{x} b"
    with pytest.raises(ValueError, match="expected '}'"):
        Template.parse("{a")


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_leave_gender_open(language: str) -> None:
    """No double forms, signs or word ends that split people by gender, and no word of blame."""
    texts = " ".join(template.text for templates in read_catalogue(language).values() for template in templates)
    assert re.findall(r"\w+[/*:_]-?(?:a|o|as|os|in|innen|e|ка|ла)\b|\w+\((?:a|e|in|s|ка|ة)\)|\w+@s?\b", texts) == []
    assert re.findall(r"(?i)\b(?:fail|fault|lazy|culpa|colpa|faute|schuld|вина|φταί|خطؤك)\w*", texts) == []


def test_equal_messages_are_equal_whoever_made_them() -> None:
    """Values are ordered by name, so messages can be looked up."""
    one = say(Code.REQUIRED_LANGUAGE, level=Cefr.B1, language=Tongue("it"))
    other = say(Code.REQUIRED_LANGUAGE, language=Tongue("it"), level=Cefr.B1)
    assert (one, hash(one)) == (other, hash(other))
    assert one != say(Code.REQUIRED_LANGUAGE, language=Tongue("it"), level=Cefr.B2)


def test_texts_are_not_remembered() -> None:
    """What people said is worded and forgotten: nothing of it stays in the wording that all requests share."""
    wording = Wording(ENGLISH)
    words = "I cooked in Aleppo"
    quotes = say(Code.POINT_QUOTES, skill=Term(Kind.SKILL, skill(1), "skill 1"), person=words, vacancy="cook")
    assert words in wording.say(quotes)
    assert words not in repr({name: getattr(wording, name) for name in vars(wording) if name != "_templates"})
