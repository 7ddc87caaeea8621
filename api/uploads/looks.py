"""How a piece of text would look on paper, as far as a document says: whether anybody would see it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Self

# Points. Footnotes are set in 7 or 8; nobody reads 2.
TINY = 3
# Of 255, in each of red, green and blue: a tint that cannot be told from paper.
PAPER_WHITE = 0xF0
_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """What one style or piece says of itself; None where it says nothing."""

    is_hidden: bool | None = None
    color: str | None = None
    size: float | None = None
    is_shaded: bool | None = None

    def over(self, other: Self) -> Look:
        """Return what holds where this is said on top of `other`."""
        return Look(
            *(
                getattr(other, each.name) if getattr(self, each.name) is None else getattr(self, each.name)
                for each in fields(self)
            )
        )

    @property
    def is_unseen(self) -> bool:
        """Whether nobody would see it: said to be hidden, too small, or white where nothing is said to be behind it."""
        if self.is_hidden or (self.size is not None and self.size < TINY):
            return True
        return is_white(self.color) and not self.is_shaded


NO_LOOK = Look()


def is_white(color: str | None) -> bool:
    """Whether a colour like `FFFFFF` or `#fefefe` cannot be told from paper; names and themes are not known here."""
    found = _HEX.fullmatch(color or "")
    return found is not None and all(channel >= PAPER_WHITE for channel in bytes.fromhex(found[1]))


def is_shade(color: str | None) -> bool | None:
    """Whether a background colour is one; None where nothing is said."""
    if color is None:
        return None
    return color.lower() not in ("auto", "transparent", "none", "") and not is_white(color)


def number(text: str | None) -> float | None:
    """Read a number of points; None where there is none."""
    found = re.match(r"\d{1,6}(?:\.\d{1,6})?", text or "")
    return float(found.group()) if found else None
