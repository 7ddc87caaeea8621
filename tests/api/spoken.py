"""Languages to ask for a page in: one of each direction by default, all of them in CI."""

from __future__ import annotations

import pytest

from api.web.speech import LANGUAGES

AT_ONCE = ("es", "ar")
SPOKEN = [pytest.param(each, marks=() if each in AT_ONCE else pytest.mark.slow) for each in LANGUAGES]
