"""The texts that people agree to, by version. A text that somebody has read is never changed: a new one is added."""

from __future__ import annotations

from collections.abc import Mapping

from api.rights_bodies import Purpose
from api.web.speech import mark

CURRENT = "2026-11"
TEXTS: Mapping[str, Mapping[Purpose, str]] = {
    "2026-11": {
        Purpose.RANKING: mark(
            "A program may compare what I can do and what I want with vacancies, and put the vacancies in order. "
            "People decide, not the program. I can stop this at any time."
        ),
        Purpose.CONTACT: mark("My caseworker may call me or write to me about vacancies."),
        Purpose.STATISTICS: mark(
            "I may be counted in reports that check if the program is fair to everybody. My name is not in them."
        ),
    }
}
NAMES = {
    Purpose.RANKING: mark("Comparing me with vacancies"),
    Purpose.CONTACT: mark("Calling or writing to me"),
    Purpose.STATISTICS: mark("Counting me in reports"),
}
