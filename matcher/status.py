"""What a text says about a linked concept: held, wished for, denied, or boilerplate.

Small lists of cue words in eight languages, looked up in the same clause just before the mention. They are data: a
language is added by adding its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from matcher.text import Word, fold, words
from matcher.types import LinkStatus

__all__ = ["is_boilerplate", "is_optional", "status_before"]

# A cue governs what follows it closely: "no tengo mucha experiencia como soldador" has five words in between.
CUE_WINDOW = 6

_NEGATIONS = (
    *("no", "nunca", "sin", "tampoco", "ningún", "ninguna"),
    *("not", "never", "without", "don't", "doesn't", "didn't", "can't", "cannot", "haven't", "isn't", "won't", "nor"),
    *("لا", "لم", "لست", "ليس", "بدون", "ليست", "لن"),
    *("не", "без", "ніколи", "немає", "нет"),
    *("non", "senza", "mai"),
    *("ne", "n'", "pas", "sans", "jamais", "aucune", "aucun"),
    *("nicht", "kein", "keine", "keinen", "keinerlei", "ohne", "nie"),
    *("δεν", "χωρίς", "μην", "ούτε", "ποτέ"),
)
# "not only" and its sisters deny nothing.
_NOT_ONLY = (
    "solo",
    "sólo",
    "solamente",
    "only",
    "just",
    "solo",
    "soltanto",
    "seulement",
    "nur",
    "тільки",
    "лише",
    "μόνο",
    "فقط",
)
_WISHES = (
    *("quiero", "quisiera", "me gustaría", "deseo", "deseo aprender", "aprender", "espero"),
    *("want to", "would like to", "i'd like to", "wish to", "hope to", "learn", "dream of", "interested in learning"),
    *("أريد", "اريد", "أرغب", "أود", "أتعلم", "أحلم"),
    *("хочу", "хотів би", "хотіла б", "бажаю", "навчитися", "вивчити", "мрію", "хотел бы", "хотела бы"),
    *("voglio", "vorrei", "mi piacerebbe", "imparare", "desidero"),
    *("je veux", "je voudrais", "j'aimerais", "je souhaite", "apprendre"),
    *("ich will", "möchte", "würde gerne", "würde gern", "lernen"),
    *("θέλω", "θα ήθελα", "μάθω", "επιθυμώ"),
)
# A new clause begins here, and an earlier cue ends.
_CLAUSE_WORDS = frozenset(
    fold(word)
    for word in (
        *("but", "pero", "sino", "aunque", "aber", "sondern", "ma", "però", "mais", "але", "проте", "зато", "но"),
        *("لكن", "ولكن", "بل", "αλλά", "όμως"),
    )
)
_CLAUSE_MARKS = re.compile(r"[,;:.!?()\n،؛؟…]")

_OPTIONAL = (
    *("valorable", "valorables", "se valora", "se valorará", "se valorarán", "deseable", "opcional"),
    *("nice to have", "is a plus", "a plus", "an advantage", "desirable", "preferred", "bonus", "ideally"),
    *("von vorteil", "wünschenswert", "ein plus", "idealerweise", "gerne auch"),
    *("un plus", "atout", "souhaité", "souhaitée", "apprécié", "appréciée", "idéalement"),
    *("gradito", "gradita", "preferibile", "preferibilmente", "costituisce titolo preferenziale", "è un plus"),
    *("επιθυμητό", "επιθυμητή", "θα εκτιμηθεί", "буде перевагою", "перевага", "бажано", "يفضل", "ميزة إضافية"),
)
_BOILERPLATE = (
    *(
        "equal opportunity",
        "equal opportunities",
        "regardless of",
        "without regard to",
        "we offer",
        "about us",
        "apply now",
    ),
    *(
        "igualdad de oportunidades",
        "sin distinción de",
        "datos de contacto",
        "código de oferta",
        "currículum",
        "currículo",
    ),
    *(
        "curriculum",
        "oficina de empleo",
        "oferta de empleo",
        "personas interesadas",
        "interesados",
        "correo electrónico",
    ),
    *("dni", "número de oferta", "protección de datos", "se ofrece", "ofrecemos", "inscribirse", "jornada completa"),
    *("contrato indefinido", "salario", "sueldo", "envíe", "enviar cv", "candidaturas", "portal", "convenio colectivo"),
    *("chancengleichheit", "wir bieten", "bewerbung", "schwerbehinderte", "über uns"),
    *("égalité des chances", "nous offrons", "candidature", "pari opportunità", "offriamo", "candidarsi", "ambosessi"),
    *(
        "ίσες ευκαιρίες",
        "προσφέρουμε",
        "βιογραφικό",
        "рівні можливості",
        "ми пропонуємо",
        "резюме",
        "تكافؤ الفرص",
        "نقدم",
    ),
)


def _folded(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f" {fold(phrase)} " for phrase in phrases))


_NEGATION_CUES = _folded(_NEGATIONS)
_NOT_ONLY_CUES = _folded(f"{no} {only}" for no in _NEGATIONS for only in _NOT_ONLY)
_WISH_CUES = _folded(_WISHES)
_OPTIONAL_CUES = _folded(_OPTIONAL)
_BOILERPLATE_CUES = _folded(_BOILERPLATE)


def status_before(text: str, start: int, end: int) -> LinkStatus:
    """Return what the words of `text[start:end]`, which lead up to a mention, say about it; HELD by default.

    A wish outranks a denial: "I don't have it but want to learn" is a wish.
    """
    found = " ".join(word.text for word in _last_clause(text, start, end))
    clause = f" {found} "
    if any(cue in clause for cue in _WISH_CUES):
        return LinkStatus.WISHED
    for cue in _NOT_ONLY_CUES:
        clause = clause.replace(cue, " ")
    if any(cue in clause for cue in _NEGATION_CUES):
        return LinkStatus.NEGATED
    return LinkStatus.HELD


def is_boilerplate(passage: str) -> bool:
    """Whether a passage is about the company, the offer or how to apply, not about the work."""
    return _has(passage, _BOILERPLATE_CUES)


def is_optional(passage: str) -> bool:
    """Whether a passage calls what it names welcome rather than required."""
    return _has(passage, _OPTIONAL_CUES)


def _has(passage: str, cues: Iterable[str]) -> bool:
    folded = f" {fold(passage)} "
    return any(cue in folded for cue in cues)


def _last_clause(text: str, start: int, end: int) -> list[Word]:
    begin = max((match.end() for match in _CLAUSE_MARKS.finditer(text, start, end)), default=start)
    found = words(text[begin:end])[-CUE_WINDOW:]
    last = max((i for i, word in enumerate(found) if word.text in _CLAUSE_WORDS), default=-1)
    return found[last + 1 :]
