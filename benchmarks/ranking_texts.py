"""`python -m benchmarks rank`: rank short texts against a given set of texts, TSV in, TREC run out."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from matcher.bridge import LabelBridge
from matcher.encoding import Encoder
from matcher.scoring import TextScorer

RUN_NAME = "immerse"


class MalformedLineError(Exception):
    """A line of a TSV file is not `id<TAB>text`."""


def read_texts(path: Path) -> dict[str, str]:
    """Read `id<TAB>text` lines; raises MalformedLineError listing every bad line and every repeated id."""
    texts: dict[str, str] = {}
    problems: list[str] = []
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            name, tab, text = line.rstrip("\r\n").partition("\t")
            if not tab and not name:
                continue
            if not tab or not name or name in texts:
                problems.append(f"line {number}: " + ("id used before" if name in texts else "expected id<TAB>text"))
            else:
                texts[name] = text
    if problems:
        raise MalformedLineError(f"{path}: " + "; ".join(problems))
    return texts


def write_run(
    queries: Path, corpus: Path, run: Path, encoder: Encoder, depth: int = 1000, bridge: LabelBridge | None = None
) -> int:
    """Rank `corpus` for every query and write `query Q0 document rank score name` lines; return the number of queries.

    With `bridge`, a text of the corpus that is a label is known by all labels of its concept.

    Best first; equal scores by document id, descending, which is how trec_eval orders them.
    """
    documents = read_texts(corpus)
    # The scorer keeps corpus order among equals, so corpus order is made the order of trec_eval.
    ids = sorted(documents, reverse=True)
    scorer = TextScorer(encoder, bridge=bridge).fit([documents[name] for name in ids])
    asked = read_texts(queries)
    with run.open("w", encoding="utf-8") as out:
        for query, text in asked.items():
            for rank, hit in enumerate(scorer.rank(text, depth), 1):
                out.write(f"{query} Q0 {ids[hit.row]} {rank} {np.float32(hit.score)!s} {RUN_NAME}\n")
    return len(asked)
