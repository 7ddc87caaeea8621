"""The messages of sections: taken from templates and Python into catalogues, and held against them.

`python -m api.web.messages [SECTION …]` writes each section's `messages.pot` and brings its `.po` files in line: it
keeps translations, drops what no page says any more, and leaves new ones empty for somebody to translate.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.resources import as_file
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from api.web.speech import ENGLISH, LANGUAGES, SECTIONS, WEB, Key

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {
    "**/templates/**.html": {
        "trimmed": "true",
        "newstyle_gettext": "true",
        "silent": "false",
        "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
    }
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "say": None,
    "say_n": (1, 2),
    "say_in": ((1, "c"), 2),
    "say_n_in": ((1, "c"), 2, 3),
    "mark": None,
}
HEADERS = {
    "es": "Spanish", "it": "Italian", "el": "Greek", "fr": "French", "de": "German", "ar": "Arabic", "uk": "Ukrainian",
}  # fmt: skip
LINES = 100  # columns of a catalogue
# Catalogues say nothing of when they were made, so that making them again changes nothing.
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


def extract(section: str) -> Catalog:
    """Return the messages of a section in the order of its files; what `frame` says belongs to `frame` alone."""
    shared = set() if section == "frame" else set(keys_of(extract("frame")))
    catalogue = Catalog(project="immerse", charset="utf-8", creation_date=NEVER, revision_date=NEVER, fuzzy=False)
    catalogue.header_comment = f"# What the pages of the section {section} say. Made by python -m api.web.messages."
    with as_file(WEB / section) as folder:
        for name, _line, message, comments, context in extract_from_dir(
            folder, METHODS, OPTIONS, KEYWORDS, comment_tags=("for translators:",), strip_comment_tags=True
        ):
            one = _one(message)
            if (context, one) not in shared:
                catalogue.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def keys_of(catalogue: Catalog) -> list[Key]:
    """Return what messages are known by, in their order."""
    return [(entry.context, _one(entry.id)) for entry in catalogue if entry.id]


def read(section: str, language: str) -> Catalog | None:
    """Return a section's catalogue in a language, the template where it is English; None where there is none."""
    name = "messages.pot" if language == ENGLISH else f"{language}.po"
    path = WEB / section / "catalogues" / name
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        return read_po(stream, locale=None if language == ENGLISH else language)


def write(section: str) -> None:
    """Write all catalogues of a section."""
    template = extract(section)
    with as_file(WEB / section) as found:
        folder = found / "catalogues"
        if not len(template) and not folder.exists():
            return
        folder.mkdir(exist_ok=True)
        _save(folder / "messages.pot", template)
        for language in LANGUAGES:
            if language != ENGLISH:
                _save(folder / f"{language}.po", _bring_in_line(section, language, template))


def _bring_in_line(section: str, language: str, template: Catalog) -> Catalog:
    old = read(section, language)
    fresh = Catalog(language, project="immerse", charset="utf-8", creation_date=NEVER, revision_date=NEVER, fuzzy=False)
    fresh.header_comment = f"# {HEADERS[language]}. Written by a language model, not yet read by a native speaker."
    known = {(entry.context, _one(entry.id)): entry.string for entry in old or () if entry.id}
    for entry in template:
        if entry.id:
            said = known.get((entry.context, _one(entry.id)), "")
            is_plural = isinstance(entry.id, (tuple, list))
            if is_plural != isinstance(said, (tuple, list)):
                said = ("",) * fresh.num_plurals if is_plural else ""
            fresh.add(entry.id, said, auto_comments=entry.auto_comments, context=entry.context)
    return fresh


def _save(path: Path, catalogue: Catalog) -> None:
    buffer = BytesIO()
    write_po(buffer, catalogue, width=LINES, no_location=True, omit_header=False, ignore_obsolete=True)
    path.write_bytes(buffer.getvalue())


def _one(message: str | Iterable[str]) -> str:
    return message if isinstance(message, str) else next(iter(message))


if __name__ == "__main__":
    for named in sys.argv[1:] or SECTIONS:
        write(named)
