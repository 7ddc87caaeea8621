"""What every column of the database is for: the one list that says what is kept about people, why, and for how long.

`tests/api/test_personal.py` holds it against the tables: a column that is not named here, a personal one that is not
sealed, or one that ranking may see and that is no `RankingInput`, fails. `immerse privacy record` prints it as the record
of processing that the GDPR asks for (Article 30).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Basis(StrEnum):
    """Why an organisation may keep something; it checks that the one named here holds for it."""

    HELP = "task in the public interest or legitimate interest of helping people into work (Art. 6(1)(e) or (f))"
    CONSENT = "consent (Art. 6(1)(a)), or the duty to show it (Art. 7(1))"
    DUTY = "legal duty: records of a high-risk system and of decisions (Art. 6(1)(c); AI Act, Art. 12, 19 and 26)"
    SECURITY = "legitimate interest in security and accountability (Art. 6(1)(f), Art. 32)"
    NONE = "no personal data"


class Term(StrEnum):
    """For how long."""

    PERSON = "until the person is erased: on request, or IMMERSE_PROFILE_DAYS after the last contact"
    TRACE = "IMMERSE_TRACE_DAYS; what it says of the person, only until the person is erased"
    RECORD = "as long as the installation; pseudonyms only, whom they stand for goes with the person or the ended user"
    ACCOUNT = "as long as the account, then IMMERSE_USER_DAYS, for reading the record"
    SHORT = "until it expires, hours to weeks"
    OPEN = "as long as the installation"


class Protection(StrEnum):
    """How a column is kept."""

    SEALED = "encrypted (AES-256-GCM)"
    CODED = "keyed code (HMAC-SHA256), the key outside the database"
    HASHED = "hash of a random secret, or of a password with a salt"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is for. `personal` is what says something about a person; ids, times and states of rows do not."""

    purpose: str
    personal: bool = False
    protection: Protection = Protection.PLAIN
    may_rank: bool = False
    withheld: bool = False
    """whether an export leaves it out, as a code that finds rows and says nothing"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a table is for."""

    about: str
    purpose: str
    basis: Basis
    term: Term
    columns: Mapping[str, Column]


def withheld(table: str) -> frozenset[str]:
    """Return the columns of a table that an export leaves out."""
    return frozenset(name for name, column in REGISTRY[table].columns.items() if column.withheld)


def describe() -> Iterator[str]:
    """Yield the record of processing, in Markdown: one section a table, one line a column."""
    yield "# Record of processing\n"
    yield "What this installation keeps, generated from `api/personal.py`. Add the name and contact of the organisation,"
    yield "of its representative and data protection officer, and whom it passes data on to: the software passes on none,"
    yield "to nobody, and none to a country outside the Union.\n"
    for name, entry in sorted(REGISTRY.items()):
        yield f"## {name}\n"
        yield f"- about: {entry.about}\n- purpose: {entry.purpose}\n- legal basis: {entry.basis}\n- kept: {entry.term}\n"
        yield "| column | what it is for | personal | kept as | ranking sees it |\n| --- | --- | --- | --- | --- |"
        for column, what in entry.columns.items():
            personal, ranks = ("yes" if said else "no" for said in (what.personal, what.may_rank))
            yield f"| {column} | {what.purpose} | {personal} | {what.protection} | {ranks} |"
        yield ""


def _sealed(purpose: str, *, may_rank: bool = False) -> Column:
    return Column(purpose, personal=True, protection=Protection.SEALED, may_rank=may_rank)


def _hashed(purpose: str) -> Column:
    return Column(purpose, protection=Protection.HASHED)


def _coded(purpose: str) -> Column:
    return Column(purpose, personal=True, protection=Protection.CODED, withheld=True)


def _plain(text: str) -> dict[str, Column]:
    """Read "name: purpose; name: purpose" as columns that say nothing about a person."""
    pairs = (each.split(":", 1) for each in text.split(";"))
    return {name.strip(): Column(purpose.strip()) for name, purpose in pairs}


_OURS = "organisation: whose it is"
_PEOPLE = "people who look for work"
_STAFF = "those who work with the system"
_NOBODY = "nobody; texts of vacancies may name a contact as published"

REGISTRY: Mapping[str, Entry] = {
    "profile": Entry(_PEOPLE, "finding vacancies that fit a person", Basis.HELP, Term.PERSON, {
        **_plain(f"{_OURS}; id: the record, random"),
        "source": _sealed("which list the person came with"),
        "external_id": _sealed("the organisation's own name for the person"),
        "external_key": _coded("finding that name again"),
        "lang": _sealed("the language of the person's words"),
        "words": _sealed("the person's own words"),
        "facts": _sealed("facts as given"),
        "content_hash": _sealed("noticing that an import changes nothing"),
        "unmapped": _sealed("words that were not understood, to be shown"),
        "unresolved": _sealed("names that were not found, to be shown"),
        "read_input": _sealed("what was understood, before anybody answered"),
        "ranking_input": _sealed("all that ranking sees: concepts, levels, permissions, preferences", may_rank=True),
        "former": _sealed("concepts of earlier releases, kept as words"),
        **_plain(
            "taxonomy: what it was read with; reading: what it was read with; version: noticing changes; "
            "created_at: order of lists; updated_at: shown; contact_at: retention; warned_at: retention; "
            "restricted_at: stops ranking; objected_at: stops ranking; withdrawn_at: stops ranking"
        ),
    }),
    "profile_link": Entry(_PEOPLE, "letting a person check what was understood", Basis.HELP, Term.PERSON, {
        **_plain(f"{_OURS}; id: the record, random; profile_id: whose; kind: skill or occupation"),
        "uri": _sealed("the concept"),
        "label": _sealed("its name"),
        "mention_text": _sealed("the words it was read from"),
        **_plain(
            "score: how sure; method: how found; status: held or wished; mention_start: where in the text; "
            "mention_end: where in the text; decision: accepted or rejected"
        ),
    }),
    "profile_identity": Entry(_PEOPLE, "reaching a person", Basis.HELP, Term.PERSON, {
        **_plain(f"{_OURS}; id: whose"),
        "name": _sealed("the person's name, for those who talk to them"),
        "contact": _sealed("how to reach them"),
        "name_code": _coded("noticing that somebody is here already"),
        "contact_code": _coded("likewise"),
    }),
    "consent": Entry(_PEOPLE, "showing what a person agreed to", Basis.CONSENT, Term.PERSON, _plain(
        f"{_OURS}; id: the record; profile_id: whose; at: when; purpose: to what; given: yes or withdrawn; "
        "language: in which they were asked; wording: which text they read"
    )),
    "erasure": Entry(_PEOPLE, "showing that somebody was erased", Basis.DUTY, Term.OPEN, _plain(
        f"{_OURS}; id: the receipt; profile_id: which record, random; at: when; reason: why; counts: how many rows"
    )),
    "trace": Entry(_PEOPLE, "replaying and explaining a ranking", Basis.DUTY, Term.TRACE, {
        **_plain(f"{_OURS}; id: the record; at: when; profile_id: whose; profile_version: of which version"),
        **_plain("superseded_by: the first one after a change"),
        "packed": _sealed("all that ranking saw", may_rank=True),
        **_plain(
            "asked: how long the list was; stamp: versions of the parts; seq: state of the vacancies; "
            "near: table of near skills; program: version"
        ),
        "digest": _sealed("noticing that a replay differs"),
        "results": _sealed("what was shown"),
        "widened": _sealed("what was shown beside"),
    }),
    "decision": Entry(_PEOPLE, "showing that a human decided", Basis.DUTY, Term.PERSON, {
        **_plain(
            f"{_OURS}; id: the record; profile_id: about whom; number: order; trace_id: on which list; "
            "vacancy_id: about which vacancy; rank: where it stood; verdict: what was decided"
        ),
        "reason": _sealed("why"),
        **_plain("actor: pseudonym of who decided; at: when"),
    }),
    "follow_up": Entry(_PEOPLE, "knowing what came of a decision", Basis.HELP, Term.PERSON, _plain(
        f"{_OURS}; id: the record; decision_id: of which; kind: what happened; day: when; actor: pseudonym; at: when noted"
    )),
    "assignment": Entry("people and staff", "knowing who looks after whom", Basis.HELP, Term.PERSON, _plain(
        f"{_OURS}; profile_id: whom; user_id: who; since: when"
    )),
    "hand_over": Entry("people and staff", "knowing who looked after somebody", Basis.HELP, Term.PERSON, {
        **_plain(
            f"{_OURS}; id: the record; profile_id: whom; from_user_id: who did before; to_user_id: who does from then on"
        ),
        "note": _sealed("what the colleague should know"),
        **_plain("actor: pseudonym of who handed over; at: when"),
    }),
    "mark": Entry(_PEOPLE, "keeping, hiding or adding vacancies by hand", Basis.HELP, Term.PERSON, {
        **_plain(f"{_OURS}; id: the record; profile_id: in whose list; vacancy_id: which; kind: what was wanted"),
        "reason": _sealed("why"),
        **_plain("actor: pseudonym of who marked it; at: when; undone_at: until when"),
    }),
    "interest": Entry(_PEOPLE, "hearing what a person is interested in", Basis.HELP, Term.PERSON, _plain(
        f"{_OURS}; id: the record; profile_id: whose; vacancy_id: in which vacancy; at: since when; ended_at: until when"
    )),
    "contest": Entry(_PEOPLE, "hearing what a person objects to", Basis.DUTY, Term.PERSON, {
        **_plain(
            f"{_OURS}; id: the record; profile_id: whose; trace_id: about which ranking; vacancy_id: about which vacancy; "
            "kind: or about a skill or occupation"
        ),
        "uri": _sealed("or about which concept"),
        "words": _sealed("what the person says"),
        **_plain("by_person: who wrote it; actor: their pseudonym; at: when"),
        "answer": _sealed("what was answered"),
        **_plain("answered_by: pseudonym of who answered; answered_at: when"),
    }),
    "incident": Entry(_STAFF, "reporting what went wrong", Basis.DUTY, Term.OPEN, {
        **_plain(f"{_OURS}; id: the record; kind: of what sort"),
        "what": _sealed("what happened"),
        **_plain(
            "detected_at: when found; due_at: by when to report; reported_at: when reported; actor: pseudonym; "
            "at: when noted"
        ),
    }),
    "audit_entry": Entry("people and staff, under pseudonyms", "showing who did what", Basis.SECURITY, Term.RECORD, _plain(
        f"{_OURS}; seq: order; at: when; actor: pseudonym; role: in which roles; action: what; object_kind: to what; "
        "object: pseudonym or id; outcome: what came of it; trace: which ranking; request: which request; mac: the chain"
    )),
    "pseudonym": Entry("people and staff", "finding entries about somebody", Basis.SECURITY, Term.PERSON, _plain(
        f"{_OURS}; kind: person or user; subject: which record, random; pseudonym: random"
    )),
    "user_account": Entry(_STAFF, "signing in, and acting in one's own name", Basis.SECURITY, Term.ACCOUNT, {
        **_plain(f"{_OURS}; id: the record, random"),
        "name": _sealed("what they sign in with"),
        "name_code": _coded("finding that name again"),
        **_plain("roles: what they may do"),
        "password": _hashed("signing in (Argon2id)"),
        "secret": _sealed("the second step of signing in"),
        **_plain("last_step: using a code once only"),
        "recovery": _hashed("codes for a lost telephone"),
        **_plain(
            "issuer: the identity provider; subject: their opaque id there; created_at: when; disabled_at: when it ended"
        ),
    }),
    "visit": Entry("people and staff", "staying signed in", Basis.SECURITY, Term.SHORT, {
        **_plain(f"{_OURS}; id: shown in a list; user_id: whose; profile_id: whose; begun_at: end of it; seen_at: end of it"),
        "hash": _hashed("recognising the cookie"),
    }),
    "invitation": Entry(_PEOPLE, "letting a person see their own file", Basis.HELP, Term.SHORT, {
        **_plain(f"{_OURS}; profile_id: whose; created_at: when; expires_at: until when"),
        "hash": _hashed("recognising the code"),
    }),
    "broken_glass": Entry("people and staff", "looking into one file in an emergency", Basis.SECURITY, Term.PERSON, {
        **_plain(f"{_OURS}; id: the record; user_id: who; profile_id: whose file; at: when; until: until when"),
        "reason": _sealed("why"),
    }),
    "service_key": Entry("programs", "letting programs in", Basis.NONE, Term.OPEN, {
        **_plain(
            f"{_OURS}; id: the key; name: what it is for; scopes: what it may do; created_at: when; expires_at: until when; "
            "used_at: last time; revoked_at: when it ended"
        ),
        "hash": _hashed("recognising the key"),
    }),
    "pending": Entry(_STAFF, "going on with signing in", Basis.SECURITY, Term.SHORT, {
        **_plain("kind: what was begun; data: how far; expires_at: until when"),
        "hash": _hashed("recognising who goes on"),
    }),
    "attempt": Entry(_STAFF, "slowing down guessing", Basis.SECURITY, Term.SHORT, {
        "hash": _coded("which name or address"),
        **_plain("n_failed: how often; failed_at: when last"),
    }),
    "organisation": Entry("organisations", "keeping their data apart", Basis.NONE, Term.OPEN, _plain(
        "id: the organisation; name: shown; contact: how people reach it; created_at: when; ended_at: when it left"
    )),
    "ranking_switch": Entry("nobody", "stopping ranking", Basis.NONE, Term.OPEN, _plain(
        "id: order; scope: whose ranking; stopped: or started; reason: why; at: when"
    )),
    "vacancy": Entry(_NOBODY, "vacancies to be ranked", Basis.NONE, Term.OPEN, _plain(
        f"{_OURS}; shared: whether others see it; id: the vacancy; source: the feed; external_id: the feed's id; "
        "title: shown; text: shown; lang: of the text; place: where; country: where; facts: as given; "
        "content_hash: noticing changes; links: what was understood; stated: facts in the text; ranking: what ranking sees; "
        "unmapped: words not understood; answers: what officers said of it; read_ranking: the same without their answers; "
        "reviewed_at: when they looked at it; to_review: whether they should; found_by: searching lists; "
        "unresolved: names not found; near_text_key: duplicates; site: duplicates; taxonomy: read with; reading: read with; "
        "former: earlier concepts; version: order of changes; published: age; expires: until when; withdrawn_at: until when; "
        "created_at: order; updated_at: shown"
    )),
    "vacancy_version": Entry(_NOBODY, "replaying rankings", Basis.NONE, Term.TRACE, _plain(
        f"{_OURS}; shared: then; vacancy_id: which; version: which; ranking: what ranking saw; withdrawn: then; "
        "replaced_at: until when"
    )),
    "vacancy_alias": Entry(_NOBODY, "noticing reposts", Basis.NONE, Term.OPEN, _plain(
        f"{_OURS}; source: the feed; external_id: the feed's id; vacancy_id: merged into; content_hash: noticing changes; "
        "seen_at: when"
    )),
    "vacancy_import": Entry(_NOBODY, "importing files of vacancies", Basis.NONE, Term.OPEN, _plain(
        f"{_OURS}; id: the file; name: shown; source: of its rows; state: how far it is; header: its columns; "
        "header_hash: finding an earlier file like it; columns: what they hold; waiting: rows still to be done; "
        "n_rows: how many; done: how far it is; counts: what came of them; merged: which were here already; "
        "created_at: order; updated_at: shown"
    )),
    "refused_row": Entry(_NOBODY, "correcting rows that were not taken", Basis.NONE, Term.OPEN, _plain(
        f"{_OURS}; import_id: of which file; number: which row; cells: as sent; problems: why it was not taken"
    )),
    "outbox": Entry("nobody", "keeping the index in step", Basis.NONE, Term.OPEN, _plain(
        "seq: order; vacancy_id: which changed; version: to which"
    )),
    "relinked": Entry("nobody", "reporting a change of taxonomy", Basis.NONE, Term.OPEN, _plain(
        f"{_OURS}; before: release; after: release; noun: people or vacancies; counts: how many; "
        "concepts: which changed, with numbers; updated_at: when"
    )),
    "kept_part": Entry("nobody", "replaying rankings", Basis.NONE, Term.OPEN, _plain(
        "name: weights or catalogue; id: which; content: the numbers"
    )),
    "ring_key": Entry("nobody", "starting with the right keys only", Basis.NONE, Term.OPEN, _plain(
        "id: number of the key; fingerprint: telling keys apart"
    )),
}  # fmt: skip
