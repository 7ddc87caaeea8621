"""Texts to token ids: writes the vocabulary of our own encoder, reads that of any.

`tokenizer.json` is what `tokenizers` reads and sentence-transformers models bring along. Where it holds what
`write_tokenizer` writes, `matcher.pieces` does the same in a sixth of the memory.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from matcher.container import Vocabulary
from matcher.encoding import Span
from matcher.pieces import Pieces

__all__ = ["TOKENIZER", "FileTokens", "OwnTokens", "Tokens", "TokensOf", "open_tokens", "write_tokenizer"]

TOKENIZER = "tokenizer.json"

_CODE_POINT = re.compile(r"\\x\{([0-9a-f]+)\}")
# How `write_tokenizer` lays a text out after replacing characters.
_LAYOUT: Mapping[str, object] = {
    "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always", "split": True},
    "normalizers": [
        {"type": "NFKC"},
        {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
        {"type": "Strip", "strip_left": True, "strip_right": True},
    ],
}


@dataclass(frozen=True, slots=True)
class TokensOf:
    """The tokens of a text, special ones included: ids, and where each stands in it; special ones have no letters."""

    ids: list[int]
    offsets: list[Span]


class Tokens(Protocol):
    """Cuts texts into tokens. Safe to share between threads."""

    def __len__(self) -> int:
        """Return how many tokens there are."""

    def encode(self, text: str) -> TokensOf:
        """Return the first tokens of `text`, between the special ones."""


class FileTokens:
    """Any tokenizer.json, by `tokenizers`."""

    def __init__(self, path: Path, limit: int) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.enable_truncation(limit)
        self._tokenizer.no_padding()
        self._lock = Lock()  # a fast tokenizer must not be used by two threads at once

    def __len__(self) -> int:
        size: int = self._tokenizer.get_vocab_size()
        return size

    def encode(self, text: str) -> TokensOf:
        """See `Tokens`."""
        with self._lock:
            found = self._tokenizer.encode(_without_surrogates(text))
        return TokensOf(found.ids, found.offsets)


class OwnTokens:
    """Pieces of a unigram vocabulary between two special tokens."""

    def __init__(self, pieces: Pieces, first: int, last: int, limit: int) -> None:
        self._pieces, self._first, self._last, self._limit = pieces, first, last, limit

    def __len__(self) -> int:
        return len(self._pieces)

    def encode(self, text: str) -> TokensOf:
        """See `Tokens`."""
        ids, offsets = self._pieces.encode(_without_surrogates(text))
        kept = slice(0, self._limit - 2)
        return TokensOf([self._first, *ids[kept], self._last], [(0, 0), *offsets[kept], (0, 0)])


def open_tokens(path: Path, limit: int) -> Tokens:
    """Open a tokenizer.json; texts are cut at `limit` tokens, special ones counted."""
    recipe = json.loads(path.read_bytes())
    replaced = _replaced(recipe)
    if replaced is None:
        return FileTokens(path, limit)
    model, special = recipe["model"], recipe["post_processor"]["special_tokens"]
    ends = [part["SpecialToken"]["id"] for part in recipe["post_processor"]["single"] if "SpecialToken" in part]
    first, last = (int(special[name]["ids"][0]) for name in ends)
    return OwnTokens(Pieces(model["vocab"], model["unk_id"], replaced), first, last, limit)


def write_tokenizer(vocabulary: Vocabulary, path: Path) -> None:
    """Write a unigram tokenizer as `tokenizers` reads it.

    It normalises with NFKC, collapses spaces and strips, as XLM-R does; characters for which the
    vocabulary's own map differs from NFKC (control characters go, exotic spaces become spaces) follow the
    map. Token counts equal those of the wheel's engine on multilingual text (see `tests/matcher`).
    """
    scored = list(zip(vocabulary.pieces, vocabulary.scores.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(scored, vocabulary.unk, byte_fallback=False))
    replacements = [normalizers.Replace(Regex(f"[{class_}]"), to) for to, class_ in _beyond_nfkc(vocabulary)]
    spaces = [normalizers.Replace(Regex(" {2,}"), " "), normalizers.Strip()]
    tokenizer.normalizer = normalizers.Sequence([*replacements, normalizers.NFKC(), *spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    first, last = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, vocabulary.bos), (last, vocabulary.eos)]
    )
    tokenizer.save(str(path), pretty=False)


def _beyond_nfkc(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Pairs of a replacement and the character class it replaces, where NFKC would not do the same."""
    classes: dict[str, str] = {}
    for source, target in vocabulary.normalisation.items():
        if unicodedata.normalize("NFKC", source) != target:
            classes[target] = classes.get(target, "") + f"\\x{{{ord(source):x}}}"
    return sorted(classes.items())


def _replaced(recipe: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what each character becomes before NFKC, or None where this is no file of `write_tokenizer`."""
    match recipe:
        case {
            "added_tokens": [],
            "model": {"type": "Unigram", "unk_id": int(), "byte_fallback": False},
            "normalizer": {"type": "Sequence", "normalizers": [*replacements, nfkc, collapse, strip]},
            "pre_tokenizer": pre_tokenizer,
            "post_processor": {
                "type": "TemplateProcessing",
                "single": [{"SpecialToken": _}, {"Sequence": {"id": "A"}}, {"SpecialToken": _}],
            },
        } if {"pre_tokenizer": pre_tokenizer, "normalizers": [nfkc, collapse, strip]} == _LAYOUT:
            pass
        case _:
            return None
    replaced: dict[str, str] = {}
    for each in replacements:
        match each:
            case {"type": "Replace", "pattern": {"Regex": str(class_)}, "content": str(content)}:
                codes: list[str] = _CODE_POINT.findall(class_)
                if class_ != "[" + "".join(f"\\x{{{code}}}" for code in codes) + "]":
                    return None
                replaced |= {chr(int(code, 16)): content for code in codes}
            case _:
                return None
    return replaced


def _without_surrogates(text: str) -> str:
    """Replace lone surrogates, which JSON can smuggle into a string and UTF-8 cannot hold."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
