"""Files that people hand in: what they say comes out right, what nobody sees stays out, and hostile ones do no harm."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api import repository
from api.cli import app
from api.errors import BusyError, FileRefusedError
from api.refusals import answer_error
from api.uploads.child import load_reader
from api.uploads.kinds import FileKind, Purpose, kind_of
from api.uploads.paper import MAX_TEXT, Reading
from api.uploads.reading import MAX_WAITING, ROOT, FileReader, check_text
from api.world import World
from tests.api.hostile import PARAGRAPH, Hostile, hostile_files, text_document, word
from tests.api.papers import (
    HIDDEN,
    SENTENCES,
    docx,
    docx_with_hidden,
    docx_with_notes,
    new_pdf,
    odt,
    odt_with_hidden,
    odt_with_notes,
    pdf,
    put,
)

MAKERS: dict[FileKind, Callable[..., bytes]] = {FileKind.PDF: pdf, FileKind.DOCX: docx, FileKind.ODT: odt}
FILES = [hostile for hostile in hostile_files() if not hostile.is_heavy]


def read(kind: FileKind, content: bytes) -> Reading:
    """Read in this process, as the child does."""
    return load_reader(Purpose.TEXT, kind)(content)


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("language", SENTENCES)
def test_ordinary_files_say_what_they_say(kind: FileKind, language: str) -> None:
    """PDF, Word and OpenDocument files give their sentences letter by letter, Arabic in reading order too."""
    sentence = SENTENCES[language]
    for others in ((), ("12",), (sentence, sentence)):
        assert read(kind, MAKERS[kind](sentence, *others)).text.split("\n").count(sentence) == 1 + others.count(
            sentence
        )


def test_a_word_file_is_read_from_its_header_to_its_tables() -> None:
    """Page header, heading, list and table, each in lines of its own; nothing twice."""
    assert read(FileKind.DOCX, docx("I cook.")).text == "Electrician\nAnna\nI cook.\n2019\nWelder"


def test_what_word_takes_out_is_not_read() -> None:
    """Deleted and moved words, field codes and copies for old programs are left out; text boxes are read."""
    gone = "".join(f"<w:{name}><w:r><w:t>gone</w:t></w:r></w:{name}>" for name in ("del", "moveFrom"))
    box = "<w:r><w:txbxContent><w:p><w:r><w:color w:val='FFFFFF'/><w:t>box</w:t></w:r></w:p></w:txbxContent></w:r>"
    code = "<w:r><w:instrText>HYPERLINK</w:instrText><w:t>link</w:t><w:tab/><w:t>end</w:t></w:r>"
    assert read(FileKind.DOCX, word(f"<w:p>{gone}{code}{box}</w:p>")).text == "link\tendbox"
    assert read(FileKind.TXT, "\ufeffI cook.\r\n".encode()).text == "I cook."
    assert read(FileKind.TXT, "Köchin".encode("utf-16")).text == "Köchin"


def test_hidden_words_are_shown_apart() -> None:
    """Hidden, tiny and white words are no text; white words on blue are, as everybody sees them."""
    found = read(FileKind.DOCX, docx_with_hidden())
    assert found.text.split() == ["I", "cook.", "White", "on", "blue"]
    assert found.hidden.count(HIDDEN) == 4
    assert "nobody would see" in found.warnings[0]
    found = read(FileKind.ODT, odt_with_hidden())
    assert (found.text, found.hidden) == ("I cook.\nI cook.", f"{HIDDEN}\n{HIDDEN}")
    usual = "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:rPr><w:vanish/></w:rPr></w:style>"
    styles = f"<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>{usual}</w:styles>"
    found = read(FileKind.DOCX, word(PARAGRAPH % HIDDEN, parts={"word/styles.xml": styles}))
    assert (found.text, found.hidden) == ("", HIDDEN)


def test_words_without_a_trace_on_the_page_are_hidden() -> None:
    """White, tiny, invisible, covered and off the page: whatever hides words in a PDF, they are no text."""
    paper = new_pdf()
    put(paper, "I cook.")
    paper.set_text_color(255, 255, 255)
    put(paper, "white")
    paper.set_fill_color(20, 40, 90)
    put(paper, "White on blue", fill=True)
    paper.set_text_color(0, 0, 0)
    paper.set_font_size(1)
    put(paper, "tiny")
    paper.set_font_size(12)
    with paper.local_context(text_mode=3):
        put(paper, "invisible")
    paper.text(50, 150, "covered")
    paper.rect(40, 140, 60, 20, style="F")
    paper.text(400, 100, "outside")
    found = read(FileKind.PDF, bytes(paper.output()))
    assert found.text.split() == ["I", "cook.", "White", "on", "blue"]
    assert set(found.hidden.split()) == {"white", "tiny", "invisible", "covered", "outside"}
    assert found.n_pages == 1


@pytest.mark.parametrize("hostile", [file for file in FILES if not file.name.startswith("PDF")], ids=lambda f: f.name)
def test_hostile_files_are_refused_or_survived(hostile: Hostile) -> None:
    """Archives, documents, texts and names, in this process: refused with a reason, or read."""
    assert_outcome(hostile, lambda content: read(kind_of(hostile.filename, content), content))


def assert_outcome(hostile: Hostile, read_it: Callable[[bytes], Reading]) -> None:
    """Hold what becomes of a file against what must."""
    refused = None
    try:
        text = read_it(hostile.make()).text
        refused = None if text else "holds no text"
    except FileRefusedError as error:
        refused = error.reason
    assert hostile.fits(refused), refused


@pytest.mark.parametrize("text", ["", "a" * (MAX_TEXT + 1), 7])
def test_a_child_is_not_believed(text: object) -> None:
    """Whatever a child says is looked through: lengths, types, keys, characters."""
    with pytest.raises(FileRefusedError):
        check_text(0, json.dumps({"text": text}).encode())
    for said in (b"", b"{", b"[]", b'{"text":"a","more":1}', b'{"text":"a","warnings":[1]}', b'{"refused":"no"}'):
        with pytest.raises(FileRefusedError):
            check_text(0, said)
    with pytest.raises(FileRefusedError, match="time or memory"):
        check_text(-9, b'{"text":"a"}')
    assert check_text(0, b'{"text":"co\\u200bok"}').reading.text == "cook"


# What a confined process is still able to do.
ATTEMPTS = """
import json, os, socket, sys
sys.path.insert(0, sys.argv[1])
from api.uploads.confining import bound, close
bound()
close()
def fork():
    if os.fork() == 0:
        os._exit(0)
attempts = {
    "socket": lambda: socket.socket(),
    "pair": lambda: socket.socketpair(),
    "read": lambda: open("/etc/hostname"),
    "write": lambda: open("/tmp/left-behind", "w"),
    "fork": fork,
    "exec": lambda: os.execv("/bin/true", ["true"]),
    "memory": lambda: bytearray(2_000_000_000),
    "root": lambda: os.setuid(0) if os.getuid() else None,
    "limits": lambda: __import__("resource").setrlimit(__import__("resource").RLIMIT_NOFILE, (99, 99)),
}
done = []
for name, attempt in attempts.items():
    if name != "exec":
        try:
            attempt()
        except (OSError, MemoryError, ValueError, ImportError):
            continue
        done.append(name)
print(json.dumps({"done": done, "uid": os.getuid()}))
"""


def test_the_process_that_reads_can_do_nothing_else() -> None:
    """No socket, file, process, large memory or higher limit: without any help from the network's side."""
    ran = subprocess.run([sys.executable, "-I", "-c", ATTEMPTS, str(ROOT)], capture_output=True, check=True)
    said = json.loads(ran.stdout)
    assert said["done"] == []
    assert said["uid"] != 0


def test_words_apart_from_the_body_are_read() -> None:
    """Page headers come before the body; notes and page footers after it, each once, with hidden words apart."""
    files = FileReader(1_000_000)
    for name, content in (("cv.docx", docx_with_notes()), ("cv.odt", odt_with_notes())):
        found = files.read(name, content).reading
        assert " ".join(found.text.split()) == "Head I cook. Fork lift licence since 2019. Page foot"
        assert found.hidden == HIDDEN


def test_files_are_read_one_at_a_time_with_a_short_queue() -> None:
    """Whoever comes when the queue is full is told to come again, and the queue is served."""
    files = FileReader(1000)
    with ThreadPoolExecutor(1 + MAX_WAITING) as pool:
        with files._turn:
            waiting = [pool.submit(files.read, "cv.txt", b"I cook.") for _ in range(1 + MAX_WAITING)]
            while files._places._value:
                pass
            with pytest.raises(BusyError) as refused:
                files.read("cv.txt", b"I cook.")
            answer = answer_error(refused.value)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert {future.result().reading.text for future in waiting} == {"I cook."}
    with pytest.raises(FileRefusedError, match="1,000 bytes"):
        files.read("cv.txt", b"x" * 1001)


def upload(
    client: TestClient, name: str, content: bytes, path: str = "/v1/profiles:read"
) -> tuple[int, dict[str, object]]:
    """Send a file as a form does."""
    answer = client.post(path, files={"file": (name, content)})
    return answer.status_code, answer.json()


def test_a_file_is_read_over_http_and_not_kept(client: TestClient, world: World) -> None:
    """The answer is what a person checks; nothing is stored, neither text nor file, and the name counts for nothing."""
    before = sorted(world.settings.data.rglob("*"))
    status, said = upload(client, "../Anna Ivanova.PDF", pdf(SENTENCES["uk"]))
    assert (status, said["text"], said["language"]) == (200, SENTENCES["uk"], "uk")
    assert (said["n_pages"], said["hidden"], said["warnings"]) == (1, "", [])
    with world.database.read() as session:
        assert repository.list_profiles(session, None, 10).n_total == 0
    assert [path for path in sorted(world.settings.data.rglob("*")) if path not in before] == []


def test_refusals_of_files_have_a_reason(client: TestClient) -> None:
    """Too long, no form, no file, two files, a broken form and files that cannot be read: a 4xx with a sentence."""
    path = "/v1/profiles:read"
    long = b"x" * 2_100_000
    assert upload(client, "cv.txt", long)[0] == 413
    assert upload(client, "cv.txt", b"\xff")[1] == {
        "error": "invalid_input",
        "detail": "file: is no text in UTF-8; choose “UTF-8” as the encoding when saving",
    }
    form = {"content-type": "multipart/form-data; boundary=x"}
    for answer in (
        client.post(path, content=b"I cook."),
        client.post(path, content=b"I cook.", headers={"content-type": "application/pdf"}),
        client.post(path, data={"file": "I cook."}),
        client.post(path, files={"other": ("cv.txt", b"I cook.")}),
        client.post(path, files=[("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]),
        client.post(path, files={"file": ("cv.txt", b"a")}, data={str(i): "x" for i in range(9)}),
        client.post(path, files={"file": ("cv.txt", b"a")}, data={"note": "x" * 5000}),
        client.post(path, content=b"--x\r\nbroken", headers=form),
        client.post(path, content=b"", headers=form),
        client.post(path, content=b"--x", headers={"content-type": "multipart/form-data"}),
    ):
        assert answer.status_code == 422, answer.text
        assert len(answer.json()["detail"]) > 15


def test_the_page_shows_the_text_before_it_is_tried(client: TestClient) -> None:
    """What a file says can be corrected, and what nobody sees stands apart."""
    shown = client.post("/read", files={"file": ("cv.docx", docx_with_hidden())})
    assert shown.status_code == 200
    area = shown.text.split("<textarea", 1)[1].split("</textarea>")[0]
    assert "I cook." in area
    assert HIDDEN not in area
    assert HIDDEN in shown.text
    assert client.post("/read", files={"file": ("cv.exe", b"MZ")}).status_code == 422


def test_the_command_prints_what_would_be_read(tmp_path: Path) -> None:
    """Text on stdout; a refusal is one line and exit code 1."""
    path = tmp_path / "cv.odt"
    path.write_bytes(odt(SENTENCES["ar"]))
    ran = CliRunner().invoke(app, ["profiles", "read", str(path)])
    assert (ran.exit_code, ran.stdout) == (0, SENTENCES["ar"] + "\n")
    path.write_bytes(text_document("<broken"))
    command = [sys.executable, "-m", "api", "profiles", "read", str(path)]
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "immerse: file: is damaged: a part of it is no XML\n"


def test_long_texts_are_cut_and_said() -> None:
    """What is more than a profile takes is left out, with a warning."""
    found = read(FileKind.TXT, b"cook " * 30_000)
    assert len(found.text) <= MAX_TEXT
    assert "only its beginning" in found.warnings[0]
    assert io.StringIO(found.text).readline()
