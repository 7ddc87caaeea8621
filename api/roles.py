"""What somebody is here for, and what a key may be made for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here for; nobody may do more than their roles together."""

    CASEWORKER = "caseworker"  # looks after people
    PERSON = "person"  # sees what is kept and said about themselves
    VACANCY_OFFICER = "vacancy_officer"  # keeps vacancies
    ADMINISTRATOR = "administrator"  # keeps users and keys; sees no profiles
    AUDITOR = "auditor"  # reads rankings under pseudonyms, and the record
    SERVICE = "service"  # a program, within the scopes of its key


class Scope(StrEnum):
    """What a service key may be made for."""

    LINK = "link"  # texts to concepts, the taxonomy, the description of the API
    MATCH = "match"  # rankings for profiles that are sent along; stores nothing
    PROFILES_READ = "profiles:read"
    PROFILES_WRITE = "profiles:write"
    VACANCIES_READ = "vacancies:read"
    VACANCIES_WRITE = "vacancies:write"
    TRACES = "traces"
    METRICS = "metrics"
