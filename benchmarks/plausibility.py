"""Are the top matches of the frozen profiles plausible? Judged by the portal's occupation, not by ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from statistics import fmean
from typing import Any

from benchmarks.datasets import PlausibleProfile, labelled_vacancies, plausible_profiles
from benchmarks.workbench import Workbench

TOP = 10


def judge_plausible(bench: Workbench, report: Callable[[str], None]) -> dict[str, Any]:
    """Match every frozen profile against the labelled EURES vacancies and judge its first ten.

    Returns shares by language and over all, each profile's row, and every miss as rank, vacancy id and the
    portal's ISCO code. A vacancy whose ISCO group is unknown counts as a miss.
    """
    vacancies = labelled_vacancies()
    codes = {vacancy.id: bench.isco(vacancy.silver_uri) for vacancy in vacancies}
    profiles = plausible_profiles()
    ranked = bench.matches(profiles, vacancies, as_of=_as_of(), top=TOP)
    rows = [_row(profile, found, codes) for profile, found in zip(profiles, ranked, strict=True)]
    for row in rows:
        report(f"{row['id']}: right {row['right']:.1f}, right or adjacent {row['right_or_adjacent']:.1f}")
    languages = sorted({profile.language for profile in profiles})
    groups = {code: [row for row in rows if row["language"] == code] for code in languages} | {"all": rows}
    return {
        "by_language": {name: _means(group) for name, group in groups.items()},
        "profiles": rows,
        "n_vacancies": len(vacancies),
    }


def _as_of() -> date:
    """Return a day on which all the EURES vacancies, which have no deadline, are open."""
    return date(2025, 12, 18)


def _row(profile: PlausibleProfile, found: Sequence[str], codes: dict[str, str]) -> dict[str, Any]:
    judged = [codes.get(vacancy, "") for vacancy in found]
    right = [code.startswith(profile.expected) if code else False for code in judged]
    near = [code.startswith(profile.expected + profile.adjacent) if code else False for code in judged]
    return {
        "id": profile.id,
        "language": profile.language,
        "expected": list(profile.expected),
        "right": sum(right) / TOP,
        "right_or_adjacent": sum(near) / TOP,
        "first_right": float(bool(right) and right[0]),
        "misses": [
            {"rank": rank, "vacancy": vacancy, "isco": code}
            for rank, (vacancy, code, fits) in enumerate(zip(found, judged, near, strict=True), 1)
            if not fits
        ],
    }


def _means(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "n": len(rows),
        **{name: fmean(row[name] for row in rows) for name in ("right", "right_or_adjacent", "first_right")},
    }
