"""Blanks out what identifies a person before a text is linked, keeping every offset.

The seam for identity in free text: linking sees `mask(text)`, people see the original. Names, contact details, ages,
origin, gender, family status and religion go, in thirteen languages (`matcher.identity_words`, `countries`,
`demonyms`). What a person speaks, cooks or teaches stays ("I speak Ukrainian", "cocina italiana").

Names of countries go wherever they stand, places of work too: "worked in Italy for three years" cannot be told from
"three years in Italy, where I come from", and a country is no skill. Words that are also about customers or languages
("women", "Spanish") go only where they are said of the person: after "I am", first in a sentence, or beside another
word of this kind. Occupations stay in the form that they were written in ("cocinera"): they are what is linked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from matcher.identity import Found, Tag, find_phrases, small_words
from matcher.patterns import personal_spans
from matcher.text import Word, fold, words
from matcher.tongues import tongue_names

__all__ = ["mask"]

# How far an "I am" reaches: "I am a qualified senior Ukrainian nurse".
REACH = 4
# How many words a name or a place has at most: "María del Carmen Pérez García".
NAME_WORDS = 5
FIELD_WORDS = 8


def mask(text: str) -> str:
    """Return `text` with what identifies a person replaced by as many spaces."""
    return _blanked(text, _Reading(text).spans())


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in spans:
        letters[start:end] = " " * (end - start)
    return "".join(letters)


class _Reading:
    """One text while it is read: its words, the phrases among them, and which words are masked so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: Sequence[Word] = words(text)
        self.hidden = [False] * len(self.words)
        self.found = list(find_phrases(self.words))
        self.cultural = {i for f in self.found if f.tag is Tag.CULTURE for i in range(f.first, f.last)}
        self.tongues = {i for f in self.found if f.tag is Tag.TONGUE for i in range(f.first, f.last)}
        self.cues = [f for f in self.found if f.tag in (Tag.IDENTITY, Tag.ORIGIN)]
        self.starts: dict[int, set[Tag]] = {}
        for f in self.found:
            self.starts.setdefault(f.first, set()).add(f.tag)
        self.origin_ends = {f.last for f in self.found if f.tag is Tag.ORIGIN}
        self.is_shouted = text.isupper()

    def spans(self) -> Iterator[tuple[int, int]]:
        """Yield all that is to be blanked, as offsets."""
        for span in personal_spans(self.text):
            self._hide_within(*span)
            yield span
        for found in self.found:
            self._read(found)
        self._hide_homes()
        # Beside a masked word ("single, mother of two"), and again beside what that masked.
        for _ in range(2):
            self._hide_neighbours()
        self._hide_repeated()
        yield from self._hidden_spans()

    # --- one phrase ---------------------------------------------------------------------------------

    def _read(self, found: Found) -> None:
        first, last = found.first, found.last
        if found.tag is Tag.FAMILY:
            self._hide(first, last)
        elif found.tag is Tag.COUNTRY:
            if self._is_named(first) or not self.origin_ends.isdisjoint(
                {first, self._before(first, small_words().articles)}
            ):
                self._hide(self._before(first, small_words().prepositions), last)
        elif found.tag is Tag.PEOPLE:
            self._read_people(found)
        elif found.tag is Tag.SELF:
            if self._is_led(first) or self._opens(first):
                self._hide(self._before(first, small_words().indefinite), last)
        elif found.tag is Tag.ORIGIN:
            self._read_origin(found)
        elif found.tag is Tag.NAMED or (found.tag is Tag.IDENTITY and self._introduces(last)):
            self._hide_name(last)
        elif found.tag is Tag.FIELD:
            self._read_field(found)

    def _read_people(self, found: Found) -> None:
        """Mask a people unless a kitchen or a language is meant."""
        first, last = found.first, found.last
        around = {*self._clause_before(first, 2), *self._clause_after(last, 1)}
        if around & self.cultural:
            return
        is_tongue = self.words[first].text in tongue_names()
        if is_tongue and (around & self.tongues or not self._is_led(first)):
            return
        if is_tongue or self._has_capital(first) or not self._may_be_other(first):
            self._hide(self._before(first, small_words().indefinite), last)

    def _may_be_other(self, i: int) -> bool:
        """Whether small letters make it another word: "polish" is a verb."""
        return self.words[i].text in _OTHER_WORDS and not self._is_led(i)

    def _read_origin(self, found: Found) -> None:
        last = self._after(found.last, small_words().articles)
        end = last
        while end < min(last + 3, len(self.words)) and self._joined(end) and self._is_proper(end):
            end += 1
        if end > last or (last < len(self.words) and self._starts(Tag.COUNTRY, last)):
            self._hide(found.first, end)

    def _read_field(self, found: Found) -> None:
        """Mask what follows a field's colon, to the end of its line or to the next field."""
        end = self.words[found.last - 1].end
        colon = _COLON.match(self.text, end)
        if colon is None:
            return
        stop = _FIELD_END.search(self.text, colon.end())
        limit = stop.start() if stop else len(self.text)
        i = found.last
        while i < min(found.last + FIELD_WORDS, len(self.words)) and self.words[i].start < limit:
            if i > found.last and self._starts(Tag.FIELD, i) and _COLON.match(self.text, self.words[i].end):
                break
            i += 1
        self._hide(found.last, i)

    # --- names ----------------------------------------------------------------------------------------

    def _introduces(self, i: int) -> bool:
        """Whether "I am" is followed by a name: one capital among small letters, no occupation, and then a pause."""
        if i < len(self.words) and self.words[i].text in _GREEK_ARTICLES:
            i += 1
        if self.is_shouted or i >= len(self.words) or not self._joined(i) or not self._has_capital(i):
            return False
        name = self.words[i]
        if self.starts.get(i, set()) - {Tag.FIELD} or self._is_occupation(i):
            return False
        rest = self.text[name.end :]
        return _AFTER_NAME.match(rest) is not None

    def _is_occupation(self, i: int) -> bool:
        """Whether a capitalised word is an occupation by its ending, and no second capital makes it a first name."""
        name = self.words[i].text
        is_followed = i + 1 < len(self.words) and self._has_capital(i + 1) and self._joined(i + 1)
        return _OCCUPATION.search(name) is not None and name not in _FIRST_NAMES and not is_followed

    def _hide_name(self, first: int) -> None:
        """Mask a name: capitalised words, or the one or two words up to a pause where there are no capitals."""
        if first < len(self.words) and self.words[first].text in _GREEK_ARTICLES:
            first += 1
        last = first
        while last < min(first + NAME_WORDS, len(self.words)) and self._joined(last, first=first == last):
            is_particle = self.words[last].text in _PARTICLES and last > first
            # "Jin-woo": the second half of a name is often small.
            is_half = last > first and self.text[self.words[last].start - 1] == "-"
            if not (self._has_capital(last) or is_particle or is_half):
                break
            last += 1
        while last > first and self.words[last - 1].text in _PARTICLES:
            last -= 1
        if last == first and first < len(self.words) and not self._has_case(first):
            last = self._caseless_name_end(first)
        elif last == first and first < len(self.words) and self.found and self._joined(first, first=True):
            last = first + 1
        self._hide(first, last)

    def _caseless_name_end(self, first: int) -> int:
        last = first + 1
        if self.words[first].text in _ARABIC_COMPOUND:
            last += 1
        following = last
        while following < min(last + 2, len(self.words)) and self._joined(following):
            if self.words[following].text.startswith("و") or self._starts(None, following):
                return following
            following += 1
        at_pause = following >= len(self.words) or not self._joined(following)
        return following if at_pause and following - first <= 2 else min(last, len(self.words))

    def _hide_repeated(self) -> None:
        """Mask a capitalised name wherever it is repeated."""
        names = {
            self.text[word.start : word.end]
            for word, hidden in zip(self.words, self.hidden, strict=True)
            if hidden and word.end - word.start > 2 and self.text[word.start].isupper()
        }
        if not names or self.is_shouted:
            return
        for i, word in enumerate(self.words):
            if self.text[word.start : word.end] in names:
                self.hidden[i] = True

    # --- around a word ----------------------------------------------------------------------------------

    def _is_led(self, i: int) -> bool:
        """Whether an "I am" leads up to word `i` in its clause."""
        for f in self.cues:
            if f.last <= i <= f.last + REACH:
                between = range(f.last, i)
                if all(self._joined(j) for j in range(f.last, i + 1)) and not any(self._stops(j) for j in between):
                    return True
        return False

    def _stops(self, i: int) -> bool:
        return not self.hidden[i] and (
            self.words[i].text in small_words().stops or i in self.tongues or i in self.cultural
        )

    def _opens(self, i: int) -> bool:
        """Whether a sentence starts with word `i`, an article before it or not."""
        first = self._before(i, small_words().indefinite)
        gap_start = self.words[first - 1].end if first else 0
        gap = self.text[gap_start : self.words[first].start]
        return first == 0 or _SENTENCE_END.search(gap) is not None

    def _hide_homes(self) -> None:
        """Mask "from Herat" after "I am a tailor", and after what is masked already ("Syrian from Aleppo")."""
        for i, word in enumerate(self.words[:-1]):
            if word.text not in small_words().from_ or self.hidden[i + 1] or not self._joined(i + 1):
                continue
            follows_mask = i > 0 and self.hidden[i - 1] and self._joined(i)
            if self._has_case(i + 1):
                is_home = self._has_capital(i + 1) and (follows_mask or self._is_led(i))
            else:
                is_home = follows_mask and not self._starts(None, i + 1)
            if is_home:
                self._hide(i, i + 2)

    def _hide_neighbours(self) -> None:
        for i, word in enumerate(self.words):
            if self._is_bare_age(i, word):
                self._hide(i, i + 1)
        for f in self.found:
            if f.tag is not Tag.SELF or self.hidden[f.first]:
                continue
            before = f.first > 0 and self.hidden[f.first - 1] and self._near(f.first)
            after = f.last < len(self.words) and self.hidden[f.last] and self._near(f.last)
            if before or after:
                self._hide(self._before(f.first, small_words().indefinite), f.last)

    def _is_bare_age(self, i: int, word: Word) -> bool:
        """Whether a word is a number of years beside something masked: "Woman, 45, married"."""
        if self.hidden[i] or not (len(word.text) == 2 and word.text.isdecimal() and 16 <= int(word.text) <= 79):
            return False
        follows = i > 0 and self.hidden[i - 1] and self._near(i)
        return follows and (i + 1 == len(self.words) or not self._joined(i + 1))

    def _near(self, i: int) -> bool:
        """Whether only spaces or a comma stand before word `i`."""
        return _NEAR.fullmatch(self.text, self.words[i - 1].end, self.words[i].start) is not None

    def _joined(self, i: int, *, first: bool = False) -> bool:
        """Whether no mark that ends a clause stands before word `i`."""
        if i == 0:
            return True
        if i >= len(self.words):
            return False
        gap = self.text[self.words[i - 1].end : self.words[i].start]
        return _CLAUSE_END.search(gap.lstrip(" :") if first else gap) is None

    def _clause_before(self, i: int, n: int) -> Iterator[int]:
        for j in range(i - 1, max(i - 1 - n, -1), -1):
            if not self._joined(j + 1) or self.words[j].text in _CONJUNCTIONS:
                return
            yield j

    def _clause_after(self, i: int, n: int) -> Iterator[int]:
        for j in range(i, min(i + n, len(self.words))):
            if not self._joined(j):
                return
            yield j

    def _before(self, first: int, small: frozenset[str]) -> int:
        """Return where the small words right before word `first` begin."""
        while first > 0 and self.words[first - 1].text in small and self._joined(first):
            first -= 1
        return first

    def _after(self, last: int, small: frozenset[str]) -> int:
        while last < len(self.words) and self.words[last].text in small and self._joined(last):
            last += 1
        return last

    def _starts(self, tag: Tag | None, i: int) -> bool:
        return bool(self.starts.get(i)) if tag is None else tag in self.starts.get(i, ())

    def _is_named(self, i: int) -> bool:
        return self._has_capital(i) or not self._has_case(i)

    def _is_proper(self, i: int) -> bool:
        """Whether a word may be the name of a place: a capital, or a script without them (only its first word)."""
        if self._has_case(i):
            return self._has_capital(i)
        return not self.hidden[i] and (i == 0 or self._starts(Tag.COUNTRY, i) or i in self.origin_ends)

    def _has_capital(self, i: int) -> bool:
        return self.text[self.words[i].start].isupper()

    def _has_case(self, i: int) -> bool:
        letter = self.text[self.words[i].start]
        return letter.isupper() or letter.islower()

    # --- what is masked ------------------------------------------------------------------------------------

    def _hide(self, first: int, last: int) -> None:
        for i in range(first, last):
            self.hidden[i] = True

    def _hide_within(self, start: int, end: int) -> None:
        for i, word in enumerate(self.words):
            if start <= word.start < end:
                self.hidden[i] = True

    def _hidden_spans(self) -> Iterator[tuple[int, int]]:
        """Yield masked words with what joins two of them, and a suffix that an apostrophe sets off ("Suriye'den")."""
        i = 0
        while i < len(self.words):
            if not self.hidden[i]:
                i += 1
                continue
            first = i
            while i + 1 < len(self.words) and self._same_mask(i):
                i += 1
            yield self.words[first].start, self.words[i].end
            i += 1

    def _same_mask(self, i: int) -> bool:
        gap = self.text[self.words[i].end : self.words[i + 1].start]
        return gap in _APOSTROPHES or (self.hidden[i + 1] and _JOINED.fullmatch(gap) is not None)


_CLAUSE_END = re.compile(r"[,;:.!?()\n،؛؟…|•]")
_SENTENCE_END = re.compile(r"[;:.!?()\n؛؟…|•¡¿]")
_NEAR = re.compile(r"[\s,،]{1,3}(?:(?i:and|y|e|et|und|i|та|і|و)\s+)?")
_JOINED = re.compile(r"[\s'’ʼ\-,.]{0,3}")
_APOSTROPHES = frozenset("'’ʼ")
_COLON = re.compile(r"[ \t]*[:：][ \t]*")
_FIELD_END = re.compile(r"[\n;|]|\.(?:\s|$)|,(?=\s*[^\W\d_]+\s*:)")
_AFTER_NAME = re.compile(
    r"(?:[-'’ ][A-ZÀ-ÖØ-ÞΑ-ΩΆΈΉΊΌΎΏА-ЯҐЄІЇ][\w'’-]*){0,3}"
    r"\s*(?:$|[,.;!\n(–—-]|(?:and|y|e|et|und|και|i|та|і|й|ve|și|from|de|du|da|aus|από|z|ze|з|із|din|\d\d)\b)",
    re.IGNORECASE,
)
# A capitalised word with such an ending is an occupation ("Ich bin Maurer", "Soy Enfermera"), rarely a name.
_OCCUPATION = re.compile(
    r"(?:[aeiou]dor|[aeiou]dora|ero|era|ista|istin|ist|tor|tore|trice|tora|ico|ica|ante|ente|iere|iera|aio|aia|eur|euse|ier|iere"
    r"|er|erin|ler|lerin|mann|frau|kraft|helfer|ling|pfleger|arzt|arztin|koch|kochin|ant|antin|ent|entin|ogo|oga|ogin|nurse|chef"
    r"|cook|doctor|driver|welder|mason|smith|ing|al|ive|ed|ful|ible|able|ary|тель|ник|ниця|ист|ар|яр|εασ|ιστασ|ρια|γοσ|τησ|ρασ"
    r"|tka|arka|arz|nik|niczka|cz|owy|owa|owiec|ca|ist|eczka|medico|medica|wirt|meister|pilot|soldat|jurist|azubi|profi|infirmier"
    r"|mecanicien|macon|cheffe|avocat|avocate|medecin|operaio|operaia|cuoco|cuoca|sarto|sarta|muratore|albanil|peon|chofer)$"
)
# First names with such an ending.
_FIRST_NAMES = frozenset(
    [
        "javier",
        "xavier",
        "olivier",
        "didier",
        "roger",
        "peter",
        "walter",
        "victor",
        "federico",
        "enrico",
        "monica",
        "veronica",
        "jessica",
        "angelica",
        "vicente",
        "karin",
        "kerstin",
        "martin",
        "valentin",
        "benjamin",
        "rainer",
        "jennifer",
        "amer",
        "omar",
        "anwar",
        "vera",
        "hector",
        "nasser",
        "jasmin",
        "yasmin",
        "amin",
    ]
)
_PARTICLES = frozenset("de del la las los van von der den al el bin ben ibn abu da do dos das di".split())  # noqa: SIM905
# "Είμαι η Ελένη": Greek names have an article.
_GREEK_ARTICLES = frozenset("ηο")
_ARABIC_COMPOUND = frozenset(fold(word) for word in ("عبد", "أبو", "ابن", "بن", "أم", "آل"))
_CONJUNCTIONS = frozenset(fold(word) for word in "and y e et und και i та і ve و și".split())  # noqa: SIM905
# Peoples that, in small letters, are other words in English, Spanish, German or Turkish.
_OTHER_WORDS = frozenset({"polish", "pole", "poles", "swiss", "roma", "thai", "polin", "polen", "chino", "hint"})
