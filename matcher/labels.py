"""All labels of one kind, in all languages, found in one pass over texts.

Words are folded and stemmed (`matcher.text`), and every run of them has a key for each form in which it may be a label
(`matcher.forms`): in order, joined, in any order, with one word left out. All keys of a text are looked up at once in
the sorted keys of all labels, so that time grows with the text and with what is found, however many labels there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.errors import check_fields
from matcher.forms import LOOSE, MIN_INFORMATION, Form, without_gender_forms
from matcher.label_table import BRACKET, PREFERRED, LabelTable, build_labels
from matcher.readings import Reading, Span, spans
from matcher.types import LinkMethod, Mention
from taxonomy.columns import Columns, map_arrays, save_arrays
from taxonomy.folder import Manifest, publish_folder, verify_folder
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind

__all__ = ["LabelHit", "LabelMatcher", "LabelTable", "build_labels", "publish_labels", "without_gender_forms"]

FORMAT = 2

# How much an entry is worth as evidence. An exact preferred label is the name of the concept; alternative labels
# are looser ("director" names 14 occupations).
PREFERRED_STRENGTH = 1.0
ALTERNATIVE_STRENGTH = 0.9


# By the share of hits that are right on HOUSE and TECH validation, SkillSkape dev, EURES titles (docs/evaluation.md).
_STRENGTHS = {
    Form.EXACT: 1.0,
    Form.STEM: 0.85,
    Form.COMPOUND: 0.8,
    Form.TYPO: 0.5,
    Form.REORDERED: 0.7,
    Form.INSERTED: 0.6,
    Form.BRACKET: 0.8,
}
FORM_STRENGTH: Mapping[Kind, Mapping[Form, float]] = {
    Kind.OCCUPATION: _STRENGTHS,
    # The plural of a skill is often another thing, and one wrong letter makes "backbone" of a tool called Backbox.
    Kind.SKILL: {**_STRENGTHS, Form.STEM: 0.5, Form.TYPO: 0.3, Form.INSERTED: 0.5},
}
_FUZZY = LOOSE | {Form.TYPO}
# Half of what is left each time the number of concepts that share a label doubles would be too harsh for the two
# senses of "nurse"; the square root keeps two (.71) above most similarities and twenty (.22) below all of them.
AMBIGUITY_EXPONENT = 0.5
_ORDER = tuple(Form)


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label found in a text. `strength` in (0, 1]; `n_concepts` is how many concepts share the label."""

    row: int
    mention: Mention
    strength: float
    method: LinkMethod
    n_concepts: int
    form: Form


class LabelMatcher:
    """Finds labels in texts. Immutable once built, so threads may share it."""

    def __init__(self, table: LabelTable) -> None:
        self._table = table
        self._information = table.information()

    @classmethod
    def open(cls, path: Path, *, taxonomy: Taxonomy, kind: Kind, verify: bool = False) -> LabelMatcher:
        """Map the artefact at `path`; file sizes are always checked, every byte with `verify`.

        Raises ArtefactError where it is missing or damaged, ArtefactMismatchError where it has other labels.
        """
        manifest = verify_folder(path, check_hashes=verify)
        check_fields(path, manifest.fields, _fields(taxonomy, kind))
        return cls(LabelTable.from_columns(Columns(map_arrays(path), manifest.fields)))

    def find(self, text: str) -> list[LabelHit]:
        """Return the labels in `text`; see `find_many`."""
        return self.find_many([text])[0]

    def find_many(self, texts: Sequence[str]) -> list[list[LabelHit]]:
        """Return the labels in each text, ordered by where they begin; each concept of an ambiguous label is a hit.

        Of labels that overlap, the longest stays, and another only if it means other concepts and sticks out. What is
        found in a text does not depend on the others.
        """
        reading = Reading.of([without_gender_forms(text) for text in texts], self._table, self._information)
        found = [self._found(span) for span in spans(reading, self._table)]
        bounds = MIN_INFORMATION[self._table.kind]
        found = [each for each in found if each.span.alone or each.span.information >= bounds[each.form]]
        hits: list[list[LabelHit]] = [[] for _ in texts]
        for each in _apart(found):
            number = int(reading.texts[each.span.first])
            hits[number] += self._hits(each, each.mention(texts[number], int(reading.starts[number])))
        return hits

    def find_name(self, name: str) -> tuple[LabelHit, ...]:
        """Return the concepts that are called `name`, as a whole: strongest first, then by row."""
        reading = Reading.of([without_gender_forms(name)], self._table, self._information)
        whole = [span for span in spans(reading, self._table) if (span.first, span.last) == (0, len(reading.words))]
        called = [
            each
            for each in (self._found(span) for span in whole)
            if each.form in {Form.EXACT, Form.STEM, Form.COMPOUND}
        ]
        for each in sorted(called, key=lambda each: _ORDER.index(each.form)):
            return tuple(sorted(self._hits(each, each.mention(name)), key=lambda hit: (-hit.strength, hit.row)))
        return ()

    def _found(self, span: Span) -> _Found:
        """Return the best form of the label at a span and its concepts."""
        table = self._table
        entries = table.entries.of(span.key)
        form = span.form
        if form is Form.STEM:
            exact = entries[table.exact[entries] == span.exact]
            if len(exact):
                entries, form = exact, Form.EXACT
        concepts: dict[int, int] = {}
        for row, flag in zip(table.rows[entries].tolist(), table.flags[entries].tolist(), strict=True):
            concepts[row] = PREFERRED if PREFERRED in (flag, concepts.get(row)) else min(concepts.get(row, flag), flag)
        return _Found(span, form, concepts)

    def _hits(self, found: _Found, mention: Mention) -> Iterator[LabelHit]:
        # A concept whose own name this is does not share it with those that only list it as an alternative.
        n_preferred = sum(flag == PREFERRED for flag in found.concepts.values())
        for row, flag in sorted(found.concepts.items()):
            preferred = flag == PREFERRED
            n = n_preferred if preferred else len(found.concepts)
            form = Form.BRACKET if flag == BRACKET else found.form
            base = PREFERRED_STRENGTH if preferred else ALTERNATIVE_STRENGTH
            method = LinkMethod.LABEL if preferred else LinkMethod.ALTERNATIVE
            # A word that stands alone is meant; one in a sentence as far as it says something.
            meant = 1.0 if found.span.alone else min(1.0, found.span.information)
            strength = base * FORM_STRENGTH[self._table.kind][form] * meant / n**AMBIGUITY_EXPONENT
            yield LabelHit(row, mention, strength, LinkMethod.FUZZY if form in _FUZZY else method, n, form)


@dataclass(frozen=True, slots=True)
class _Found:
    """A label at a span of words: its form, and the concepts (with flags) that are called so."""

    span: Span
    form: Form
    concepts: Mapping[int, int]

    def mention(self, text: str, begin: int = 0) -> Mention:
        """Return where it stands in its text, which begins at `begin` of all that was read."""
        start, end = self.span.start - begin, self.span.end - begin
        return Mention(text[start:end], start, end)


def publish_labels(taxonomy: Taxonomy, kind: Kind, target: Path) -> Manifest:
    """Fold the labels of one kind and publish them at `target`."""

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays(build_labels(taxonomy.table(kind)).columns().arrays, folder)
        return _fields(taxonomy, kind)

    return publish_folder(target, write)


def _fields(taxonomy: Taxonomy, kind: Kind) -> dict[str, object]:
    return {"kind": "labels", "format": FORMAT, "pillar": kind.value, "taxonomy": taxonomy.release.id}


def _apart(found: Iterable[_Found]) -> list[_Found]:
    """Drop what is part of something longer or means the same as it; the rest in order."""
    kept: list[_Found] = []
    # By word, so that a label is compared with those that share a word with it and no others.
    at: dict[int, list[_Found]] = {}
    for each in sorted(found, key=_surest_first):
        places = range(each.span.first, each.span.last)
        if not any(_overshadowed(each, other) for place in places for other in at.get(place, ())):
            kept.append(each)
            for place in places:
                at.setdefault(place, []).append(each)
    return sorted(kept, key=lambda each: (each.span.start, each.span.end, _ORDER.index(each.form)))


def _surest_first(found: _Found) -> tuple[bool, int, int, int]:
    """Sort what keeps the order of words first, then the longest, the surest form, the earliest."""
    span = found.span
    return found.form in LOOSE, span.first - span.last, _ORDER.index(found.form), span.first


def _overshadowed(found: _Found, other: _Found) -> bool:
    """Whether a label is part of another that shares words with it, or means nothing else."""
    a, b = found.span, other.span
    inside = b.first <= a.first and a.last <= b.last
    return inside or set(found.concepts) <= set(other.concepts)
