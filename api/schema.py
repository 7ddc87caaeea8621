"""The whole schema: every module with tables is named here, so that none is left out of migrations or of the wall."""

from __future__ import annotations

from collections.abc import Iterator

import api.access_tables
import api.accountability_tables
import api.casework_tables
import api.import_tables
import api.rights_tables  # noqa: F401 - likewise
from api.tables import OrganisationRow, Row

__all__ = ["METADATA", "Row", "organisation_tables"]

METADATA = Row.metadata


def organisation_tables() -> Iterator[type[OrganisationRow]]:
    """Yield the classes of all tables whose rows belong to an organisation."""
    waiting = [OrganisationRow]
    while waiting:
        found = waiting.pop().__subclasses__()
        waiting += found
        yield from (each for each in found if hasattr(each, "__table__"))
