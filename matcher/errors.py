"""What can go wrong in `matcher/`.

MatcherError
+-- VectorsError    concept vectors do not belong to this taxonomy or encoder
"""

from __future__ import annotations


class MatcherError(Exception):
    """Base of all errors that `matcher/` raises on purpose."""


class VectorsError(MatcherError):
    """The vectors were made from another taxonomy, by another encoder, or are incomplete."""
