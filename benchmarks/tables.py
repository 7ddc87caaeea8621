"""The tables of README and docs, each rendered from one committed result."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import reduce
from operator import getitem, itemgetter
from typing import Any

from benchmarks.example import render_example
from benchmarks.published import MELO_ALL, MELO_DE, MELO_ES, MELO_HERE, PublishedRow, published
from matcher.weights import DEFAULT

# By what the texts say, as published systems do; and by what ESCO calls the concepts of the labels among them.
TEXTS_ALONE = "meaning and spelling"
OWN_SCORER = "with the labels of all languages"
OURS = "**IMMERSE**"
ACCURACIES = ("accuracy@1", "accuracy@3", "accuracy@5", "accuracy@10")
N_CONFUSIONS = 6
LANGUAGES = {
    "es": "Spanish",
    "de": "German",
    "sv": "Swedish",
    "en": "English",
    "it": "Italian",
    "fr": "French",
    "el": "Greek",
    "pt": "Portuguese",
    "pl": "Polish",
}
OWN_VACANCIES = "all eight"
FACT_COLUMNS = (
    *("n, development", "precision", "recall", "F1", "F1, words"),
    *("n, held out", "precision", "recall", "F1", "F1, words"),
)

Render = Callable[[Mapping[str, Any]], str]
Row = Sequence[object]


def markdown_table(header: Sequence[str], rows: Sequence[Row]) -> str:
    """Render a GitHub table; floats with three decimals, None as a dash."""
    lines = [_line(header), _line(["---"] * len(header)), *(_line([_cell(value) for value in row]) for row in rows)]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _theirs(row: PublishedRow, measures: Sequence[str]) -> list[object]:
    return [row.value(measure) for measure in measures]


# --- skills --------------------------------------------------------------------------------------


def skill_table(result: Mapping[str, Any]) -> str:
    """Render skill extraction, the published test rows beside it."""
    measures = ("MRR", "RP@5", "RP@10")
    ours: list[Row] = [
        (name, OURS, *(row[m] for m in measures), f"validation, {row['n']}") for name, row in result["skills"].items()
    ]
    theirs: list[Row] = [
        (row.task, row.system, *_theirs(row, measures), row.note) for row in published("TECH", "HOUSE", "TECHWOLF")
    ]
    return markdown_table(("set (English)", "system", *measures, "part"), sorted([*ours, *theirs], key=_by_set))


def _by_set(row: Row) -> tuple[str, str]:
    return str(row[0]).lower(), str(row[1])


# --- short texts -----------------------------------------------------------------------------------


def melo_table(result: Mapping[str, Any]) -> str:
    """Render mean MRR over Spanish, German and Swedish titles, and what is published on these and on all sets."""
    ours: list[Row] = [(_system(name), *_melo_values(row), "es, de, sv") for name, row in result["melo_mean"].items()]
    theirs: list[Row] = [
        (row.system, row.value("monolingual"), row.value("to English"), part)
        for task, part in ((MELO_HERE, "es, de, sv"), (MELO_ALL, "24 and 23 sets"))
        for row in published(task)
    ]
    return markdown_table(("system", "MRR within the language", "MRR to English", "mean over"), [*ours, *theirs])


def melo_set_table(result: Mapping[str, Any]) -> str:
    """Render each MELO set: title language, language of the labels."""
    rows: list[Row] = []
    published_on = {"es": MELO_ES, "de": MELO_DE}
    for name, systems in sorted(result["melo"].items()):
        _, _, query, _, corpus = name.split("_")
        rows += [(*_pair(query, corpus), _system(s), row["MRR"], row["MAP"]) for s, row in systems.items()]
        measure = "monolingual" if query == corpus else "to English"
        rows += [
            (*_pair(query, corpus), row.system, row.value(measure), None)
            for row in published(published_on.get(query, ""))
        ]
    return markdown_table(("titles", "labels", "system", "MRR", "MAP"), rows)


def job_title_table(result: Mapping[str, Any]) -> str:
    """Render job-title similarity by language."""
    ours: list[Row] = [
        (LANGUAGES[name.removeprefix("job_titles_")], _system(system), row["MAP"], row["MRR"])
        for name, systems in result["job_titles"].items()
        for system, row in systems.items()
    ]
    theirs: list[Row] = [("English", row.system, row.value("MAP"), None) for row in published("Job titles")]
    return markdown_table(("job titles in", "system", "MAP", "MRR"), [*ours, *theirs])


def _pair(query: str, corpus: str) -> tuple[str, str]:
    return LANGUAGES[query], LANGUAGES[corpus]


def _system(name: str) -> str:
    return f"{OURS} ({name})" if name in (TEXTS_ALONE, OWN_SCORER) else f"{name}, measured here"


def _melo_values(row: Mapping[str, float]) -> tuple[float, float]:
    return row["monolingual"], row["to English"]


# --- occupations and profiles -------------------------------------------------------------------------


def occupation_table(result: Mapping[str, Any]) -> str:
    """Render the accuracy of occupations linked in real vacancies, by language."""
    rows: list[Row] = []
    for name, row in result["occupations"].items():
        parts = {"all": row, **row.get("by_language", {})}
        rows += [(f"{name}, {part}", *(each.get(m) for m in ACCURACIES), each["n"]) for part, each in parts.items()]
    theirs: list[Row] = [
        (f"{row.system} ({row.note})", *_theirs(row, ACCURACIES), None) for row in published("Occupation of an ad")
    ]
    return markdown_table(("EURES vacancies against the portal's occupation", *ACCURACIES, "n"), [*rows, *theirs])


def profile_table(result: Mapping[str, Any]) -> str:
    """Render how often people's own words lead to a right group of occupations."""
    rows: list[Row] = [
        (name, language, *(row[f"group@{k}"] for k in (1, 3, 5, 10)), row["n"])
        for name, languages in result["profiles"].items()
        for language, row in languages.items()
    ]
    theirs: list[Row] = [
        (f"{row.system} ({row.note})", None, *_theirs(row, ACCURACIES), None)
        for row in published("Occupation of a person")
    ]
    return markdown_table(("profiles", "language", "first", "first 3", "first 5", "first 10", "n"), [*rows, *theirs])


def plausible_table(result: Mapping[str, Any]) -> str:
    """Render the share of each language's top ten that a reader would call right or adjacent."""
    rows = [
        (name, row["right"], row["right_or_adjacent"], row["first_right"], row["n"])
        for name, row in result["plausible"]["by_language"].items()
    ]
    header = ("profiles in", "right, of the top 10", "right or adjacent", "first one right", "profiles")
    return markdown_table(header, rows)


def unmeasured_table(_result: Mapping[str, Any]) -> str:
    """Render what is published on a task for which no set is here."""
    rows = [(row.task, row.system, row.value("MAP"), row.note) for row in published("Ad to CV")]
    return markdown_table(("task", "system", "MAP", "set"), rows)


# --- calibration, ablations, peers, errors ----------------------------------------------------------------


def calibration_table(result: Mapping[str, Any]) -> str:
    """Render how far the scores of links are from the chance of being right."""
    rows = [
        (
            name,
            links,
            *(row[links][measure] for measure in ("mean_score", "right", "ece_width", "ece_mass", "brier")),
            row[links]["n"],
            "yes" if row["held_out"] else "no",
        )
        for name, row in result["sets"].items()
        for links in ("shown", "ten best")
    ]
    header = ("set", "links", "mean score", "share right", "ECE", "ECE, equal mass", "Brier", "n", "held out")
    return markdown_table(header, rows)


def ablation_table(result: Mapping[str, Any]) -> str:
    """Render every variant; a dash where a variant changes nothing on a set by its nature."""
    columns = list(dict.fromkeys(column for row in result["values"].values() for column in row))
    rows: list[Row] = [(name, *(row.get(column) for column in columns)) for name, row in result["values"].items()]
    skipped = "".join(f"\nNot measured: {name} ({reason}).\n" for name, reason in result["skipped"].items())
    return markdown_table(("variant", *columns), rows) + skipped


def peer_quality_table(result: Mapping[str, Any]) -> str:
    """Render quality beside other software."""
    measures = ("MRR", "RP@5", "RP@10", "precision", "recall", "F1")
    rows = [
        (name, _peer(row["system"], row["way"]), *(row[m] for m in measures), f"{row['shown']:.1f}")
        for name, systems in result["quality"].items()
        for row in systems
    ]
    return markdown_table(("set", "system", *measures, "links a sentence"), rows)


def peer_speed_table(result: Mapping[str, Any]) -> str:
    """Render speed beside other software, as rates and as ours over theirs."""
    rows = [
        (
            _peer(row["system"], "rank"),
            row["threads"],
            f"{row['together_per_s']:g}",
            f"{row['ours_together']:.2f}",
            f"{row['alone_per_s']:g}",
            f"{row['ours_alone']:.2f}",
        )
        for row in result["speed"]
    ]
    header = ("system", "threads", "sentences/s in one call", "ours / theirs", "one sentence a call", "ours / theirs")
    return markdown_table(header, rows)


def _peer(system: str, way: str) -> str:
    name = OURS if system == "IMMERSE" else system
    return f"{name} (ranked by the {way} sentence)" if way == "whole" else name


def confusion_table(result: Mapping[str, Any]) -> str:
    """Render the commonest confusions of each set."""
    rows = [
        (name, row["n"], found["labels"].get(row["gold"], row["gold"]), found["labels"].get(row["first"], row["first"]))
        for name, found in result["sets"].items()
        for row in found["confusions"][:N_CONFUSIONS]
    ]
    return markdown_table(("set", "times", "right, not found", "came first"), rows)


# --- speed and the rest -----------------------------------------------------------------------------------


def flip_table(result: Mapping[str, Any]) -> str:
    """Render how often the same experience is linked alike when another person tells it."""
    rows = [(name, row["identical"], row["overlap"], row["n"]) for name, row in result["by_attribute"].items()]
    return markdown_table(("what differs", "identical links", "overlap of the first ten", "pairs"), rows)


def status_table(result: Mapping[str, Any]) -> str:
    """Render what is read from labelled lines, by the half that cues were written on and the one held out."""
    rows = [("status of mentions, accuracy", *(result["status"][half]["all"] for half in ("development", "held out")))]
    for name in ("boilerplate", "facts"):
        for measure in ("precision", "recall"):
            row = (result[name][half]["all"][measure] for half in ("development", "held out"))
            rows.append((f"{name}, {measure}", *row))
    return markdown_table(("lines in eleven languages", "development", "held out"), rows)


def fact_language_table(result: Mapping[str, Any]) -> str:
    """Render how facts of vacancies are read, by the language of the vacancy."""
    found = result["dev"]["value and relation"]["languages"]
    rows = [(label, *_fact_cells(result, "languages", name)) for name, label in _fact_languages(found)]
    return markdown_table(("vacancies", *FACT_COLUMNS), rows)


def fact_kind_table(result: Mapping[str, Any]) -> str:
    """Render how facts of the vacancies of ours are read, by kind."""
    kinds = result["dev"]["value and relation"]["kinds"][OWN_VACANCIES]
    rows = [(kind.replace("_", " "), *_fact_cells(result, "kinds", OWN_VACANCIES, kind)) for kind in kinds]
    return markdown_table(("kind", *FACT_COLUMNS), rows)


def fact_cross_table(result: Mapping[str, Any]) -> str:
    """Render precision and recall of each kind in each language, held-out half."""
    found = result["held_out"]["value and relation"]["kinds"]
    languages = [row for row in _fact_languages(found) if row[0] != OWN_VACANCIES]
    rows = [
        (kind.replace("_", " "), *(_both(found[name][kind]) for name, _ in languages)) for kind in found[OWN_VACANCIES]
    ]
    return markdown_table(("precision / recall", *(label for _, label in languages)), rows)


def _fact_languages(found: Collection[str]) -> list[tuple[str, str]]:
    """Return what facts were measured on, and how it is called: languages by name, then totals."""
    named = sorted(((name, LANGUAGES[name]) for name in found if name in LANGUAGES), key=itemgetter(1))
    return [*named, (OWN_VACANCIES, OWN_VACANCIES), ("EURES", "EURES (Spanish)")]


def _both(row: Mapping[str, Any]) -> str:
    return " / ".join("–" if row[name] is None else f"{row[name]:.2f}" for name in ("precision", "recall"))


def _fact_cells(result: Mapping[str, Any], *path: str) -> Iterator[object]:
    """Yield the cells of `FACT_COLUMNS`; `path` leads to a row in the measures of each part and way of counting."""
    for part in ("dev", "held_out"):
        row, words = (reduce(getitem, path, result[part][way]) for way in ("value and relation", "words"))
        yield from (row[name] for name in ("n_labelled", "precision", "recall", "f1"))
        yield words["f1"]


def speed_table(result: Mapping[str, Any]) -> str:
    """Render measured times; ratios to the floor of the same run are what is kept from getting worse."""
    rows = [(row["what"], f"{row['value']:g}", row["unit"], row["ratio"]) for row in result["rows"]]
    return markdown_table(("what", "measured", "unit", "ratio"), rows)


def candidate_table(result: Mapping[str, Any]) -> str:
    """Render how much of the exact list candidates hold, and which way to a list is faster."""
    rows = [
        (f"{row['vacancies']:,}", row["candidates_percent"], row["recall"], row["list_ms"], row["exact_list_ms"])
        for row in result["candidates"]
    ]
    header = ("vacancies", "candidates, %", "recall of the exact top 50", "list from candidates, ms", "exact list, ms")
    return markdown_table(header, rows)


def first_run_table(result: Mapping[str, Any]) -> str:
    """Render how long the first run takes and what it leaves on disk."""
    return markdown_table(("first run", "measured"), [(row["what"], row["value"]) for row in result["rows"]])


def weights_table(_result: Mapping[str, Any]) -> str:
    """Render the contributions from the weights themselves."""
    weights = DEFAULT
    rows = [
        ("essential_skills", weights.essential_points, weights.essential_neutral, "essential requirements covered"),
        ("optional_skills", weights.optional_points, weights.optional_neutral, "optional requirements covered"),
        ("experience", weights.experience_points, weights.experience_neutral, "years in the same or a near occupation"),
        ("occupation_wanted", weights.wanted_points, weights.wanted_neutral, "an occupation the person wants"),
        ("hours_wanted", weights.hours_points, weights.hours_neutral, "hours the person wants"),
        ("place_wanted", weights.place_points, weights.place_neutral, "a place the person wants"),
    ]
    return markdown_table(("contribution", "points at most", "points where nothing is known", "earned by"), rows)


# The result that a table is made from (None: none), and what renders it.
TABLES: Mapping[str, tuple[str | None, Render]] = {
    "example": ("example", render_example),
    "first-run": ("first_run", first_run_table),
    "weights": (None, weights_table),
    "skills": ("quality", skill_table),
    "melo": ("quality", melo_table),
    "melo-sets": ("quality", melo_set_table),
    "occupations": ("quality", occupation_table),
    "profiles": ("quality", profile_table),
    "plausible": ("quality", plausible_table),
    "job-titles": ("quality", job_title_table),
    "unmeasured": (None, unmeasured_table),
    "calibration": ("calibration", calibration_table),
    "ablations": ("ablations", ablation_table),
    "peer-quality": ("peers", peer_quality_table),
    "peer-speed": ("peers", peer_speed_table),
    "confused-skills": ("errors/skills", confusion_table),
    "confused-occupations": ("errors/occupations", confusion_table),
    "confused-melo": ("errors/melo", confusion_table),
    "flips": ("flips", flip_table),
    "status": ("status", status_table),
    "fact-languages": ("facts", fact_language_table),
    "fact-kinds": ("facts", fact_kind_table),
    "fact-kinds-languages": ("facts", fact_cross_table),
    "speed": ("speed", speed_table),
    "matching": ("matching", speed_table),
    "candidates": ("matching", candidate_table),
}
