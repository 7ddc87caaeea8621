"""The tables of what a match is made of, and of ours beside other software."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.tables import Render, Row, markdown_table

N_SHOWN, N_FUNCTIONS = 15, 25
SHARES, SHOWN = ("share-0.5", "share-1", "share-2"), "share-1"
WAYS = {
    "numpy": "brute force, numpy",
    "semantic_search": "`util.semantic_search`",
    "hnswlib": "HNSW, hnswlib",
    "usearch": "HNSW, usearch",
    "faiss-exact": "FAISS, exact",
    "faiss-ivf": "FAISS, IVF-SQ8",
    "bm25s": "BM25 over concepts",
}


def profile_table(result: Mapping[str, Any]) -> str:
    """Render the share of each module, with what libraries do for it, alone and in a whole request."""
    parts = result["parts"]
    header = ("module, with what libraries do for it", *(_what(part) for part in parts))
    shares = [dict(part["modules"]) for part in parts]
    names = list(dict.fromkeys(name for part in parts for name, _ in part["modules"][:N_SHOWN]))
    rows: list[Row] = [(f"`{name}`" if "." in name else name, *map(_percent, _each(shares, name))) for name in names]
    libraries = [dict(part["libraries"]) for part in parts]
    names = list(dict.fromkeys(name for part in parts for name, _ in part["libraries"][:5]))
    rows += [(f"innermost function: {name}", *map(_percent, _each(libraries, name))) for name in names]
    return markdown_table(header, rows)


def function_table(result: Mapping[str, Any]) -> str:
    """Render the functions of ours by the share of time within them and all that they call."""
    rows: list[Row] = [
        (part["what"], f"`{name}`", _percent(share))
        for part in result["parts"]
        for name, share in part["functions"][:25]
    ]
    return markdown_table(("in", "function, with all that it calls", "share"), rows)


def scale_table(result: Mapping[str, Any]) -> str:
    """Render what answers cost a worker by the number of vacancies, in ms of its time and in empty endpoints."""
    header = (
        "vacancies",
        "empty endpoint, CPU ms",
        "a stored profile's list",
        "a list for confirmed skills",
        "counts of gaps",
        "gaps answered, p50 / p95",
        "ready after",
        f"memory of {result['workers']} workers",
    )
    return markdown_table(header, [_scale_row(size) for size in result["sizes"]])


def _scale_row(size: Mapping[str, Any]) -> Row:
    empty, gaps = (size["empty_cpu_ms"] + size["empty_again_cpu_ms"]) / 2, size["gaps"]
    costs = (size["list_cpu_ms"], size["ad_hoc_cpu_ms"], gaps["cpu_ms"])
    return (
        f"{size['vacancies']:,}",
        f"{empty:.2f}",
        *(f"{cost:.1f} ms, {cost / empty:.0f} x" for cost in costs),
        f"{gaps['p50_ms']:.0f} / {gaps['p95_ms']:.0f} ms",
        f"{size['start_s']:.1f} s",
        f"{size['memory_mib']:,} MiB",
    )


def recall_table(result: Mapping[str, Any]) -> str:
    """Render how much of the exact first 50 candidates hold, by how many they are, without and with a filter."""
    rows: list[Row] = []
    for size in result["sizes"]:
        n, ours = f"{size['vacancies']:,}", size["ours"]
        for name, system in size["systems"].items():
            found = system["searches"]
            recalls = [found[share]["recall"] for share in SHARES]
            rows.append((n, WAYS[name], *recalls, found[SHARES[-1]]["complete"], found["place"]["recall"]))
        ranked = f"**bounds**, {ours['bounds']['ranked_percent']:g} % ranked"
        rows.append((n, ranked, *[None] * len(SHARES), ours["bounds"]["same_lists"], 1.0))
    header = (
        "vacancies",
        "way",
        *(f"recall, {share[6:]} % of all" for share in SHARES),
        "lists with all 50",
        "at one place",
    )
    return markdown_table(header, rows)


def cost_table(result: Mapping[str, Any]) -> str:
    """Render what candidates cost, and with ranking them; brute force of the same size is 1."""
    rows: list[Row] = []
    for size in result["sizes"]:
        n, ours, ranking = f"{size['vacancies']:,}", size["ours"], size["ranking"]
        brute = size["systems"]["numpy"]["searches"][SHOWN]["yardsticks"]
        for name, system in size["systems"].items():
            found, place = system["searches"][SHOWN], system["searches"]["place"]
            listed = found["p50"]["cpu_ms"] + ranking[SHOWN]["p50"]["cpu_ms"]
            built = (f"{system['build_cpu_s']:g}", f"{system['index_mb']:g}")
            rows.append(
                (n, WAYS[name], *built, *_times(found, brute), f"{listed:.1f}", _pair(place), system["filters"])
            )
        rows.append(
            (
                n,
                "ranking everything",
                "0",
                "0",
                *_times(ours["everything"], brute),
                "included",
                _pair(ours["place"]),
                "before",
            )
        )
        built = (f"{ours['build_cpu_s']:g}", f"{ours['index_mb']:g}")
        rows.append(
            (n, "**bounds**", *built, *_times(ours["bounds"], brute), "included", _pair(ours["place"]), "before")
        )
    header = (
        *("vacancies", "way", "build, CPU s", "index, MB", "search, CPU ms median / p95", "brute forces"),
        *("with ranking, ms", "at one place, ms", "filter"),
    )
    return markdown_table(header, rows)


def floor_table(result: Mapping[str, Any]) -> str:
    """Render what a request costs that asks for nothing, and linking beside other software."""
    rows: list[Row] = []
    if "floor" in result:
        floor = result["floor"]
        rows.append(("empty endpoint of the server", f"{floor['cpu_ms']:g} ms CPU, {floor['wall_ms']:g} ms in all"))
    for row in result.get("linking", ()):
        rate = f"{row['together_per_s']:g} sentences/s together, {row['alone_per_s']:g} one a call"
        ratio = f"ours / theirs {row['ours_together']:.2f} and {row['ours_alone']:.2f}"
        rows.append((f"linking, {row['system']}", f"{rate}; {ratio}"))
    return markdown_table(("floor, and linking", "one thread"), rows)


def ratio_table(result: Mapping[str, Any]) -> str:
    """Render the ratios that are kept from getting worse."""
    beyond = result["worst_run_beyond_percent"]
    rows = [(name, f"{ratio:.2f}", f"{beyond[name]} %") for name, ratio in result["ratios"].items()]
    return markdown_table(
        ("ratio, median over people", "committed", f"worst of {result['runs']} runs, beyond it"), rows
    )


def _times(found: Mapping[str, Any], brute: float) -> tuple[str, str]:
    return _pair(found), f"{found['yardsticks'] / brute:.2f}"


def _pair(found: Mapping[str, Any]) -> str:
    return f"{found['p50']['cpu_ms']:.2f} / {found['p95']['cpu_ms']:.2f}"


def _what(part: Mapping[str, Any]) -> str:
    return f"{part['what']}, {part['vacancies']:,} vacancies: {part['cpu_ms']:g} ms of CPU each"


def _each(shares: list[dict[str, float]], name: str) -> list[float | None]:
    return [each.get(name) for each in shares]


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:g} %"


COMPARISON_TABLES: Mapping[str, tuple[str, Render]] = {
    "profile": ("profile", profile_table),
    "profile-functions": ("profile", function_table),
    "scale": ("scale", scale_table),
    "comparison-recall": ("comparison", recall_table),
    "comparison-costs": ("comparison", cost_table),
    "comparison-floor": ("comparison", floor_table),
    "ratios": ("ratios", ratio_table),
}
