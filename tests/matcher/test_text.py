"""Folding, stems and segments keep track of where words stood."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.text import COMMA_SPLIT_WORDS, MAX_SEGMENT_WORDS, fold, segments, stem, words

TEXTS = st.text(max_size=120) | st.text("aé ñ.,;:•-\nÁВґ'ﬁ١طَّــ+#(")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("COCINERO", "cocinero"),
        ("Enfermería", "enfermeria"),
        ("ﬁnance", "finance"),
        ("Μάγειρας", "ΜΑΓΕΙΡΑΣ"),
        ("مُمَرِّضة", "ممرضه"),
        ("طبـــاخ", "طباخ"),
        ("أحمد", "احمد"),
        ("١٢", "12"),
        ("Straße", "STRASSE"),
        ("l'équipe", "l’equipe"),
    ],
)
def test_spellings_of_one_word_fold_alike(a: str, b: str) -> None:
    """Case, accents, compatibility forms, vowel marks and apostrophes tell no words apart."""
    assert fold(a) == fold(b)


def test_cyrillic_letters_stay_apart() -> None:
    """In Cyrillic й and и are different letters, not accents."""
    assert fold("мій") != fold("міи")
    assert fold(unicodedata.normalize("NFD", "мій")) == fold("мій")


def test_programming_languages_stay_apart() -> None:
    """C, C++ and C# are three words, and .NET is no net."""
    assert [word.text for word in words("C, C++ y C#.")] == ["c", "c++", "y", "c#"]
    assert [word.text for word in words(".NET, ASP.NET, a.net")] == [".net", "asp", "net", "a", "net"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("camareras", "camarero"),
        ("conductores", "conductora"),
        ("pflegerinnen", "pfleger"),
        ("infermieri", "infermiera"),
        ("nurses", "nurse"),
        ("зварника", "зварник"),
        ("اللحام", "لحام"),
    ],
)
def test_inflected_forms_share_a_stem(a: str, b: str) -> None:
    """Number, gender, case and the Arabic article are cut."""
    assert stem(fold(a)) == stem(fold(b))


def test_short_words_keep_their_endings() -> None:
    """A stem of fewer than four letters would be shared by unrelated words."""
    assert stem("casa") == "casa"
    assert stem("sales") == "sale"


@given(TEXTS)
def test_words_know_where_they_stood(text: str) -> None:
    """Words are in order, apart, not empty, and folding their place again gives them."""
    last = 0
    for word in words(text):
        assert last <= word.start < word.end <= len(text)
        assert fold(text[word.start : word.end]) == word.text
        last = word.end


@given(TEXTS)
def test_segments_are_quotations(text: str) -> None:
    """Segments are in order, apart, at most so long, and quote the text."""
    last = 0
    for segment in segments(text):
        assert segment.text == text[segment.start : segment.end]
        assert last <= segment.start < segment.end
        assert 1 <= len(words(segment.text)) <= MAX_SEGMENT_WORDS
        last = segment.end


@given(TEXTS)
def test_no_word_is_lost_between_segments(text: str) -> None:
    """Together the segments have the words of the text."""
    assert [w.text for s in segments(text) for w in words(s.text)] == [w.text for w in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "FUNCIONES:Riego de plantas y semilleros/as.Poda de frutales.Cosecha",
            ["FUNCIONES", "Riego de plantas y semilleros/as", "Poda de frutales", "Cosecha"],
        ),
        ("- Permiso B. - Experiencia de 1.5 años", ["Permiso B", "Experiencia de 1.5 años"]),
        ("• one • two;three\nfour", ["one", "two", "three", "four"]),
        ("Knows e.g. Node.js. Also C++", ["Knows e.g. Node.js", "Also C++"]),
        ("أعمل طباخا؟ نعم؛ منذ سنتين", ["أعمل طباخا", "نعم؛ منذ سنتين"]),
    ],
)
def test_texts_fall_apart_where_thoughts_end(text: str, expected: list[str]) -> None:
    """Lines, bullets, dashes and full stops part, also without a space after them; abbreviations do not."""
    assert [segment.text for segment in segments(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # lists that a colon announces, in any language
        ("Skills: Excel, SAP, teamwork and sales", ["Skills", "Excel", "SAP", "teamwork", "and sales"]),
        ("Idiomas: español, árabe", ["Idiomas", "español", "árabe"]),
        ("Kenntnisse: SAP R/3, MS Office, Buchhaltung", ["Kenntnisse", "SAP R/3", "MS Office", "Buchhaltung"]),
        ("Compétences: soudure, lecture de plans", ["Compétences", "soudure", "lecture de plans"]),
        ("مهارات: الطبخ، الحلاقة", ["مهارات", "الطبخ", "الحلاقة"]),
        ("Навички: шиття, крій, ремонт одягу", ["Навички", "шиття", "крій", "ремонт одягу"]),
        ("Funciones:\n- Atender clientes\n- Cobrar en caja", ["Funciones", "Atender clientes", "Cobrar en caja"]),
        ("Contract: full time", ["Contract: full time"]),
        ("Call 637 52 16 93. Ask for Ana", ["Call 637 52 16 93", "Ask for Ana"]),
        ("Shift from 10:30 to 14:00", ["Shift from 10:30 to 14:00"]),
        # lists of three and more short items
        ("Permis B, CACES 3, anglais courant", ["Permis B", "CACES 3", "anglais courant"]),
        ("أعمل في الطبخ، التنظيف، خدمة الزبائن", ["أعمل في الطبخ", "التنظيف", "خدمة الزبائن"]),
        ("Ich kann schweißen, drehen und löten", ["Ich kann schweißen, drehen und löten"]),
        ("Docker, Kubernetes, CI/CD, TCP/IP", ["Docker", "Kubernetes", "CI/CD", "TCP/IP"]),
        ("ASP.NET, .NET Core, C#, SQL", ["ASP.NET", ".NET Core", "C#", "SQL"]),
        # two items are one thought
        ("I can wash, cut and cook vegetables", ["I can wash, cut and cook vegetables"]),
        ("Camarero/a, ayudante de cocina", ["Camarero/a, ayudante de cocina"]),
        ("Node.js, React and TypeScript", ["Node.js, React and TypeScript"]),
        # slashes
        ("Word/Excel/Access and Outlook", ["Word", "Excel", "Access", "and Outlook"]),
        ("cooking / cleaning / serving tables", ["cooking", "cleaning", "serving tables"]),
        ("Driving licence B and/or C", ["Driving licence B and/or C"]),
        ("Experiencia en limpieza y/o cocina", ["Experiencia en limpieza y/o cocina"]),
        # lines of a CV
        ("2015-2019 Cook, Hotel Sol, Madrid", ["2015-2019", "Cook", "Hotel Sol", "Madrid"]),
        ("2015 – 2019 Koch im Hotel Sonne", ["2015 – 2019", "Koch im Hotel Sonne"]),
        ("03/2015–06/2019: Lagerarbeiter", ["03/2015–06/2019", "Lagerarbeiter"]),
        ("Warehouse worker, 2018 - 2021, Kyiv", ["Warehouse worker", "2018 - 2021", "Kyiv"]),
        ("Cook – Hotel Sol – Madrid", ["Cook", "Hotel Sol", "Madrid"]),
        ("1. Welding 2. Cutting", ["1", "Welding", "2", "Cutting"]),
        (
            "Працювала кухарем 5 років; готувала борщ, вареники",
            ["Працювала кухарем 5 років", "готувала борщ, вареники"],
        ),
        # long sentences without commas
        (
            (
                "I worked for ten years as a carpenter in a small workshop where we made doors and windows and I also "
                "installed kitchens in private homes and repaired old furniture for people who came from the whole city"
            ),
            [
                "I worked for ten years as a carpenter in a small workshop where we made doors and windows",
                "and I also installed kitchens in private homes",
                "and repaired old furniture for people who came from the whole city",
            ],
        ),
        (
            (
                "J'ai travaillé comme maçon pendant plus de dix ans en Syrie et je sais aussi poser du carrelage "
                "et peindre des murs parce que mon père avait une petite entreprise de construction à Alep"
            ),
            [
                "J'ai travaillé comme maçon pendant plus de dix ans en Syrie",
                "et je sais aussi poser du carrelage",
                "et peindre des murs parce que mon père avait une petite entreprise de construction à Alep",
            ],
        ),
    ],
)
def test_mentions_are_cut_as_a_reader_would(text: str, expected: list[str]) -> None:
    """Lists by their items, CV lines by their parts, long sentences by their clauses; what belongs together stays."""
    assert [segment.text for segment in segments(text)] == expected


def test_only_long_sentences_part_at_commas() -> None:
    """A short list is one thought, a long one is many."""
    short = "cut, wash and cook"
    long = ", ".join(f"task number {i}" for i in range(COMMA_SPLIT_WORDS))
    assert len(segments(short)) == 1
    assert len(segments(long)) == COMMA_SPLIT_WORDS
