"""How often each form of a label is right: `python -m benchmarks.label_forms FOLDER`, the data folder of artefacts.

Skills on the validation sets, occupations on EURES titles against the portal's occupation. Gold is incomplete (one or
two skills of a sentence, one occupation of a title), so these are lower bounds; what counts is the order of forms.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.datasets import labelled_vacancies, skill_sentences, skillskape
from matcher.forms import Form
from matcher.labels import LabelMatcher
from matcher.layout import Artefacts
from matcher.types import Kind
from taxonomy.taxonomy import Taxonomy

Items = Sequence[tuple[str, frozenset[str]]]


def label_forms(folder: Path) -> Iterator[str]:
    """Yield the lines of a table of hits and precision per set and form, and of recall per set."""
    artefacts = Artefacts(folder)
    taxonomy = Taxonomy.open(artefacts.taxonomy)
    yield "| set | form | hits | right | precision | share of gold found |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for kind, sets in _sets().items():
        matcher = LabelMatcher.open(artefacts.labels(kind), taxonomy=taxonomy, kind=kind)
        for name, items in sets.items():
            for row in _rows(matcher, taxonomy, kind, items):
                yield f"| {name} | {row} |"


def _sets() -> Mapping[Kind, Mapping[str, Items]]:
    sentences = [each for name in ("house", "tech") for each in skill_sentences(name)]
    return {
        Kind.SKILL: {
            "HOUSE and TECH": [(each.text, each.gold) for each in sentences],
            "SkillSkape dev": [(each.text, each.gold) for each in skillskape("dev")],
        },
        Kind.OCCUPATION: {
            "EURES titles": [(each.title, frozenset({each.silver_uri})) for each in labelled_vacancies()]
        },
    }


def _rows(matcher: LabelMatcher, taxonomy: Taxonomy, kind: Kind, items: Items) -> Iterator[str]:
    """Yield a row per form and one for all, each hit counted once per concept of an ambiguous label."""
    hits: Counter[Form] = Counter()
    right: Counter[Form] = Counter()
    found: set[tuple[int, str]] = set()
    first: Counter[Form] = Counter()
    for i, (text, gold) in enumerate(items):
        for hit in matcher.find(text):
            uri = taxonomy.table(kind).uri(hit.row)
            hits[hit.form] += 1
            right[hit.form] += uri in gold
            if uri in gold and (i, uri) not in found:
                found.add((i, uri))
                first[hit.form] += 1
    n_gold = sum(len(gold) for _, gold in items)
    for form in Form:
        share = f"{right[form] / hits[form]:.2f}" if hits[form] else "–"
        yield f"{form} | {hits[form]} | {right[form]} | {share} | {first[form] / n_gold:.3f}"
    total, good = hits.total(), right.total()
    yield f"all | {total} | {good} | {good / max(total, 1):.2f} | {len(found) / n_gold:.3f}"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in label_forms(Path(sys.argv[1])))
