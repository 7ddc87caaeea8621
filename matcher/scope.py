"""Sentences of a vacancy, and how each means what it names: needed, welcome, not needed, offered, or only talk.

A sentence is a line or what ends in a full stop; a heading ("Nice to have:") holds until the next one or an empty line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from matcher import qualification_words, scope_words, stated_words
from matcher.cues import Cue, Phrases
from matcher.text import Word
from matcher.types import Mention, Relation, StatedKind

__all__ = ["LISTED_LANGUAGES", "Said", "Scope", "Sentence", "sentences"]


class Scope(StrEnum):
    """What a word says about the words beside it."""

    WELCOME = "welcome"
    NEEDED = "needed"
    NOT_NEEDED = "not_needed"
    OFFERED = "offered"
    HELP = "help"
    COURSE = "course"
    COMPANY = "company"
    TIME_OF_WORK = "time_of_work"
    OFF = "off"
    NOT_PAY = "not_pay"
    EXPERIENCE = "experience"
    EXPERIENCE_ASKED = "experience_asked"
    EXPERIENCE_ELSE = "experience_else"
    KNOWLEDGE = "knowledge"
    HOUSING_NOUN = "housing_noun"
    VISA = "visa"
    LATER = "later"
    LEADS_TO = "leads_to"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that a listed phrase states by itself."""

    kind: StatedKind
    value: str


_LISTED: dict[Scope | Said, str] = {
    **{scope: getattr(scope_words, scope.name) for scope in Scope if hasattr(scope_words, scope.name)},
    Scope.HOUSING_NOUN: stated_words.HOUSING_NOUNS,
    **{
        Said(kind, value): listing
        for kind, listings in {
            StatedKind.WORKING_TIME: stated_words.WORKING_TIME,
            StatedKind.CONTRACT: stated_words.CONTRACT,
            StatedKind.SHIFT: stated_words.SHIFT,
            StatedKind.HOUSING: {"offered": stated_words.HOUSING},
            StatedKind.PERMISSION: {"required": stated_words.PERMISSION},
            StatedKind.EDUCATION: qualification_words.EDUCATION,
            StatedKind.LICENCE: qualification_words.CERTIFICATES,
            StatedKind.YEARS: {"none": stated_words.NO_EXPERIENCE},
            StatedKind.START: {"now": stated_words.NOW},
        }.items()
        for value, listing in listings.items()
    },
}
_LINE = re.compile(r"\s*([a-z]{2}): (.*)")


def _by_language(listing: str) -> Iterator[tuple[str, str]]:
    language = ""
    for line in listing.strip().splitlines():
        match = _LINE.fullmatch(line)
        language = match[1] if match else language
        yield language, match[2] if match else line


LISTED_LANGUAGES = frozenset(language for listing in _LISTED.values() for language, _ in _by_language(listing))


@lru_cache(maxsize=64)
def _phrases(language: str | None) -> Phrases[Scope | Said]:
    """Return the phrases of a language, and the English ones that texts of every language use; all if it is unknown."""
    wanted = LISTED_LANGUAGES if language is None else {language, "en"}
    return Phrases(
        {
            meaning: "\n".join(words for listed, words in _by_language(listing) if listed in wanted)
            for meaning, listing in _LISTED.items()
        }
    )


# These end in a full stop that ends no sentence; so do single letters, but for classes of licences.
_SHORT = (
    *("kl", "cat", "kat", "κατ", "min", "mind", "max", "ca", "approx", "aprox", "std", "tel", "nr", "no", "art", "bzw"),
    *(
        "inkl",
        "incl",
        "ggf",
        "evtl",
        "mr",
        "sr",
        "sra",
        "dr",
        "st",
        "śr",
        "ul",
        "ej",
        "tyg",
        "godz",
        "wo",
        "mtl",
        "αρ",
        "ref",
    ),
)
_SHORTENED = "".join(rf"(?<!\b(?i:{word})\.)" for word in _SHORT)
# "Ab 1. Juli" goes on.
_GERMAN_MONTHS = "Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez"
# A break of a line, a bullet, or a full stop before a capital letter or a number. The full stop comes first in the
# pattern, so that the many words before it are compared at full stops only.
_BREAK = re.compile(
    r"[\n\r\t;!?•·●▪■◦►▶✓✔➢‣⁃∙|…]+"
    rf"|\.(?!\s+(?:{_GERMAN_MONTHS})[a-zä]*\s)(?=\s+[^\Wa-zà-öø-ÿα-ωά-ώ_]|\s*\n|\s*$|\s+-)(?<!\b[^\W\dA-EΑ-Ε_]\.){_SHORTENED}"
    r"|[-–*](?=\s+[^\W\d_])(?<=\s.)"
)
_BULLET = re.compile(r"[-–*•·●▪■◦►▶✓✔➢‣⁃∙]\s*$")
_NO = re.compile(r"\s*[:=]\s*(?:no|nein|non|nie|όχι|não)\b", re.IGNORECASE)
_NEW_LINE = re.compile(r"[ :]*\n")
# A comma before "but" only leads to the rest of the same thought.
_BUT = "but|pero|aunque|ma|mais|aber|αλλά|αλλα|mas|embora|ale|choć|jednak"
_COMMA = re.compile(rf"[,،](?!\s+(?:{_BUT})\b)|\s[–-]\s", re.IGNORECASE)
# A longer sentence lost its full stops. Parts of this size keep the time linear, since the words of a sentence are
# compared with each other.
MAX_SENTENCE_WORDS = 60
# A heading has at most this many words before its colon.
HEADING_WORDS = 6
# "Not needed" said in one word ("no", "ohne", "sans") stands closely before what it is about.
SINGLE_DENIAL_REACH = 3
DENIAL_REACH = 8
# A sentence that begins with "valued are" means all that it lists.
LEADING_WORDS = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence, its phrases, and what the heading above it says.

    `clause` numbers the clause of each word; `heading` is WELCOME, OFFERED, NOT_NEEDED or None.
    """

    text: str  # of the whole vacancy
    words: Sequence[Word]
    clause: Sequence[int]
    scopes: Sequence[Cue[Scope]]
    said: Sequence[Cue[Said]]
    heading: Scope | None
    n_heading: int  # words before the colon of a heading that begins the sentence

    @property
    def start(self) -> int:
        """Where the sentence begins in the text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where its last word ends."""
        return self.words[-1].end

    def mention(self, first: int, last: int) -> Mention:
        """Return the words from `first` to `last`."""
        start, end = self.words[first].start, self.words[last].end
        return Mention(self.text[start:end], start, end)

    def at(self, start: int) -> int:
        """Return the index of the first word that begins at or after an offset."""
        return bisect_left(self.words, start, key=lambda word: word.start)

    def has(self, scope: Scope, first: int | None = None, last: int | None = None) -> bool:
        """Whether a word of this scope is in the sentence, or between two words of it."""
        low, high = 0 if first is None else first, len(self.words) if last is None else last
        return any(cue.meaning is scope and cue.first <= high and cue.last >= low for cue in self.scopes)

    def beside(self, scope: Scope, first: int, last: int) -> bool:
        """Whether a word of this scope is in the clauses of these words."""
        clauses = range(self.clause[first], self.clause[last] + 1)
        return any(cue.meaning is scope and self.clause[cue.first] in clauses for cue in self.scopes)

    def relation(self, first: int, last: int, clauses: Container[int] = ()) -> Relation:
        """Return whether these words are needed or welcome: by the nearest cue of their clause, else by what leads.

        What follows a sentence's first words "valued are", or stands under such a heading, is welcome until the
        sentence calls something needed. `clauses` are others that speak of the same.
        """
        cues = [cue for cue in self.scopes if cue.meaning in _RELATION]
        own = [c for c in cues if self.clause[c.first] == self.clause[first] or self.clause[c.first] in clauses]
        if own:
            nearest = min(own, key=lambda cue: (_distance(cue, first, last), cue.meaning is Scope.NEEDED))
            return _RELATION[nearest.meaning]
        before = [cue for cue in cues if cue.last < first]
        if before and (before[-1].meaning is Scope.NEEDED or before[-1].first < max(self.n_heading, LEADING_WORDS)):
            return _RELATION[before[-1].meaning]
        return Relation.OPTIONAL if self.heading is Scope.WELCOME else Relation.ESSENTIAL

    def says_no(self, last: int) -> bool:
        """Whether a form says no behind these words: "Driving licence: no"."""
        return _NO.match(self.text, self.words[last].end) is not None

    def is_talk(self, first: int) -> bool:
        """Whether the company speaks of itself or its customers in this clause, up to this word."""
        return any(
            cue.meaning is Scope.COMPANY and cue.first <= first and self.clause[cue.first] == self.clause[first]
            for cue in self.scopes
        )

    def denied(self, first: int, last: int) -> bool:
        """Whether the clause, or its heading, says that these words are not needed; what is welcome is not denied."""
        if self.heading is Scope.NOT_NEEDED or self.says_no(last):
            return True
        if self.beside(Scope.WELCOME, first, last):
            return False
        for cue in self.scopes:
            if cue.meaning is not Scope.NOT_NEEDED or self.clause[cue.first] != self.clause[first]:
                continue
            single = cue.first == cue.last
            if cue.last < first and first - cue.last <= (SINGLE_DENIAL_REACH if single else DENIAL_REACH):
                return True
            if cue.first > last and not single and cue.first - last <= DENIAL_REACH:
                return True
        return False


_RELATION = {Scope.WELCOME: Relation.OPTIONAL, Scope.NEEDED: Relation.ESSENTIAL}


def _distance(cue: Cue[Scope], first: int, last: int) -> int:
    return max(cue.first - last, first - cue.last, 0)


def sentences(text: str, found: Sequence[Word], language: str | None) -> Iterator[Sentence]:
    """Yield the sentences of `text`, whose words are `found`, in order; those without words are left out."""
    phrases = _phrases(language)
    headings = _Headings()
    previous = 0
    for part in _parts(text, found):
        cues = phrases.find(part)
        scopes = _outermost([Cue(c.meaning, c.first, c.last) for c in cues if isinstance(c.meaning, Scope)])
        said = [Cue(cue.meaning, cue.first, cue.last) for cue in cues if isinstance(cue.meaning, Said)]
        headings.go_on(text[previous : part[0].start])
        n_heading = headings.read(text, part, scopes)
        yield Sentence(text, part, _clauses(text, part), scopes, said, headings.current, n_heading)
        previous = part[-1].end


def _parts(text: str, found: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield the words between breaks, at most MAX_SENTENCE_WORDS at once."""
    i = 0
    for end in (*(match.start() for match in _BREAK.finditer(text)), len(text)):
        while i < len(found) and found[i].start < end:
            begin = i
            while i < len(found) and found[i].start < end and i - begin < MAX_SENTENCE_WORDS:
                i += 1
            yield found[begin:i]


class _Headings:
    """The heading that holds while sentences are read one after the other.

    One with words behind its colon holds to the end of the sentence, or of the bullets behind it; one on a line of its
    own until an empty line, or, if bullets follow, until a line without one.
    """

    def __init__(self) -> None:
        self.current: Scope | None = None
        self._inline = False
        self._bulleted: bool | None = None
        self._is_item = False

    def go_on(self, gap: str) -> None:
        """Note what stands between the last sentence and the next."""
        self._is_item = bullet = _BULLET.search(gap) is not None
        if "\n" not in gap:
            if self._inline and "." in gap and not bullet:
                self.current = None
            return
        if self._inline or (self._bulleted and not bullet) or (self._bulleted is not None and "\n\n" in gap):
            self.current = None
        elif self._bulleted is None:
            self._bulleted = bullet

    def read(self, text: str, part: Sequence[Word], scopes: Sequence[Cue[Scope]]) -> int:
        """Take a new heading, if the sentence begins with one; return how many of its words are the heading."""
        n_heading = _heading_words(text, part)
        is_line = not self._is_item and len(part) <= HEADING_WORDS and _NEW_LINE.match(text, part[-1].end) is not None
        if n_heading or is_line:
            found = _heading(part, scopes, n_heading)
            if n_heading or found is not None:
                self.current = None if found is Scope.NEEDED else found
                self._inline, self._bulleted = 0 < n_heading < len(part), None
        return n_heading


def _outermost(cues: list[Cue[Scope]]) -> list[Cue[Scope]]:
    """Leave out what lies within a longer phrase: "required" within "not required"."""
    return [
        cue
        for cue in cues
        if cue.meaning is Scope.EXPERIENCE
        or not any(
            other.first <= cue.first and cue.last <= other.last and other.last - other.first > cue.last - cue.first
            for other in cues
        )
    ]


def _clauses(text: str, part: Sequence[Word]) -> list[int]:
    numbers, n = [0], 0
    for before, after in pairwise(part):
        if text[before.end : after.start] != " ":  # as between most words
            n += _COMMA.search(text, before.end, after.end) is not None
        numbers.append(n)
    return numbers


def _heading_words(text: str, part: Sequence[Word]) -> int:
    """Return how many words stand before a colon at the beginning of a sentence, 0 if it has none."""
    for i, word in enumerate(part[:HEADING_WORDS]):
        following = part[i + 1].start if i + 1 < len(part) else word.end + 2
        if ":" in text[word.end : following]:
            return 0 if text[word.end : word.end + 1] == ":" and text[word.end + 1 : word.end + 2].isdigit() else i + 1
    return 0


def _heading(part: Sequence[Word], scopes: Sequence[Cue[Scope]], n_heading: int) -> Scope | None:
    """Return what the words before a colon, or a short line, head, None for nothing that matters here."""
    last = (n_heading or len(part)) - 1
    within = {cue.meaning for cue in scopes if cue.last <= last}
    if Scope.NOT_NEEDED in within and n_heading:
        return Scope.NOT_NEEDED
    if Scope.WELCOME in within and (n_heading or _covered(scopes, Scope.WELCOME) * 2 >= len(part)):
        return Scope.WELCOME
    return next((scope for scope in (Scope.OFFERED, Scope.NEEDED) if scope in within), None)


def _covered(scopes: Sequence[Cue[Scope]], scope: Scope) -> int:
    return sum(cue.last - cue.first + 1 for cue in scopes if cue.meaning is scope)
