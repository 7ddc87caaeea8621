"""All labels of one kind, in all languages, found in one pass over a text.

Words are folded and stemmed (`matcher.text`), each distinct stem gets a number, and a label becomes a short
sequence of numbers. One Aho-Corasick automaton over these sequences finds whole words only, leftmost and longest,
however many labels there are. Folding 585,000 labels takes 6 s and is kept as arrays; the automaton is built from
them at start in a fraction of a second.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ahocorasick_rs
import numpy as np
from numpy.typing import NDArray

from matcher.errors import check_fields
from matcher.text import Word, stem, words
from matcher.types import LinkMethod, Mention
from taxonomy.columns import Adjacency, Columns, adjacency, map_arrays, save_arrays
from taxonomy.concepts import ConceptTable
from taxonomy.folder import Manifest, publish_folder, verify_folder
from taxonomy.taxonomy import Taxonomy
from taxonomy.types import Kind

__all__ = ["LabelHit", "LabelMatcher", "LabelTable", "build_labels", "publish_labels", "without_gender_forms"]

FORMAT = 1

# How much an entry is worth as evidence. An exact preferred label is the name of the concept; alternative labels
# are looser ("director" names 14 occupations); an inflected form matches by its stem only.
PREFERRED_STRENGTH = 1.0
ALTERNATIVE_STRENGTH = 0.9
INFLECTED_FACTOR = 0.85
# Half of what is left each time the number of concepts that share a label doubles would be too harsh for the two
# senses of "nurse"; the square root keeps two (.71) above most similarities and twenty (.22) below all of them.
AMBIGUITY_EXPONENT = 0.5

# One-word labels that ordinary sentences use in their ordinary meaning. They stay labels when they are the whole text.
GENERAL_WORDS = frozenset(
    """
    work job jobs team staff company service services design research media training administration management
    manager director assistant officer operator worker employee agent consultant specialist coordinator advisor
    professional expert head leader technician supervisor executive associate representative professor artist
    trabajo empleo equipo servicio servicios empresa director directora jefe jefa gerente encargado encargada
    responsable tecnico tecnica operario operaria operador operadora auxiliar ayudante empleado empleada agente
    oficial especialista coordinador coordinadora personal profesional peon trabajador trabajadora asesor experto
    travail emploi equipe service responsable directeur directrice agent employe technicien assistant chef
    arbeit dienst mitarbeiter mitarbeiterin leiter leiterin fachkraft helfer assistent techniker berater
    lavoro servizio responsabile operatore operatrice addetto addetta impiegato tecnico direttore assistente
    trabalho servico tecnico diretor assistente operador εργασια υπαλληλος διευθυντησ τεχνικοσ βοηθοσ υπευθυνοσ
    робота працівник менеджер директор помічник спеціаліст عمل مدير موظف فني مساعد عامل مشرف مسؤول
    general generales mayor mayores los el in principal principales producto productos referente boton botones formar
    forma titulo plan parte fines bajo extra extras modelo modelos aire cartera sef https decida valora electronico
    end scale terms part source conduct financial processes data breaking
    law english spanish german french italian arabic art music sport policy history language languages
    """.split()  # noqa: SIM905 - sixty quoted words would be harder to read
)

_GENDER_SUFFIX = re.compile(
    r"(?<=[^\W\d_]{3})(?:\s?\(|[/*:·])-?"
    r"(?:innen|in|as|os|a|o|ora|es|e|ne|nes|euse|rice|trice|ice|ère|ere|er|r|n|ka|α|η|τρια)\)?(?!\w)",
    re.IGNORECASE,
)
_GENDER_MARK = re.compile(
    r"\(\s*[mwfdxhgni]\s*(?:[/|*,.]\s*[mwfdxhgni]\s*){1,3}\)|\b[MHmh]/[WFMwfm](?:/[DXdx])?\b", re.ASCII
)
_PARENTHESIS = re.compile(r"\s*\([^)]*\)\s*$")
# Code point 0 stands for a word that no label has.
_FIRST_CODE = 0x20  # above the line feed, which separates packed strings
_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label found in a text. `strength` in (0, 1]; `n_concepts` is how many concepts share the label."""

    row: int
    mention: Mention
    strength: float
    method: LinkMethod
    n_concepts: int


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Folded labels of one kind, as arrays.

    `stems` are ordered by frequency, so that frequent ones get short codes and the automaton stays small; `patterns`
    are label stems as code points (`_FIRST_CODE` plus stem number, surrogates skipped), sorted; `entries` leads from a
    pattern to entry numbers. Per entry: concept row (int32), hash of the folded label (uint64), and whether it is a
    preferred label (bool).
    """

    stems: tuple[str, ...]
    patterns: tuple[str, ...]
    entries: Adjacency
    rows: NDArray[np.int32]
    hashes: NDArray[np.uint64]
    preferred: NDArray[np.bool_]

    def columns(self) -> Columns:
        """As named arrays, for an artefact; `from_columns` is the way back."""
        arrays = {
            "stems": _pack(self.stems),
            "patterns": _pack(self.patterns),
            **self.entries.arrays("entries"),
            "rows": self.rows,
            "hashes": self.hashes,
            "preferred": self.preferred,
        }
        return Columns(arrays, {})

    @classmethod
    def from_columns(cls, columns: Columns) -> LabelTable:
        """Rebuild what `columns` gave."""
        arrays = columns.arrays
        return cls(
            _unpack(arrays["stems"]),
            _unpack(arrays["patterns"]),
            adjacency(arrays, "entries"),
            arrays["rows"].astype(np.int32, copy=False),
            arrays["hashes"].astype(np.uint64, copy=False),
            arrays["preferred"].astype(np.bool_, copy=False),
        )


class LabelMatcher:
    """Finds labels in texts. Immutable once built, so threads may share it."""

    def __init__(self, table: LabelTable) -> None:
        self._table = table
        self._numbers = {word: number for number, word in enumerate(table.stems)}
        self._automaton = ahocorasick_rs.AhoCorasick(
            table.patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
        )

    @classmethod
    def open(cls, path: Path, *, taxonomy: Taxonomy, kind: Kind, verify: bool = False) -> LabelMatcher:
        """Read the artefact at `path`; file sizes are always checked, every byte with `verify`.

        Raises ArtefactError where it is missing or damaged, ArtefactMismatchError where it has other labels.
        """
        manifest = verify_folder(path, check_hashes=verify)
        check_fields(path, manifest.fields, _fields(taxonomy, kind))
        return cls(LabelTable.from_columns(Columns(map_arrays(path), manifest.fields)))

    def find(self, text: str) -> list[LabelHit]:
        """Return all labels in `text` in order, without overlap; each concept of an ambiguous label is a hit."""
        found = words(without_gender_forms(text))
        hits: list[LabelHit] = []
        for pattern, first, last in self._automaton.find_matches_as_indexes(self._encode(found)):
            part = found[first:last]
            if not _too_general(part, found):
                hits.extend(self._hits(pattern, part, text))
        return hits

    def find_name(self, name: str) -> tuple[LabelHit, ...]:
        """Return the concepts that are called `name`, as a whole: strongest first, then by row."""
        found = words(without_gender_forms(name))
        for pattern, first, last in self._automaton.find_matches_as_indexes(self._encode(found)):
            if (first, last) == (0, len(found)):
                return tuple(sorted(self._hits(pattern, found, name), key=lambda hit: (-hit.strength, hit.row)))
        return ()

    def _encode(self, found: list[Word]) -> str:
        numbers = self._numbers
        return "".join(_code(numbers[s]) if (s := stem(word.text)) in numbers else "\0" for word in found)

    def _hits(self, pattern: int, part: list[Word], text: str) -> Iterator[LabelHit]:
        table = self._table
        entries = table.entries.of(pattern)
        exact = entries[table.hashes[entries] == _hash(" ".join(word.text for word in part))]
        factor = 1.0 if len(exact) else INFLECTED_FACTOR
        best: dict[int, bool] = {}
        for entry in (exact if len(exact) else entries).tolist():
            row = int(table.rows[entry])
            best[row] = best.get(row, False) or bool(table.preferred[entry])
        # A concept whose own name this is does not share it with those that only list it as an alternative.
        n_preferred = sum(best.values())
        mention = Mention(text[part[0].start : part[-1].end], part[0].start, part[-1].end)
        for row, preferred in sorted(best.items()):
            n = n_preferred if preferred else len(best)
            base = PREFERRED_STRENGTH if preferred else ALTERNATIVE_STRENGTH
            method = LinkMethod.LABEL if preferred else LinkMethod.ALTERNATIVE
            yield LabelHit(row, mention, base * factor / n**AMBIGUITY_EXPONENT, method, n)


def build_labels(concepts: ConceptTable) -> LabelTable:
    """Fold every label of `concepts`, preferred and alternative, in all languages that it has."""
    patterns: dict[tuple[str, ...], dict[tuple[int, int], bool]] = {}
    for row, label in concepts.iter_labels():
        for variant, is_whole in _variants(label.text):
            found = [word.text for word in words(variant)]
            if not found:
                continue
            entries = patterns.setdefault(tuple(stem(word) for word in found), {})
            key = row, _hash(" ".join(found))
            entries[key] = entries.get(key, False) or (label.preferred and is_whole)
    return _table(patterns)


def publish_labels(taxonomy: Taxonomy, kind: Kind, target: Path) -> Manifest:
    """Fold the labels of one kind and publish them at `target`."""

    def write(folder: Path) -> Mapping[str, object]:
        save_arrays(build_labels(taxonomy.table(kind)).columns().arrays, folder)
        return _fields(taxonomy, kind)

    return publish_folder(target, write)


def _fields(taxonomy: Taxonomy, kind: Kind) -> dict[str, object]:
    return {"kind": "labels", "format": FORMAT, "pillar": kind.value, "taxonomy": taxonomy.release.id}


def without_gender_forms(text: str) -> str:
    """Blank out endings like `/a`, `(in)`, `*innen` and marks like `(m/w/d)`, keeping every offset."""
    for pattern in (_GENDER_MARK, _GENDER_SUFFIX):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def _variants(label: str) -> Iterator[tuple[str, bool]]:
    """Yield the label, each half of "masculine/feminine", and the label without its last parenthesis.

    The flag says whether this still is the whole name; without its parenthesis it is as loose as an alternative.
    """
    yield without_gender_forms(label), True
    halves = [half.strip() for half in label.split("/")]
    if len(halves) == 2 and halves[0][:2].casefold() == halves[1][:2].casefold():
        yield from ((half, True) for half in halves)
    shorter = _PARENTHESIS.sub("", label)
    if shorter != label:
        yield shorter, False


def _table(patterns: Mapping[tuple[str, ...], Mapping[tuple[int, int], bool]]) -> LabelTable:
    frequency = Counter(word for pattern in patterns for word in pattern)
    stems = sorted(frequency, key=lambda word: (-frequency[word], word))
    numbers = {word: number for number, word in enumerate(stems)}
    coded = sorted(("".join(_code(numbers[word]) for word in pattern), pattern) for pattern in patterns)
    flat = [(i, key, flag) for i, (_, pattern) in enumerate(coded) for key, flag in sorted(patterns[pattern].items())]
    pairs = np.array([(i, entry) for entry, (i, _, _) in enumerate(flat)], dtype=np.int64).reshape(-1, 2)
    return LabelTable(
        tuple(stems),
        tuple(text for text, _ in coded),
        Adjacency.from_pairs(len(coded), pairs),
        np.array([row for _, (row, _), _ in flat], dtype=np.int32),
        np.array([digest for _, (_, digest), _ in flat], dtype=np.uint64),
        np.array([flag for _, _, flag in flat], dtype=np.bool_),
    )


def _too_general(part: list[Word], found: list[Word]) -> bool:
    """Whether this is one general word, or one letter, in the middle of other words."""
    if len(part) > 1 or len(found) == 1:
        return False
    return len(part[0].text) == 1 or part[0].text in GENERAL_WORDS


def _code(number: int) -> str:
    code = number + _FIRST_CODE
    return chr(code if code < _SURROGATES.start else code + len(_SURROGATES))


def _hash(folded: str) -> int:
    return int.from_bytes(hashlib.blake2b(folded.encode(), digest_size=8).digest(), "little")


def _pack(strings: Sequence[str]) -> NDArray[np.uint8]:
    """One string per line: 300,000 of them are read back in a tenth of a second."""
    return np.frombuffer("\n".join(strings).encode(), dtype=np.uint8)


def _unpack(packed: NDArray[Any]) -> tuple[str, ...]:
    return tuple(packed.tobytes().decode().split("\n")) if len(packed) else ()
