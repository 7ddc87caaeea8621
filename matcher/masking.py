"""Blanks out what identifies a person before a text is linked, keeping every offset.

The seam for identity in free text: linking sees `mask(text)`, people see the original. So far it knows names as people
introduce themselves and ages; nationalities and gender words come with the measurements that need them.
"""

from __future__ import annotations

import re

__all__ = ["mask"]

_INTRODUCTIONS = (
    r"my name is|me llamo|mi nombre es|je m['’]appelle|mon nom est|mi chiamo|il mio nome è|ich hei(?:ß|ss)e"
    r"|mein name ist|με λένε|το όνομά μου είναι|ονομάζομαι|мене звати|моє ім['’ʼ]я|меня зовут"
)
# Up to three capitalised words follow an introduction; lower-case particles ("de", "al-") may stand between them.
_NAME = re.compile(
    rf"(?:(?i:\b(?:{_INTRODUCTIONS}))\s+)"
    r"((?-i:[A-ZÀ-ÖØ-ÞΑ-ΩΆΈΉΊΌΎΏА-ЯҐЄІЇ][\w'’-]*)(?:\s(?:(?:de|del|la|van|von|al|el|bin|ben)\s)?(?-i:[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯҐЄІЇ][\w'’-]+)){0,2})"
)
# Arabic has no capitals, so only the word after the introduction is certain to be a name.
_ARABIC_NAME = re.compile(r"(?:اسمي|إسمي)\s+(?:هو\s+)?([^\W\d_]+)")
_AGE = re.compile(
    r"\b(\d{2}\s*(?:años de edad|years? old|[- ]year[- ]old|ans d['’]âge|jahre alt|anni di età|ετών|років від роду))",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """Return `text` with names as introduced and ages replaced by as many spaces."""
    for pattern in (_NAME, _ARABIC_NAME, _AGE):
        for match in pattern.finditer(text):
            start, end = match.span(1)
            text = text[:start] + " " * (end - start) + text[end:]
    return text
