"""What the installation works with: taxonomy, editable tables, documents, and the card of the system."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from api.chain import Verdict
from api.documents import describe_installation, render_documents
from api.errors import NotFoundError
from api.routes import taxonomy
from api.state import Here
from api.status import read_status
from api.web.administration.words import DOCUMENTS, HOWS
from api.web.page import Page
from api.world import World
from matcher.layout import REGULATED_FILE, STEPS_FILE

router = APIRouter()
Name = Annotated[str, Query(max_length=60)]


@router.get("/administration/taxonomy")
def show_taxonomy(world: Here, page: Page) -> HTMLResponse:
    """Show the release in use, and what became of stored concepts when it changed."""
    return page.render(
        "administration/taxonomy.html",
        taxonomy=taxonomy.show_release(world),
        changes=taxonomy.show_changes(world),
        hows=HOWS,
        overlays=[name for name in world.settings.esco_labels.split(":") if name],
    )


@router.get("/administration/editable")
def show_tables(world: Here, page: Page) -> HTMLResponse:
    """Show the tables that people edit, with source, day checked and who checked; they are files."""
    settings, catalogue = world.settings, world.parts.catalogue
    return page.render(
        "administration/editable.html",
        catalogue=catalogue,
        name=page.wording.name,
        steps_file=settings.steps_table or settings.data / STEPS_FILE,
        has_steps=settings.steps_table is not None,
        regulated_file=settings.regulated_table or settings.data / REGULATED_FILE,
        has_regulated=settings.regulated_table is not None,
    )


@router.get("/administration/documents")
def show_documents(world: Here, page: Page, name: Name = "") -> HTMLResponse:
    """List the documents that the law asks for, or show one, made from the running installation."""
    documents = _documents(world)
    if not name:
        return page.render("administration/documents.html", names=list(documents), titles=DOCUMENTS, name="", text="")
    if name not in documents:
        raise NotFoundError("document", name)
    html = Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(documents[name]))  # noqa: S704
    return page.render("administration/documents.html", names=list(documents), titles=DOCUMENTS, name=name, text=html)


@router.get("/administration/documents/file")
def send_document(world: Here, page: Page, name: Name = "") -> Response:
    """Send a document as Markdown; lead to the list where none is named."""
    if not name:
        return page.go("/administration/documents")
    documents = _documents(world)
    if name not in documents:
        raise NotFoundError("document", name)
    headers = {"content-disposition": f'attachment; filename="{name}.md"'}
    return Response(documents[name], media_type="text/markdown; charset=utf-8", headers=headers)


@router.get("/administration/card")
def show_card(page: Page) -> Response:
    """Lead to the card of the system, which everybody may read."""
    return page.go("/system/card")


def _documents(world: World) -> dict[str, str]:
    chain = read_status(world).chain
    problems = ("the last verification found entries that do not fit",) if chain.fits is False else ()
    return dict(render_documents(describe_installation(world, world.database, Verdict(chain.n_entries, problems))))
