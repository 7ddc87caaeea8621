"""Reads the plain facts of a text: languages with their level, and driving licences. Nothing where nothing is said.

Cues are data; a language is added by adding its words. Names of languages are `matcher.tongues`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.identity_words import CULTURE
from matcher.status import status_before
from matcher.text import Word, fold, stem, words
from matcher.tongues import tongue_names, tongues_by_stem
from matcher.types import Cefr, LanguageLevel, LinkStatus, Mention

__all__ = ["Facts", "LanguageFact", "LicenceFact", "read_facts"]

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
    """A driving-licence class ("B", "C+E") that the text names as held (or asked for), or denies."""

    licence: str
    held: bool
    mention: Mention


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text states, in order of appearance."""

    languages: tuple[LanguageFact, ...]
    licences: tuple[LicenceFact, ...]


# How people name a level in words. The Common Framework's own words are coarser than its levels ("basic user" is A1 or
# A2), so each is read as one of them by our own judgement, without a measurement behind it: the upper of A, the lower of
# B and of C.
_LEVEL_WORDS = {
    Cefr.C2: """
        native|mother tongue|nativo|nativa|lengua materna|maternelle|langue maternelle|madrelingua|muttersprache
        muttersprachler|muttersprachlerin|muttersprachlich|μητρική|μητρική γλώσσα|άριστα|рідна|рідна мова|родной|língua materna
        ojczysty|język ojczysty|ojczystym|لغتي الأم|اللغة الأم|لغة أم|ana dilim|anadilim|anadil|ana dil|limba maternă|maternă
        lingua materna|bilingual|bilingüe|bilingue|زبان مادری
    """,
    Cefr.C1: """
        fluent|fluently|advanced|avanzado|avanzada|fluido|fluida|con fluidez|courant|couramment|avancé|fluente|avanzato|avanzata
        fließend|verhandlungssicher|sehr gut|πολύ καλά|προχωρημένο|avançado|avançada|biegle|biegły|zaawansowany|بطلاقة|متقدم|ممتاز
        вільно|вільна|просунутий|свободно|akıcı|ileri|fluent|avansat|excellent|excelente|روان
    """,
    Cefr.B1: """
        intermediate|intermedio|intermedia|intermédiaire|moyen|mittel|mittelstufe|gut|μέτρια|καλά|μεσαίο|intermédio|intermediário
        średniozaawansowany|średni|komunikatywny|متوسط|متوسطة|середній|средний|orta|mediu|intermediar|متوسط
    """,
    Cefr.A2: """
        basic|básico|básica|basique|notions|base|di base|grundkenntnisse|grundlegend|βασικά|λίγα|podstawowy|podstawowa|podstawy
        أساسي|مبادئ|базовий|базова|базовый|temel|de bază|elementare|elementar|scolaire
    """,
    Cefr.A1: "beginner|principiante|débutant|débutante|anfänger|anfängerin|αρχάρια|αρχάριος|iniciante|początkujący|مبتدئ|مبتدئة"
    "|початковий|начальный|başlangıç|începător",
}
_PHRASES = {
    tuple(fold(entry).split()): level
    for level, listed in _LEVEL_WORDS.items()
    for line in listed.strip().splitlines()
    for entry in line.strip().split("|")
}
_LONGEST_PHRASE = max(map(len, _PHRASES))
# A word says less than "B2", so it has to stand closer: "good at Spanish", "español nivel intermedio".
MAX_WORDS_TO_PHRASE = 2
# "I speak a little German", only beside the language and where somebody speaks.
_SOME = frozenset(
    fold(w)
    for w in [
        "etwas",
        "some",
        "little",
        "poco",
        "peu",
        "po",
        "λίγα",
        "pouco",
        "trochę",
        "قليلا",
        "القليل",
        "трохи",
        "biraz",
        "puțin",
        "немного",
        "کمی",
    ]
)
_SPEAK = frozenset(
    fold(word)
    for word in (
        *(
            "speak",
            "know",
            "hablo",
            "hablar",
            "habla",
            "sé",
            "parlo",
            "parle",
            "parler",
            "spreche",
            "sprechen",
            "parlare",
        ),
        *(
            "μιλάω",
            "μιλώ",
            "أتكلم",
            "أتحدث",
            "розмовляю",
            "говорю",
            "володію",
            "знаю",
            "falo",
            "falar",
            "mówię",
            "znam",
        ),
        *(
            "konuşuyorum",
            "biliyorum",
            "bilmiyorum",
            "konuşamıyorum",
            "bilmem",
            "vorbesc",
            "احكي",
            "أعرف",
            "ξέρω",
            "conozco",
        ),
        *("sprech", "kann", "können"),
    )
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
    rf"(?:[;.!?\n؛؟…|•]|[,،](?!\s*{_LEVEL_WORD})|:(?!\s*(?:{_LEVEL_WORD}|[ABCΑΒАВС][12])))"
)

_CLASS = r"(?:AM|[ABCDΑΒΓΔАВС](?:1(?!\w))?(?:\s?\+\s?[EЕΕ]|[EЕΕ](?!\w))?)(?![\w'’])"
_CLASSES = (
    rf"(?-i:{_CLASS})(?:\s*(?:,|/|\+|&|y/o|and/or|y|o|and|or|und|oder|et|ou|e|та|і|або|και|ή|و)\s*(?-i:{_CLASS}))*"
)
_BETWEEN = (
    r"(?:\s*[\(\[:\"'«-]?\s*(?:de\s|di\s)?(?:tipo|clase|categor[ií]a|cat\.?|class|category|klasse|kl\.|kategorie|"
    r"catégorie|classe|categoria|kategorii|kat\.|sınıfı|κατηγορίας|κατηγορία|κατ\.|категорії|категорія|кат\.|категории"
    r"|من فئة|فئة|درجة)?\s*[\"'«]?)"
)
_DRIVING = (
    r"carn(?:et|é) de conducir|permiso de conduc(?:ir|ción)|licencia de conducir|driv(?:ing|er[’']?s?) licen[cs]e"
    r"|patente(?: di guida)|permis de conduire|führerschein|fahrerlaubnis|(?:δίπλωμα|άδεια) οδήγησης"
    r"|carta de condução|carteira de motorista|praw[oa] jazdy|(?:sürücü belge|ehliyet)\w*|permis de conducere|گواهینامه"
    r"|водійськ\w+ прав\w*|водійськ\w+ посвідчення|посвідчення водія|водительск\w+ прав\w*|رخصة (?:ال)?(?:قيادة|سياقة)"
)
# These words mean a driving licence only with a class beside them.
_WITH_CLASS = r"carn(?:et|é)|permiso|licence|license|patente|permis|δίπλωμα|права|رخصة"
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
    languages: dict[str, LanguageFact] = {}
    for fact in _languages(text):
        languages.setdefault(fact.level.language, fact)
    licences: dict[str, LicenceFact] = {}
    for licence in sorted(_licences(text), key=lambda fact: fact.mention.start):
        licences.setdefault(licence.licence, licence)
    return Facts(tuple(languages.values()), tuple(licences.values()))


def _languages(text: str) -> Iterator[LanguageFact]:
    start = 0
    for end in [*(match.start() for match in _LANGUAGE_CLAUSE_END.finditer(text)), len(text)]:
        yield from _in_clause(text, [_shift(word, start) for word in words(text[start:end])])
        start = end


def _in_clause(text: str, clause: list[Word]) -> Iterator[LanguageFact]:
    names = {i: code for i in range(len(clause)) if (code := _tongue(clause, i)) is not None}
    if not names:
        return
    exact = {i: level for i, word in enumerate(clause) if (level := _level(word.text)) is not None}
    phrases = {} if exact else {i: level for i in range(len(clause)) if (level := _phrase(clause, i)) is not None}
    levels, reach = (exact, MAX_WORDS_BETWEEN) if exact else (phrases, MAX_WORDS_TO_PHRASE)
    for i, code in names.items():
        near = [j for j in levels if abs(i - j) <= reach + 1 and _nearest(j, names) == i]
        if _denied(text, clause, i):
            yield _fact(text, clause, 0, i, LanguageLevel(code, Cefr.NONE))
        elif near:
            j = min(near, key=lambda j: (abs(i - j), j))
            yield _fact(text, clause, min(i, j), max(i, j), LanguageLevel(code, levels[j]))
        elif _speaks_some(clause, i):
            yield _fact(text, clause, i - 1, i, LanguageLevel(code, Cefr.A2))


def _tongue(clause: list[Word], i: int) -> str | None:
    """Return the language that a word names, None where a kitchen is meant."""
    word = clause[i].text
    code = tongue_names().get(word) or tongues_by_stem().get(stem(word))
    around = {each.text for each in clause[max(i - 1, 0) : i + 2]}
    return None if code is None or around & _KITCHENS else code


def _phrase(clause: list[Word], i: int) -> Cefr | None:
    for n in range(_LONGEST_PHRASE, 0, -1):
        level = _PHRASES.get(tuple(word.text for word in clause[i : i + n]))
        if level is not None:
            return level
    return None


def _speaks_some(clause: list[Word], i: int) -> bool:
    # "un poco de alemán", "un peu d'anglais"
    before = {word.text for word in clause[max(i - 2, 0) : i]}
    return bool(before & _SOME) and any(word.text in _SPEAK for word in clause)


def _nearest(level: int, names: dict[int, str]) -> int:
    """Return the index of the language a level belongs to: the nearest one, the earlier of two equally near."""
    return min(names, key=lambda i: (abs(i - level), i))


def _level(word: str) -> Cefr | None:
    return Cefr[word.translate(_LEVEL_LOOKALIKES).upper()] if _LEVEL.fullmatch(word) else None


def _denied(text: str, clause: list[Word], i: int) -> bool:
    """Whether a speaking verb is in the clause, and a denial before or after word `i`."""
    if not any(word.text in _SPEAK for word in clause):
        return False
    return status_before(text, clause[0].start, clause[i].start) is LinkStatus.NEGATED


def _licences(text: str) -> Iterator[LicenceFact]:
    first = list(_CLASS_FIRST.finditer(text))
    taken = {match.end() for match in first}
    later = [
        match for match in _LICENCE.finditer(text) if match.group("a") or match.group("b") or match.end() not in taken
    ]
    for match in (*first, *later):
        begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
        held = status_before(text, begin, match.start()) is not LinkStatus.NEGATED
        classes = _ONE_CLASS.findall(match.groupdict().get("a") or match.groupdict().get("b") or CAR)
        for name in classes:
            licence = "".join(name.translate(_LOOKALIKES).split())
            yield LicenceFact(_plus(licence), held, Mention(match.group(), match.start(), match.end()))
    for match in _NO_DRIVING.finditer(text):
        yield LicenceFact(CAR, held=False, mention=Mention(match.group(), match.start(), match.end()))


def _plus(licence: str) -> str:
    """Write BE, CE, C1E and DE as the plus sign of the licence itself does."""
    return f"{licence[:-1]}+E" if licence.endswith("E") and "+" not in licence else licence


def _fact(text: str, clause: list[Word], first: int, last: int, level: LanguageLevel) -> LanguageFact:
    start, end = clause[first].start, clause[last].end
    return LanguageFact(level, Mention(text[start:end], start, end))


def _shift(word: Word, offset: int) -> Word:
    return Word(word.text, word.start + offset, word.end + offset)
