"""Reads the plain facts of a text: languages with their level, and driving licences. Nothing where nothing is said.

Names and cues of eight languages are data; a language is added by adding its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.status import status_before
from matcher.text import Word, fold, stem, words
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


_LANGUAGE_NAMES = {
    "ar": "arabic árabe arabo arabe arabisch αραβικά العربية арабська арабский",
    "bg": "bulgarian búlgaro bulgaro bulgare bulgarisch βουλγαρικά البلغارية болгарська",
    "ca": "catalan catalán català catalano katalanisch",
    "de": "german alemán tedesco allemand deutsch γερμανικά الألمانية німецька немецкий",
    "el": "greek griego greco grec griechisch ελληνικά اليونانية грецька греческий",
    "en": "english inglés inglese anglais englisch αγγλικά الإنجليزية الانكليزية англійська английский",
    "es": "spanish español castellano spagnolo espagnol spanisch ισπανικά الإسبانية іспанська испанский",
    "fa": "persian farsi dari persa persiano persan persisch περσικά الفارسية перська",
    "fr": "french francés francese français französisch γαλλικά الفرنسية французька французский",
    "it": "italian italiano italien italienisch ιταλικά الإيطالية італійська итальянский",
    "nl": "dutch neerlandés holandés olandese néerlandais niederländisch ολλανδικά الهولندية нідерландська",
    "pl": "polish polaco polacco polonais polnisch πολωνικά البولندية польська",
    "pt": "portuguese portugués portoghese portugais portugiesisch πορτογαλικά البرتغالية португальська",
    "ro": "romanian rumano rumeno roumain rumänisch ρουμανικά الرومانية румунська",
    "ru": "russian ruso russo russe russisch ρωσικά الروسية російська русский",
    "sv": "swedish sueco svedese suédois schwedisch σουηδικά السويدية шведська",
    "tr": "turkish turco turc türkisch τουρκικά التركية турецька",
    "uk": "ukrainian ucraniano ucraino ukrainien ukrainisch ουκρανικά الأوكرانية українська украинский",
    "ur": "urdu الأردية урду ουρντού",
    "zh": "chinese chino cinese chinois chinesisch κινέζικα الصينية китайська",
}
_LANGUAGES = {stem(fold(name)): code for code, names in _LANGUAGE_NAMES.items() for name in names.split()}
_NATIVE = frozenset(
    stem(fold(word))
    for word in (
        *("native", "nativo", "nativa", "maternelle", "madrelingua", "muttersprache", "muttersprachler"),
        *("μητρική", "рідна", "родной"),
    )
)
_SPEAK = frozenset(
    fold(word)
    for word in (
        *("speak", "know", "hablo", "hablar", "habla", "sé", "parlo", "parle", "parler", "spreche"),
        *("μιλάω", "μιλώ", "أتكلم", "أتحدث", "розмовляю", "говорю", "володію", "знаю"),
    )
)
# Greek and Cyrillic keyboards give letters that only look Latin.
_LOOKALIKES = str.maketrans("ΑΒСАВЕΕ", "ABCABEE")
_LEVEL = re.compile(r"[abcαβсав][12]")
_LEVEL_LOOKALIKES = str.maketrans("αβсав", "abcab")
_CLAUSE_END = re.compile(r"[,;:.!?\n،؛؟…|•]")
# A level may follow its language after a colon or a comma: "Spanish: B1", "some Spanish, level A2".
_LEVEL_WORD = r"(?:level|nivel|niveau|livello|επίπεδο|рівень|уровень|مستوى)"
_LANGUAGE_CLAUSE_END = re.compile(
    rf"(?:[;.!?\n؛؟…|•]|[,،](?!\s*{_LEVEL_WORD})|:(?!\s*(?:{_LEVEL_WORD}|[ABCΑΒАВС][12])))"
)

_CLASS = r"(?:AM|[ABCDΑΒАВС](?:1(?!\w))?(?:\s?\+\s?[EЕΕ]|[EЕΕ](?!\w))?)(?![\w'’])"
_CLASSES = (
    rf"(?-i:{_CLASS})(?:\s*(?:,|/|\+|&|y/o|and/or|y|o|and|or|und|oder|et|ou|e|та|і|або|και|ή|و)\s*(?-i:{_CLASS}))*"
)
_BETWEEN = (
    r"(?:\s*[\(\[:\"'«-]?\s*(?:de\s|di\s)?(?:tipo|clase|categor[ií]a|cat\.?|class|category|klasse|kl\.|kategorie|"
    r"catégorie|classe|categoria|κατηγορίας|κατηγορία|κατ\.|категорії|категорія|кат\.|категории"
    r"|من فئة|فئة|درجة)?\s*[\"'«]?)"
)
_DRIVING = (
    r"carn(?:et|é) de conducir|permiso de conduc(?:ir|ción)|licencia de conducir|driv(?:ing|er[’']?s?) licen[cs]e"
    r"|patente(?: di guida)|permis de conduire|führerschein|fahrerlaubnis|(?:δίπλωμα|άδεια) οδήγησης"
    r"|водійськ\w+ прав\w*|посвідчення водія|водительск\w+ прав\w*|رخصة (?:ال)?(?:قيادة|سياقة)"
)
# These words mean a driving licence only with a class beside them.
_WITH_CLASS = r"carn(?:et|é)|permiso|licence|license|patente|permis|δίπλωμα|права|رخصة"
_LICENCE = re.compile(
    rf"(?<!\w)(?:(?:{_DRIVING}){_BETWEEN}(?P<a>{_CLASSES})|(?:{_WITH_CLASS}){_BETWEEN}(?P<b>{_CLASSES})|(?:{_DRIVING})(?!\w))",
    re.IGNORECASE,
)
_ONE_CLASS = re.compile(_CLASS)
_NO_DRIVING = re.compile(
    r"(?<!\w)(?:(?:don[’']?t|do not|can[’']?t|cannot) drive|no (?:sé )?condu(?:zco|cir)|non guido|non so guidare"
    r"|ne (?:conduis|sais) pas(?: conduire)?|fahre kein auto|kann nicht auto fahren|не (?:воджу|вожу|керую авто\w*)"
    r"|لا أقود|δεν οδηγώ)(?!\w)",
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
    names = {i: _LANGUAGES[stem(word.text)] for i, word in enumerate(clause) if stem(word.text) in _LANGUAGES}
    levels = {i: level for i, word in enumerate(clause) if (level := _level(word.text)) is not None}
    for i, code in names.items():
        near = [j for j in levels if abs(i - j) <= MAX_WORDS_BETWEEN + 1 and _nearest(j, names) == i]
        if near:
            j = min(near, key=lambda j: (abs(i - j), j))
            yield _fact(text, clause, min(i, j), max(i, j), LanguageLevel(code, levels[j]))
        elif _denied(text, clause[: i + 1]):
            yield _fact(text, clause, 0, i, LanguageLevel(code, Cefr.NONE))


def _nearest(level: int, names: dict[int, str]) -> int:
    """Return the index of the language a level belongs to: the nearest one, the earlier of two equally near."""
    return min(names, key=lambda i: (abs(i - level), i))


def _level(word: str) -> Cefr | None:
    if _LEVEL.fullmatch(word):
        return Cefr[word.translate(_LEVEL_LOOKALIKES).upper()]
    return Cefr.C2 if stem(word) in _NATIVE else None


def _denied(text: str, before: list[Word]) -> bool:
    """Whether a speaking verb and a denial lead up to the last of these words."""
    if not any(word.text in _SPEAK for word in before):
        return False
    return status_before(text, before[0].start, before[-1].start) is LinkStatus.NEGATED


def _licences(text: str) -> Iterator[LicenceFact]:
    for match in _LICENCE.finditer(text):
        begin = max((m.end() for m in _CLAUSE_END.finditer(text, 0, match.start())), default=0)
        held = status_before(text, begin, match.start()) is not LinkStatus.NEGATED
        classes = _ONE_CLASS.findall(match.group("a") or match.group("b") or CAR)
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
