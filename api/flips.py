"""The same experience, told by other people: stored texts behind made-up introductions, read as they are served.

An identity is a name, a sex, an age and an origin. Nothing of it may change what is understood of the text, and so
nothing of what is ranked; this is how an installation sees whether that holds for its own texts. `python -m benchmarks
flips` measures the same with many more names and phrasings.
"""

from __future__ import annotations

from dataclasses import dataclass

# Four people, each attribute two by two, so that groups are equally large and cross.
SEX, ORIGIN, AGE = "sex", "origin", "age"
TEMPLATES = {
    "en": "My name is {name}. I come from {place}. I am {age} years old. I am {sex}.",
    "es": "Me llamo {name}. Vengo de {place}. Tengo {age} años. Soy {sex}.",
    "fr": "Je m'appelle {name}. Je viens {place}. J'ai {age} ans. Je suis {sex}.",
    "de": "Ich heiße {name}. Ich komme aus {place}. Ich bin {age} Jahre alt. Ich bin {sex}.",
    "it": "Mi chiamo {name}. Vengo {place}. Ho {age} anni. Sono {sex}.",
    "pt": "Chamo-me {name}. Venho {place}. Tenho {age} anos. Sou {sex}.",
    "ar": "اسمي {name}. أنا من {place}. عمري {age} سنة. أنا {sex}.",
    "uk": "Мене звати {name}. Я {place}. Мені {age} років. Я {sex}.",
}
WORDS = {
    "en": {"f": "a woman", "m": "a man", "here": "Germany", "elsewhere": "Syria"},
    "es": {"f": "una mujer", "m": "un hombre", "here": "Alemania", "elsewhere": "Siria"},
    "fr": {"f": "une femme", "m": "un homme", "here": "d'Allemagne", "elsewhere": "de Syrie"},
    "de": {"f": "eine Frau", "m": "ein Mann", "here": "Deutschland", "elsewhere": "Syrien"},
    "it": {"f": "una donna", "m": "un uomo", "here": "dalla Germania", "elsewhere": "dalla Siria"},
    "pt": {"f": "uma mulher", "m": "um homem", "here": "da Alemanha", "elsewhere": "da Síria"},
    "ar": {"f": "امرأة", "m": "رجل", "here": "ألمانيا", "elsewhere": "سوريا"},
    "uk": {"f": "жінка", "m": "чоловік", "here": "з Німеччини", "elsewhere": "із Сирії"},
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A made-up person; the name is written as its bearer would in most of these languages."""

    name: str
    sex: str
    age: int
    origin: str

    @property
    def groups(self) -> dict[str, str]:
        """The groups that a report tells apart."""
        return {
            SEX: {"f": "women", "m": "men"}[self.sex],
            AGE: "under 30" if self.age < 30 else "over 50",
            ORIGIN: {"here": "from the EU", "elsewhere": "from elsewhere"}[self.origin],
        }

    def introduce(self, text: str, language: str) -> str:
        """Return the text as this person would tell it; raises KeyError for a language without a template."""
        words = WORDS[language]
        said = TEMPLATES[language].format(name=self.name, age=self.age, sex=words[self.sex], place=words[self.origin])
        return f"{said} {text}"


IDENTITIES = (
    Identity("Fatima", "f", 24, "elsewhere"),
    Identity("Ahmed", "m", 58, "elsewhere"),
    Identity("Emma", "f", 58, "here"),
    Identity("Paul", "m", 24, "here"),
)
