"""Reads the plain facts of a text: languages with their level, and driving licences. Nothing where nothing is said.

The same for what people say of themselves and for what vacancies ask. Cues are data; a language is added by adding its
words. Names of languages are `matcher.tongues`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcher.cues import Phrases
from matcher.identity_words import CULTURE
from matcher.level_words import LEVEL_WORDS
from matcher.status import status_before
from matcher.text import Word, fold, words
from matcher.tongues import tongue_of
from matcher.types import Cefr, LanguageLevel, LinkStatus, Mention

__all__ = ["Facts", "LanguageFact", "LicenceFact", "language_facts", "licence_facts", "read_facts"]

# Words between a language and its level: "nivel B2 hablado y escrito de inglés" has four.
MAX_WORDS_BETWEEN = 4
# A licence named without a class is the one for cars, in every language of these lists.
CAR = "B"


@dataclass(frozen=True, slots=True)
class LanguageFact:
    """A language at a level (NONE where the text denies it), and the words that say so."""

    level: LanguageLevel
    mention: Mention


@dataclass(frozen=True, slots=True)
class LicenceFact:
    """A driving-licence class ("B", "C+E") that the text names as held (or asked for), or denies.

    `classed` is False where the text names no class, and that of cars is assumed.
    """

    licence: str
    held: bool
    mention: Mention
    classed: bool = True


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states, in order of appearance."""

    languages: tuple[LanguageFact, ...]
    licences: tuple[LicenceFact, ...]


_LEVEL_PHRASES = Phrases(LEVEL_WORDS)
# A word says less than "B2", so it has to stand closer: "good at Spanish", "español nivel intermedio".
MAX_WORDS_TO_PHRASE = 2
_KNOWLEDGE = frozenset(
    fold(
        """
        knowledge of the language level command in spoken written conocimiento conocimientos de del la lengua idioma nivel
        conoscenza della lingua padronanza livello connaissance maîtrise langue du niveau kenntnisse der in deutschen sprache
        sprachkenntnisse γνώση της γλώσσας γνώσεις των επίπεδο znajomość języka język w mowie i piśmie stopniu poziomie
        domínio do da língua conhecimentos nível oral escrito hablado
        """
    ).split()
)
# Two languages share a level across these: "gute Deutsch- und Englischkenntnisse".
JOINING = frozenset(
    {"and", "or", "y", "o", "e", "u", "und", "oder", "sowie", "et", "ou", "και", "η", "i", "oraz", "lub"}
)
# "I speak a little German", only beside the language and where somebody speaks.
_SOME = frozenset(
    fold("etwas some little poco peu po λίγα pouco trochę قليلا القليل трохи biraz puțin немного کمی").split()
)
_SPEAK = frozenset(
    fold(
        """
        speak know hablo hablar habla sé parlo parle parler spreche sprechen parlare sprech kann können
        μιλάω μιλώ أتكلم أتحدث розмовляю говорю володію знаю falo falar mówię znam ξέρω conozco
        konuşuyorum biliyorum bilmiyorum konuşamıyorum bilmem vorbesc احكي أعرف
        """
    ).split()
)
_KITCHENS = frozenset(fold(entry) for line in CULTURE.strip().splitlines() for entry in line.strip().split("|"))
# Greek and Cyrillic keyboards give letters that only look Latin.
# Greek licences count Α, Β, Γ, Δ, Ε.
_LOOKALIKES = str.maketrans("ΑΒСАВЕΕΓΔ", "ABCABEECD")
_LEVEL = re.compile(r"[abcαβсав][12]")
_LEVEL_LOOKALIKES = str.maketrans("αβсав", "abcab")
_CLAUSE_END = re.compile(r"[,;:.!?\n،؛؟…|•]")
# A level may follow its language after a colon or a comma: "Spanish: B1", "some Spanish, level A2".
_LEVEL_WORD = r"(?:level|nivel|niveau|livello|επίπεδο|рівень|уровень|مستوى|nível|poziom|seviye|nivelul)"
_LANGUAGE_CLAUSE_END = re.compile(
    rf"(?:[;!?\n؛؟…|•]|(?<!\b[Mm]ind)(?<!\b[Mm]in)\.|[,،](?!\s*{_LEVEL_WORD})|:(?!\s*(?:{_LEVEL_WORD}|[ABCΑΒАВС][12])))"
)

# In capitals "PERMISO DE CONDUCIR" and "CARNET A NOMBRE" are no classes.
_CLASS = r"(?!(?:DE|A|E)\s+[^\W\d_]{3})(?:AM|[ABCDΑΒΓΔАВС](?:1(?![^\WEЕΕ]))?(?:\s?\+\s?[EЕΕ]|[EЕΕ](?!\w))?)(?![\w'’])"
_CLASSES = (
    rf"(?-i:{_CLASS})(?:\s*(?:,|/|\+|&|y/o|and/or|y|o|and|or|und|oder|et|ou|e|та|і|або|και|ή|و)\s*(?-i:{_CLASS}))*"
)
_BETWEEN = (
    r"(?:\s*[\(\[:\"'«-]?\s*(?:de\s|di\s|der\s)?(?:tipo|clase|categor[ií]a|cat\.?|class|category|klasse|kl\.?|kategorie|"
    r"catégorie|classe|categoria|kategorii|kat\.?|sınıfı|κατηγορίας|κατηγορία|κατ\.|категорії|категорія|кат\.|категории"
    r"|من فئة|فئة|درجة)?\s*[\"'«]?)"
)
_DRIVING = (
    r"carn(?:et|é) de conducir|permiso de conduc(?:ir|ción)|licencia de conducir|driv(?:ing|er[’']?s?) licen[cs]e"
    r"|patente(?: di guida)|permis de conduire|führerschein(?:klasse)?|fahrerlaubnis|(?:δίπλωμα|άδεια) οδήγησης"
    r"|carta de condução|carteira de motorista|praw[oa] jazdy|(?:sürücü belge|ehliyet)\w*|permis de conducere|گواهینامه"
    r"|водійськ\w+ прав\w*|водійськ\w+ посвідчення|посвідчення водія|водительск\w+ прав\w*|رخصة (?:ال)?(?:قيادة|سياقة)"
)
# These words mean a driving licence only with a class beside them.
_WITH_CLASS = r"carn(?:et|é)|carta|kat\.?|prawo|permiso|FS|licence|license|patente|permis|δίπλωμα|права|رخصة"
_LICENCE = re.compile(
    rf"(?<!\w)(?:(?:{_DRIVING}){_BETWEEN}(?P<a>{_CLASSES})|(?:{_WITH_CLASS}){_BETWEEN}(?P<b>{_CLASSES})|(?:{_DRIVING})(?!\w))",
    re.IGNORECASE,
)
# The class may come first: "class B license", "B sınıfı ehliyet", "δίπλωμα Γ κατηγορίας" has it in the middle.
_CLASS_FIRST = re.compile(
    rf"(?<!\w)(?:(?:class|category|klasse|kategorie)[ -])?(?P<a>(?-i:{_CLASSES}))(?:[ -]|\s+(?:sınıfı|category|class)\s+)"
    rf"(?:{_DRIVING}|licen[cs]e)(?!\w)",
    re.IGNORECASE,
)
# Where none of these stands, nothing is said of driving; the patterns are slow, and tried only around them.
_LICENCE_WORDS = Phrases(
    {
        "driving": """
            c e|d e|c1 e|fs|kat|carn*|permis*|licen*|driv*|patent*|führersch*|fahrerl*|führerausweis*|δίπλωμα*|διπλώμα*|άδεια*|άδειας|carta|carteira|praw*|kat
            ehliyet*|sürücü|водій*|водит*|посвідчення|прав*|رخصة|الرخصة|گواهینامه|condu*|conduz*|guid*|fahr*|воджу|вожу|керую
            أقود|أسوق|بسوق|οδηγ*|diri*|prowadz*|araba|manejo|القيادة|السياقة|قيادة|سياقة|رخصه
        """
    }
)
# "licencia de conducir de las categorías C y C + E" has the last class nine words after the first word.
WINDOW_WORDS = 14
# Longer stretches are no one thing; cut, they keep the time linear.
MAX_WINDOW_WORDS, MAX_CLAUSE_WORDS = 80, 80
# A class may end in a bracket, and a clause in a mark.
CLOSING_SIGNS = 2
# With its plus sign a class needs no other word.
_WITH_TRAILER = re.compile(r"(?<![\w+])(?P<a>[CD]1?\s?\+\s?E)(?!\w)")
# Greek puts the class in the middle, with a mark of its own: "δίπλωμα Β΄ κατηγορίας".
_CLASS_BETWEEN = re.compile(
    r"(?<!\w)(?:δίπλωμα|διπλώματος|άδεια|άδειας)(?: οδήγησης)?\s+(?P<a>(?-i:[ABCDΑΒΓΔ]1?(?:\s?\+\s?[EΕ])?))['’΄´`]?\s+κατηγορίας",
    re.IGNORECASE,
)
_ONE_CLASS = re.compile(_CLASS)
_NO_DRIVING = re.compile(
    r"(?<!\w)(?:(?:don[’']?t|do not|can[’']?t|cannot) drive|no (?:sé )?condu(?:zco|cir)|non guido|non so guidare"
    r"|ne (?:conduis|sais) pas(?: conduire)?|fahre kein auto|kann nicht auto fahren|не (?:воджу|вожу|керую авто\w*)"
    r"|لا أقود|لا أسوق|ما بسوق|δεν οδηγώ|não (?:conduzo|dirijo|sei conduzir)|nie prowadzę(?: samochodu)?|nu conduc"
    r"|araba (?:kullanamıyorum|kullanmıyorum|kullanamam)|no manejo|non ho la patente|je ne conduis pas)(?!\w)",
    re.IGNORECASE,
)


def read_facts(text: str) -> Facts:
    """Read languages and licences; a language or a class named twice counts as first named."""
    found = words(text)
    languages: dict[str, LanguageFact] = {}
    for fact in language_facts(text, found):
        languages.setdefault(fact.level.language, fact)
    licences: dict[str, LicenceFact] = {}
    for licence in sorted(licence_facts(text, found), key=lambda fact: fact.mention.start):
        licences.setdefault(licence.licence, licence)
    return Facts(tuple(languages.values()), tuple(licences.values()))


def language_facts(text: str, found: Sequence[Word], *, asked: bool = False) -> Iterator[LanguageFact]:
    """Yield each language with a level; `found` are the words of `text`, `asked` says that a vacancy is speaking."""
    for begin, end in _clauses_with_tongues(text, found):
        yield from _in_clause(text, found[begin:end], asked=asked)


def _clauses_with_tongues(text: str, found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the clauses that name a language, as indices of words, at most MAX_CLAUSE_WORDS at once."""
    named = [word.start for word in found if tongue_of(word.text)]
    if not named:
        return
    marks = [0, *(match.start() for match in _LANGUAGE_CLAUSE_END.finditer(text)), len(text)]
    for clause in sorted({bisect_right(marks, start) for start in named}):
        first, end = (bisect_left(found, marks[i], key=_start) for i in (clause - 1, clause))
        for begin in range(first, end, MAX_CLAUSE_WORDS):
            yield begin, min(begin + MAX_CLAUSE_WORDS, end)


def _start(word: Word) -> int:
    return word.start


def _in_clause(text: str, clause: Sequence[Word], *, asked: bool) -> Iterator[LanguageFact]:
    names = {i: code for i in range(len(clause)) if (code := _tongue(clause, i)) is not None}
    if not names:
        return
    exact = {i: (level, i) for i, word in enumerate(clause) if (level := _level(word.text)) is not None}
    in_words = _levels_in_words(clause, asked=asked)
    own = {i: j for i in names if (j := _level_beside(clause, i, names, exact, in_words)) is not None}
    levels = {**in_words, **exact}
    for i, code in names.items():
        j = own.get(i, _shared_level(clause, i, names, own))
        if not asked and _denied(text, clause, i):
            yield _fact(text, clause, 0, i, LanguageLevel(code, Cefr.NONE))
        elif j is not None:
            level, last = levels[j]
            yield _fact(text, clause, min(i, j), max(i, last), LanguageLevel(code, level))
        elif _speaks_some(clause, i):
            yield _fact(text, clause, i - 1, i, LanguageLevel(code, Cefr.A2))


def _levels_in_words(clause: Sequence[Word], *, asked: bool) -> dict[int, tuple[Cefr, int]]:
    """Return the levels in words and their last word, by the first; "gut" within "sehr gut" is none."""
    found: dict[int, tuple[Cefr, int]] = {}
    end = -1
    for cue in sorted(_LEVEL_PHRASES.find(clause), key=lambda cue: (cue.first, -cue.last)):
        if cue.first > end:
            found[cue.first] = cue.meaning.level(asked=asked), cue.last
            end = cue.last
    return found


def _level_beside(
    clause: Sequence[Word],
    i: int,
    names: Mapping[int, str],
    exact: Iterable[int],
    in_words: Mapping[int, tuple[Cefr, int]],
) -> int | None:
    """Return where the level of the language at `i` stands: near it, and nearer to it than to any other language.

    "B2" may stand further off than a word, unless only words like "knowledge of the language" are between.
    """
    near = [j for j in exact if abs(i - j) <= MAX_WORDS_BETWEEN + 1 and _nearest(j, names) == i]
    if not near:
        near = [j for j, (_, last) in in_words.items() if _is_close(clause, i, j, last) and _nearest(j, names) == i]
    return min(near, key=lambda j: (abs(i - j), j)) if near else None


def _is_close(clause: Sequence[Word], i: int, first: int, last: int) -> bool:
    """Whether few words, or only words of knowing a language, part a language from its level in words."""
    between = [word.text for word in (clause[last + 1 : i] if i > last else clause[i + 1 : first])]
    return len(between) <= MAX_WORDS_TO_PHRASE or (
        len(between) <= MAX_WORDS_BETWEEN and all(word in _KNOWLEDGE for word in between)
    )


def _shared_level(clause: Sequence[Word], i: int, names: Mapping[int, str], own: Mapping[int, int]) -> int | None:
    """Return the level of the language that stands joined to this one, the level on the other side: "good A and B"."""
    for other, j in own.items():
        between = clause[min(i, other) + 1 : max(i, other)]
        joined = all(word.text in JOINING or k in names for k, word in enumerate(between, min(i, other) + 1))
        if joined and len(between) <= MAX_WORDS_BETWEEN and (j < min(i, other) or j > max(i, other)):
            return j
    return None


def _tongue(clause: Sequence[Word], i: int) -> str | None:
    """Return the language that a word names, None where a kitchen is meant."""
    code = tongue_of(clause[i].text)
    if code is None:
        return None
    around = {each.text for each in clause[max(i - 1, 0) : i + 2]}
    return None if around & _KITCHENS else code


def _speaks_some(clause: Sequence[Word], i: int) -> bool:
    # "un poco de alemán", "un peu d'anglais"
    before = {word.text for word in clause[max(i - 2, 0) : i]}
    return bool(before & _SOME) and any(word.text in _SPEAK for word in clause)


def _nearest(level: int, names: Mapping[int, str]) -> int:
    """Return the index of the language a level belongs to: the nearest one, the earlier of two equally near."""
    return min(names, key=lambda i: (abs(i - level), i))


def _level(word: str) -> Cefr | None:
    return Cefr[word.translate(_LEVEL_LOOKALIKES).upper()] if _LEVEL.fullmatch(word) else None


def _denied(text: str, clause: Sequence[Word], i: int) -> bool:
    """Whether a speaking verb is in the clause, and a denial before or after word `i`."""
    if not any(word.text in _SPEAK for word in clause):
        return False
    return status_before(text, clause[0].start, clause[i].start) is LinkStatus.NEGATED


def licence_facts(text: str, found: Sequence[Word]) -> Iterator[LicenceFact]:
    """Yield the driving licences that `text` names or denies; `found` are its words."""
    for first, last in _windows(found):
        start, end = found[first].start, found[last].end + CLOSING_SIGNS
        for fact in _licences_of(text[start:end]):
            mention = Mention(fact.mention.text, fact.mention.start + start, fact.mention.end + start)
            yield LicenceFact(fact.licence, fact.held, mention, fact.classed)


def _windows(found: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield where a driving licence can stand, as indices of words: around those that name one. Long texts have few.

    Windows do not overlap, and are cut where they get too long to be about one thing.
    """
    first = last = -1
    for cue in _LICENCE_WORDS.find(found):
        begin, end = max(cue.first - WINDOW_WORDS, last + 1, 0), min(cue.last + WINDOW_WORDS, len(found) - 1)
        if last >= 0 and cue.first - WINDOW_WORDS <= last and end - first < MAX_WINDOW_WORDS:
            last = max(last, end)
        elif cue.first > last:
            if last >= 0:
                yield first, last
            first, last = begin, end
    if last >= 0:
        yield first, last


def _licences_of(text: str) -> Iterator[LicenceFact]:
    read = [*_CLASS_FIRST.finditer(text), *_CLASS_BETWEEN.finditer(text)]
    read += [match for match in _LICENCE.finditer(text) if not _is_in(match, read)]
    bare = [match for match in _WITH_TRAILER.finditer(text) if not _is_in(match, read)]
    for match in (*read, *bare):
        begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
        held = status_before(text, begin, match.start()) is not LinkStatus.NEGATED
        groups = match.groupdict()
        named = groups.get("a") or groups.get("b")
        mention = Mention(match.group(), match.start(), match.end())
        for name in _ONE_CLASS.findall(named or CAR):
            licence = "".join(name.translate(_LOOKALIKES).split())
            yield LicenceFact(_plus(licence), held, mention, classed=named is not None)
    for match in _NO_DRIVING.finditer(text):
        yield LicenceFact(CAR, held=False, mention=Mention(match.group(), match.start(), match.end()))


def _is_in(match: re.Match[str], others: Sequence[re.Match[str]]) -> bool:
    """Whether others have read these words already: a match with a class ends where, or begins within, another."""
    named = match.groupdict().get("a") or match.groupdict().get("b")
    return any(
        other.start() <= match.start() < other.end() or (match.end() == other.end() and not named) for other in others
    )


def _plus(licence: str) -> str:
    """Write BE, CE, C1E and DE as the plus sign of the licence itself does."""
    return f"{licence[:-1]}+E" if licence.endswith("E") and "+" not in licence else licence


def _fact(text: str, clause: Sequence[Word], first: int, last: int, level: LanguageLevel) -> LanguageFact:
    start, end = clause[first].start, clause[last].end
    return LanguageFact(level, Mention(text[start:end], start, end))
