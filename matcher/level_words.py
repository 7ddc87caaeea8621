"""How people name a language level in words, as data; listings as `matcher.cues` reads them, any language in any line.

The Common Framework's own words are coarser than its levels ("basic user" is A1 or A2), so each is read as one of them
by our own judgement, without a measurement behind it: the upper of A, the lower of B and of C.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from matcher.types import Cefr

__all__ = ["LEVEL_WORDS", "LevelWord"]


class LevelWord(StrEnum):
    """A level in words."""

    NATIVE = "native"
    FLUENT = "fluent"
    GOOD = "good"
    CONVERSATIONAL = "conversational"
    BASIC = "basic"
    BEGINNER = "beginner"

    def level(self, *, asked: bool) -> Cefr:
        """Return what it means: "good" is B1 where people say it of themselves, and B2 where a vacancy asks for it."""
        return Cefr.B2 if asked and self is LevelWord.GOOD else _LEVELS[self]


_LEVELS: Mapping[LevelWord, Cefr] = {
    LevelWord.NATIVE: Cefr.C2,
    LevelWord.FLUENT: Cefr.C1,
    LevelWord.GOOD: Cefr.B1,
    LevelWord.CONVERSATIONAL: Cefr.B1,
    LevelWord.BASIC: Cefr.A2,
    LevelWord.BEGINNER: Cefr.A1,
}
LEVEL_WORDS: Mapping[LevelWord, str] = {
    LevelWord.NATIVE: """
        native|mother tongue|nativo|nativa|lengua materna|maternelle|langue maternelle|madrelingua|muttersprache
        madre lingua|muttersprachler*|muttersprachlich*|muttersprachniveau|μητρικ*|άριστα|άριστη
        άριστη γνώση|άριστης|рідна|рідна мова|родной|língua materna|ojczysty|język ojczysty|ojczystym|لغتي الأم
        اللغة الأم|لغة أم|ana dilim|anadilim|anadil|ana dil|limba maternă|maternă|lingua materna|bilingual|bilingüe
        bilingue|زبان مادری|bilingües|άπταιστα|άπταιστη|native level|nível nativo|zweisprachig
    """,
    LevelWord.FLUENT: """
        fluent|fluently|fluency|advanced|avanzado|avanzada|fluido|fluida|con fluidez|courant|couramment|avancé
        fluente|avanzato|avanzata|fließend*|verhandlungssicher*|sehr gut*|πολύ καλ*|πολύ καλή γνώση
        πολύ καλής|προχωρημένο|avançado|avançada|biegle|biegł*|zaawansowan*|بطلاقة|متقدم|ممتاز|вільно|вільна
        просунутий|свободно|akıcı|ileri|avansat|excellent|excelente|روان|very good|nivel alto|alto nivel|muy buen*
        high level|ottim*|ottima conoscenza|molto buon*|muito bom|muito bons|muito boa|muito boas|très bon
        très bonne|excellente|excelentes|bardzo dobr*|bardzo dobra znajomość|εξαιρετική|ευχερής|ausgezeichnet*
        hervorragend*|fluentemente|perfettamente|perfetta|domínio|strong|eccellente|fluência|fluentes|courante
        sicher*|maîtrise parfaite|elevado|alto|soutenu|fluidez|sólidos|proficient|maîtrise|corrente|corrente e
        correntemente|nível elevado|buona padronanza|dominio
    """,
    LevelWord.GOOD: """
        intermediate|intermedio|intermedia|intermédiaire|moyen|mittel|mittelstufe|gut|gute|guter|gutes|guten|μέτρια
        καλά|μεσαίο|intermédio|intermediário|średniozaawansowan*|średni|متوسط|متوسطة|середній|средний|orta|mediu
        intermediar|good|buen|buena|bueno|buenos|buon|buona|buono|buone|bon|bonne|bonnes|bons|bom|boa|boas|dobra
        dobry|dobrej|dobrze|dobrym|dobrą|καλή|καλό|καλής|καλού|medio|medio alto|solid|middle|médio|medium|mittlere*
        correcto|discreta|discreto|satisfactorio|μέτριο|μέσο
    """,
    LevelWord.CONVERSATIONAL: """
        komunikatywn*|conversational|conversacional|conversación|conversazione|conversation|verständigung
        verständigungssicher|komunikatywnie|conversação|umgangssprachlich
    """,
    LevelWord.BASIC: """
        basic|básico|básica|básicos|básicas|basique|basiques|notions|base|di base|de base|grundkenntniss*
        grundlegend*|basiskenntnisse|βασικά|βασικές|βασική|βασικών|λίγα|podstawow*|podstawy|أساسي|مبادئ|базовий
        базова|базовый|temel|de bază|elementare|elementar|scolaire|nociones|nozioni|noções|elementary|elementales
        bajo|simple|grundlagen|bases|elementi
    """,
    LevelWord.BEGINNER: """
        beginner|principiante|débutant|débutante|anfänger|anfängerin|αρχάρια|αρχάριος|iniciante|początkujący|مبتدئ
        مبتدئة|початковий|начальный|başlangıç|începător
    """,
}
