"""The tables of docs/ranking.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.tables import OURS, Render, markdown_table

HALVES = ("development", "held out")
SERVED = "as served"
SAME_GROUP = "same group@10"
RANKING_MEANS = {"what", "change", "mean", "mean held out"}


def ranking_table(result: Mapping[str, Any]) -> str:
    """Render how good the lists of vacancies for people are, by half."""
    rows = [
        (population, half, _ranker(system), values[half][population]["nDCG@10"], values[half][population][SAME_GROUP])
        for population in ("everyday", "built")
        for half in HALVES
        for system, values in result["systems"].items()
    ]
    return markdown_table(("people", "half", "system", "nDCG@10", "same or adjacent group, of the top 10"), rows)


def people_table(result: Mapping[str, Any]) -> str:
    """Render how good the lists of people for vacancies are, by half."""
    rows = [
        (population, half, _ranker(system), *(values[half][population][f"people {m}"] for m in ("nDCG@10", "MAP")))
        for population in ("everyday", "built", "openings")
        for half in HALVES
        for system, values in result["systems"].items()
    ]
    return markdown_table(("people", "half", "system", "nDCG@10", "MAP"), rows)


def ranking_group_table(result: Mapping[str, Any]) -> str:
    """Render what is found for people by language, and by share of skills."""
    served = result["systems"][SERVED]
    rows = [
        (population, group, half, values["nDCG@10"], values[SAME_GROUP], values["n"])
        for population, halves in served["languages"].items()
        for half, groups in halves.items()
        for group, values in groups.items()
    ]
    return markdown_table(("people", "part", "half", "nDCG@10", "same or adjacent group", "n"), sorted(rows))


def ranking_ablation_table(result: Mapping[str, Any]) -> str:
    """Render each change of the ranking: the means, and the development half of each set."""
    columns = ["mean", "mean held out", *(c for c in result["ablations"][0] if c not in RANKING_MEANS)]
    rows = [(row["what"], row["change"], *(row[column] for column in columns)) for row in result["ablations"]]
    return markdown_table(("what", "change", *columns), rows)


def stuffing_table(result: Mapping[str, Any]) -> str:
    """Render what lists of everything gain, as they are read and as if taken at their word."""
    columns = ("better", "first", "among_first")
    by_list: dict[tuple[int, int], dict[str, Mapping[str, Any]]] = {}
    for row in result["rows"]:
        by_list.setdefault((row["skills"], row["occupations"]), {})[row["taken"]] = row
    lists = [
        (*named, *(row[column] for row in (taken["at its word"], taken["as read"]) for column in columns))
        for named, taken in by_list.items()
    ]
    anybody = [result["anybody"][column] for column in columns]
    shown = ("people who are better", "first, %", "among ten, %")
    told = [f"{column}, {taken}" for taken in ("at its word", "as read") for column in shown]
    return markdown_table(("skills", "occupations", *told), [*lists, ("anybody", "", *anybody, *anybody)])


def _ranker(name: str) -> str:
    return OURS if name == SERVED else name


RANKING_TABLES: Mapping[str, tuple[str | None, Render]] = {
    "ranking": ("ranking", ranking_table),
    "ranking-people": ("ranking", people_table),
    "ranking-groups": ("ranking", ranking_group_table),
    "ranking-ablations": ("ranking", ranking_ablation_table),
    "stuffing": ("stuffing", stuffing_table),
}
