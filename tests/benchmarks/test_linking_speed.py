"""What the measured sentences and texts are."""

import pytest

from benchmarks.linking_speed import sentences_of
from benchmarks.long_profiles import LONG_PROFILES


def test_sentences_are_distinct_and_of_ordinary_length() -> None:
    """Line breaks and full stops end a sentence; three words are too few, and each counts once."""
    texts = ["We bake bread at night. Apply now!\nWe bake bread at night.", "You drive a van? We bake bread at night."]
    assert sentences_of(texts) == ["We bake bread at night.", "You drive a van?"]


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_profiles_have_about_150_words(language: str) -> None:
    """The text that is timed is as long as its name says."""
    assert 150 <= len(LONG_PROFILES[language].split()) <= 160
