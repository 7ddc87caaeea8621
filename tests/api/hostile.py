"""Files that were made to break what reads them, generated when a test asks for them; none is stored."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import EncryptionMethod, TextMode

from api.uploads.docx import FALLBACK, MAIN, PART, STRICT, W
from api.uploads.odt import MIMETYPES
from tests.api.papers import HIDDEN, docx, new_pdf, odt, pdf, put

WORD = f'<w:document xmlns:w="{W}"><w:body>%s</w:body></w:document>'
PARAGRAPH = "<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
TYPES = f'<Types><Override PartName="/word/document.xml" ContentType="{MAIN}"/>%s</Types>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
EXTERNAL = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


Parts = Mapping[str, bytes | str]
NO_PARTS: Parts = {}
HEAVY = frozenset(
    (
        *("zip bomb, flat", "zip bomb that lies", "one run of 5 million letters", "a million paragraphs"),
        *("200,000 paragraphs", "200,000 attributes", "a billion spaces", "more than is read", "10,000 entries"),
        *("more rows than are read", "a row a million times"),
    )
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file; `outcome` is a part of the reason that it is refused for, None where it is read, empty for either."""

    name: str
    filename: str
    make: Callable[[], bytes]
    outcome: str | None

    def fits(self, refused: str | None) -> bool:
        """Whether it may be refused for this reason, or be read where there is none."""
        if self.outcome is None or refused is None:
            return not self.outcome and refused is None
        return self.outcome in refused

    @property
    def is_heavy(self) -> bool:
        """Whether making or reading it takes a second or more."""
        return self.name in HEAVY


# --- zipped ----------------------------------------------------------------------------------


def packed(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Zip parts as they are given, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def word(body: str = PARAGRAPH % "I cook.", types: str = "", parts: Parts = NO_PARTS) -> bytes:
    """Return a Word file with a body and whatever else."""
    return packed({"[Content_Types].xml": TYPES % types, "word/document.xml": WORD % body, **parts})


def lying(content: bytes, size: int) -> bytes:
    """Say in the list of entries, and before each entry, that it unpacks to `size` bytes."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        for found in re.finditer(re.escape(mark), content):
            changed[found.start() + offset : found.start() + offset + 4] = struct.pack("<I", size)
    return bytes(changed)


def flagged(content: bytes, flag: int) -> bytes:
    """Set a flag of every entry."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(mark), content):
            changed[found.start() + offset] |= flag
    return bytes(changed)


def overlapping() -> bytes:
    """Return a zip whose many entries are all the same bytes: small, and large when unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(6_000_000))
        first = archive.infolist()[0]
        for number in range(400):
            other = zipfile.ZipInfo(f"word/{number}.xml")
            for field in ("CRC", "compress_size", "file_size", "compress_type", "header_offset"):
                setattr(other, field, getattr(first, field))
            archive.filelist.append(other)
            archive.NameToInfo[other.filename] = other
    return stream.getvalue()


def twice() -> bytes:
    """Return a zip with two parts of one name."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as archive:
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr("word/document.xml", "a")
        archive.writestr("word/document.xml", "b")
    return stream.getvalue()


def text_document(body: str, parts: Parts = NO_PARTS) -> bytes:
    """Return an OpenDocument text with a body and whatever else."""
    spaces = "text:1.0 style:1.0 office:1.0 table:1.0 drawing:1.0"
    names = " ".join(
        f'xmlns:{space.partition(":")[0]}="urn:oasis:names:tc:opendocument:xmlns:{space}"' for space in spaces.split()
    )
    content = f"<office:document-content {names}>{body}</office:document-content>"
    return packed({"mimetype": MIMETYPES[0], "content.xml": content, **parts})


def _zipped() -> Iterator[Hostile]:
    def file(name: str, make: Callable[[], bytes], outcome: str | None, filename: str = "cv.docx") -> Hostile:
        return Hostile(name, filename, make, outcome)

    deep = "<w:p>" * 5_000 + "</w:p>" * 5_000
    yield file("zip bomb, flat", lambda: word(parts={"customXml/a": bytes(100_000_000)}), "would unpack to more than")
    yield file("zip bomb, by ratio", lambda: word(parts={"customXml/a": bytes(15_000_000)}), "100 times its size")
    yield file("zip bomb that lies", lambda: lying(word(parts={"customXml/a": bytes(50_000_000)}), 1000), "damaged")
    yield file("zip bomb, overlapping", overlapping, "would unpack to more than")
    yield file("zip in a zip", lambda: word(parts={"word/a": packed({"a": b"a"})}), "another file in it")
    yield file("zip in a zip, by name", lambda: word(parts={"word/a.xlsx": b"a"}), "another file in it")
    yield file("10,000 entries", lambda: packed({f"{i}": b"" for i in range(10_000)}), "10,000 parts")
    yield file("encrypted entries", lambda: flagged(word(), 1), "password")
    yield file("two parts of one name", twice, "two parts of one name")
    for path in ("../../etc/cron.d/x", "/etc/passwd", "C:\\x", "a\\..\\b", "word/./../../x"):
        yield file(f"path {path}", lambda path=path: packed({path: b"x"}), "outside of it")  # type: ignore[misc]
    yield file("billion laughs", lambda: packed(_with_doctype(LAUGHS + "]>", "&i;")), "document type")
    yield file("external entity", lambda: packed(_with_doctype(EXTERNAL, "&x;")), "document type")
    wide = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")
    yield file("document type in wide letters", lambda: word(parts={"word/a.xml": wide}), "type")
    yield file("macros", lambda: word(parts={"word/vbaProject.bin": b"x"}), "macros")
    macro = '<Override PartName="/a" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    yield file("macros by type", lambda: word(types=macro), "macros")
    yield file("nested 5,000 deep", lambda: word(deep), "nested")
    yield file("one run of 5 million letters", lambda: word(PARAGRAPH % _varied(5_000_000)), None)
    yield file("a million paragraphs", lambda: word((PARAGRAPH % "x") * 400_000), "100 times its size")
    yield file("200,000 paragraphs", lambda: word("".join(PARAGRAPH % x for x in _varied(10**6).split())), "")
    yield file(
        "200,000 attributes", lambda: word("<w:p " + " ".join(map("a{0}='{0}'".format, range(200_000))) + "/>"), ""
    )
    yield file("broken XML", lambda: word("<w:p><w:r>"), "no XML")
    yield file("XML that is not UTF-8", lambda: packed(_parts(b"<a>\xff\xfe\xfa</a>")), "no XML")
    yield file(
        "an encoding nobody knows", lambda: packed(_parts(b'<?xml version="1.0" encoding="x-ebcdic"?><a/>')), "XML"
    )
    yield file("styles based on themselves", lambda: word(parts={"word/styles.xml": _looping_styles()}), None)
    yield file("truncated", lambda: docx("I cook.")[:-2000], "damaged")
    yield file("first half", lambda: docx("I cook.")[: len(docx("I cook.")) // 2], "damaged")
    yield file("bytes changed", lambda: _changed(docx("I cook.")), "damaged")
    yield file("packed by bzip2", lambda: packed({"a": b"x" * 99}, zipfile.ZIP_BZIP2), "packed in a way")
    yield file("a zip and no document", lambda: packed({"a": b"a"}), "no Word file")
    yield file("PDF and zip in one", lambda: b"%PDF-1.4\n" + docx("I cook."), "is not a Word file")
    yield file("an OpenDocument called Word", lambda: odt("I cook."), "no Word file")
    yield file("encrypted OpenDocument", lambda: text_document("", _encrypted()), "password", "cv.odt")
    yield file("OpenDocument macros", lambda: text_document("", parts={"Basic/a.xml": "<a/>"}), "macros", "cv.odt")
    spaces = '<text:p>a<text:s text:c="999999999"/>b</text:p>' * 1000
    yield file("a billion spaces", lambda: text_document(spaces), None, "cv.odt")
    deep_text = "<text:p>" * 3000 + "</text:p>" * 3000
    yield file("OpenDocument, nested", lambda: text_document(deep_text), "nested", "cv.odt")
    yield file("a Word file called OpenDocument", lambda: docx("I cook."), "no OpenDocument", "cv.odt")
    strict = (WORD % (PARAGRAPH % "I cook.")).replace(W, STRICT)
    yield file("the strict kind of Word file", lambda: packed(_parts(strict.encode())), None)
    twofold = f'<w:p><m:Fallback xmlns:m="{FALLBACK[0]}"><w:r><w:t>x</w:t></w:r></m:Fallback></w:p>'
    yield file("only words for old programs", lambda: word(twofold), "no text")
    header = f'<Override PartName="/word/../../h.xml" ContentType="{PART.format("header")}"/>'
    yield file("a part that is not there", lambda: word(types=header), None)


def _parts(document: bytes) -> dict[str, bytes | str]:
    return {"[Content_Types].xml": TYPES % "", "word/document.xml": document}


def _with_doctype(doctype: str, text: str) -> dict[str, bytes | str]:
    return _parts((doctype + WORD % (PARAGRAPH % text)).encode())


def _varied(length: int) -> str:
    """Return letters that do not pack too well."""
    return "".join(f"{(i * 2654435761) % 99991:x} " for i in range(length // 5))[:length]


def _looping_styles() -> str:
    style = '<w:style w:styleId="%s"><w:basedOn w:val="%s"/></w:style>'
    return f'<w:styles xmlns:w="{W}">{style % ("a", "b")}{style % ("b", "a")}</w:styles>'


def _changed(content: bytes) -> bytes:
    changed = bytearray(content)
    middle = content.index(b"word/document.xml") + 60
    changed[middle : middle + 40] = bytes(40)
    return bytes(changed)


def _encrypted() -> dict[str, bytes | str]:
    return {"META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>"}


# --- PDF -------------------------------------------------------------------------------------


def raw_pdf(objects: Mapping[int, bytes], tail: bytes = b"") -> bytes:
    """Write objects as a PDF; 1 is its catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, content in objects.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (max(offsets) + 1, start) + tail)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), extra, content)


def squeezed(content: bytes, times: int = 1, extra: bytes = b"") -> bytes:
    """Return a stream object, packed so many times."""
    for level in (1, 9)[-times:]:
        content = zlib.compress(content, level)
    return stream(content, b"/Filter[%s]%s" % (b"/FlateDecode" * times, extra))


def one_page(content: bytes, resources: bytes = b"", box: bytes = b"0 0 595 842", **objects: bytes) -> bytes:
    """Return a PDF of one page; 4 is its content, 5 a font, further objects are `o6` and so on."""
    more = {int(name.removeprefix("o")): value for name, value in objects.items()}
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>" % (
        box,
        resources,
    )
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    catalogue = b"<</Type/Catalog/Pages 2 0 R>>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return raw_pdf({1: catalogue, 2: pages, 3: page, 4: content, 5: font, **more})


COOK = b"BT /F 12 Tf 50 700 Td (I cook.) Tj ET "


def _nested_forms(width: int, depth: int) -> bytes:
    """Return a page that draws a form that draws a form, `width` times each: `width` to the `depth`."""
    forms = {
        f"o{n}": stream(
            b"/X Do " * width,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 1),
        )
        for n in range(6, 6 + depth)
    }
    last = {f"o{6 + depth}": stream(b"0 0 m 9 9 l S ", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")}
    return one_page(stream(COOK + b"/X Do"), b"/XObject<</X 6 0 R>>", **forms, **last)


def _many_pages(n: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + n))
    pages = dict.fromkeys(range(10, 10 + n), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    tree = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, n)
    return raw_pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: tree, **pages})


def _image(width: int, height: int, filters: bytes = b"/FlateDecode", content: bytes | None = None) -> bytes:
    data = zlib.compress(bytes(100_000)) if content is None else content
    kind = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter%s"
    image = stream(data, kind % (width, height, filters))
    return one_page(stream(COOK + b"500 0 0 500 0 0 cm /I Do"), b"/XObject<</I 6 0 R>>", o6=image)


def _encrypted_pdf() -> bytes:
    paper = new_pdf()
    paper.set_encryption("owner", "user", encryption_method=EncryptionMethod.AES_128)
    put(paper, "I cook.")
    return bytes(paper.output())


def _scan(*, with_words: bool) -> bytes:
    """Return a page that is a picture, with or without the invisible words that a scanner adds."""
    paper = new_pdf()
    for row in range(30):
        for column in range(30):
            paper.set_fill_color((row * column * 37) % 256)
            paper.rect(column * 7, row * 7, 7, 7, style="F")
    if with_words:
        with paper.local_context(text_mode=TextMode.INVISIBLE):
            put(paper, "I cook.")
    return bytes(paper.output())


def _only_hidden() -> bytes:
    paper = new_pdf()
    paper.set_text_color(255, 255, 255)
    put(paper, HIDDEN)
    return bytes(paper.output())


def _with_everything() -> bytes:
    """Return a PDF that would run a script, start a program and carry a file."""
    paper: FPDF = new_pdf()
    put(paper, "I cook.")
    paper.embed_file(bytes=b"MZ", basename="cv.exe")
    launch = b"/OpenAction<</S/Launch/F(/bin/sh)>>/AA<</WC<</S/JavaScript/JS(while(true){})>>>>"
    return bytes(paper.output()).replace(b"/Type /Catalog", b"/Type /Catalog" + launch)


def _pdfs() -> Iterator[Hostile]:
    def file(name: str, make: Callable[[], bytes], outcome: str | None, filename: str = "cv.pdf") -> Hostile:
        return Hostile(f"PDF, {name}", filename, make, outcome)

    ordinary = one_page(stream(COOK))
    yield file("nothing but a head", lambda: b"%PDF-1.7\n", "damaged")
    yield file("noise", lambda: b"%PDF-1.7\n" + bytes(i * 7919 % 251 for i in range(100_000)), "damaged")
    yield file("first half", lambda: ordinary[: len(ordinary) // 2], "")
    yield file("wrong table of objects", lambda: re.sub(rb"\d{10} 00000", b"0000000007 00000", ordinary), None)
    yield file("encrypted", _encrypted_pdf, "password")
    loop = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"}
    yield file("pages within themselves", lambda: raw_pdf(loop), "")
    lists = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[" + b"[" * 200_000 + b"]/Count 1>>"}
    yield file("lists in lists", lambda: raw_pdf(lists), "")
    itself = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    yield file(
        "a form within itself", lambda: one_page(stream(COOK + b"/X Do"), b"/XObject<</X 6 0 R>>", o6=itself), None
    )
    yield file("a billion forms", lambda: _nested_forms(10, 9), "than any file of its kind")
    yield file("a stream of a gigabyte", lambda: one_page(squeezed(bytes(10**9), 2)), "than any file of its kind")
    strokes = b"0 0 m 595 842 l S " * 3_000_000
    yield file("three million strokes", lambda: one_page(squeezed(COOK + strokes)), "than any file of its kind")
    many = b"BT /F 1 Tf " + b"(cook) Tj " * 1_000_000 + b"ET"
    yield file("a million words", lambda: one_page(squeezed(many)), "")
    yield file("10,000 pages", lambda: _many_pages(10_000), "10,000 pages")
    yield file("a million pages it does not have", lambda: ordinary.replace(b"/Count 1", b"/Count 1000000"), "")
    yield file("a giant picture", lambda: _image(100_000, 100_000), None)
    yield file(
        "a picture of noise", lambda: _image(3000, 3000, b"/JPXDecode", b"\x00\x00\x00\x0cjP  " + b"x" * 999), None
    )
    yield file("a giant page", lambda: one_page(stream(COOK), box=b"0 0 1e9 1e9"), "")
    yield file("a page without an area", lambda: one_page(stream(COOK), box=b"0 0 0 0"), "")
    objects = squeezed(b"6 0 7 9 " * 100_000, 1, b"/Type/ObjStm/N 999999999/First 10")
    yield file("a giant list of objects", lambda: one_page(stream(COOK), o6=objects), None)
    itself_long = b"<</Length 4 0 R>>\nstream\n" + COOK + b"\nendstream"
    yield file("a stream as long as itself", lambda: one_page(itself_long), "")
    wide = b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647/Colors 32/BitsPerComponent 16>>"
    yield file("a predictor without bounds", lambda: one_page(stream(zlib.compress(COOK), wide)), "")
    yield file("script, program and attached file", _with_everything, None)
    yield file("a scan without words", lambda: _scan(with_words=False), "no text")
    yield file("a scan with words", lambda: _scan(with_words=True), None)
    yield file("nothing but hidden words", _only_hidden, "no text that anybody would see")
    yield file("PDF and zip in one", lambda: pdf("I cook.") + docx("I cook."), None)
    yield file("a Word file called PDF", lambda: docx("I cook."), "is not a PDF")
    yield file("a program called PDF", lambda: b"MZ" + bytes(99), "a program")


# --- text, and names -------------------------------------------------------------------------


def _texts() -> Iterator[Hostile]:
    def file(name: str, content: bytes, outcome: str | None, filename: str = "cv.txt") -> Hostile:
        return Hostile(name, filename, lambda: content, outcome)

    cook = "I cook. "
    unseen = "\u202eI\u200b \U000e0041cook.\u2066\ufeff"
    yield file("nothing", b"", "empty")
    yield file("bytes that are no text", bytes(range(256)) * 10, "no text")
    yield file("UTF-8 that breaks off", "кухар".encode()[:-1], "UTF-8")
    yield file("half of UTF-16", b"\xff\xfe" + "cook".encode("utf-16-le")[:-1], "UTF-8")
    yield file("NUL", b"I cook\x00", "control characters")
    yield file("escape sequences", b"\x1b]0;owned\x07I cook.", "control characters")
    yield file("direction and tag characters", unseen.encode(), None)
    yield file("nothing that can be seen", "\u200b\u202e\U000e0041 \n".encode(), "no text")
    yield file("a line of nine million letters", cook.encode() * 1_100_000, None)
    yield file("a million marks", ("a" + "\u0301\u0323" * 500_000).encode(), None)
    yield file("more than is read", b"x" * 10_000_001, "more than 10,000,000 bytes")
    yield file("old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old Word", "cv.doc")
    yield file("Rich Text", rb"{\rtf1 I cook.}", "Rich Text", "cv.txt")
    yield file("a picture", b"\xff\xd8\xff\xe0" + bytes(99), "picture", "cv.pdf")
    for name in ("cv", "cv.exe", "cv.pdf.html", "../../etc/passwd", ".", "cv.txt\x00.exe", "cv.\u202etxt"):
        yield file(f"called {name!r}", cook.encode(), "must be a PDF", name)
    for name in ("../../x.txt", "C:\\x.TXT", "a" * 900 + ".txt", "\u202e.txt", ".txt.txt", "<b>.txt"):
        yield file(f"called {name[:20]!r}", cook.encode(), None, name)


def hostile_files() -> list[Hostile]:
    """Return all of them; each is made when its `make` is called."""
    return [*_zipped(), *_pdfs(), *_texts()]
