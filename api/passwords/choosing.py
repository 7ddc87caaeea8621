"""Which passwords will do: long ones that do not merely put together what everybody tries first.

Length is what counts, so nothing is asked for in the way of digits and signs. What lists of breached passwords hold in
this length are words, names of services, walks over the keyboard, repetitions and counting, one after the other, with
letters swapped for digits and a year at the end. All of those are found by taking a password apart, which needs the
parts only (`common.txt`, written for this project) where a list would need every combination.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from api.errors import InvalidInputError, Problem

LEAST = 12  # fewer can be guessed from a stolen hash in time
ADVISED = 15  # what OWASP's standard asks for where there is no second factor
MOST = 256  # longer ones only cost time to hash
OWN_LETTERS = 6  # this many that are part of nothing common make a password worth its length
LOOKALIKES = str.maketrans("013457@$!|", "oleastasii")
WALKS = ("qwertzuiop", "qwertyuiop", "azertyuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "abcdefghijklmnopqrstuvwxyz")
DIGITS = re.compile(r"[\d\W_]+")


def check_password(password: str, *own_words: str) -> str:
    """Return the password as it is hashed; raises InvalidInputError. `own_words` are names that are no secret."""
    normal = normalise(password)
    if len(normal) < LEAST:
        raise _refuse(f"must have at least {LEAST} characters, better {ADVISED}")
    if len(normal) > MOST:
        raise _refuse(f"must have at most {MOST} characters")
    if is_common(normal, *own_words):
        raise _refuse("is put together from what everybody tries first; take several words that nobody would expect")
    return normal


def normalise(password: str) -> str:
    """Bring equal looking characters to one form, as keyboards differ in how they send them."""
    return unicodedata.normalize("NFKC", password)


def is_common(password: str, *own_words: str) -> bool:
    """Say whether nothing is left of a password after common parts, repetitions and digits are taken out of it."""
    parts = _common_parts() | {word.lower() for name in own_words for word in re.findall(r"\w{3,}", name)}
    return any(_is_spent(text, parts) for text in (password.lower(), password.lower().translate(LOOKALIKES)))


def _is_spent(text: str, parts: frozenset[str]) -> bool:
    """Say whether fewer than OWN_LETTERS letters are left."""
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, " ")
    text = re.sub(r"(.{1,4}?)\1{2,}", " ", text)  # abcabcabc, aaaa
    left = DIGITS.sub(" ", text).split()
    return sum(map(len, left)) < OWN_LETTERS


@cache
def _common_parts() -> frozenset[str]:
    words = (Path(__file__).parent / "common.txt").read_text(encoding="utf-8").split()
    walks = {
        way[start : start + length]
        for walk in WALKS
        for way in (walk, walk[::-1])
        for length in range(4, len(walk) + 1)
        for start in range(len(walk) - length + 1)
    }
    return frozenset(words) | walks


def _refuse(reason: str) -> InvalidInputError:
    return InvalidInputError([Problem("password", reason)])
