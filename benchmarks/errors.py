"""Error lists: the worst queries of each set, and which concepts are taken for which. Ids and URIs, never sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS, write_result

N_WORST = 25
N_FIRST = 5
N_CONFUSIONS = 20
Label = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One query: its id, what is right, what was ranked (best first), both as URIs or ids, and its measure."""

    id: str
    gold: frozenset[str]
    ranked: Sequence[str]
    value: float


def error_list(answers: Sequence[Answer], label: Label) -> dict[str, Any]:
    """Return the worst queries, the commonest confusions and the labels of what they name.

    A confusion is (a right concept that was not ranked, the wrong one that came first).
    """
    missed = [answer for answer in answers if not answer.gold & set(answer.ranked)]
    worst = sorted(answers, key=lambda answer: (answer.value, answer.id))[:N_WORST]
    rows: list[dict[str, Any]] = [
        {"id": a.id, "value": round(a.value, 4), "gold": sorted(a.gold)[:N_FIRST], "first": list(a.ranked[:N_FIRST])}
        for a in worst
        if a.value < 1
    ]
    pairs = Counter(
        (gold, answer.ranked[0])
        for answer in answers
        if answer.ranked and answer.ranked[0] not in answer.gold
        for gold in answer.gold - set(answer.ranked)
    )
    confusions = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:N_CONFUSIONS]
    named = {uri for row in rows for uri in row["gold"] + row["first"]} | {
        uri for pair, _ in confusions for uri in pair
    }
    return {
        "n": len(answers),
        "n_missed": len(missed),
        "worst": rows,
        "confusions": [{"gold": gold, "first": first, "n": n} for (gold, first), n in confusions],
        "labels": {uri: label(uri) for uri in sorted(named) if label(uri) != uri},
    }


def write_errors(task: str, lists: Mapping[str, Any], folder: Path = RESULTS) -> Path:
    """Write `errors/TASK.json` below the results."""
    return write_result(task, "python -m benchmarks quality", {"sets": dict(lists)}, folder / "errors")
