"""Ordinary CVs, made by the libraries that programs make them with, in four scripts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
from docx import Document
from docx.shared import Pt, RGBColor
from fpdf import FPDF
from odfdo import Document as OdfDocument
from odfdo import Element, Paragraph, Style

FONT = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"  # has Arabic, Cyrillic and Greek letters
SENTENCES = {
    "en": "I worked as a cook in an office canteen for five years.",
    "ar": "عملت طباخا لمدة خمس سنوات في مطعم كبير (2015-2020).",
    "uk": "Я працювала медсестрою п'ять років у Києві.",
    "el": "Εργάστηκα ως μάγειρας για πέντε χρόνια στη Λευκωσία.",
}
HIDDEN = "neurosurgeon astronaut"


def pdf(*sentences: str) -> bytes:
    """Make a PDF with shaped text, as Word and browsers do."""
    paper = new_pdf()
    for sentence in sentences:
        put(paper, sentence)
    return bytes(paper.output())


def new_pdf() -> FPDF:
    """Return an empty page to write on."""
    paper = FPDF()
    paper.add_page()
    paper.add_font("dejavu", fname=FONT)
    paper.set_font("dejavu", size=12)
    paper.set_text_shaping(True)
    return paper


def put(paper: FPDF, text: str, *, fill: bool = False) -> None:
    """Write a line."""
    paper.multi_cell(0, 8, text, fill=fill, new_x="LMARGIN", new_y="NEXT")


def docx(*sentences: str) -> bytes:
    """Make a Word file: a heading, a list, a table and a page header."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Electrician"
    document.add_heading("Anna", 0)
    for sentence in sentences:
        document.add_paragraph(sentence, style="List Bullet")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2019", "Welder"
    return _bytes(document)


def docx_with_hidden() -> bytes:
    """Make a Word file with words that nobody sees, and white ones on blue that everybody sees."""
    document = Document()
    paragraph = document.add_paragraph("I cook.")
    paragraph.add_run(HIDDEN).font.hidden = True
    paragraph.add_run(HIDDEN).font.size = Pt(1)
    paragraph.add_run(HIDDEN).font.color.rgb = RGBColor(255, 255, 255)
    style = document.styles.add_style("Ghost", 1)
    style.font.hidden = True
    document.add_paragraph(HIDDEN, style="Ghost")
    table = document.add_table(1, 1)
    cell = table.cell(0, 0)
    run = cell.paragraphs[0].add_run("White on blue")
    run.font.color.rgb = RGBColor(255, 255, 255)
    shade = cell._tc.get_or_add_tcPr().makeelement(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}shd",
        {"{http://schemas.openxmlformats.org/wordprocessingml/2006/main}fill": "1F3864"},
    )
    cell._tc.get_or_add_tcPr().append(shade)
    return _bytes(document)


def odt(*sentences: str) -> bytes:
    """Make an OpenDocument text."""
    document = OdfDocument("text")
    document.body.clear()
    for sentence in sentences:
        document.body.append(Paragraph(sentence))
    return _bytes(document)


def odt_with_hidden() -> bytes:
    """Make an OpenDocument text with words that nobody sees, and a comment."""
    document = OdfDocument("text")
    document.body.clear()
    for name, key, value in (("Ghost", "text:display", "none"), ("White", "fo:color", "#ffffff")):
        style = Style("text", name=name)
        style.set_properties({key: value}, area="text")
        document.insert_style(style, automatic=True)
        paragraph = Paragraph("I cook.")
        span = Element.from_tag(f'<text:span text:style-name="{name}">{HIDDEN}</text:span>')
        paragraph.append(span)
        document.body.append(paragraph)
    return _bytes(document)


NOTE = "Fork lift licence since 2019."
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def docx_with_notes() -> bytes:
    """Make a Word file with a footnote, an endnote without words, a page header, and a footer that hides a word."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Head"
    section.footer.paragraphs[0].text = "Page foot"
    section.footer.paragraphs[0].add_run(HIDDEN).font.hidden = True
    document.add_paragraph("I cook.")
    with zipfile.ZipFile(io.BytesIO(_bytes(document))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for kind, words in (("footnote", NOTE), ("endnote", "")):
        text = f"<w:{kind}><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{kind}>"
        parts[f"word/{kind}s.xml"] = f'<w:{kind}s xmlns:w="{WORD}">{text}</w:{kind}s>'.encode()
        said = f'<Override PartName="/word/{kind}s.xml" ContentType="{TYPE}.{kind}s+xml"/></Types>'
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", said.encode())
    return _zipped(parts)


def odt_with_notes() -> bytes:
    """Make an OpenDocument text with a note within a sentence, page headers, and a footer that hides a word."""
    known = ("text", "style", "office")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in known)
    note = (
        f"<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{NOTE}</text:p></text:note-body>"
    )
    body = f"<office:body><office:text><text:p>I {note}</text:note>cook.</text:p></office:text></office:body>"
    heads = "".join(f"<style:{each}><text:p>Head</text:p></style:{each}>" for each in ("header", "header-left"))
    foot = f'<text:p>Page foot<text:span text:display="none">{HIDDEN}</text:span></text:p>'
    page = f"<style:master-page>{heads}<style:footer>{foot}</style:footer></style:master-page>"
    return _zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>".encode(),
            "styles.xml": f"<office:document-styles {spaces}>{page}</office:document-styles>".encode(),
        }
    )


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _bytes(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)  # type: ignore[attr-defined]  # both libraries save to a stream
    return stream.getvalue()
