"""The card, a text to try and a file to read: in the reader's language, and English only where it is marked."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.web.speech import speech_in
from tests.api.conftest import CHEF, COOK, vacancy_line
from tests.api.spoken import SPOKEN


@pytest.mark.parametrize("language", SPOKEN)
def test_pages_are_in_the_language(client: TestClient, language: str) -> None:
    """Headings of the card, of a text and of a file are translated; what was measured stays English, and says so."""
    line = vacancy_line(occupation=CHEF, skills=[{"uri": COOK}])
    client.post("/v1/vacancies", json=line)
    headers, speech = {"Accept-Language": language}, speech_in(language)
    card = client.get("/system/card", headers=headers).text
    assert f"<h1>{speech.say('System card')}</h1>" in card
    bare = re.sub(r'<(\w+)[^>]*lang="en"[^>]*>.*?</\1>', " ", card, flags=re.DOTALL)
    assert ("Annex" in bare or "caseworker" in bare) is False
    tried = unescape(client.post("/try", data={"text": "I can cook."}, headers=headers).text)
    assert f"<h1>{speech.say('What this text says')}</h1>" in tried
    assert str(speech.say("has it")) in tried
    read = client.post("/read", files={"file": ("cv.txt", b"I can cook.")}, headers=headers).text
    assert str(speech.say("Show links and matches")) in read


def test_the_reference_says_that_it_is_in_english(client: TestClient) -> None:
    """Whoever reads the pages in another language has the operations marked."""
    assert '<div lang="en" dir="ltr">\n<h1>API</h1>' in client.get("/docs", headers={"Accept-Language": "ar"}).text
