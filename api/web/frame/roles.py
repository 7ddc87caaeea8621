"""What roles are called."""

from __future__ import annotations

from collections.abc import Mapping

from api.roles import Role
from api.web.speech import mark

ROLES: Mapping[Role, str] = {
    Role.CASEWORKER: mark("Caseworker"),
    Role.PERSON: mark("The person"),
    Role.VACANCY_OFFICER: mark("Vacancy officer"),
    Role.ADMINISTRATOR: mark("Administrator"),
    Role.AUDITOR: mark("Auditor"),
    Role.SERVICE: mark("A program"),
}
