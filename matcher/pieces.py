"""Cuts texts into the pieces of a unigram vocabulary (Kudo, 2018), as `tokenizers` does in seven times the memory.

From 250,000 pieces `tokenizers` builds a trie of 290 MB; sentencepiece takes 40 MB and is twice as fast. Tokens and
offsets are the same, on 130,000 labels in 30 languages and 25,000 sentences of vacancies, and have to be: vectors that
were made with one must fit those made with the other. (Letters with several loose accents may begin elsewhere.)
"""

from __future__ import annotations

import math
import re
import struct
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby

from sentencepiece import SentencePieceProcessor

from matcher.encoding import Span

__all__ = ["Pieces", "normalised"]

SPACE = "▁"
# What an unknown character is below the rarest piece, in `tokenizers` and in sentencepiece.
UNKNOWN_PENALTY = 10.0
# Something that stands three times or more in a row.
_REPEATED = re.compile(r"([^ ]{1,4})\1{2,}")
# Fields of sentencepiece's ModelProto: pieces with score and type, and a normaliser that changes nothing but spaces.
_PIECE, _TRAINER, _NORMALISER = 1, 2, 3
_UNKNOWN = 2


class Pieces:
    """A unigram vocabulary. sentencepiece reads it without changing it, so threads may share it."""

    def __init__(self, scored: Sequence[tuple[str, float]], unknown: int, replaced: Mapping[str, str]) -> None:
        """Take pieces with log probabilities, the id of the unknown piece, and characters that become others first."""
        pieces, scores = zip(*scored, strict=True)
        self._processor = SentencePieceProcessor(model_proto=_model(pieces, scores, unknown))
        self._replaced = {ord(character): other for character, other in replaced.items()}
        self._unknown = unknown
        self._unknown_score = min(scores) - UNKNOWN_PENALTY
        self._longest = max(map(len, pieces))

    def __len__(self) -> int:
        return self._processor.get_piece_size()

    def encode(self, text: str) -> tuple[list[int], list[Span]]:
        """Return the ids of the pieces of `text`, and where each stands in it."""
        normal, places = normalised(text, self._replaced)
        if _REPEATED.search(normal):
            pieces = [piece for word in normal.split(" ") for piece in self._of_word(word)]
        else:
            pieces = self._processor.encode(normal, out_type=str)
        ids: list[int] = self._processor.piece_to_id(pieces)
        return ids, list(_offsets(pieces, places))

    def _of_word(self, word: str) -> list[str]:
        if _REPEATED.search(word):
            return self._fused(self._best_pieces(SPACE + word))
        pieces: list[str] = self._processor.encode(word, out_type=str)
        return pieces

    def _best_pieces(self, word: str) -> list[str]:
        """Return the likeliest pieces, summed in double precision as `tokenizers` does.

        "+++++" is "++" and "+++" or "+++" and "++": where the same pieces come in several orders, rounding decides,
        and sentencepiece rounds to single precision.
        """
        known = self._processor.piece_to_id
        scores, starts = [0.0, *[-math.inf] * len(word)], [0] * (len(word) + 1)
        for start in range(len(word)):
            found = {end: known(word[start:end]) for end in range(start + 1, min(len(word), start + self._longest) + 1)}
            steps = {end: self._processor.get_score(id_) for end, id_ in found.items() if id_ != self._unknown}
            steps.setdefault(start + 1, self._unknown_score)
            for end, score in steps.items():
                if scores[start] + score > scores[end]:
                    scores[end], starts[end] = scores[start] + score, start
        pieces, end = list[str](), len(word)
        while end:
            pieces.append(word[starts[end] : end])
            end = starts[end]
        return pieces[::-1]

    def _fused(self, pieces: Iterable[str]) -> list[str]:
        """Join unknown pieces that follow each other."""
        groups = groupby(pieces, key=lambda piece: self._processor.piece_to_id(piece) == self._unknown)
        return [part for unknown, those in groups for part in (["".join(those)] if unknown else those)]


def normalised(text: str, replaced: Mapping[int, str]) -> tuple[str, Sequence[Span]]:
    """Return `text` in NFKC with single spaces, and where each of its characters was."""
    plain = text.translate(replaced)
    if plain == text and unicodedata.is_normalized("NFKC", text) and "  " not in text and text == text.strip():
        return text, [(i, i + 1) for i in range(len(text))]
    letters: list[tuple[str, Span]] = []
    for chunk, indices in _chunks(text, replaced):
        found = unicodedata.normalize("NFKC", chunk)
        for i, letter in enumerate(found):
            index = indices[max(0, len(indices) - len(found) + i)] if i else indices[0]
            letters.append((letter, (index, index + 1)))
    kept = [
        each for i, each in enumerate(letters) if each[0] != " " or (i + 1 < len(letters) and letters[i + 1][0] != " ")
    ]
    joined = "".join(letter for letter, _ in kept)
    begin = len(joined) - len(joined.lstrip())
    end = len(joined.rstrip())
    return joined[begin:end], [place for _, place in kept[begin:end]]


def _chunks(text: str, replaced: Mapping[int, str]) -> Iterator[tuple[str, list[int]]]:
    """Yield the characters that are normalised together, and where they were."""
    chunk, indices = "", list[int]()
    for index, character in enumerate(text):
        for other in replaced.get(ord(character), character):
            if chunk and _apart(chunk, other):
                yield chunk, indices
                chunk, indices = "", []
            chunk += other
            indices.append(index)
    if chunk:
        yield chunk, indices


def _apart(chunk: str, character: str) -> bool:
    """Whether a character is normalised by itself."""
    if character.isascii():
        return True
    normal = unicodedata.normalize("NFKC", character)
    return (
        not unicodedata.combining(normal[0])
        and unicodedata.normalize("NFKC", chunk + character) == unicodedata.normalize("NFKC", chunk) + normal
    )


def _offsets(pieces: Sequence[str], places: Sequence[Span]) -> Iterator[Span]:
    """Yield where each piece was; the space that is put before the first word was nowhere."""
    at = -1
    for piece in pieces:
        first, at = max(at, 0), at + len(piece)
        yield (places[first][0], places[at - 1][1]) if at > first else (0, 0)


def _model(pieces: Sequence[str], scores: Sequence[float], unknown: int) -> bytes:
    """Return the vocabulary as a serialised ModelProto.

    All pieces are written in one go, as they are opened in every process: each is what comes before one of its length,
    its text, and its score.
    """
    texts = list(map(str.encode, pieces))
    packed = struct.pack(f"<{len(scores)}f", *scores)
    tag, kind = _number(2 << 3 | 5), _number(3 << 3) + _number(_UNKNOWN)
    before = [_before(n, len(tag) + 4) for n in range(max(map(len, texts), default=0) + 1)]
    starts = list(map(before.__getitem__, map(len, texts)))
    starts[unknown] = _before(len(texts[unknown]), len(tag) + 4 + len(kind))
    ends = [tag + score for (score,) in struct.iter_unpack("4s", packed)]
    ends[unknown] += kind
    none = _number(2**64 - 1)
    specials = {40: _number(unknown), 41: none, 42: none, 43: none}  # no beginning, end or padding: we put them
    trainer = b"".join(_number(field << 3) + value for field, value in {3: _number(1), **specials}.items())
    spaces = b"".join(_number(field << 3) + _number(1) for field in (3, 4, 5))  # before the text; single; escaped
    parts = chain.from_iterable(zip(starts, texts, ends, strict=True))
    return b"".join(parts) + _field(_TRAINER, trainer) + _field(_NORMALISER, _field(1, b"identity") + spaces)


def _before(n: int, n_more: int) -> bytes:
    """Return what comes before the text of a piece of `n` bytes that `n_more` follow."""
    start = _number(1 << 3 | 2) + _number(n)
    return _number(_PIECE << 3 | 2) + _number(len(start) + n + n_more) + start


def _field(number: int, content: bytes) -> bytes:
    return _number(number << 3 | 2) + _number(len(content)) + content


def _number(value: int) -> bytes:
    """Return a number in groups of seven bits, lowest first."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])
