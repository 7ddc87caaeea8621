"""Text as folded words with offsets, and as segments small enough to mean one thing.

Folding makes spellings of one word equal: compatibility forms, case, accents of Latin and Greek letters, Arabic
vowel marks and letter variants. Every word remembers where it stood, in code points of the original text, so
whatever is found among folded words can be shown in the person's own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from matcher.types import Mention

__all__ = ["Word", "fold", "fold_word", "plain", "segments", "sentences_of", "stem", "words"]

# A segment longer than this holds several thoughts, and the vector of a long text is close to everything and
# to nothing; the longest ESCO skill label has 24 words.
MAX_SEGMENT_WORDS = 30
# Commas separate thoughts only where a sentence goes on for longer than any one thing to be linked.
COMMA_SPLIT_WORDS = 12
# A clause without commas that is too long for a segment is parted at conjunctions; shorter ones more often pair words
# ("well-being and nutrition of animals") than thoughts. Less than six words before or after are no clause.
CLAUSE_WORDS = 6
# Three short items between commas are a list ("Excel, SAP, invoicing"), and two where a colon announced them; in two
# without one ("wash, cut and cook vegetables") the words belong together.
LISTED_ITEMS = 3
ITEM_WORDS = 4
# Words seen twice are folded once; a vacancy of 300 words repeats some 150 of them in the next one.
_FOLD_CACHE = 1 << 16

_MARKS = "".join(
    re.escape(chr(code)) for code in range(0x300, 0x2100) if unicodedata.category(chr(code)) in {"Mn", "Mc"}
)
# A word is letters and digits with their combining marks; `c++` and `c#` keep what tells them from `c`, and `.NET` what
# tells it from a net (but not in `example.net`).
# The modifier apostrophe separates like the plain one, though Unicode calls it a letter.
_WORD = re.compile(rf"(?<![\w.])\.(?:NET|Net)\b|[^\W_\u02bc](?:[^\W_\u02bc]|[{_MARKS}])*(?:\+\+|#(?!\w))?")

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "ё": "е",
        "ـ": "",  # tatweel only stretches a word
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ة": "ه",
        "ک": "ك",
        "\u200c": "",
        "\u200d": "",
    }
)


class Word(NamedTuple):
    """A folded word and where it stood: `start` and `end` in code points of the original, `end` exclusive.

    A named tuple, because texts have hundreds and it is made in half the time of a frozen dataclass.
    """

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return all words of `text` in order, folded; a token that folds to nothing is left out."""
    return list(iter_words(text))


def iter_words(text: str) -> Iterator[Word]:
    """Yield the same words one by one."""
    for match in _WORD.finditer(text):
        folded = fold_word(match.group())
        if folded:
            yield Word(folded, *match.span())


def fold(text: str) -> str:
    """Return the folded words of `text`, joined by single spaces."""
    return " ".join(filter(None, map(fold_word, _WORD.findall(text))))


@lru_cache(maxsize=_FOLD_CACHE)
def fold_word(token: str) -> str:
    """Return one token without case, accents and spelling variants; digits of all scripts become ASCII."""
    if token.isascii():
        return token.lower()
    composed = unicodedata.normalize("NFKC", token).casefold()
    return "".join(_fold_letter(letter) for letter in unicodedata.normalize("NFC", composed)).translate(_LETTERS)


@lru_cache(maxsize=_FOLD_CACHE)
def _fold_letter(letter: str) -> str:
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(letter)
    if category == "Mn":
        return ""
    # Letters and marks stay; punctuation that compatibility folding brought in goes, but for c++ and c#.
    if category[0] not in "LMN" and letter not in "+#":
        return ""
    # Accents tell words apart in Cyrillic (й, ї) but are often left out in Latin and Greek.
    if unicodedata.name(letter, "").startswith(("LATIN", "GREEK")):
        return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    return letter


class _PlainLetters(dict[int, str]):
    """Each letter without case and accents, filled as letters are met; whatever folds to more or less stays itself."""

    def __missing__(self, code: int) -> str:
        folded = fold_word(chr(code))
        self[code] = folded if len(folded) == 1 else chr(code).lower() if len(chr(code).lower()) == 1 else chr(code)
        return self[code]


_PLAIN = _PlainLetters()


def plain(text: str) -> str:
    """Return `text` without case and accents, letter by letter: offsets stay what they were, marks stay too.

    For patterns that need punctuation; where only words count, `words` folds more.
    """
    return text.translate(_PLAIN)


# Endings of number, gender and case, longest first, by script. Cutting them from both the label and the text
# lets "camareras" meet "camarero" and "Pflegerinnen" meet "Pfleger", without a dictionary for 27 languages.
_ENDINGS = {
    "LATIN": ("innen", "as", "os", "es", "is", "in", "a", "o", "e", "i", "s"),
    "GREEK": ("ισσα", "τρια", "ουσ", "ων", "οσ", "ησ", "εσ", "ασ", "οι", "α", "η", "ο", "ι", "ε"),
    "CYRILLIC": (
        *("ами", "ями", "ого", "ому", "ої", "ою", "ею", "ів", "их", "им", "ом", "ем", "ий", "ій", "ах", "ям", "ам"),
        *("а", "я", "и", "і", "у", "ю", "е", "о", "ь"),
    ),
    "ARABIC": ("ات", "ين", "ون", "ه", "ا"),
}
_ARTICLES = ("وال", "بال", "لل", "ال")
# Shorter stems are shared by unrelated words ("sal", "cas"), so shorter words keep their endings.
MIN_STEM = 4


@lru_cache(maxsize=_FOLD_CACHE)
def stem(word: str) -> str:
    """Cut one ending of number, gender or case off a folded word (and an Arabic article).

    The only tolerance for inflection in label matching: applied to labels and texts alike. Words whose stem
    would have fewer than MIN_STEM letters stay whole.
    """
    script = unicodedata.name(word[0], "").split(" ", 1)[0] if word else ""
    if script == "ARABIC":
        article = next((a for a in _ARTICLES if word.startswith(a) and len(word) - len(a) >= 3), "")
        word = word[len(article) :]
    for ending in _ENDINGS.get(script, ()):
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            return word[: -len(ending)]
    return word


# --- segments ----------------------------------------------------------------------------------

_BULLET = "•·●▪■◦►▶✓✔➢‣⁃∙"
_YEAR = "[12][0-9]{3}"
_BREAKS = re.compile(
    rf"""
      [\r\n\t;\u2028\u2029]+                    # lines and semicolons
    | [{_BULLET}|]                              # bullets
    | (?!(?<=[0-9])[–—][0-9]|(?<=[0-9][ ])[–—][ ][0-9])[–—]  # dashes, but not between two dates
    | (?:(?<={_YEAR}[-–—]{_YEAR})|(?<={_YEAR}[ ][-–—][ ]{_YEAR}))(?=\s+[^\W\d_])  # "2015-2019 Cook"
    | (?<=\s)/+(?=\s)                           # "cooking / cleaning"
    | (?:(?<=\s)|^)(?!(?<=[0-9][ ])-[ ][0-9])[-*]+(?=\s)  # a dash or an asterisk of its own
    | (?<![0-9])(?=[ ][0-9]{{1,2}}[.)][ ]+[^\W\d_])            # "1. Welding 2. Cutting"
    | (?<=[.!?:;)])-(?=\s?\w)                   # a dash that follows the end of a sentence
    | [!?؟。…]+                                 # ends of sentences that are nothing else
    | (?<!\b[^\W\d_])[.:]+(?=\s|$)(?!\s*[a-zà-öø-ÿа-яα-ω])  # a full stop, unless lower case or "e.g." goes on
    | (?<=\w\w):(?=[ ][^,،.;:!?\r\n]{{1,40}}[,،][ ])  # "tools: hammer, saw", but not "contract: full time"
    | (?<=\w[^\W\d_])[.]+(?=[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЄІЇ][a-zà-öø-ÿα-ωа-яєії])  # "semilleros.Poda"
    | :(?=[^\W\d_])                             # "FUNCIONES:Riego"
    """,
    re.VERBOSE | re.MULTILINE,
)
_COMMA = re.compile(r"[,،](?!\d)")
_CHAIN = re.compile(r"(?<![^\W\d_])[^\W\d_]{3,}+(?:/[^\W\d_]{3,}){2,}")
_SLASH = re.compile("/")
_CONJUNCTIONS = frozenset(
    "and or y e o u und oder sowie et ou та і й або и или och eller και ή oraz lub".split()  # noqa: SIM905
)
_TRIM = " \t\r\n\u00a0\u200b\u200e\u200f\ufeff,،.:;-*()[]\"'«»“”"


def segments(text: str) -> list[Mention]:
    """Split `text` into clauses, bullets and list items, in order, without overlap; empty ones are left out.

    A segment has at most MAX_SEGMENT_WORDS words. `text[start:end] == mention.text` holds for each.
    """
    return [clause for sentence in sentences_of(text) for clause in sentence]


def sentences_of(text: str) -> list[list[Mention]]:
    """Return the segments of `text`, those of one sentence or line together; empty ones are left out."""
    found = []
    for start, end, announced in _sentences(text):
        pieces = _pieces(text, start, end, announced=announced)
        clauses = [mention for piece in pieces for mention in _mention(text, *piece)]
        if clauses:
            found.append(clauses)
    return found


def _sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield what lies between breaks, as offsets, and whether a colon on the same line announced it."""
    start, announced = 0, False
    for match in _BREAKS.finditer(text):
        yield start, match.start(), announced
        start, announced = match.end(), ":" in match.group()
    yield start, len(text), announced


def _between(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what lies between the matches of `pattern`, as offsets."""
    for match in pattern.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def _pieces(text: str, start: int, end: int, *, announced: bool) -> Iterator[tuple[int, int]]:
    """Yield a list by its items, a short sentence whole, a long one by commas, then conjunctions, then counting."""
    items = list(_between(_COMMA, text, start, end))
    spans = [_spans(text, *item) for item in items]
    if _is_list(spans, LISTED_ITEMS - announced):
        for item in spans[:-1]:
            yield from _slashed(text, item)
        yield from _at_conjunction(text, spans[-1])
    elif sum(map(len, spans)) <= COMMA_SPLIT_WORDS:
        yield from _slashed(text, [(start, end)])
    else:
        for item in spans:
            yield from _shortened(text, item)


def _is_list(items: list[list[tuple[int, int]]], n: int) -> bool:
    """Whether these are at least `n` items, all of them short."""
    return len(items) >= n and all(1 <= len(item) <= ITEM_WORDS for item in items)


def _slashed(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield some words whole, or one by one where slashes part three or more of them: "Word/Excel/Access"."""
    start, end = spans[0][0], spans[-1][1]
    for match in _CHAIN.finditer(text, start, end):
        yield start, match.start()
        yield from _between(_SLASH, text, match.start(), match.end())
        start = match.end()
    yield start, end


def _at_conjunction(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the last item of a list, or both of its halves where a conjunction stands between them."""
    for i in range(1, len(spans) - 1):
        if _is_conjunction(text, *spans[i]):
            yield spans[0][0], spans[i - 1][1]
            yield spans[i][0], spans[-1][1]
            return
    yield from _slashed(text, spans)


def _is_conjunction(text: str, start: int, end: int) -> bool:
    """Whether a word is one, and no half of "and/or"."""
    return fold_word(text[start:end]) in _CONJUNCTIONS and "/" not in (text[start - 1 : start], text[end : end + 1])


def _shortened(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield a clause whole, or in parts that begin with a conjunction, none longer than MAX_SEGMENT_WORDS."""
    first = 0
    conjunctions = [_is_conjunction(text, *span) for span in spans]
    for i in range(len(spans)):
        n_before, n_after = i - first, len(spans) - i
        goes_on = (
            len(spans) > MAX_SEGMENT_WORDS
            and min(n_before, n_after) >= CLAUSE_WORDS
            and conjunctions[i]
            # "doors and windows and I painted": the first pairs two words, the second begins a clause.
            and not any(conjunctions[i + 1 : i + 4])
        )
        if goes_on or n_before == MAX_SEGMENT_WORDS:
            yield spans[first][0], spans[i - 1][1]
            first = i
    if spans:
        yield from _slashed(text, spans[first:])


def _spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [match.span() for match in _WORD.finditer(text, start, end) if fold_word(match.group())]


def _mention(text: str, start: int, end: int) -> Iterator[Mention]:
    while start < end and text[start] in _TRIM and not _WORD.match(text, start):
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    if _spans(text, start, end):
        yield Mention(text[start:end], start, end)
