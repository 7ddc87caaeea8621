"""The `immerse` command. Batch commands read and write JSON Lines and need no database."""

from __future__ import annotations

import json
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands import admin, audit, database, documents, fairness, key, keys, organisation, privacy, ranking, sheet
from api.errors import ImmerseError
from api.settings import Settings
from matcher.errors import MatcherError
from taxonomy.errors import TaxonomyError
from taxonomy.types import Kind

if TYPE_CHECKING:
    from api.reading import Reader
    from matcher.artefacts import Concepts

app = typer.Typer(
    name="immerse",
    help="Explained vacancy matches for newcomers to Europe, on ESCO concepts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
taxonomy_app = typer.Typer(help="The ESCO release in use.", no_args_is_help=True)
model_app = typer.Typer(help="The encoder in use.", no_args_is_help=True)
profiles_app = typer.Typer(help="The people in the database.", no_args_is_help=True)
vacancies_app = typer.Typer(help="The vacancies in the database.", no_args_is_help=True)
app.add_typer(taxonomy_app, name="taxonomy")
app.add_typer(model_app, name="model")
app.add_typer(profiles_app, name="profiles")
app.add_typer(vacancies_app, name="vacancies")
app.add_typer(audit.app, name="audit")
app.add_typer(fairness.app, name="fairness")
app.command("documents")(documents.write)
app.command("sheet")(sheet.write)
app.add_typer(ranking.app, name="ranking")
app.add_typer(database.app, name="database")
app.add_typer(keys.app, name="keys")
app.add_typer(admin.app, name="admin")
app.add_typer(key.app, name="key")
app.add_typer(organisation.app, name="organisation")
app.add_typer(privacy.app, name="privacy")


class Direction(StrEnum):
    """What is ranked for what."""

    VACANCIES = "vacancies"  # vacancies for each profile
    PROFILES = "profiles"  # profiles for each vacancy


Input = Annotated[Path, typer.Option("--input", exists=True, dir_okay=False, help="JSON Lines, UTF-8")]
Output = Annotated[Path, typer.Option("--output", dir_okay=False, help="JSON Lines, UTF-8; replaced")]
Profiles = Annotated[Path, typer.Option("--profiles", exists=True, dir_okay=False, help="profile lines")]
Vacancies = Annotated[Path, typer.Option("--vacancies", exists=True, dir_okay=False, help="vacancy lines")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="YYYY-MM-DD; else the newest date in the vacancies file")]
Explain = Annotated[str, typer.Option("--explain", help="say it in up to two languages, such as es,ar")]
Source = Annotated[str, typer.Option("--source", help="for rows that do not say where they come from")]
Organisation = Annotated[str, typer.Option("--organisation", help="whose the rows are")]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON Lines or CSV")]


@app.command()
def run(
    *,
    demo: Annotated[bool, typer.Option("--demo/--no-demo", help="load the demo world on the first run")] = True,
    workers: Annotated[int | None, typer.Option(min=1, max=64, help="processes that answer; else 1")] = None,
    tls_cert: Annotated[Path | None, typer.Option("--tls-cert", help="certificate chain in PEM")] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="its private key in PEM")] = None,
) -> None:
    """Set up what is missing, then serve API and pages."""
    from api.preparing import Scope, prepare  # noqa: PLC0415
    from api.supervising import supervise  # noqa: PLC0415

    given = {"workers": workers, "tls_cert": tls_cert, "tls_key": tls_key}
    settings = Settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    for warning in settings.warnings:
        typer.echo(f"immerse: {warning}", err=True)
    prepare(settings, Scope.ALL, demo=demo)
    supervise(settings)


@app.command("prepare")
def prepare_only(
    *,
    complete: Annotated[bool, typer.Option("--complete", help="labels of all languages and descriptions too")] = False,
) -> None:
    """Set up what linking and matching need, without a database and without serving."""
    from api.preparing import Scope, prepare, prepare_alternatives  # noqa: PLC0415  # hashes all artefacts

    settings = Settings()
    prepare(settings, Scope.CONCEPTS)
    if complete:
        prepare_alternatives(settings)


@app.command()
def link(
    input_: Input,
    output: Output,
    kind: Annotated[Kind, typer.Option(help="what to link to")] = Kind.SKILL,
    top: Annotated[int | None, typer.Option(min=1, help="the N best, whatever score or status")] = None,
    min_score: Annotated[float | None, typer.Option(min=0, max=1)] = None,
) -> None:
    """Link texts to concepts."""
    from api import batch  # noqa: PLC0415  # onnxruntime and all; `--help` starts faster without

    _finish(batch.link(_open_reader(), input_, output, batch.LinkOptions(kind, top, min_score)))


@app.command()
def match(
    profiles: Profiles,
    vacancies: Vacancies,
    output: Output,
    top: Annotated[int, typer.Option(min=0, help="matches per line; 0 means all")] = 20,
    direction: Annotated[Direction, typer.Option(help="vacancies for profiles, or profiles for vacancies")] = (
        Direction.VACANCIES
    ),
    as_of: AsOf = None,
    explain: Explain = "",
) -> None:
    """Match profiles with vacancies, both from files."""
    from api import batch  # noqa: PLC0415  # onnxruntime and all; `--help` starts faster without

    files = batch.Files(profiles, vacancies, output, _day(as_of))
    if direction is Direction.VACANCIES:
        _finish(batch.match_vacancies(_open(), files, top or None, explain))
    else:
        _finish(batch.match_profiles(_open(), files, top or None, explain))


@app.command()
def why(
    profiles: Profiles,
    vacancies: Vacancies,
    output: Output,
    vacancy: Annotated[str, typer.Option(help="the id of the vacancy that is asked about")],
    as_of: AsOf = None,
    explain: Explain = "",
) -> None:
    """Say for each profile where one vacancy stands, what is in the way, and what it would take."""
    from api import batch  # noqa: PLC0415  # onnxruntime and all; `--help` starts faster without

    _finish(batch.why(_open(), batch.Files(profiles, vacancies, output, _day(as_of)), vacancy, explain))


@app.command("what-if")
def suppose(
    profiles: Profiles,
    vacancies: Vacancies,
    output: Output,
    step: Annotated[list[str], typer.Option(help="kind and value, such as language:it:B2; may be repeated")],
    top: Annotated[int, typer.Option(min=0, help="changes per line; 0 means all")] = 20,
    as_of: AsOf = None,
    explain: Explain = "",
) -> None:
    """Rank again for each profile as if they had taken some steps, and say what changes."""
    from api import batch  # noqa: PLC0415  # onnxruntime and all; `--help` starts faster without

    files = batch.Files(profiles, vacancies, output, _day(as_of))
    _finish(batch.suppose(_open(), files, step, top or None, explain))


@app.command()
def gaps(profiles: Profiles, vacancies: Vacancies, output: Output, as_of: AsOf = None, explain: Explain = "") -> None:
    """Count for each profile the vacancies that each step would open."""
    from api import batch  # noqa: PLC0415  # onnxruntime and all; `--help` starts faster without

    _finish(batch.gaps(_open(), batch.Files(profiles, vacancies, output, _day(as_of)), explain))


@app.command()
def replay(
    trace: Annotated[str, typer.Argument(help="the trace that a list of matches names")],
    output: Annotated[Path | None, typer.Option("--output", dir_okay=False, help="JSON; stdout if missing")] = None,
) -> None:
    """Rank a stored profile again as it was done then: the same bytes, or what is no longer here."""
    from api.loading import replay_trace  # noqa: PLC0415  # the database

    body = replay_trace(Settings(), _open(), trace)
    if output:
        output.write_bytes(body)
    else:
        sys.stdout.buffer.write(body)


@app.command()
def relink(
    output: Annotated[
        Path | None, typer.Option("--report", dir_okay=False, help="where the JSON goes; stdout if missing")
    ] = None,
) -> None:
    """Read all stored texts again with the taxonomy in use, or go on with it; say what became of concepts."""
    from api.loading import relink as relink_all  # noqa: PLC0415  # the database

    text = json.dumps(relink_all(Settings(), _open_reader()), ensure_ascii=False, indent=1) + "\n"
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


@app.command()
def tables() -> None:
    """Check the tables of regulated work and of steps: every problem by line, else how many rows are verified."""
    from api.opening import describe_tables  # noqa: PLC0415

    for line in describe_tables(Settings()):
        typer.echo(line)


@app.command()
def retention() -> None:
    """Delete the traces that are over; while serving that is done once a day."""
    from api.loading import delete_old  # noqa: PLC0415  # the database

    delete_old(Settings())


@taxonomy_app.command("import")
def import_taxonomy(
    source: Annotated[Path | None, typer.Argument(help="folder or zip of an official release")] = None,
    labels: Annotated[list[Path] | None, typer.Option("--labels", help="label overlays; may be repeated")] = None,
) -> None:
    """Turn an ESCO release, with label overlays, into the taxonomy in use; without a release, the starter set."""
    from api.releases import import_source  # noqa: PLC0415  # polars

    import_source(Settings(), source, tuple(labels or ()), _say)


@taxonomy_app.command("fetch")
def fetch_taxonomy(
    version: Annotated[str | None, typer.Option(help="such as 1.2.0")] = None,
    language: Annotated[list[str] | None, typer.Option(help="may be repeated; English if missing")] = None,
    labels: Annotated[list[Path] | None, typer.Option("--labels", help="label overlays; may be repeated")] = None,
) -> None:
    """Fetch an official release from the ESCO site, and put it in use."""
    from api.releases import fetch_source  # noqa: PLC0415  # polars

    fetch_source(Settings(), version, tuple(language or ()), tuple(labels or ()), _say)


@taxonomy_app.command("show")
def show_taxonomy(
    *, as_json: Annotated[bool, typer.Option("--json", help="everything, as one JSON object")] = False
) -> None:
    """Show the release in use."""
    from api.preparing import Scope, prepare  # noqa: PLC0415
    from taxonomy.taxonomy import Taxonomy, describe  # noqa: PLC0415  # numpy; `--help` starts faster without

    settings = Settings()
    prepare(settings, Scope.TAXONOMY)
    described = describe(Taxonomy.open(settings.artefacts.taxonomy))
    if as_json:
        sys.stdout.write(json.dumps(described, ensure_ascii=False, indent=1) + "\n")
        return
    release, counts = described["release"], described["counts"]
    sys.stdout.write(f"ESCO {release['version']} ({release['source']})\n")
    for name, n in counts.items():
        if isinstance(n, int):
            sys.stdout.write(f"{name.replace('_', ' ')}: {n:,}\n")
    sys.stdout.write(f"languages: {', '.join(described['languages'])}\n")


@model_app.command("build")
def build_model(
    source: Annotated[
        str, typer.Option("--from", help="package, plain (without adapters), hub:NAME or a model folder")
    ] = "package",
) -> None:
    """Build the encoder artefact."""
    from matcher.model import build_encoder  # noqa: PLC0415  # onnx, and torch for other models

    build_encoder(Settings().artefacts.encoder, source, _say)


@profiles_app.command("import")
def import_people(file: File, source: Source = "", organisation: Organisation = "default") -> None:
    """Import profiles into the database."""
    from api.loading import Incoming, Noun, import_file  # noqa: PLC0415  # the database

    _finish(import_file(Settings(), _open_reader(), Incoming(file, source, organisation), Noun.PROFILES))


@profiles_app.command("read")
def read_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="PDF, DOCX, ODT or TXT")]) -> None:
    """Print the text that would be read from a CV; nothing is stored."""
    from api.uploads.reading import FileReader  # noqa: PLC0415

    read = FileReader(Settings().max_file_bytes).read(file.name, file.read_bytes())
    for note in read.reading.warnings:
        _say(note)
    sys.stdout.write(read.reading.text + "\n")


@vacancies_app.command("import")
def import_openings(
    file: File,
    source: Source = "",
    organisation: Organisation = "default",
    *,
    shared: Annotated[bool, typer.Option("--shared", help="all organisations see them")] = False,
) -> None:
    """Import vacancies into the database; a running server follows within a second."""
    from api.loading import Incoming, Noun, import_file  # noqa: PLC0415  # the database

    _finish(import_file(Settings(), _open_reader(), Incoming(file, source, organisation, shared), Noun.VACANCIES))


def main() -> None:
    """Run the command; problems that have a name end with one line on stderr and exit code 1."""
    try:
        app()
    except (ImmerseError, MatcherError, TaxonomyError) as error:
        _say(str(error))
        sys.exit(1)


def _open() -> Concepts:
    """Build what is missing, and open what reads and ranks."""
    from api.opening import open_installed  # noqa: PLC0415
    from api.preparing import Scope, prepare  # noqa: PLC0415

    settings = Settings()
    prepare(settings, Scope.CONCEPTS)
    return open_installed(settings)


def _open_reader() -> Reader:
    from api.reading import Reader  # noqa: PLC0415

    concepts = _open()
    return Reader(concepts.linker, concepts.places)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no date like 2026-11-21", param_hint="--as-of") from error


def _say(line: str) -> None:
    sys.stderr.write(f"immerse: {line}\n")


def _finish(n_refused: int) -> None:
    if n_refused:
        raise typer.Exit(1)
