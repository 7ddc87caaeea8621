"""The reference says what the code does."""

from functools import cache
from pathlib import Path

from api.reference import render_reference

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference.md"

rendered = cache(render_reference)


def test_every_command_setting_and_route_is_documented() -> None:
    """`docs/reference.md` is what `python -m api.reference` prints now."""
    assert REFERENCE.read_text(encoding="utf-8") == rendered()


def test_the_reference_is_not_empty() -> None:
    """A renderer that finds nothing would agree with an empty document."""
    for expected in ("`immerse taxonomy fetch`", "`IMMERSE_ESCO_SOURCE`", "`POST /v1/matches`", "`--direction`"):
        assert expected in rendered()
