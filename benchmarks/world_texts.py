"""Short texts for grown vacancies and people: phrases of this project around labels of the taxonomy.

A text names what is asked for by its labels, so that every link has words to point at; it is no advertisement that
anybody wrote, and nothing about language is measured with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.growing import LANGUAGE_OF, Draw
from matcher.types import Kind
from taxonomy.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Phrases:
    """What vacancies and people say in one language; `{town}` is a town."""

    openings: tuple[str, ...]
    duties: str
    welcome: str
    closings: tuple[str, ...]
    worked: str
    can: str


PHRASES = {
    "en": Phrases(
        (
            "We are looking for somebody who would like to join a small team in {town}.",
            "Our branch in {town} has a place to fill, and we train whoever is new to the trade.",
            "For a busy season in {town} we need one more pair of hands, with a contract from the first day.",
        ),
        "What there is to do:",
        "Good to have, but no must:",
        (
            "Shifts are agreed two weeks ahead, and overtime is paid. Just call or write, a letter is not needed.",
            "You get working clothes, a warm meal and a colleague who shows you everything in the first month.",
            "Come for a trial day before you decide; we answer everybody who writes to us within one week.",
        ),
        "I have worked as",
        "What I can do:",
    ),
    "es": Phrases(
        (
            "Buscamos a una persona para un equipo pequeño en {town}.",
            "En nuestro centro de {town} queda un puesto libre, y enseñamos a quien empieza en el oficio.",
            "Para una temporada con mucho trabajo en {town} nos falta gente, con contrato desde el primer día.",
        ),
        "Qué hay que hacer:",
        "Se valora, aunque no es necesario:",
        (
            "Los turnos se acuerdan con dos semanas, y las horas extra se pagan. Basta con llamar o escribir.",
            "Damos ropa de trabajo, comida caliente y una compañera que lo explica todo durante el primer mes.",
            "Ven un día a probar antes de decidir; contestamos en una semana a todas las personas que escriben.",
        ),
        "He trabajado de",
        "Lo que sé hacer:",
    ),
    "it": Phrases(
        (
            "Cerchiamo una persona per una piccola squadra a {town}.",
            "Nella nostra sede di {town} c'è un posto libero, e insegniamo il mestiere a chi comincia.",
            "Per una stagione piena di lavoro a {town} ci servono altre mani, con contratto dal primo giorno.",
        ),
        "Che cosa c'è da fare:",
        "È utile, ma non necessario:",
        (
            "I turni si decidono due settimane prima e gli straordinari si pagano. Basta telefonare o scrivere.",
            "Diamo abiti da lavoro, un pasto caldo e una collega che spiega tutto durante il primo mese.",
            "Venite a provare un giorno prima di decidere; rispondiamo entro una settimana a chiunque ci scriva.",
        ),
        "Ho lavorato come",
        "Quello che so fare:",
    ),
    "de": Phrases(
        (
            "Wir suchen jemanden für ein kleines Team in {town}.",
            "In unserem Betrieb in {town} ist ein Platz frei, und wer neu im Beruf ist, wird angelernt.",
            "Für eine Saison mit viel Arbeit fehlt uns in {town} noch jemand, mit Vertrag vom ersten Tag an.",
        ),
        "Was zu tun ist:",
        "Gern gesehen, aber kein Muss:",
        (
            "Schichten stehen zwei Wochen vorher fest, Überstunden werden bezahlt. Ein Anruf oder eine Zeile genügt.",
            "Es gibt Arbeitskleidung, ein warmes Essen und eine Kollegin, die im ersten Monat alles zeigt.",
            "Kommen Sie einen Tag zur Probe; wir antworten allen, die uns schreiben, innerhalb einer Woche.",
        ),
        "Ich habe gearbeitet als",
        "Was ich kann:",
    ),
    "fr": Phrases(
        (
            "Nous cherchons une personne pour une petite équipe à {town}.",
            "Une place est libre dans notre maison de {town}, et nous formons les personnes qui débutent.",
            "Pour une saison chargée à {town}, il nous manque du monde, avec un contrat dès le premier jour.",
        ),
        "Ce qu'il y a à faire :",
        "Ce serait un plus, sans être nécessaire :",
        (
            "Les horaires sont fixés deux semaines avant et les heures en plus sont payées. Il suffit d'appeler.",
            "Vous recevez des vêtements de travail, un repas chaud et l'aide d'une collègue le premier mois.",
            "Venez essayer une journée avant de décider ; nous répondons à chaque lettre en une semaine.",
        ),
        "J'ai travaillé comme",
        "Ce que je sais faire :",
    ),
    "el": Phrases(
        (
            "Ζητάμε ένα άτομο για μια μικρή ομάδα στην περιοχή {town}.",
            "Στο κατάστημά μας, περιοχή {town}, υπάρχει μια κενή θέση και εκπαιδεύουμε όποιον ξεκινά.",
            "Για μια σεζόν με πολλή δουλειά, περιοχή {town}, χρειαζόμαστε κι άλλους, με σύμβαση από την αρχή.",
        ),
        "Τι θα κάνετε:",
        "Καλό είναι να υπάρχει, αλλά δεν απαιτείται:",
        (
            "Οι βάρδιες ορίζονται δύο εβδομάδες πριν και οι υπερωρίες πληρώνονται. Αρκεί ένα τηλεφώνημα.",
            "Δίνουμε ρούχα εργασίας, ζεστό φαγητό και μια συνάδελφο που δείχνει τα πάντα τον πρώτο μήνα.",
            "Ελάτε μια μέρα για δοκιμή πριν αποφασίσετε· απαντάμε σε όλους μέσα σε μία εβδομάδα.",
        ),
        "Έχω δουλέψει ως",
        "Τι ξέρω να κάνω:",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A concept as a text names it: offsets count in the whole text."""

    kind: Kind
    uri: str
    label: str
    text: str
    start: int

    @property
    def mention(self) -> dict[str, object]:
        """Its words, as a link points at them."""
        return {"text": self.text, "start": self.start, "end": self.start + len(self.text)}


class Writer:
    """Writes texts, and notes where each concept is named."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._labels: dict[tuple[str, str], str] = {}

    def label(self, kind: Kind, uri: str, language: str) -> str:
        """Return the preferred label, in English where the language has none; the URI where nobody has any."""
        key = (uri, language)
        if key not in self._labels:
            table = self._taxonomy.table(kind)
            row = table.find_row(uri)
            self._labels[key] = uri if row is None else table.label(row, language).text
        return self._labels[key]

    def vacancy(
        self, draw: Draw, language: str, town: str, work: str | None, asked: tuple[Sequence[str], Sequence[str]]
    ) -> tuple[str, str, list[Named]]:
        """Return title and text of a vacancy, and what they name; offsets count from the title on.

        `asked` are the skills that are needed, and those that are welcome.
        """
        phrases, page = PHRASES[language], _Page()
        if work is not None:
            page.name(Kind.OCCUPATION, work, self.label(Kind.OCCUPATION, work, language), first=True)
        title = page.text or town
        page.text = f"{title}\n"
        page.say(draw.one(phrases.openings).format(town=town))
        for said, uris in zip((phrases.duties, phrases.welcome), asked, strict=True):
            if uris:
                page.say(said)
                self._list(page, uris, language)
        page.say(draw.one(phrases.closings))
        return title, page.text.removeprefix(f"{title}\n"), page.named

    def person(self, language: str, work: Sequence[str], skills: Sequence[str]) -> tuple[str, list[Named]]:
        """Return the words of a person, and what they name."""
        phrases, page = PHRASES[language], _Page()
        for uri in work:
            page.say(phrases.worked)
            page.name(Kind.OCCUPATION, uri, self.label(Kind.OCCUPATION, uri, language))
            page.text += "."
        if skills:
            page.say(phrases.can)
            self._list(page, skills, language)
        return page.text, page.named

    def _list(self, page: _Page, uris: Sequence[str], language: str) -> None:
        for i, uri in enumerate(uris):
            page.text += "," if i else ""
            page.name(Kind.SKILL, uri, self.label(Kind.SKILL, uri, language))
        page.text += "."


class _Page:
    """A text that grows."""

    def __init__(self) -> None:
        self.text = ""
        self.named: list[Named] = []

    def say(self, words: str) -> None:
        self.text += words if not self.text or self.text.endswith("\n") else f" {words}"

    def name(self, kind: Kind, uri: str, label: str, *, first: bool = False) -> None:
        """Say a label and note where; the first word of a title is written large."""
        words = label[:1].upper() + label[1:] if first else label
        self.say(words)
        self.named.append(Named(kind, uri, label, words, len(self.text) - len(words)))


def language_of(country: str | None) -> str:
    """Return the language that texts of a country are written in here."""
    language = LANGUAGE_OF.get(country or "", "en")
    return language if language in PHRASES else "en"
