"""Mutated files and lines: whatever comes, a reader gives text or a reason, and rows are rows or numbered problems."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from api.bodies import ProfileLine, VacancyLine
from api.errors import InvalidInputError
from api.rows import iter_rows, read_row
from api.uploads.child import load_reader
from api.uploads.kinds import FileKind, Purpose
from api.uploads.paper import MAX_TEXT, Reading
from api.uploads.reading import FileReader
from taxonomy.characters import visible
from tests.api.files import PROFILES, VACANCIES
from tests.api.hostile import COOK, one_page, packed, stream
from tests.api.papers import SENTENCES, docx, docx_with_hidden, odt, odt_with_hidden, pdf

pytestmark = pytest.mark.slow
SEED = 20261122
BUDGET_S = 7  # for each kind of file
ZIPPED = {
    FileKind.DOCX: (docx(*SENTENCES.values()), docx_with_hidden()),
    FileKind.ODT: (odt(*SENTENCES.values()), odt_with_hidden()),
}
# What parsers stumble over: ends and starts of things, lengths, other encodings.
TOKENS = (
    *(b"<", b">", b"</w:p>", b"<w:p>", b"<w:r>", b"<w:rPr>", b"<w:vanish/>", b"<text:span>", b"<text:p>", b"&#x0;"),
    *(b"&amp;", b"<!DOCTYPE a>", b"<![CDATA[", b"]]>", b"<!--", b"xmlns:w='x'", b"\x00", b"\xff\xfe", b"\xed\xa0\x80"),
    *(b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xff\xff\xff\xff", b"endobj", b"stream\n", b"<<", b">>", b"["),
    *(b"/Kids", b" 0 R", b"-1", "\u202e\u200d".encode(), "م\u0301".encode() * 40, b'"', b",", b"\n", b"9" * 400),
    *(b'{"a":', b"\\u0000", b"\\ud800"),
)


def mutate(content: bytes, chance: random.Random) -> bytes:
    """Change, cut, repeat and insert a few pieces."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed) + 1)
        length = chance.choice((1, 2, 4, 20, 200))
        match chance.randrange(5):
            case 0:
                changed[at : at + length] = chance.randbytes(length)
            case 1:
                del changed[at : at + length]
            case 2:
                changed[at:at] = changed[at : at + length] * chance.choice((2, 50))
            case 3:
                changed[at:at] = chance.choice(TOKENS)
            case _:
                other = chance.randrange(len(changed) + 1)
                changed[at : at + length] = changed[other : other + length]
    return bytes(changed)


def mutate_parts(content: bytes, chance: random.Random) -> bytes:
    """Change one part of a zipped document, and zip it again as if it were right."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if name.endswith((".xml", "mimetype"))])
    part = parts[name]
    parts[name] = mutate(part if isinstance(part, bytes) else part.encode(), chance)
    return packed(parts)


def fuzz(attempt: Callable[[random.Random], None], budget_s: float = BUDGET_S) -> int:
    """Try for a while, the same way each time; returns how often."""
    ends = time.monotonic() + budget_s
    n = 0
    while time.monotonic() < ends:
        attempt(random.Random(SEED + n))
        n += 1
    return n


def refused(attempt: Callable[[], object]) -> str | None:
    """Return the reason for a refusal, None where there is none; anything else is raised."""
    try:
        attempt()
    except InvalidInputError as error:
        return str(error)
    return None


def hold(reading: Callable[[], Reading]) -> bool:
    """Hold a reading against what all must be; returns whether it was read."""
    found: list[Reading] = []
    reason = refused(lambda: found.append(reading()))
    if reason is not None:
        assert 10 < len(reason) < 200
        return False
    assert len(found[0].text) <= MAX_TEXT
    assert visible(found[0].text) == found[0].text
    return True


@pytest.mark.parametrize("kind", ZIPPED)
def test_mutated_documents(kind: FileKind) -> None:
    """Word and OpenDocument files, bytes or parts changed, in this process: text or a reason, never more."""
    reader = load_reader(Purpose.TEXT, kind)
    n_read = 0

    def attempt(chance: random.Random) -> None:
        nonlocal n_read
        content = chance.choice((mutate, mutate_parts))(chance.choice(ZIPPED[kind]), chance)
        n_read += hold(lambda: reader(content))

    assert fuzz(attempt) > n_read > 0


def test_mutated_pdfs() -> None:
    """PDF files, in confined children: text or a reason."""
    files = FileReader(10_000_000)
    bases = (pdf(*SENTENCES.values()), one_page(stream(COOK)))

    def attempt(chance: random.Random) -> None:
        content = b"%PDF-" + mutate(chance.choice(bases), chance)[5:]
        hold(lambda: files.read("cv.pdf", content).reading)

    assert fuzz(attempt) > 0


LINES = (
    "\n".join(json.dumps(line, ensure_ascii=False) for line in (*PROFILES, *VACANCIES)).encode(),
    b'id,title,text,languages,hours\n1,Cook,"We\nneed ""you""",es:B1,20-30\n2,Chef,x,"es:B1;it:A2",30\n',
    b"sep=;\r\nid;Texto;Idiomas\r\n1;Cocino;es:B1\r\n",
    "id;title\n1;Köchin\n".encode("utf-16"),
)


def hold_rows(content: bytes) -> None:
    """Hold rows against what all must be: valid, or a problem with a reason, in the order of their numbers."""
    numbers = []
    for row in iter_rows(content):
        numbers.append(row.line)
        for model in (ProfileLine, VacancyLine):
            assert refused(partial(read_row, row, model)) != ""
    assert numbers == sorted(set(numbers))


def test_mutated_lines() -> None:
    """JSON Lines and CSV."""
    assert fuzz(lambda chance: hold_rows(mutate(chance.choice(LINES), chance))) > 100


@seed(SEED)
@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    """Bytes without any form are rows or problems, and no text or a text."""
    hold_rows(content)
    hold(lambda: load_reader(Purpose.TEXT, FileKind.TXT)(content))
