"""Names of countries in the languages of this project's people, as folded words in the cases that texts use.

The names are CLDR's, read through babel; what it lacks (names people still use, cases that change the stem) is listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from babel import Locale

from matcher.text import fold

__all__ = ["COUNTRY_LANGUAGES", "country_names", "country_stems"]

COUNTRY_LANGUAGES = ("en", "es", "it", "fr", "de", "el", "pt", "pl", "ar", "uk", "ru", "tr", "ro", "fa")

# Members of the United Nations, and states that not all of them recognise. Dependencies are left out: "Réunion" is a
# meeting, "Jersey" a fabric.
_CODES = """
    AF AL DZ AD AO AG AR AM AU AT AZ BS BH BD BB BY BE BZ BJ BT BO BA BW BR BN BG BF BI CV KH CM CA CF TD CL CN CO KM CG
    CD CR CI HR CU CY CZ DK DJ DM DO EC EG SV GQ ER EE SZ ET FJ FI FR GA GM GE DE GH GR GD GT GN GW GY HT HN HU IS IN ID
    IR IQ IE IL IT JM JP JO KZ KE KI KP KR KW KG LA LV LB LS LR LY LI LT LU MG MW MY MV ML MT MH MR MU MX FM MD MC MN ME
    MA MZ MM NA NR NP NL NZ NI NE NG MK NO OM PK PW PS PA PG PY PE PH PL PT QA RO RU RW KN LC VC WS SM ST SA SN RS SC SL
    SG SK SI SB SO ZA SS ES LK SD SR SE CH SY TW TJ TZ TH TL TG TO TT TN TR TM TV UG UA AE GB US UY UZ VU VA VE VN YE ZM
    ZW XK EH PR HK
""".split()  # noqa: SIM905 - two hundred quoted codes would be harder to read

_ALSO = """
    turkey|palestine|burma|congo|zaire|ivory coast|czech republic|holland|england|scotland|wales|america|usa|uk
    united states of america|great britain|kurdistan|west bank|gaza|persia|macedonia|cape verde|east timor|soviet union
    palestina|holanda|inglaterra|birmania|estados unidos|eeuu|república checa|costa de marfil|cabo verde|escocia
    kurdistán
    gran bretaña|macedonia|timor oriental|república dominicana|arabia saudí|unión soviética|moldavia|bielorrusia
    swazilandia
    olanda|inghilterra|stati uniti|costa d'avorio|repubblica ceca|capo verde|moldavia|bielorussia|gran bretagna|birmania
    palestine|hollande|angleterre|états-unis|république tchèque|birmanie|côte d'ivoire|moldavie|biélorussie
    grande bretagne
    palästina|holland|england|usa|vereinigte staaten|elfenbeinküste|tschechische republik|moldawien|weißrussland
    kongo|birma
    παλαιστίνη|ολλανδία|αγγλία|ηπα|ηνωμένες πολιτείες|κονγκό|τσεχική δημοκρατία|λευκορωσία|μολδαβία|ηνωμένων πολιτειών
    palestina|holanda|inglaterra|moldávia|bielorrússia|estados unidos da américa|república checa|irão|vietname|quénia
    moldova
    palestyna|palestyny|palestynie|holandia|anglia|anglii|usa|birma|kongo|białoruś|białorusi|mołdawia|mołdawii|stany
    niemiec|niemczech|niemcami|włoch|włoszech|węgier|węgrzech|czech|czechach|polsce|stanach|stanów|wielkiej brytanii
    فلسطين|سورية|غزة|الضفة الغربية|أمريكا|الولايات المتحدة|هولندا|إنجلترا|انكلترا|الكونغو|ايران|اسبانيا|ايطاليا
    المانيا|السودان
    كردستان|العراق|الجزائر|المغرب|ليبيا|تونس|الاردن|لبنان|إثيوبيا|اثيوبيا|اريتريا|بريطانيا|روسية|تركية
    палестина|палестини|голландія|голландії|англія|англії|америка|америки|сша|конго|росія|росії|росію|польщі|угорщина
    китаю|китаї|індії|індію|перу|палестины|голландии|англии|америке|россии|китае|индии|югославії|срср|ссср
    türkiye|filistin|hollanda|ingiltere|amerika|abd|kürdistan|fildişi sahili|çek cumhuriyeti|kongo
    palestina|olanda|anglia|statele unite|coasta de fildeș|republica moldova|birmania
    فلسطین|هلند|انگلیس|آمریکا|امریکا|کردستان|کنگو
"""

# What a text of one of these languages also says in plain words, even with a capital letter.
_PLAIN_WORDS = frozenset(
    fold(word)
    for word in "мали малі чад того niger to la in china chad mali oma sua male مالي بمالي ومالي لمالي بنين قطر بقطر ولبن".split()  # noqa: SIM905
)

# Endings that declined names take after their last vowel is cut; languages that do not decline have none.
_ENDINGS = {
    "de": ("s",),
    "el": tuple("α ασ αν ο οσ ου οι ων ε εσ η ησ".split()),  # noqa: SIM905
    "pl": tuple("a e y i u o ie em om iem ii ach ech owi".split()),  # noqa: SIM905
    "uk": tuple("а я у ю и і ї е є о ою ею єю ом ем ем ами".split()),  # noqa: SIM905
    "ru": tuple("а я у ю и ы е й ой ей ом ем".split()),  # noqa: SIM905
    "ro": ("ei", "a", "ului"),
}
_VOWELS = {
    "el": ("οσ", "ησ", "εσ", "α", "η", "ο"),
    "pl": tuple("aeioy"),
    "uk": tuple("аяеоиіь"),
    "ru": tuple("аяеоиь"),
    "ro": ("a",),
}
_MIN_STEM = 4
_LAST_VOWELS = frozenset("aeiouyαηιοεсаяеиійоьыاهي")
# Arabic writes no short vowels, so its stems are shorter.
_STEM_OF = {"ar": 3, "fa": 3}
# Arabic writes "in", "and", "for" and the article onto the word.
_ARABIC_PREFIXES = ("ب", "و", "ل", "ومن ", "وفي ")


def country_names() -> frozenset[str]:
    """Return every name as folded words joined by single spaces, in all cases of its language."""
    found = {fold(name) for line in _ALSO.strip().splitlines() for name in line.split("|")}
    for language in COUNTRY_LANGUAGES:
        for name in _names(language):
            found.update(_cases(name, language))
    return frozenset(found - _PLAIN_WORDS - {""})


def country_stems(language: str) -> frozenset[str]:
    """Return the folded one-word names of a language, whole and with up to two last vowels cut: for their peoples."""
    found: set[str] = set()
    for name in _names(language):
        whole = name.removeprefix("ال") if language in {"ar", "fa"} else name
        if " " in whole or not whole:
            continue
        found.update(
            stem for n in range(3) if (stem := _cut(whole, n)) and len(stem) >= _STEM_OF.get(language, _MIN_STEM)
        )
    return frozenset(found)


def _cut(name: str, n: int) -> str:
    """Cut `n` last vowels off a name; empty where it does not end in as many."""
    for _ in range(n):
        if not name or name[-1] not in _LAST_VOWELS:
            return ""
        name = name[:-1]
    return name


@cache
def _names(language: str) -> tuple[str, ...]:
    """Return the folded names of a language; of "Myanmar (Burma)" both."""
    territories = Locale.parse(language).territories
    parts = (part for code in _CODES for part in territories.get(code, "").replace(")", "").split("("))
    return tuple(map(fold, parts))


def _cases(name: str, language: str) -> Iterator[str]:
    yield name
    if language == "ar":
        yield from (fold(prefix + name) for prefix in _ARABIC_PREFIXES)
        if name.startswith("ال"):
            yield "لل" + name[2:]
    if " " in name:
        return
    vowel = next((ending for ending in _VOWELS.get(language, ()) if name.endswith(ending)), "")
    base = name.removesuffix(vowel)
    if len(base) >= _MIN_STEM:
        yield from (base + ending for ending in _ENDINGS.get(language, ()))
