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
    """C, C++ and C# are three words."""
    assert [word.text for word in words("C, C++ y C#.")] == ["c", "c++", "y", "c#"]


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


def test_only_long_sentences_part_at_commas() -> None:
    """A short list is one thought, a long one is many."""
    short = "cut, wash and cook"
    long = ", ".join(f"task number {i}" for i in range(COMMA_SPLIT_WORDS))
    assert len(segments(short)) == 1
    assert len(segments(long)) == COMMA_SPLIT_WORDS
