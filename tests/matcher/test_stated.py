"""Facts that decide are read from vacancies in eight languages, each with its words; nothing where nothing is said."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.scope import LISTED_LANGUAGES
from matcher.stated import read_stated
from matcher.types import Relation, StatedKind

LANGUAGES = ("en", "es", "it", "fr", "de", "el", "pt", "pl")


def values(text: str, kind: StatedKind, language: str | None = None) -> set[str]:
    """Return the values of one kind, those that are only welcome with a question mark."""
    return {
        fact.value + ("?" if fact.relation is Relation.OPTIONAL else "")
        for fact in read_stated("", text, language)
        if fact.kind is kind
    }


CASES: dict[StatedKind, tuple[tuple[str, str, set[str]], ...]] = {
    StatedKind.LANGUAGE: (
        ("en", "Fluent English required, some knowledge of Polish is an advantage.", {"en:C1", "pl?"}),
        ("es", "Imprescindible inglés (nivel B1). Se valora francés.", {"en:B1", "fr?"}),
        ("it", "Si richiede buona conoscenza della lingua tedesca.", {"de:B2"}),
        ("fr", "Maîtrise de l'anglais exigée, l'espagnol serait un plus.", {"en:C1", "es?"}),
        ("de", "Sehr gute Deutschkenntnisse erforderlich, Englisch von Vorteil.", {"de:C1", "en?"}),
        ("el", "Απαιτείται γνώση αγγλικών σε επίπεδο Β2.", {"en:B2"}),
        ("pt", "Conhecimentos de inglês obrigatórios.", {"en"}),
        ("pl", "Wymagana znajomość języka niemieckiego na poziomie B1.", {"de:B1"}),
    ),
    StatedKind.LICENCE: (
        ("en", "You need a driving licence and a forklift licence.", {"driving", "forklift"}),
        (
            "es",
            "Carnet de conducir B y vehículo propio. Valorable carnet de carretillero.",
            {"B", "own_car", "forklift?"},
        ),
        ("it", "Patente B, automunito. Gradito il patentino del muletto.", {"B", "own_car", "forklift?"}),
        ("fr", "Permis B et CACES 3 exigés.", {"B", "forklift"}),
        ("de", "Führerschein Klasse CE und Staplerschein erforderlich.", {"CE", "forklift"}),
        ("el", "Απαιτείται δίπλωμα οδήγησης.", {"driving"}),
        ("pt", "Carta de condução B e certificado de empilhador.", {"B", "forklift"}),
        ("pl", "Prawo jazdy kat. B, mile widziane uprawnienia na wózki widłowe.", {"B", "forklift?"}),
    ),
    StatedKind.HOURS: (
        ("en", "30-35 hours per week.", {"30-35"}),
        ("es", "Jornada parcial de 20 horas semanales, de 9.00 a 13.00 horas.", {"20-20"}),
        ("it", "Da 24 a 30 ore settimanali.", {"24-30"}),
        ("fr", "CDI de 35h hebdomadaires.", {"35-35"}),
        ("de", "38,5 Std./Woche.", {"38.5-38.5"}),
        ("el", "40 ώρες την εβδομάδα.", {"40-40"}),
        ("pt", "40 horas por semana.", {"40-40"}),
        ("pl", "40 godzin tygodniowo.", {"40-40"}),
    ),
    StatedKind.CONTRACT: (
        ("en", "We offer a permanent contract.", {"permanent"}),
        ("es", "Contrato temporal con posibilidad de pasar a indefinido.", {"temporary"}),
        ("it", "Contratto a tempo determinato.", {"temporary"}),
        ("fr", "CDI à temps plein.", {"permanent"}),
        ("de", "Wir suchen Sie unbefristet in Vollzeit.", {"permanent"}),
        ("el", "Σύμβαση αορίστου χρόνου.", {"permanent"}),
        ("pt", "Contrato sem termo.", {"permanent"}),
        ("pl", "Umowa na czas nieokreślony.", {"permanent"}),
    ),
    StatedKind.YEARS: (
        ("en", "At least two years of experience as a cook.", {"2"}),
        ("es", "No se requiere experiencia.", {"none"}),
        ("it", "Esperienza di almeno 6 mesi.", {"0.5"}),
        ("fr", "Une expérience de 3 ans est exigée.", {"3"}),
        ("de", "Mindestens zwei Jahre Berufserfahrung.", {"2"}),
        ("el", "Απαιτείται προϋπηρεσία τουλάχιστον 2 ετών.", {"2"}),
        ("pt", "Experiência comprovada na função.", {"some"}),
        ("pl", "Minimum rok doświadczenia. 3 lata doświadczenia mile widziane.", {"3?"}),
    ),
    StatedKind.SHIFT: (
        ("en", "Night shifts and weekends.", {"night", "weekend"}),
        ("es", "Turnos rotativos de mañana y tarde.", {"rotating", "morning", "afternoon"}),
        ("it", "Turno notturno.", {"night"}),
        ("fr", "Horaires du matin, travail le week-end.", {"morning", "weekend"}),
        ("de", "Schichtdienst, auch Nachtschicht.", {"rotating", "night"}),
        ("el", "Πρωινή βάρδια.", {"morning"}),
        ("pt", "Horário repartido.", {"split"}),
        ("pl", "Praca na nocne zmiany.", {"night"}),
    ),
    StatedKind.PAY: (
        ("en", "£12.50 per hour.", {"12.5-12.5/hour"}),
        ("es", "Salario: 1.450,50 € brutos mensuales.", {"1450.5-1450.5/month/gross"}),
        ("it", "Retribuzione 1.300 - 1.500 euro netti al mese.", {"1300-1500/month/net"}),
        ("fr", "Salaire : 1 900 € brut par mois.", {"1900-1900/month/gross"}),
        ("de", "Stundenlohn 13,50 € brutto.", {"13.5-13.5/hour/gross"}),
        ("el", "Μισθός 950 ευρώ καθαρά τον μήνα.", {"950-950/month/net"}),
        ("pt", "Vencimento de 1.050 € mensais.", {"1050-1050/month"}),
        ("pl", "Wynagrodzenie 4500-5000 zł brutto miesięcznie.", {"4500-5000/month/gross"}),
    ),
    StatedKind.HOUSING: (
        ("en", "Accommodation is provided.", {"offered"}),
        ("es", "Ayuda para encontrar alojamiento.", {"help"}),
        ("it", "Vitto e alloggio.", {"offered"}),
        ("fr", "Nourri et logé.", {"offered"}),
        ("de", "Wir helfen bei der Wohnungssuche.", {"help"}),
        ("el", "Παρέχεται διαμονή.", {"offered"}),
        ("pt", "Oferecemos alojamento.", {"offered"}),
        ("pl", "Pomoc w znalezieniu mieszkania.", {"help"}),
    ),
    StatedKind.PERMISSION: (
        ("en", "We help with your work permit.", {"sponsored"}),
        ("es", "Imprescindible permiso de trabajo en vigor.", {"required"}),
        ("it", "Necessario permesso di soggiorno.", {"required"}),
        ("fr", "Titre de séjour obligatoire.", {"required"}),
        ("de", "Gültige Arbeitserlaubnis erforderlich.", {"required"}),
        ("el", "Απαραίτητη άδεια εργασίας.", {"required"}),
        ("pt", "Autorização de residência obrigatória.", {"required"}),
        ("pl", "Wymagane zezwolenie na pracę.", {"required"}),
    ),
    StatedKind.START: (
        ("en", "Start: 1 March 2027.", {"2027-03-01"}),
        ("es", "Incorporación inmediata.", {"now"}),
        ("it", "Inizio: 15/04/2027.", {"2027-04-15"}),
        ("fr", "Dès que possible.", {"now"}),
        ("de", "Eintritt ab 1. Juli 2027.", {"2027-07-01"}),
        ("el", "Έναρξη 1 Μαΐου 2027.", {"2027-05-01"}),
        ("pt", "Início imediato.", {"now"}),
        ("pl", "Od zaraz.", {"now"}),
    ),
    StatedKind.EDUCATION: (
        ("en", "A bachelor's degree is required.", {"bachelor"}),
        ("es", "Se requiere graduado en ESO.", {"compulsory"}),
        ("it", "Richiesta laurea magistrale.", {"master"}),
        ("fr", "CAP ou BEP exigé.", {"vocational"}),
        ("de", "Abgeschlossene Berufsausbildung erforderlich.", {"vocational"}),
        ("el", "Απολυτήριο λυκείου.", {"upper_secondary"}),
        ("pt", "12.º ano de escolaridade.", {"upper_secondary"}),
        ("pl", "Wykształcenie wyższe mile widziane.", {"bachelor?"}),
    ),
    StatedKind.WORKING_TIME: (
        ("en", "Full-time or part-time.", {"full_time", "part_time"}),
        ("es", "Media jornada.", {"part_time"}),
        ("it", "Tempo pieno.", {"full_time"}),
        ("fr", "Temps partiel.", {"part_time"}),
        ("de", "In Teilzeit.", {"part_time"}),
        ("el", "Πλήρης απασχόληση.", {"full_time"}),
        ("pt", "Tempo inteiro.", {"full_time"}),
        ("pl", "Pełny etat.", {"full_time"}),
    ),
}


@pytest.mark.parametrize(
    ("kind", "language", "text", "expected"),
    [(kind, *case) for kind, cases in CASES.items() for case in cases],
)
def test_each_kind_in_each_language(kind: StatedKind, language: str, text: str, expected: set[str]) -> None:
    """What is needed, what is only welcome, and how the work is; with the language given."""
    assert expected == values(text, kind, language)


def test_every_kind_is_shown_in_every_language() -> None:
    """The cases leave no kind and no language out, and every language has words of its own."""
    assert set(CASES) == set(StatedKind) - {StatedKind.DESIRABLE}
    assert {tuple(language for language, _, _ in cases) for cases in CASES.values()} == {LANGUAGES}
    assert set(LANGUAGES) <= LISTED_LANGUAGES


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We offer free German courses.", StatedKind.LANGUAGE),
        ("Unser Team spricht Türkisch, Polnisch und Rumänisch.", StatedKind.LANGUAGE),
        ("No se requiere inglés.", StatedKind.LANGUAGE),
        ("Deutschkenntnisse sind nicht erforderlich.", StatedKind.LANGUAGE),
        ("Profesor de francés.", StatedKind.LANGUAGE),
        ("PERMISO DE CONDUCIR: NO", StatedKind.LICENCE),
        ("Kein Führerschein erforderlich.", StatedKind.LICENCE),
        ("Manejo de carretilla elevadora.", StatedKind.LICENCE),
        ("Somos una empresa con más de 20 años de experiencia.", StatedKind.YEARS),
        ("Salary depending on experience.", StatedKind.YEARS),
        ("Mayores de 18 años.", StatedKind.YEARS),
        ("Open from 9 to 20 hours.", StatedKind.HOURS),
        ("Horario de 16.00 a 20.00 horas.", StatedKind.HOURS),
        ("Fines de semana libres.", StatedKind.SHIFT),
        ("Llamar por la mañana.", StatedKind.SHIFT),
        ("Bonus of €200 for every referral.", StatedKind.PAY),
        ("Menú del día a 14 €.", StatedKind.PAY),
        ("Hotel con 200 habitaciones.", StatedKind.HOUSING),
        ("No accommodation provided.", StatedKind.HOUSING),
        ("Applications until 1 March 2027.", StatedKind.START),
        ("Por eso buscamos a alguien.", StatedKind.EDUCATION),
    ],
)
def test_what_is_denied_offered_or_only_talk_is_no_fact(text: str, kind: StatedKind) -> None:
    """Courses, customers, colleagues, bonuses, opening hours, and what nobody needs."""
    assert values(text, kind) == set()


def test_headings_say_how_their_items_are_meant() -> None:
    """Items under "nice to have" are welcome, up to the next heading or the end of the bullets."""
    text = (
        "Requirements:\n- English B2\nNice to have:\n- German B1\n- forklift licence\n"
        "We offer: a permanent contract.\nDriving licence B required."
    )
    assert values(text, StatedKind.LANGUAGE) == {"en:B2", "de:B1?"}
    assert values(text, StatedKind.LICENCE) == {"B", "forklift?"}
    clauses = [fact.mention.text for fact in read_stated("", text, "en") if fact.kind is StatedKind.DESIRABLE]
    assert clauses == ["German B1", "forklift licence"]


def test_offsets_count_in_title_and_text() -> None:
    """A fact may stand in the title; offsets are code points of both, a line break between."""
    title, text = "Night porter 🏨, part-time", "Permanent contract."
    whole = f"{title}\n{text}"
    facts = read_stated(title, text, "en")
    assert [(fact.value, whole[fact.mention.start : fact.mention.end]) for fact in facts] == [
        ("night", "Night"),
        ("part_time", "part-time"),
        ("permanent", "Permanent contract"),
    ]


ANY_TEXT = st.text(max_size=300)
WORDS = """
English B2 carnet de conducir C+E , . : • 40 hours/week 1.450,50 € brutos 2 años experiencia no sin valorable ab 1. Juli
Deutschkenntnisse καλή γνώση αγγλικών od zaraz CDI 35h 01/03/2027 ( ) - kein Führerschein alojamiento turno de noche
"""
CUES = st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join)


@given(ANY_TEXT | CUES, st.sampled_from([None, "en", "es", "de", "el", "pl", "uk", "xx"]))
def test_any_text_can_be_read(text: str, language: str | None) -> None:
    """Random text and other languages raise nothing; every fact quotes the text; the same text gives the same facts."""
    found = read_stated("", text, language)
    for fact in found:
        assert fact.mention.text == f"\n{text}"[fact.mention.start : fact.mention.end]
    assert found == read_stated("", text, language)


@pytest.mark.parametrize("part", ["inglés, ", "se valora inglés y carnet de conducir ", "111 111 ", "carnet B, C, D, "])
def test_time_grows_with_the_length_of_the_text(part: str) -> None:
    """Sixteen times the text takes less than sixty times as long; comparing all words would take 256 times."""
    short, long = (part * n for n in (40, 640))
    read_stated("", long, "es")  # fills caches

    def seconds(text: str) -> float:
        started = time.process_time()  # what other processes do is not ours
        read_stated("", text, "es")
        return time.process_time() - started

    assert min(seconds(long) for _ in range(2)) < 60 * max(min(seconds(short) for _ in range(5)), 1e-3)


def test_but_leads_to_the_rest_of_the_same_thought() -> None:
    """A comma before "but" does not part a fact from what is said of it."""
    assert values("Englisch ist nicht nötig, aber von Vorteil.", StatedKind.LANGUAGE, "de") == {"en?"}
    assert values("Hablar inglés B1, pero no es necesario.", StatedKind.LANGUAGE, "es") == set()
