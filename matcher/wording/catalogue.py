"""The messages of one language, read from gettext catalogues: `messages.pot` is English, the `.po` files the others.

In every entry msgctxt is the code and msgid the English text, so that translators see sentences and ordinary gettext
tools work (`pybabel update -i messages.pot -o es.po -l es`). The files are read as they are, some 15 ms a language at
first use: nothing has to be compiled when the package is built.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from string import Formatter

from babel.messages.pofile import read_po

from matcher.wording.languages import ENGLISH, FORMS

__all__ = ["Template", "read_catalogue"]

FOLDER = files("matcher.wording") / "catalogues"


@dataclass(frozen=True, slots=True)
class Template:
    """A text with numbered gaps, "{0} at {1}", and the names of the values that fill them, in that order."""

    text: str
    names: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Read "{language} at {level}". Raises ValueError for a brace that is not closed."""
        pieces: list[str] = []
        names: list[str] = []
        for literal, name, _, _ in Formatter().parse(text):
            pieces.append(literal.replace("{", "{{").replace("}", "}}"))
            if name is not None:
                pieces.append(f"{{{len(names)}}}")
                names.append(name)
        return cls("".join(pieces), tuple(names))


def read_catalogue(language: str) -> dict[str, tuple[Template, ...]]:
    """Return the templates of each code, one per plural form in the order of `FORMS`, or a single one.

    An entry that is not translated is left out.
    """
    name = "messages.pot" if language == ENGLISH else f"{language}.po"
    with (FOLDER / name).open("rb") as stream:
        catalogue = read_po(stream)
    found = {}
    for entry in catalogue:
        said = entry.id if language == ENGLISH else entry.string
        texts = tuple(text for text in (said if isinstance(said, (tuple, list)) else (said,)) if text)
        if entry.context and texts:
            found[entry.context] = tuple(map(Template.parse, texts))
            if len(texts) not in {1, len(FORMS[language])}:
                raise ValueError(f"{name}: {entry.context} has {len(texts)} plural forms, not {len(FORMS[language])}")
    return found
