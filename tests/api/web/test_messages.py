"""What pages say is in every language: nothing untranslated, nothing unused, no value left out."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from jinja2 import Template

from api.web import messages
from api.web.page import environment_in
from api.web.speech import ENGLISH, LANGUAGES, SECTIONS, Speech, speech_in
from matcher.wording.languages import FORMS

OTHERS = [language for language in LANGUAGES if language != ENGLISH]
VALUE = re.compile(r"%\((\w+)\)s")
WEB = Path(messages.__file__).parent
TEMPLATES = sorted(WEB.glob("*/templates/*.html"))
# Pages that are read by those who write programs, in English; marked so by `lang`.
IN_ENGLISH = {"about/docs.html"}
BLOCKS = re.compile(
    r"\{%-?\s*trans.*?endtrans\s*-?%\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->"
    r'|<(\w+)[^>]*(?:lang="en"|translate="no")[^>]*>.*?</\1>',
    re.DOTALL,
)
SAID_BY_ATTRIBUTES = re.compile(r'\b(?:title|alt|placeholder|aria-label|data-said|aria-description)="([^"]*)"')
TAGS = re.compile(r"<[^>]*>", re.DOTALL)
NAMES = {"IMMERSE", "ESCO", "API", "CV", "PDF", "CSV", "JSON", "ISCO", "UTC", "EURES"}  # the same in all languages


extracted = cache(messages.extract)


def texts_of(message: Message) -> tuple[str, ...]:
    """Return a translation's forms."""
    said = message.string
    return tuple(said) if isinstance(said, (tuple, list)) else (said or "",)


@pytest.mark.parametrize("section", SECTIONS)
def test_templates_of_catalogues_say_what_the_pages_say(section: str) -> None:
    """Extracting again changes nothing: no message is new, none is left from before."""
    kept = messages.read(section, ENGLISH)
    assert (messages.keys_of(kept) if kept else []) == messages.keys_of(extracted(section))


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("section", SECTIONS)
def test_every_message_is_translated(section: str, language: str) -> None:
    """Each language has every message in all its plural forms, with the same values, and nothing else."""
    expected = extracted(section)
    found = messages.read(section, language)
    assert (messages.keys_of(found) if found else []) == messages.keys_of(expected)
    wrong = []
    for message in found or ():
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        texts = texts_of(message)
        n_forms = len(FORMS[language]) if len(ids) > 1 else 1
        values = set(VALUE.findall("".join(ids)))
        # A form for one, none or two may leave the number out, nothing else.
        missing = {name for text in texts for name in values - set(VALUE.findall(text)) - {"n", "num"}}
        strange = {name for text in texts for name in set(VALUE.findall(text)) - values}
        if len(texts) != n_forms or not all(texts) or message.fuzzy or missing or strange:
            wrong.append((ids[0], texts, missing, strange))
    assert wrong == []


def words_outside(text: str) -> Iterator[str]:
    """Return the words of a template that no message says."""
    bare = BLOCKS.sub(" ", text)
    for spoken in (TAGS.sub(" ", bare), *SAID_BY_ATTRIBUTES.findall(bare)):
        for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", spoken)):
            if word not in NAMES:
                yield word


def name_of(path: Path) -> str:
    """Return the name that a template is rendered by."""
    return f"{path.parents[1].name}/{path.name}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_word_of_a_page_is_outside_of_messages(path: Path) -> None:
    """Every word of a template goes through the catalogues, unless it is marked as English or as a name."""
    if name_of(path) in IN_ENGLISH:
        assert 'lang="en"' in path.read_text(encoding="utf-8")
        return
    assert list(words_outside(path.read_text(encoding="utf-8"))) == []


def test_a_word_outside_is_seen() -> None:
    """The check is seen red: bare text, and text in an attribute."""
    assert list(words_outside('<p title="Hello">{{ _("Fine") }} there {% trans %}ok{% endtrans %}</p>')) == [
        "there",
        "Hello",
    ]
    assert list(words_outside('<code lang="en">as it is</code>')) == []


def test_numbers_and_plurals_follow_the_language() -> None:
    """Messages of the frame, values escaped, and the two English forms."""
    english = Speech(ENGLISH)
    assert english.say_n("%(n)s person", "%(n)s people", 1) == "1 person"
    assert english.say_n("%(n)s person", "%(n)s people", 1_200) == "1,200 people"
    assert Speech("de").number(1_200) == "1.200"
    assert str(english.say("by %(who)s", who="<b>")) == "by &lt;b&gt;"
    assert Speech("ar").say("Inbox") != "Inbox"
    assert (Speech("ar").direction, Speech("uk").direction) == ("rtl", "ltr")


def test_a_section_speaks_in_its_own_words() -> None:
    """The same English words may be others elsewhere: templates and routes say what their own catalogue says."""
    catalogues = {section: messages.read(section, "es") for section in SECTIONS}
    own: dict[str, dict[str, str]] = {}
    for section, catalogue in catalogues.items():
        for message in catalogue or ():
            if message.id and isinstance(message.id, str) and not message.context:
                own.setdefault(message.id, {})[section] = texts_of(message)[0]
    differing = {words: said for words, said in own.items() if len(set(said.values())) > 1 and not VALUE.search(words)}
    assert differing, "nothing to tell apart"
    for words, said in differing.items():
        for section, text in said.items():
            assert str(speech_in("es", section).say(words)) == text
            name = f"{section}/made-up.html"
            code = environment_in("es").compile("{{ _(words) }}", name=name)
            template = Template.from_code(environment_in("es"), code, environment_in("es").make_globals(None))
            assert html.unescape(template.render(words=words)) == html.unescape(text)
