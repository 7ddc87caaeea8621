"""What identifies a person by its form: addresses, numbers, dates and ages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["personal_spans"]

_CONTACT = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://|www\.)\S+"
# Seven digits or more with the marks of telephone numbers, or a plus sign and eight; longer than any year or salary.
_TELEPHONE = r"(?<![\w.,])(?:\+|00)\d[\d\s().-]{6,16}\d(?!\w)|(?<![\w.,])\(?\d{2,4}\)?(?:[\s./-]\d{2,4}){2,4}(?![\w])|(?<!\w)\d{9}(?!\w)"
_DAY = r"\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|(?:(?:\d{1,2}\.?\s+)?(?:de\s+)?[^\W\d_]+\s+(?:de\s+)?)?(?:19|20)\d\d"

_TENS = {
    "en": ("twenty thirty forty fifty sixty", "one two three four five six seven eight nine", r"[- ]"),
    "es": ("treinta cuarenta cincuenta sesenta", "uno un dos tres cuatro cinco seis siete ocho nueve", r"\sy\s"),
    "fr": ("vingt trente quarante cinquante soixante", "un deux trois quatre cinq six sept huit neuf", r"(?:-|\set\s|-et-|\s)"),
    "it": ("venti trenta quaranta cinquanta sessanta vent trent quarant cinquant", "uno due tre tré quattro cinque sei sette otto nove", ""),
    "pt": ("vinte trinta quarenta cinquenta sessenta", "um dois três quatro cinco seis sete oito nove", r"\se\s"),
    "pl": ("dwadzieścia trzydzieści czterdzieści pięćdziesiąt sześćdziesiąt", "jeden dwa trzy cztery pięć sześć siedem osiem dziewięć", r"\s"),
    "uk": ("двадцять тридцять сорок п['’ʼ]ятдесят шістдесят", "один два три чотири п['’ʼ]ять шість сім вісім дев['’ʼ]ять", r"\s"),
    "tr": ("yirmi otuz kırk elli altmış", "bir iki üç dört beş altı yedi sekiz dokuz", r"\s"),
    "el": ("είκοσι τριάντα σαράντα πενήντα εξήντα", "ένα ενός δύο τριών τρία τεσσάρων τέσσερα πέντε έξι εφτά επτά οχτώ οκτώ εννέα εννιά", r"\s"),
}  # fmt: skip
_TEENS = {
    "en": "sixteen|seventeen|eighteen|nineteen|seventy",
    "es": "dieciocho|diecinueve|veinte|veinti(?:ún|uno|dós|dos|trés|tres|cuatro|cinco|séis|seis|siete|ocho|nueve)|setenta",
    "fr": "dix-huit|dix-neuf|soixante-dix",
    "it": "diciotto|diciannove|settanta",
    "pt": "dezoito|dezanove|dezenove|setenta",
    "pl": "osiemnaście|dziewiętnaście|siedemdziesiąt",
    "uk": "вісімнадцять|дев['’ʼ]ятнадцять|сімдесят",
    "tr": "on sekiz|on dokuz|yetmiş",
    "el": "δεκαοχτώ|δεκαοκτώ|δεκαεννέα|εβδομήντα",
}
_ARABIC_TENS = "(?:عشرين|عشرون|ثلاثين|ثلاثون|أربعين|أربعون|خمسين|خمسون|ستين|ستون|سبعين|سبعون)"
_ARABIC_AGE = rf"(?:[^\W\d_]+\s+و)?{_ARABIC_TENS}|ثمانية عشر|تسعة عشر"
_DIGITS = r"[1-9١-٩۱-۹][0-9٠-٩۰-۹]"


def _spoken(language: str) -> str:
    tens, ones, joint = _TENS[language]
    return rf"(?:{_DIGITS}|{_TEENS[language]}|(?:{'|'.join(tens.split())})(?:{joint}(?:{'|'.join(ones.split())}))?)"


def _german() -> str:
    ones = "ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun"
    return (
        rf"(?:{_DIGITS}|achtzehn|neunzehn|(?:(?:{ones})und)?(?:zwanzig|drei(?:ß|ss)ig|vierzig|fünfzig|sechzig)|siebzig)"
    )


# "tengo 34 años" is an age, "tengo 20 años de experiencia" and "… trabajando" are not.
_NO_ES = r"(?!\s+(?:de\s+(?!edad)|como|en|con|haciendo|[^\W\d_]+ndo\b))"
_NO_FR = r"(?!\s+(?:d['’]|de|comme|dans|en|à)\b|\s+d['’](?!âge))"
_NO_IT = r"(?!\s+(?:di\s+(?!età)|come|in|nel|d['’]))"
_NO_PT = r"(?!\s+(?:de\s+(?!idade)|como|em|no|na|a\s))"
_NO_PL = r"(?!\s+(?:doświadczenia|pracy|praktyki|stażu|w\s|jako))"
_NO_UK = r"(?!\s+(?:досвіду|стажу|роботи|опыта|стажа|работы))"

_AGES = {
    "en": (
        rf"(?:aged\s+|age\s+)?{_spoken('en')}(?:\s+years?[\s-]old|[- ]year[- ]old|\s*y/?o)\b",
        rf"aged?\s+{_spoken('en')}\b(?!\s*[-–])",
        rf"(?<=i am |i['’]m ){_spoken('en')}(?!\s*(?:%|years|hours|\w))(?=\s*(?:[,.;!\n]|and\b|$))".replace("(?<=i am |i['’]m )", "(?:(?<=i am )|(?<=i'm )|(?<=i’m ))"),
    ),
    "es": (rf"(?:con\s+|de\s+)?{_spoken('es')}\s+años\s+de\s+edad", rf"tengo\s+(?:ya\s+)?{_spoken('es')}\s+años\b{_NO_ES}",
           rf"(?<=[aer] )de\s+{_spoken('es')}\s+años\b{_NO_ES}", rf"(?<=, ){_spoken('es')}\s+años\b(?=\s*(?:[,.;\n]|$))"),
    "fr": (rf"{_spoken('fr')}\s+ans\s+d['’]âge", rf"âgée?\s+de\s+{_spoken('fr')}\s+ans", rf"j['’]ai\s+{_spoken('fr')}\s+ans\b{_NO_FR}",
           rf"(?<=e )de\s+{_spoken('fr')}\s+ans\b{_NO_FR}", rf"(?<=, ){_spoken('fr')}\s+ans\b(?=\s*(?:[,.;\n]|$))"),
    "it": (rf"{_spoken('it')}\s+anni\s+(?:d['’]|di\s+)età", rf"ho\s+{_spoken('it')}\s+anni\b{_NO_IT}", rf"(?<=[aoe] )di\s+{_spoken('it')}\s+anni\b{_NO_IT}",
           rf"(?<=, ){_spoken('it')}\s+anni\b(?=\s*(?:[,.;\n]|$))"),
    "de": (rf"{_german()}\s+jahre\s+alt", rf"{_german()}[- ]?jährige?[rsnm]?", rf"(?<=ich bin ){_german()}\b(?=\s*(?:[,.;\n]|und\b|$))", rf"im\s+alter\s+von\s+{_german()}(?:\s+jahren)?"),
    "el": (rf"(?:είμαι\s+)?{_spoken('el')}\s+(?:ετών|χρονών|χρόνων)(?!\s+(?:εμπειρία|πείρα))",),
    "pt": (rf"(?:com\s+|de\s+)?{_spoken('pt')}\s+anos\s+de\s+idade", rf"tenho\s+{_spoken('pt')}\s+anos\b{_NO_PT}", rf"(?<=[amr] )de\s+{_spoken('pt')}\s+anos\b{_NO_PT}",
           rf"(?<=, ){_spoken('pt')}\s+anos\b(?=\s*(?:[,.;\n]|$))"),
    "pl": (rf"mam\s+{_spoken('pl')}\s+(?:lata|lat|rok)\b{_NO_PL}", rf"w\s+wieku\s+{_DIGITS}(?:\s+lat)?", rf"{_DIGITS}[- ]?letni[ae]?\b", rf"(?<=, ){_spoken('pl')}\s+(?:lata|lat)\b(?=\s*(?:[,.;\n]|$))"),
    "uk": (rf"(?:мені|мне)\s+{_spoken('uk')}(?:\s+(?:рік|роки|років|рочків|год|года|лет))?", rf"{_spoken('uk')}\s+(?:років|роки|рік)\s+від\s+роду", rf"віком\s+{_DIGITS}\s+\w+",
           rf"(?<=, ){_spoken('uk')}\s+(?:років|роки|рік|лет|года)\b(?=\s*(?:[,.;\n]|$)){_NO_UK}", rf"мне\s+{_DIGITS}\s+(?:лет|года|год)"),
    "tr": (rf"{_spoken('tr')}\s+yaş(?:ında|ındayım|lı)\w*",),
    "ar": (rf"(?:أنا\s+)?(?:عمري|العمر|أبلغ من العمر|عمره|ابلغ من العمر)\s*:?\s*(?:{_DIGITS}|{_ARABIC_AGE})(?:\s*(?:سنة|عاما|عامًا|سنه|عام))?",),
    "ro": (rf"(?:am\s+)?{_DIGITS}\s+(?:de\s+)?ani(?!\s+(?:de\s+)?(?:experien|vechime|în|ca\b))(?=\s*(?:[,.;\n]|și\b|$))",),
    "fa": (rf"{_DIGITS}\s*ساله|سن\s+من\s+{_DIGITS}|{_DIGITS}\s*سال\s+دارم",),
}  # fmt: skip
_BORN = (
    r"\b(?:born\s+(?:on|in)|nacid[ao]\s+(?:el|en)|nací\s+(?:el|en)|née?\s+(?:le|en)|nat[ao]\s+(?:il|nel)|geb(?:oren|\.)\s+(?:am|im jahr)?"
    r"|γεννημέν(?:η|ος)\s+(?:στις|το)|γεννήθηκα\s+(?:στις|το)|nascid[ao]\s+(?:a|em)|urodzon[ay]\s+(?:w)?|urodził[ae]m\s+się\s+(?:w)?"
    r"|народи(?:вся|лася)\s+(?:у|в)?|родил(?:ся|ась)\s+(?:в)?|doğum(?:lu|luyum)?|مواليد(?:\s+عام)?|ولدت\s+(?:عام|سنة|في)|născut[ă]?\s+(?:în|pe))"
    rf"\s*(?:{_DAY})(?:\s+року)?|\b(?:19|20)\d\d\s+doğumlu(?:yum)?|(?:19|20)\d\d\s+року\s+народження"
)

# A pattern is tried only where one of these stands in the text, in small letters: most texts name one unit of one language.
_UNITS = {
    "en": ("year", "aged", "age ", "i am", "i'm", "i’m", "y/o", "yo"), "es": ("año",), "fr": (" ans",), "it": ("anni",),
    "de": ("jahre", "jährig", "ich bin"), "el": ("ετών", "χρονών", "χρόνων"), "pt": ("anos",),
    "pl": (" lat", " rok", "letni", "wieku"), "uk": ("рок", "рік", "мені", "мне", "віком", "лет"), "tr": ("yaş",),
    "ar": ("عمر",), "ro": (" ani",), "fa": ("سال", "سن "),
}  # fmt: skip
_BORN_WORDS = (
    "born",
    "naci",
    "nací",
    "né",
    "nat",
    "geb",
    "γενν",
    "nasc",
    "urodz",
    "народ",
    "родил",
    "doğum",
    "ولد",
    "مواليد",
    "născut",
)
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Pattern:
    keys: tuple[str, ...]
    pattern: re.Pattern[str]


_PATTERNS = (
    _Pattern(("@", "http", "www."), re.compile(_CONTACT)),
    *(
        _Pattern(_UNITS[language], re.compile(rf"(?<!\w)(?:{'|'.join(f'(?:{age})' for age in ages)})", re.IGNORECASE))
        for language, ages in _AGES.items()
    ),
)
_TELEPHONES = re.compile(_TELEPHONE)
_BIRTHS = re.compile(_BORN, re.IGNORECASE)


def personal_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of addresses, telephone numbers, dates of birth and ages; they may overlap."""
    small = text.lower()
    for each in _PATTERNS:
        if any(key in small for key in each.keys):
            yield from (match.span() for match in each.pattern.finditer(text))
    if _NUMBER.search(text):
        yield from (match.span() for match in _TELEPHONES.finditer(text))
        if any(key in small for key in _BORN_WORDS):
            yield from (match.span() for match in _BIRTHS.finditer(text))
