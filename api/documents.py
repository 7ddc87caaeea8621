"""Documents that the law asks of those who use the system, filled in from the running installation.

Templates are in `papers/`; what only the organisation can say is marked "To fill in". Nothing about single people
goes into any of them.
"""

from __future__ import annotations

import platform
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api import accountability_repository as rows
from api import repository
from api.audit import Note, noting
from api.audit_watch import verify_chain
from api.chain import Verdict
from api.operators import opened, operator, read_clock
from api.personal import describe
from api.policy import POLICY
from api.session import Database, OrganisationDatabase
from api.settings import Settings
from api.system_card import show_card
from api.world import World
from matcher.artefacts import Concepts

TEMPLATES = Path(__file__).with_name("papers")
NAMES = ("impact-assessment", "fundamental-rights", "article-6", "technical-documentation")
PACKAGES = (
    "cryptography", "faiss-cpu", "fastapi", "numpy", "onnxruntime", "pydantic", "sqlalchemy", "starlette", "uvicorn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Risk:
    """An entry of the risk register; `tests` are those that fail where the control does not hold."""

    id: str
    hazard: str
    control: str
    tests: tuple[str, ...]


def read_risks() -> list[Risk]:
    """Return the risk register."""
    entries = tomllib.loads((TEMPLATES / "risks.toml").read_text(encoding="utf-8"))["risk"]
    return [Risk(**{**entry, "tests": tuple(entry["tests"])}) for entry in entries]


def write_documents(settings: Settings, concepts: Concepts, folder: Path) -> list[Path]:
    """Write all documents into `folder`, in place of those that are there; returns their paths."""
    with opened(settings) as whole:
        world = World(settings, whole, concepts)
        with noting(world.database, Note(operator(), "documents.write")):
            verdict = verify_chain(whole, world.audit_chain, settings.audit_anchors)
            facts = describe_installation(world, whole, verdict)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in render_documents(facts):
        path = folder / f"{name}.md"
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def render_documents(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield name and Markdown of each document."""
    environment = Environment(  # noqa: S701 - Markdown, and no text of any person or vacancy goes into it
        loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    yield "record-of-processing", "\n".join(describe())
    for name in NAMES:
        yield name, environment.get_template(f"{name}.md").render(facts).strip() + "\n"


def describe_installation(world: World, database: Database | OrganisationDatabase, audit: Verdict) -> dict[str, Any]:
    """Return what the documents say: counts in `database`, versions and settings, nothing about single people."""
    with database.read() as session:
        people = repository.list_everybody(session)
        first = rows.find_first_day(session)
        counted = {
            "n_profiles": len(people),
            "n_vacancies": len(repository.list_open(session)),
            "n_organisations": len(repository.list_organisations(session)),
            "n_traces": rows.count_traces(session),
            "languages": sorted({row.lang for row in people if row.lang}),
        }
    return {
        **counted,
        "first_day": first,
        "day": _today(),
        "card": show_card(world),
        "settings": world.settings,
        "risk_list": read_risks(),
        "n_rules": len(POLICY),
        "audit": audit,
        "python": platform.python_version(),
        "packages": [(name, version(name)) for name in PACKAGES],
    }


def _today() -> date:
    return read_clock().date()
