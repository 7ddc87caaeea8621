"""Time and memory of linking, in a process that has nothing else open: `python -m benchmarks.linking_speed DATA`.

Sentences come as a JSON list on standard input, rows go as JSON to standard output. Linking is timed in turns with the
bare encoder on the same texts, so that a noisy machine slows both.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.long_profiles import LONG_PROFILES
from matcher.artefacts import Artefacts, Concepts, open_concepts
from matcher.encoding import Role
from matcher.passages import Document
from matcher.types import Kind

__all__ = ["linking_rows", "sentences_of"]

Row = dict[str, Any]
KINDS = (Kind.SKILL, Kind.OCCUPATION)
# Service and benchmark run on two cores.
THREADS = (1, 2)
LANGUAGE = "es"  # of the sentences
N_SENTENCES = 200
ROUNDS = 9
WORDS = range(4, 41)
_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
MEGABYTE = 1e6


def linking_rows(data: Path, sentences: Sequence[str]) -> list[Row]:
    """Measure in a fresh process with the artefacts in `data`."""
    command = [sys.executable, "-m", "benchmarks.linking_speed", str(data)]
    done = subprocess.run(command, input=json.dumps(list(sentences)), capture_output=True, text=True, check=True)
    rows: list[Row] = json.loads(done.stdout)
    return rows


def sentences_of(texts: Iterable[str]) -> list[str]:
    """Return the first N_SENTENCES distinct sentences of ordinary length, in order."""
    found = (part.strip() for text in texts for part in _ENDS.split(text))
    return list(dict.fromkeys(part for part in found if len(part.split()) in WORDS))[:N_SENTENCES]


def measure(data: Path, sentences: Sequence[str]) -> list[Row]:
    """Return all rows; memory is read before the second encoder is opened."""
    artefacts = Artefacts(data)
    rows = [_size(artefacts)]
    for threads in THREADS:
        concepts = open_concepts(artefacts, threads=threads)
        documents = [Document(sentence, LANGUAGE) for sentence in sentences]
        concepts.linker.link_kinds(documents, KINDS)  # the first calls read maps and fill caches
        if threads == THREADS[0]:
            rows.append(_memory(len(sentences)))
        rows += [_long_profile(concepts, language, threads) for language in LONG_PROFILES]
        rows += [_together(concepts, documents, threads), _alone(concepts, documents, threads)]
    return rows


def _long_profile(concepts: Concepts, language: str, threads: int) -> Row:
    text = LONG_PROFILES[language]
    parts = sentences_of([text])
    link_s, bare_s = _in_turns(
        lambda: concepts.linker.link_kinds([Document(text, language)], KINDS),
        lambda: concepts.encoder.encode(parts, Role.QUERY),
    )
    return {
        "what": f"linking skills and occupations of {len(text.split())} words, {language}, {_on(threads)}",
        "value": round(link_s * 1000, 1),
        "unit": "ms (median)",
        "ratio": f"{link_s / bare_s:.1f} x the bare encoder on its sentences",
    }


def _together(concepts: Concepts, documents: Sequence[Document], threads: int) -> Row:
    texts = [document.text for document in documents]
    link_s, bare_s = _in_turns(
        lambda: concepts.linker.link_kinds(documents, KINDS), lambda: concepts.encoder.encode(texts, Role.QUERY)
    )
    return {
        "what": f"linking {len(documents)} sentences together, {_on(threads)}",
        "value": round(len(documents) / link_s, 1),
        "unit": "sentences/s",
        "ratio": f"{bare_s / link_s:.2f} of the bare encoder's rate",
    }


def _alone(concepts: Concepts, documents: Sequence[Document], threads: int) -> Row:
    """Time one sentence a call, over the first of them."""
    times = [
        _in_turns(
            lambda document=document: concepts.linker.link_kinds([document], KINDS),  # type: ignore[misc]
            lambda document=document: concepts.encoder.encode([document.text], Role.QUERY),  # type: ignore[misc]
            rounds=3,
        )
        for document in documents[:40]
    ]
    link_s, bare_s = (median(part) for part in zip(*times, strict=True))
    return {
        "what": f"linking one sentence a call, {_on(threads)}",
        "value": round(link_s * 1000, 1),
        "unit": "ms (median)",
        "ratio": f"{link_s / bare_s:.1f} x the bare encoder",
    }


def _memory(n_sentences: int) -> Row:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    kilobytes = {name: int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) for name in ("VmRSS", "RssFile", "VmHWM")}  # type: ignore[index]
    resident, mapped, most = (round(kilobytes[name] * 1024 / MEGABYTE) for name in ("VmRSS", "RssFile", "VmHWM"))
    return {
        "what": f"memory of a process after linking {n_sentences} sentences",
        "value": resident,
        "unit": "MB resident",
        "ratio": f"{mapped} MB of it are files, shared between processes; {most} MB at most",
    }


def _size(artefacts: Artefacts) -> Row:
    sizes = {
        folder: sum(path.stat().st_size for path in folder.rglob("*")) for folder in (artefacts.encoder, artefacts.data)
    }
    return {
        "what": "encoder on disk",
        "value": round(sizes[artefacts.encoder] / MEGABYTE),
        "unit": "MB",
        "ratio": f"of {round(sizes[artefacts.data] / MEGABYTE)} MB of all artefacts",
    }


def _in_turns(first: Callable[[], object], second: Callable[[], object], rounds: int = ROUNDS) -> tuple[float, float]:
    """Return the median seconds of both, run in turns after once each."""
    first(), second()
    times = [(_seconds(first), _seconds(second)) for _ in range(rounds)]
    return median(each[0] for each in times), median(each[1] for each in times)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _on(threads: int) -> str:
    return "one thread" if threads == 1 else f"{threads} threads in the encoder"


if __name__ == "__main__":
    json.dump(measure(Path(sys.argv[1]), json.load(sys.stdin)), sys.stdout)
