"""Who may do what: one row for every route, and nothing is allowed that has none.

`api.gate` enforces the rows before any handler runs; an application with a route that has no row does not start.
A row says who may (`roles`, and for keys `scope`), how often (`rate`), and under which name it goes into the record
(`action`; None where nothing about a person or a setting is told or changed). Whose profile or trace a path names is
held against the principal too: see `Rule.own`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from api.principals import Principal, Role, Scope

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOR_PROGRAMS = ("/v1/", "/metrics", "/openapi.json", "/livez", "/readyz", "/startupz", "/assets/")


def is_for_people(path: str) -> bool:
    """Say whether people look at what is under a path, so that it answers with pages; the rest is for programs."""
    return not path.startswith(FOR_PROGRAMS)


class Rate(StrEnum):
    """How often a principal may ask; the numbers are settings, see `api.rates`."""

    FREE = "free"  # probes and the style sheet
    READ = "read"
    WRITE = "write"
    HEAVY = "heavy"  # imports, and work over everybody
    SIGN_IN = "sign_in"  # by address, as nobody is known yet


class Own(Enum):
    """What a path may name that is not everybody's in an organisation."""

    PROFILE = "profile_id"
    TRACE = "trace_id"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a method and the path of a route as it is declared, and who may call it."""

    method: str
    path: str
    roles: frozenset[Role]
    scope: Scope | None
    rate: Rate
    action: str | None
    public: bool = False

    @property
    def csrf(self) -> bool:
        """Whether a browser has to show that its own page asks: always where something may change."""
        return self.method not in SAFE_METHODS

    @property
    def own(self) -> Own | None:
        """What of the path a person must own, and an administrator must have broken the glass for."""
        return next((own for own in Own if f"{{{own.value}}}" in self.path), None)

    @property
    def is_page(self) -> bool:
        """Whether people look at it, so that those not signed in are led to the page for that."""
        return self.method == "GET" and is_for_people(self.path)

    def sees_all(self, principal: Principal) -> bool:
        """Say whether every profile of the organisation is open to this principal here, so that none need be theirs."""
        if principal.roles == {Role.SERVICE}:
            return True
        return not (self.roles & principal.roles).isdisjoint(SEE_ALL)

    def allows(self, principal: Principal) -> bool:
        """Say whether this principal may call it at all; keys need role and scope."""
        if self.public:
            return True
        if principal.roles == {Role.SERVICE}:
            return self.scope is not None and self.scope in principal.scopes
        return not self.roles.isdisjoint(principal.roles)


SEE_ALL = frozenset({Role.CASEWORKER, Role.AUDITOR})
CASEWORKER = frozenset({Role.CASEWORKER})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
PERSON = frozenset({Role.PERSON})
OWN_FILE = frozenset({Role.CASEWORKER, Role.PERSON, Role.ADMINISTRATOR})  # administrators by breaking the glass only
OWN_RIGHTS = frozenset({Role.CASEWORKER, Role.PERSON})
RANKING_FILE = OWN_FILE | {Role.AUDITOR}
AUDITOR = frozenset({Role.AUDITOR})
OFFICER = frozenset({Role.VACANCY_OFFICER})
# Administrators share vacancies with other organisations, so they have to see them.
VACANCY_STAFF = frozenset({Role.CASEWORKER, Role.VACANCY_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR})
VACANCY_READERS = VACANCY_STAFF | {Role.PERSON}
HELPERS_OF_PEOPLE = frozenset({Role.CASEWORKER, Role.VACANCY_OFFICER})
EVERYBODY = frozenset(Role) - {Role.SERVICE}


def _row(
    operation: str, roles: Iterable[Role], scope: Scope | None, rate: Rate = Rate.READ, action: str | None = None
) -> Rule:
    method, path = operation.split()
    return Rule(method, path, frozenset(roles), scope, rate, action)


def _public(operation: str, rate: Rate = Rate.FREE, action: str | None = None) -> Rule:
    method, path = operation.split()
    return Rule(method, path, frozenset(), None, rate, action, public=True)


_R, _W = Scope.PROFILES_READ, Scope.PROFILES_WRITE
_ROWS = (
    # probes
    _public("GET /livez"),
    _public("GET /readyz"),
    _public("GET /startupz"),
    _row("GET /metrics", {Role.ADMINISTRATOR, Role.AUDITOR}, Scope.METRICS, Rate.FREE),
    # what is the same for everybody
    _public("GET /assets/{section}/{name}"),
    _public("GET /language/{code}"),
    _row("GET /docs", EVERYBODY, Scope.LINK),
    _row("GET /openapi.json", EVERYBODY, Scope.LINK),
    _row("GET /system/card", EVERYBODY, None),
    _row("GET /v1/system/card", EVERYBODY, Scope.LINK),
    _row("GET /v1/system/status", ADMINISTRATOR | AUDITOR, None),
    _row("GET /v1/taxonomy", EVERYBODY, Scope.LINK),
    _row("GET /v1/taxonomy/changes", EVERYBODY, Scope.LINK),
    _row("GET /v1/taxonomy/search", EVERYBODY, Scope.LINK),
    _row("GET /v1/taxonomy/skills", EVERYBODY, Scope.LINK),
    _row("GET /v1/taxonomy/occupations", EVERYBODY, Scope.LINK),
    # texts and profiles that are sent along; nothing is stored
    _row("POST /v1/link", HELPERS_OF_PEOPLE, Scope.LINK),
    _row("POST /v1/matches", CASEWORKER, Scope.MATCH),
    _row("POST /v1/gaps", CASEWORKER, Scope.MATCH),
    _row("POST /v1/why-not/{vacancy_id}", CASEWORKER, Scope.MATCH),
    _row("POST /v1/what-if", CASEWORKER, Scope.MATCH),
    _row("POST /try", CASEWORKER, None),
    _row("POST /read", CASEWORKER, None, Rate.HEAVY),
    _row("POST /v1/profiles:read", CASEWORKER, _W, Rate.HEAVY),
    # people
    _row("GET /", EVERYBODY, None, action="profiles.list"),
    _row("GET /people", CASEWORKER, None, action="profiles.list"),
    _row("POST /people/search", CASEWORKER, None, action="profiles.list"),
    _row("POST /people/hand-over", CASEWORKER, None, Rate.WRITE, "profiles.hand-over"),
    _row("GET /people/{profile_id}/hand-over", CASEWORKER, None, action="profile.assignment"),
    _row("POST /people/{profile_id}/hand-over", CASEWORKER, None, Rate.WRITE, "profile.hand-over"),
    _row("GET /people/new", CASEWORKER, None),
    _row("POST /people/new/file", CASEWORKER, None, Rate.HEAVY),
    _row("POST /people/new/text", CASEWORKER, None),
    _row("GET /people/new/form", CASEWORKER, None),
    _row("POST /people/new/form", CASEWORKER, None, Rate.WRITE, "profile.create"),
    _row("POST /people/new/suggest", CASEWORKER, None),
    _row("GET /people/new/pictures", CASEWORKER, None),
    _row("POST /people/new/pictures", CASEWORKER, None),
    _row("GET /people/{profile_id}/pictures", CASEWORKER, None, action="profile.read"),
    _row("POST /people/{profile_id}/pictures", CASEWORKER, None, Rate.WRITE, "profile.change"),
    _row("GET /people/import", CASEWORKER, None),
    _row("GET /people/import/template", CASEWORKER, None),
    _row("POST /people/import/file", CASEWORKER, None, Rate.HEAVY),
    _row("POST /people/import/columns", CASEWORKER, None, Rate.HEAVY, "profiles.list"),
    _row("POST /people/import/rows", CASEWORKER, None, Rate.HEAVY, "profiles.import"),
    _row("GET /people/{profile_id}", OWN_FILE, None, action="profile.match"),
    _row("GET /people/{profile_id}/matches/{vacancy_id}", OWN_FILE, None, action="profile.match"),
    _row("GET /people/{profile_id}/sheet", OWN_FILE, None, action="profile.sheet"),
    _row("GET /people/{profile_id}/sheet/{vacancy_id}", OWN_FILE, None, action="profile.sheet"),
    _row("POST /people/{profile_id}/matches/{vacancy_id}/decision", CASEWORKER, None, Rate.WRITE, "match.decide"),
    _row(
        "POST /people/{profile_id}/matches/{vacancy_id}/decisions/{decision_id}/follow-ups",
        CASEWORKER, None, Rate.WRITE, "match.follow-up",
    ),
    _row("POST /people/{profile_id}/matches/{vacancy_id}/marks", CASEWORKER, None, Rate.WRITE, "match.mark"),
    _row(
        "POST /people/{profile_id}/matches/{vacancy_id}/marks/{mark_id}/undo",
        CASEWORKER, None, Rate.WRITE, "match.unmark",
    ),
    _row("GET /people/{profile_id}/own", CASEWORKER, None, action="profile.match"),
    _row("GET /people/{profile_id}/steps", OWN_FILE, None, action="profile.match"),
    _row("POST /people/{profile_id}/concepts", CASEWORKER, None, action="profile.match"),
    _row("GET /people/{profile_id}/rights", CASEWORKER, None, action="profile.read"),
    _row("POST /people/{profile_id}/restriction", CASEWORKER, None, Rate.WRITE, "profile.restrict"),
    _row("POST /people/{profile_id}/objection", CASEWORKER, None, Rate.WRITE, "profile.object"),
    _row("POST /people/{profile_id}/consents", CASEWORKER, None, Rate.WRITE, "profile.consent"),
    _row(
        "POST /people/{profile_id}/contests/{contest_id}/answer",
        CASEWORKER, None, Rate.WRITE, "profile.answer-contest",
    ),
    _row("POST /people/{profile_id}/erasure", CASEWORKER, None, Rate.WRITE, "profile.erase"),
    _row("GET /people/{profile_id}/identity", CASEWORKER, None, action="profile.identify"),
    _row("POST /people/{profile_id}/identity", CASEWORKER, None, Rate.WRITE, "profile.identify"),
    _row("GET /people/{profile_id}/invite", CASEWORKER, None, action="profile.read"),
    _row("POST /people/{profile_id}/invite", CASEWORKER, None, Rate.WRITE, "profile.invite"),
    _row("POST /people/{profile_id}/invite/end", CASEWORKER, None, Rate.WRITE, "profile.uninvite"),
    _row("POST /people/{profile_id}/links", CASEWORKER, None, Rate.WRITE, "profile.decide"),
    _row("POST /people/{profile_id}/confirmation", CASEWORKER, None, Rate.WRITE, "profile.decide"),
    _row("POST /people/{profile_id}/concept", CASEWORKER, None, Rate.WRITE, "profile.change"),
    _row("POST /people/{profile_id}/facts", CASEWORKER, None, Rate.WRITE, "profile.change"),
    # people's own pages
    _row("GET /me", PERSON, None, action="profile.match"),
    _row("POST /me/answers", PERSON, None, Rate.WRITE, "profile.change"),
    _row("GET /me/matches/{vacancy_id}", PERSON, None, action="profile.match"),
    _row("POST /me/matches/{vacancy_id}/contest", PERSON, None, Rate.WRITE, "profile.contest"),
    _row("POST /me/matches/{vacancy_id}/interest", PERSON, None, Rate.WRITE, "profile.interest"),
    _row("GET /me/profile", PERSON, None, action="profile.read"),
    _row("POST /me/profile/links", PERSON, None, Rate.WRITE, "profile.decide"),
    _row("POST /me/profile/words", PERSON, None, Rate.WRITE, "profile.change"),
    _row("GET /me/data", PERSON, None, action="profile.accesses"),
    _row("GET /me/data/file", PERSON, None, action="profile.export"),
    _row("POST /me/data/ranking", PERSON, None, Rate.WRITE, "profile.object"),
    _row("POST /me/data/restriction", PERSON, None, Rate.WRITE, "profile.restrict"),
    _row("POST /me/data/consents", PERSON, None, Rate.WRITE, "profile.consent"),
    _row("GET /me/data/erase", PERSON, None, action="profile.read"),
    _row("POST /me/data/erase", PERSON, None, Rate.WRITE, "profile.erase"),
    _row("POST /v1/profiles", CASEWORKER, _W, Rate.WRITE, "profile.create"),
    _row("POST /v1/profiles:import", CASEWORKER, _W, Rate.HEAVY, "profiles.import"),
    _row("GET /v1/profiles", CASEWORKER, _R, action="profiles.list"),
    _row("GET /v1/profiles/{profile_id}", OWN_FILE, _R, action="profile.read"),
    _row("PATCH /v1/profiles/{profile_id}", CASEWORKER, _W, Rate.WRITE, "profile.change"),
    _row("DELETE /v1/profiles/{profile_id}", CASEWORKER, _W, Rate.WRITE, "profile.erase"),
    _row("GET /v1/profiles/{profile_id}/export", OWN_FILE, _R, action="profile.export"),
    _row("POST /v1/profiles:restore", CASEWORKER, _W, Rate.WRITE, "profile.create"),
    _row("GET /v1/profiles/{profile_id}/rights", OWN_FILE, _R, action="profile.read"),
    _row("PUT /v1/profiles/{profile_id}/restriction", OWN_RIGHTS, _W, Rate.WRITE, "profile.restrict"),
    _row("PUT /v1/profiles/{profile_id}/objection", OWN_RIGHTS, _W, Rate.WRITE, "profile.object"),
    _row("POST /v1/profiles/{profile_id}/consents", OWN_RIGHTS, _W, Rate.WRITE, "profile.consent"),
    _row("GET /v1/profiles/{profile_id}/identity", OWN_RIGHTS, _R, action="profile.identify"),
    _row("PUT /v1/profiles/{profile_id}/identity", CASEWORKER, _W, Rate.WRITE, "profile.identify"),
    _row("GET /v1/retention", CASEWORKER, _R, action="profiles.list"),
    _row("GET /v1/profiles/{profile_id}/links", OWN_FILE, _R, action="profile.read"),
    _row("POST /v1/profiles/{profile_id}/links", OWN_RIGHTS, _W, Rate.WRITE, "profile.decide"),
    _row("GET /v1/profiles/{profile_id}/matches", OWN_FILE, _R, action="profile.match"),
    _row("GET /v1/profiles/{profile_id}/gaps", OWN_FILE, _R, action="profile.match"),
    _row("GET /v1/profiles/{profile_id}/why-not/{vacancy_id}", OWN_FILE, _R, action="profile.match"),
    _row("GET /v1/profiles/{profile_id}/what-if", OWN_FILE, _R, action="profile.match"),
    _row("GET /v1/inbox", CASEWORKER, _R, Rate.HEAVY, "profiles.match"),
    _row("GET /v1/demand", CASEWORKER | ADMINISTRATOR | AUDITOR, None, Rate.HEAVY, "demand.read"),
    # rankings as they were
    _row("GET /v1/traces/{trace_id}", RANKING_FILE, Scope.TRACES, action="trace.read"),
    _row("GET /v1/traces/{trace_id}/replay", OWN_FILE, Scope.TRACES, action="trace.replay"),
    _row("GET /v1/traces/{trace_id}/account", RANKING_FILE, Scope.TRACES, action="trace.explain"),
    # who did what
    _row("GET /v1/audit", EVERYBODY, None, action="audit.read"),  # for most, what they did themselves
    _row("GET /v1/profiles/{profile_id}/accesses", OWN_FILE, None, action="profile.accesses"),
    # what people decide, and what those answerable do
    _row("POST /v1/profiles/{profile_id}/decisions", CASEWORKER, None, Rate.WRITE, "match.decide"),
    _row("GET /v1/profiles/{profile_id}/decisions", OWN_FILE, None, action="match.decisions"),
    _row(
        "POST /v1/profiles/{profile_id}/decisions/{decision_id}/follow-ups",
        CASEWORKER, None, Rate.WRITE, "match.follow-up",
    ),
    # casework around somebody's list
    _row("GET /v1/caseworkers", CASEWORKER, _R, action="users.list"),
    _row("GET /v1/profiles/{profile_id}/assignment", OWN_FILE, _R, action="profile.assignment"),
    _row("PUT /v1/profiles/{profile_id}/assignment", CASEWORKER, _W, Rate.WRITE, "profile.hand-over"),
    _row("POST /v1/profiles/{profile_id}/marks", CASEWORKER, None, Rate.WRITE, "match.mark"),
    _row("GET /v1/profiles/{profile_id}/marks", OWN_FILE, None, action="match.marks"),
    _row("DELETE /v1/profiles/{profile_id}/marks/{mark_id}", CASEWORKER, None, Rate.WRITE, "match.unmark"),
    _row("POST /v1/profiles/{profile_id}/contests", OWN_RIGHTS, None, Rate.WRITE, "profile.contest"),
    _row("GET /v1/profiles/{profile_id}/contests", OWN_FILE, None, action="profile.contests"),
    _row(
        "POST /v1/profiles/{profile_id}/contests/{contest_id}/answer",
        CASEWORKER, None, Rate.WRITE, "profile.answer-contest",
    ),
    _row("POST /v1/profiles/{profile_id}/interests", OWN_RIGHTS, None, Rate.WRITE, "profile.interest"),
    _row("GET /v1/profiles/{profile_id}/interests", OWN_FILE, None, action="profile.interests"),
    _row(
        "DELETE /v1/profiles/{profile_id}/interests/{vacancy_id}", OWN_RIGHTS, None, Rate.WRITE, "profile.interest"
    ),
    _row("GET /v1/vacancies/{vacancy_id}/referrals", CASEWORKER, None, action="match.referrals"),
    _row("GET /v1/admin/ranking", EVERYBODY, None),
    _row("POST /v1/admin/ranking:stop", ADMINISTRATOR, None, Rate.WRITE, "ranking.stop"),
    _row("POST /v1/admin/ranking:start", ADMINISTRATOR, None, Rate.WRITE, "ranking.start"),
    _row("POST /v1/incidents", CASEWORKER | ADMINISTRATOR | AUDITOR, None, Rate.WRITE, "incident.open"),
    _row("GET /v1/incidents", ADMINISTRATOR | AUDITOR, None, action="incidents.list"),
    _row("POST /v1/incidents/{incident_id}/report", ADMINISTRATOR, None, Rate.WRITE, "incident.report"),
    _row("PUT /v1/fairness/sample", AUDITOR, None, Rate.WRITE, "fairness.collect"),
    _row("DELETE /v1/fairness/sample", AUDITOR, None, Rate.WRITE, "fairness.delete"),
    _row("GET /v1/fairness/report", AUDITOR, None, Rate.HEAVY, "fairness.report"),
    _row("GET /v1/monitoring/report", ADMINISTRATOR | AUDITOR, None, Rate.HEAVY, "monitoring.read"),
    # the pages of administration, by what they show and do
    _row("GET /administration", ADMINISTRATOR | AUDITOR, None),
    _row("POST /administration/ranking", ADMINISTRATOR, None, Rate.WRITE, "ranking.turn"),
    _row("GET /administration/incidents", ADMINISTRATOR | AUDITOR, None, action="incidents.list"),
    _row("POST /administration/incidents", ADMINISTRATOR | AUDITOR, None, Rate.WRITE, "incident.open"),
    _row("POST /administration/incidents/{incident_id}/report", ADMINISTRATOR, None, Rate.WRITE, "incident.report"),
    _row("GET /administration/break-glass/{profile}", ADMINISTRATOR, None),
    _row("POST /administration/break-glass/{profile}", ADMINISTRATOR, None, Rate.WRITE, "profile.break_glass"),
    _row("GET /administration/users", ADMINISTRATOR | AUDITOR, None, action="users.list"),
    _row("POST /administration/users", ADMINISTRATOR, None, Rate.WRITE, "user.create"),
    _row("POST /administration/users/{user_id}/roles", ADMINISTRATOR, None, Rate.WRITE, "user.change"),
    _row("POST /administration/users/{user_id}/access", ADMINISTRATOR, None, Rate.WRITE, "user.change"),
    _row("POST /administration/users/{user_id}/reset", ADMINISTRATOR, None, Rate.WRITE, "user.reset"),
    _row("POST /administration/keys", ADMINISTRATOR, None, Rate.WRITE, "key.create"),
    _row("POST /administration/keys/{key_id}/revoke", ADMINISTRATOR, None, Rate.WRITE, "key.revoke"),
    _row("GET /administration/audit", ADMINISTRATOR | AUDITOR, None, action="audit.read"),
    _row("GET /administration/audit/export", ADMINISTRATOR | AUDITOR, None, Rate.HEAVY, "audit.export"),
    _row("GET /administration/monitoring", ADMINISTRATOR | AUDITOR, None, Rate.HEAVY, "monitoring.read"),
    _row("GET /administration/fairness", AUDITOR, None, Rate.HEAVY, "fairness.report"),
    _row("POST /administration/fairness/sample", AUDITOR, None, Rate.WRITE, "fairness.collect"),
    _row("POST /administration/fairness/sample/delete", AUDITOR, None, Rate.WRITE, "fairness.delete"),
    _row("GET /administration/demand", CASEWORKER | ADMINISTRATOR | AUDITOR, None, Rate.HEAVY, "demand.read"),
    _row("GET /administration/taxonomy", ADMINISTRATOR | AUDITOR, None),
    _row("GET /administration/editable", ADMINISTRATOR | AUDITOR, None),
    _row("GET /administration/documents", ADMINISTRATOR | AUDITOR, None),
    _row("GET /administration/documents/file", ADMINISTRATOR | AUDITOR, None, action="documents.write"),
    _row("GET /administration/card", ADMINISTRATOR | AUDITOR, None),
    # signing in and out
    _public("GET /sign-in", Rate.SIGN_IN),
    _public("POST /sign-in", Rate.SIGN_IN),
    _public("POST /sign-in/code", Rate.SIGN_IN),
    _public("POST /sign-in/enrol", Rate.SIGN_IN),
    _public("GET /sign-in/first", Rate.SIGN_IN),
    _public("POST /sign-in/first", Rate.SIGN_IN),
    _public("GET /sign-in/invitation", Rate.SIGN_IN),
    _public("POST /sign-in/invitation", Rate.SIGN_IN),
    _public("GET /sign-in/provider", Rate.SIGN_IN),
    _public("GET /sign-in/callback", Rate.SIGN_IN),
    _row("POST /sign-out", EVERYBODY, None, Rate.WRITE, "visit.end"),
    _row("GET /visits", EVERYBODY, None),
    _row("POST /visits/{visit_id}/end", EVERYBODY, None, Rate.WRITE, "visit.end"),
    # people and permissions
    _row("GET /v1/me", EVERYBODY, Scope.LINK),
    _row("GET /v1/users", {Role.ADMINISTRATOR, Role.AUDITOR}, None, action="users.list"),
    _row("POST /v1/users", ADMINISTRATOR, None, Rate.WRITE, "user.create"),
    _row("PATCH /v1/users/{user_id}", ADMINISTRATOR, None, Rate.WRITE, "user.change"),
    _row("POST /v1/users/{user_id}/reset", ADMINISTRATOR, None, Rate.WRITE, "user.reset"),
    _row("GET /v1/keys", {Role.ADMINISTRATOR, Role.AUDITOR}, None, action="keys.list"),
    _row("POST /v1/keys", ADMINISTRATOR, None, Rate.WRITE, "key.create"),
    _row("DELETE /v1/keys/{key_id}", ADMINISTRATOR, None, Rate.WRITE, "key.revoke"),
    _row("GET /v1/visits", EVERYBODY, None),
    _row("DELETE /v1/visits/{visit_id}", EVERYBODY, None, Rate.WRITE, "visit.end"),
    _row("POST /v1/profiles/{profile_id}/invitations", CASEWORKER, None, Rate.WRITE, "profile.invite"),
    _row("DELETE /v1/profiles/{profile_id}/invitations", CASEWORKER, None, Rate.WRITE, "profile.uninvite"),
    _row("POST /v1/break-glass/{profile}", ADMINISTRATOR, None, Rate.WRITE, "profile.break_glass"),
    _row("GET /v1/break-glass", {Role.ADMINISTRATOR, Role.AUDITOR}, None, action="profile.glass_list"),
    # vacancies
    _row("POST /v1/vacancies", OFFICER, Scope.VACANCIES_WRITE, Rate.WRITE, "vacancy.create"),
    _row("POST /v1/vacancies:import", OFFICER, Scope.VACANCIES_WRITE, Rate.HEAVY, "vacancies.import"),
    _row("GET /v1/vacancies", VACANCY_READERS, Scope.VACANCIES_READ),
    _row("GET /v1/vacancies/{vacancy_id}", VACANCY_READERS, Scope.VACANCIES_READ),
    _row("PUT /v1/vacancies/{vacancy_id}", OFFICER, Scope.VACANCIES_WRITE, Rate.WRITE, "vacancy.change"),
    _row("PATCH /v1/vacancies/{vacancy_id}", OFFICER, Scope.VACANCIES_WRITE, Rate.WRITE, "vacancy.change"),
    _row("POST /v1/vacancies/{vacancy_id}/answers", OFFICER, Scope.VACANCIES_WRITE, Rate.WRITE, "vacancy.answer"),
    _row("DELETE /v1/vacancies/{vacancy_id}", OFFICER, Scope.VACANCIES_WRITE, Rate.WRITE, "vacancy.withdraw"),
    _row(
        "PUT /v1/vacancies/{vacancy_id}/sharing", {Role.ADMINISTRATOR}, None, Rate.WRITE, "vacancy.share"
    ),
    # their pages
    _row("GET /vacancies", VACANCY_STAFF, None),
    _row("POST /vacancies", OFFICER, None, Rate.WRITE, "vacancy.create"),
    _row("GET /vacancies/new", OFFICER, None),
    _row("POST /vacancies/new", OFFICER, None, Rate.WRITE),
    _row("POST /vacancies/confirm", OFFICER, None, Rate.WRITE, "vacancy.confirm"),
    _row("POST /vacancies/expiry", OFFICER, None, Rate.WRITE, "vacancy.change"),
    _row("POST /vacancies/withdraw", OFFICER, None, Rate.WRITE, "vacancy.withdraw"),
    _row("GET /vacancies/import", OFFICER, None),
    _row("POST /vacancies/import", OFFICER, None, Rate.HEAVY, "vacancies.import"),
    _row("GET /vacancies/import/{import_id}", OFFICER, None),
    _row("POST /vacancies/import/{import_id}", OFFICER, None, Rate.HEAVY, "vacancies.import"),
    _row("POST /vacancies/import/{import_id}/rows", OFFICER, None, Rate.HEAVY, "vacancies.import"),
    _row("GET /vacancies/import/{import_id}/refused.csv", OFFICER, None),
    _row("GET /vacancies/{vacancy_id}", VACANCY_STAFF, None),
    _row("POST /vacancies/{vacancy_id}/answers", OFFICER, None, Rate.WRITE, "vacancy.answer"),
    _row("POST /vacancies/{vacancy_id}/sharing", ADMINISTRATOR, None, Rate.WRITE, "vacancy.share"),
    _row("GET /vacancies/{vacancy_id}/people", CASEWORKER, None, Rate.HEAVY, "profiles.match"),
    _row("GET /v1/vacancies/{vacancy_id}/matches", CASEWORKER, _R, Rate.HEAVY, "profiles.match"),
)  # fmt: skip
POLICY: Mapping[tuple[str, str], Rule] = {(row.method, row.path): row for row in _ROWS}
