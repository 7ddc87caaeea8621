"""Numbers of a vacancy with their units: hours a week, years of experience, pay and the day of the start.

Numbers are read as each country writes them: "1.450,50", "1,450.50", "38,5", "20 - 25", "zwei bis drei". The words
around a number are looked for in a short stretch of its own sentence, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from matcher import amount_words as listed
from matcher.cues import Cue, Phrases, entries
from matcher.scope import Scope, Sentence
from matcher.text import plain
from matcher.types import Mention, StatedFact, StatedKind

__all__ = ["amount_facts"]

_NUMBER = (
    r"\d{1,3}(?:[.'’\u00a0\u202f ]\d{3})+(?:,\d{1,2})?(?!\d)"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
)
_CURRENCY = r"(?:[kt]?€|£|¤|\$|zl\b|euros?\b|eur\b|pln\b|gbp\b|chf\b|ευρω)"
_TO = r"(?:-|/|–|—|to|bis|a|al|ai|fino a|εωσ|ωσ|με|μεχρι|ate|do|and|y|e|et|und|και|i|até)"
_AMOUNT = re.compile(
    rf"(?<![\w.,:/])(?P<low>{_NUMBER})(?P<k>\s?[kt](?=\s?€|\b))?(?:\s?(?P<middle>{_CURRENCY}))?"
    rf"(?:\s*{_TO}\s*(?:{_CURRENCY}\s?)?(?P<high>{_NUMBER})(?![\w:/.]\d)(?P<k2>\s?[kt](?=\s?€|\b))?)?"
    rf"(?P<after>[\s,.-]{{0,2}}{_CURRENCY})?"
)
_CURRENCY_BEFORE = re.compile(rf"{_CURRENCY}\s?$")
# Where people look for the unit of a number, in letters of its sentence.
REACH = 45
# A currency sign may stand before the first word of a sentence, or behind its last.
SIGNS = 3
# No week has more hours, and no vacancy asks for more years: companies boast of them.
MAX_HOURS, MAX_YEARS = 84, 12
# Hours beside "full time" or "part time" are those of a week from this number on.
MIN_FULL_TIME = 10
# Words between a number of years and the experience they count.
EXPERIENCE_REACH = 8
# Words between "bonus" and its amount.
BONUS_REACH = 5
# Letters between "at least" and years, and between a contract and its months.
MINIMUM_REACH, CONTRACT_REACH = 20, 14
# A contract of more months is told otherwise.
MAX_MONTHS = 36
# What an hour, a day, a month and a year of work pay in Europe, generously; it tells the period where none is said.
PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "hour": (3, 150),
    "day": (20, 1_000),
    "month": (200, 15_000),
    "year": (5_000, 200_000),
}
TOLD = (("hour", 60.0), ("day", 300.0), ("month", 8_000.0), ("year", 200_000.0))


def _any(words: str) -> str:
    """Return a pattern for listed beginnings; "h." is a word in full."""
    listing = sorted((plain(entry) for entry in entries(words)), key=len, reverse=True)
    return "|".join(re.escape(e[:-1]) + r"(?!\w)" if e.endswith(".") else re.escape(e) for e in listing)


def _word(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_any(words)})")


# Behind these an hour is one of the day: "de 9 a 14 h", "ab 18 Uhr".
_CLOCK = re.compile(rf"(?<!\w)(?:{_any(listed.CLOCK)})\s*$")
_OTHER_TIME = re.compile(rf"\w*\.?\s*(?:/|(?:{_any(listed.EACH)})\s)?\s*(?:{_any(listed.OTHER_TIME)})")
_HOUR = re.compile(rf"[\s-]*(?:{_any(listed.HOUR)})")
_YEAR = re.compile(rf"\s*\+?[\s-]*(?:{_any(listed.YEAR)})\w*")
_MONTH = re.compile(rf"[\s-]*(?:{_any(listed.MONTH)})\w*")
_MINIMUM, _OTHER_YEARS = _word(listed.MINIMUM), _word(listed.OTHER_YEARS)
_CONTRACT_NOUN, _NOT_TEMPORARY = _word(listed.CONTRACT_NOUN), _word(listed.NOT_TEMPORARY)
_WEEK, _FULL_TIME, _PAY = _word(listed.WEEK), _word(listed.FULL_TIME), _word(listed.PAY)
_PERIODS = {period: _word(words) for period, words in listed.PERIODS.items()}
_TO_WORD_END = re.compile(r"\w*")
# "16.00 a 20.00 horas" are times of the day.
_TIMES = re.compile(r"\d[.,:][0-5]\d\b.*\d[.,:][0-5]\d\b|[.,:](?:00|15|45)\b")
_DIGIT = re.compile(r"[0-9]")
_SOME_TIME = re.compile(rf"(?<!\w)(?:{_any(listed.YEAR)}|{_any(listed.MONTH)})|jahrig|letni|roczn|ennale|ετ[ηι]|εξαμην")
_HOLDS_YEAR = re.compile(r"(?:jahrig|letni|roczn|ennale|διετ|τριετ|πενταετ)\w*$")
_TAXED = {"gross": _word(listed.GROSS), "net": _word(listed.NET)}
# "Two to three years"
_UP_TO = frozenset(["to", "or", "a", "o", "bis", "oder", "ou", "do", "lub", "εωσ", "ή", "η", "ate"])
_SPOKEN: Phrases[float] = Phrases(listed.SPOKEN)


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number or a range of a sentence, with what stands before and behind it there, plain; offsets in the text."""

    low: float
    high: float
    start: int
    end: int
    head: str
    tail: str
    is_money: bool


def amount_facts(sentence: Sentence) -> Iterator[StatedFact]:
    """Yield hours a week, years of experience, pay and start of a sentence."""
    begin, end = max(sentence.start - SIGNS, 0), sentence.end + SIGNS
    flat = plain(sentence.text[begin:end])
    if _DIGIT.search(flat) is None:
        yield from _years(sentence, _spoken(sentence, flat, begin))
        return
    amounts = list(_amounts(flat, begin))
    for amount in amounts:
        readers = (_pay,) if amount.is_money else (_hours, _temporary)
        yield from filter(None, (read(sentence, amount) for read in readers))
    counts = (amount for amount in amounts if not amount.is_money)
    yield from _years(sentence, chain(counts, _spoken(sentence, flat, begin)))
    yield from _starts(sentence, flat, begin)


def _amounts(flat: str, offset: int) -> Iterator[_Amount]:
    for match in _AMOUNT.finditer(flat):
        low = _value(match["low"]) * (1_000 if match["k"] or match["k2"] else 1)
        high = low if match["high"] is None else _value(match["high"]) * (1_000 if match["k2"] else 1)
        high = max(high, low)  # "from 9 to 2"
        before = _CURRENCY_BEFORE.search(flat, max(match.start() - 6, 0), match.start())
        start = before.start() if before else match.start()
        is_money = bool(before or match["middle"] or match["after"])
        head = flat[max(start - REACH, 0) : start]
        yield _Amount(low, high, start + offset, match.end() + offset, head, flat[match.end() :][:REACH], is_money)


def _value(number: str) -> float:
    """Read "1.450,50", "1,450.50", "1 450" and "38,5": a mark before three digits parts thousands."""
    digits = re.sub(r"[\s'’]", "", number)
    whole, fraction = digits, ""
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and len(digits) - last - 1 != 3:
        whole, fraction = digits[:last], digits[last + 1 :]
    return float(re.sub(r"[.,]", "", whole) + (f".{fraction}" if fraction else ""))


def _shown(low: float, high: float) -> str:
    return f"{low:.10g}-{high:.10g}"


def _mention(sentence: Sentence, start: int, end: int) -> Mention:
    """Return the words between two offsets, the last one whole."""
    rest = _TO_WORD_END.match(sentence.text, end)
    end = rest.end() if rest else end
    return Mention(sentence.text[start:end], start, end)


def _hours(sentence: Sentence, amount: _Amount) -> StatedFact | None:
    """Read hours of a week: the week is said beside them, or it is plainly that of full time."""
    unit = _HOUR.match(amount.tail)
    if unit is None or not 1 <= amount.low <= amount.high <= MAX_HOURS:
        return None
    if _CLOCK.search(amount.head) or _TIMES.search(sentence.text, amount.start, amount.end):
        return None
    behind = re.split(r"[\d;]|,\s", amount.tail[unit.start() :], maxsplit=1)[0]
    week = _WEEK.search(behind) or ("woch" in unit.group() and unit)
    before = re.split(r"\d", amount.head)[-1]
    is_whole = amount.low >= MIN_FULL_TIME and (_FULL_TIME.search(before) or _FULL_TIME.search(behind))
    if not (week or is_whole or _WEEK.search(before.rsplit(",", 1)[-1])) or _OTHER_TIME.match(amount.tail, unit.end()):
        return None
    end = amount.end + (week.end() if week else unit.end())
    return StatedFact(StatedKind.HOURS, _shown(amount.low, amount.high), None, _mention(sentence, amount.start, end))


def _pay(sentence: Sentence, amount: _Amount) -> StatedFact | None:
    """Read pay: money for a time, or beside a word for pay; bonuses, fees and turnover are none."""
    if _is_no_pay(sentence, amount):
        return None
    behind = re.split(r"\d(?!\s*pag)|;", amount.tail, maxsplit=1)[0]
    before = re.split(r"\d", amount.head)[-1]
    beside = before.rsplit(",", 1)[-1]
    taxed = next((name for part in (behind, beside) for name, word in _TAXED.items() if word.search(part)), None)
    period = next((p for p in (_period(behind), _period(beside)) if p and _is_plausible(p, amount)), None)
    if period is None and (taxed or _PAY.search(before) or _PAY.search(behind)):
        period = next((name for name, most in TOLD if amount.high <= most), None)
    if period is None or not _is_plausible(period, amount):
        return None
    value = "/".join(filter(None, (_shown(amount.low, amount.high), period, taxed)))
    return StatedFact(StatedKind.PAY, value, None, _mention(sentence, amount.start, amount.end))


def _is_plausible(period: str, amount: _Amount) -> bool:
    least, most = PLAUSIBLE[period]
    return least <= amount.low <= amount.high <= most


def _period(stretch: str) -> str | None:
    """Return the period that is named first."""
    found = [(match.start(), name) for name, word in _PERIODS.items() if (match := word.search(stretch))]
    return min(found)[1] if found else None


def _is_no_pay(sentence: Sentence, amount: _Amount) -> bool:
    first, last = sentence.at(amount.start), sentence.at(amount.end)
    clause = sentence.clause[min(first, len(sentence.words) - 1)]
    is_added = "+" in sentence.text[amount.end : amount.end + SIGNS]  # "900 € + bonus"
    before, after = range(first - BONUS_REACH, first), range(last, last if is_added else last + 2)
    return any(
        cue.meaning in _NO_PAY and (cue.first in after or (cue.last in before and sentence.clause[cue.last] == clause))
        for cue in sentence.scopes
    )


_NO_PAY = frozenset({Scope.NOT_PAY, Scope.HOUSING_NOUN})


def _spoken(sentence: Sentence, flat: str, offset: int) -> Iterator[_Amount]:
    """Yield the numbers in words, where years or months are spoken of at all."""
    if _SOME_TIME.search(flat) is None:
        return
    before: Cue[float] | None = None
    for cue in _SPOKEN.find(sentence.words):
        word = sentence.words[cue.last]
        joined = before is not None and cue.first - before.last == 2 and sentence.words[cue.first - 1].text in _UP_TO
        low = min(before.meaning, cue.meaning) if before is not None and joined else cue.meaning
        before = cue
        after = word.end - offset
        tail = flat[after : after + REACH]
        # "zweijährige", "dwuletnie" hold their unit.
        if plain(word.text).startswith("εξαμην"):
            tail = " months"
        elif cue.meaning >= 1 and _HOLDS_YEAR.search(plain(sentence.text[word.start : word.end])):
            tail = " year"
        head = flat[max(word.start - offset - REACH, 0) : word.start - offset]
        yield _Amount(low, cue.meaning, sentence.words[cue.first].start, word.end, head, tail, is_money=False)


def _years(sentence: Sentence, amounts: Iterator[_Amount]) -> Iterator[StatedFact]:
    """Read the experience asked for: years or months, with a word for experience near; company talk is none."""
    for amount in amounts:
        month = _MONTH.match(amount.tail)
        unit = month or _YEAR.match(amount.tail)
        years = amount.low / 12 if month else amount.low
        if unit is None or not 0 < years <= MAX_YEARS:
            continue
        first = sentence.at(amount.start)
        near = [
            cue
            for cue in sentence.scopes
            if cue.meaning is Scope.EXPERIENCE and -EXPERIENCE_REACH <= cue.first - first <= EXPERIENCE_REACH + 2
        ]
        if sentence.denied(first, first) or sentence.is_talk(first):
            continue
        if not near:
            if _is_minimum(amount, unit):
                end = amount.end + unit.end()
                yield _asked_years(sentence, years, first, amount.start, end)
            continue
        nearest = min(near, key=lambda cue: abs(cue.first - first))
        end = max(min(amount.end + unit.end(), len(sentence.text)), amount.end)
        end = max(end, sentence.words[nearest.last].end) if nearest.first > first else end
        start = min(amount.start, sentence.words[nearest.first].start)
        yield _asked_years(sentence, years, first, start, end)


def _asked_years(sentence: Sentence, years: float, first: int, start: int, end: int) -> StatedFact:
    relation = sentence.relation(first, first)
    return StatedFact(StatedKind.YEARS, f"{round(years, 2):g}", relation, _mention(sentence, start, end))


def _is_minimum(amount: _Amount, unit: re.Match[str]) -> bool:
    """Whether "at least" is said of years that are none of age or of a contract: those are years of experience."""
    behind = amount.tail[unit.end() :][:MINIMUM_REACH]
    before = amount.head[-MINIMUM_REACH:]
    is_least = _MINIMUM.search(before) or _MINIMUM.match(behind.lstrip()) or "+" in unit.group()
    return bool(is_least) and not _OTHER_YEARS.search(amount.head) and not _OTHER_YEARS.search(behind)


def _temporary(sentence: Sentence, amount: _Amount) -> StatedFact | None:
    """Read a contract for some months."""
    unit = _MONTH.match(amount.tail)
    if unit is None or not 0 < amount.low <= MAX_MONTHS:
        return None
    around = f"{amount.head[-CONTRACT_REACH:]} {amount.tail[: unit.end() + CONTRACT_REACH]}"
    if _NOT_TEMPORARY.search(around) or not _CONTRACT_NOUN.search(around):
        return None
    return StatedFact(StatedKind.CONTRACT, "temporary", None, _mention(sentence, amount.start, amount.end + unit.end()))


_MONTH_OF = {
    entry: i + 1 for i, entries in enumerate(listed.MONTHS) for entry in plain(entries).replace(".", "").split("|")
}
_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_OF = r"(?:\.|st|nd|rd|th|er|º|°)?\s*(?:de\s|of\s)?\s*"
_DATE = re.compile(
    rf"(?<!\d)(?:(?P<iso>20\d\d-\d\d-\d\d)|(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})[./-](?P<y>(?:20)?\d\d)(?!\d)"
    rf"|(?:(?P<day>\d{{1,2}}){_OF})?(?<![^\W\d_])(?P<month>{_NAMES})\.?\s+(?:(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+)?(?:del?\s+)?(?P<year>20\d\d)(?!\d))"
)
_SOME_DATE = re.compile(r"20\d\d|\d[./-]\d{1,2}[./-]\d\d")
_START, _UNTIL = _word(listed.START), _word(listed.UNTIL)


def _starts(sentence: Sentence, flat: str, offset: int) -> Iterator[StatedFact]:
    """Read the day the work begins: a date behind a word for it, and no word for an end between."""
    for match in _DATE.finditer(flat) if _SOME_DATE.search(flat) else ():
        head = flat[max(match.start() - REACH, 0) : match.start()]
        begins = [found.start() for found in _START.finditer(head)]
        ends = [found.start() for found in _UNTIL.finditer(head)]
        day = _day(match)
        if day is None or not begins or (ends and ends[-1] >= begins[-1]) or re.search(r"\d{4}", head[begins[-1] :]):
            continue
        start = max(match.start() - REACH, 0) + begins[-1] + offset
        yield StatedFact(StatedKind.START, day.isoformat(), None, _mention(sentence, start, match.end() + offset))


def _day(match: re.Match[str]) -> date | None:
    """Return the date, the first of the month where no day is said; None where there is no such day."""
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["d"]:
            year = int(match["y"])
            return date(year if year > 99 else 2000 + year, int(match["m"]), int(match["d"]))
        return date(int(match["year"]), _MONTH_OF[match["month"]], int(match["day"] or match["day2"] or 1))
    except ValueError:
        return None
