"""What a running service is made of: the database, the taxonomy, who reads texts, and the current snapshot."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

from api.accounts import Accounts
from api.audit import About, Note, attach
from api.audit_watch import AuditWatch
from api.callers import Callers
from api.degraded import Degraded, Mode
from api.disk import Disk
from api.errors import InvalidInputError, PolicyError, Problem
from api.lanes import Capacity, count_cores
from api.leading import Duties, Duty, Leading
from api.measures import Measures, build_measures
from api.paces import Limits
from api.passwords.hashing import Passwords
from api.principals import Principal
from api.rankable import Rankable
from api.ranking_switch import RankingSwitch
from api.reading import Reader
from api.recall import Recall
from api.retention import Retention
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database
from api.settings import Settings
from api.shelf import Parts, Shelf
from api.snapshots import Current, Snapshots
from api.surveys import Surveys
from api.upkeep import Upkeep
from api.uploads.reading import FileReader
from matcher.artefacts import Concepts
from matcher.types import Kind
from matcher.wording.languages import ENGLISH
from matcher.wording.wordings import Wordings
from taxonomy.search import LabelSearch

if TYPE_CHECKING:
    from api.provider import Provider


def read_clock() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


class World:
    """Everything a route may use. Small real parts in tests, the artefacts of an installation in service.

    `database` is what one organisation has; `whole` is for work that looks after all of them, never for routes.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        concepts: Concepts,
        *,
        now: Callable[[], datetime] = read_clock,
    ) -> None:
        self._principal: Principal | None = None
        self._note: Note | None = None
        self.settings = settings
        self.whole = database
        self.database = database.of(DEFAULT_ORGANISATION)
        self.taxonomy = concepts.taxonomy
        self.encoder_id = concepts.encoder.id
        self.reader = Reader(concepts.linker, concepts.places)
        self.files = FileReader(settings.max_file_bytes)
        self.now = now
        self.search = LabelSearch(concepts.taxonomy)
        self._warm: set[str] = set()  # languages in which typeahead is ready, or about to be
        self.callers = Callers(database, now)
        self.limits = Limits(settings)
        self.accounts = Accounts(database, Passwords(), needs_second=settings.second_factor)
        self.provider = _open_provider(settings, database)
        self.wordings = Wordings(concepts.taxonomy)
        self.surveys = Surveys()
        self.measures: Measures = build_measures()
        self.recall = Recall()
        self.rankable = Rankable()
        self.parts = Parts.of(concepts)
        self.audit_chain = attach(database, now)
        self.audit = AuditWatch(database, settings, self.audit_chain, self.measures.registry)
        self.disk = Disk(settings.data, settings.min_free_bytes)
        self.duties = Duties(Leading(settings.data))
        self.duties.add(Retention(database, settings, now))
        self.duties.add(self.audit)
        self.followers: list[Duty] = []  # what every worker does beside answering
        self.capacity = Capacity.of(count_cores(), settings.workers)
        self.is_stopping = False
        self._is_started = False
        self.switch = RankingSwitch(database)
        self.kept_parts: set[tuple[str, str]] = set()
        """names and ids of what rankings were made with that this worker knows to be on disk; none ever goes"""
        shelf = Shelf(settings.index, self.parts)
        self.snapshots = Snapshots(database, shelf, self.parts.encoder, now, self.measures.index)
        self.duties.add(_waiting_imports(self))
        self.upkeep = Upkeep(database, shelf, self.snapshots, self.measures.index)
        self.followers.append(self.upkeep)

    @property
    def principal(self) -> Principal:
        """Who this view of the world is for; a world that nobody was admitted to has none."""
        if self._principal is None:
            raise PolicyError("nobody was admitted")
        return self._principal

    def for_principal(self, principal: Principal, note: Note | None = None) -> World:
        """Return the world as somebody may see it: the parts are shared, the database is their organisation's.

        What they do goes into the record with `note`, where there is one.
        """
        view = copy.copy(self)
        view._principal, view._note = principal, note
        view.database = self.whole.of(principal.organisation)
        return view

    def tell_about(self, about: About) -> None:
        """Say what the request was about, where that became known only now."""
        if self._note is not None:
            self._note.about = about

    def start(self) -> None:
        """Lay out the vacancies, and follow their changes from now on.

        Starting twice is starting once: a worker is made ready before its application starts.
        """
        if self._is_started:
            return
        self._is_started = True
        self.snapshots.start()
        for follower in self.followers:
            follower.start()
        self.duties.start()

    def warm_search(self, language: str = ENGLISH) -> None:
        """Get typeahead ready in the background for those who read in a language, once."""
        if language not in self._warm:
            self._warm.add(language)
            Thread(target=self._warm_search, args=(language,), name="warm-search", daemon=True).start()

    def _warm_search(self, language: str) -> None:
        for kind in Kind:
            self.search.warm(kind, search_languages(language))

    def close(self) -> None:
        """Stop following and deleting, and fold the database."""
        self.duties.stop()
        for follower in self.followers:
            follower.stop()
        self.snapshots.stop()
        self.limits.close()
        self.whole.close()

    def current(self) -> Current:
        """Return the vacancies as its organisation sees them, for ranking.

        Raises RankingStoppedError where ranking is stopped, NotReadyError before there are any vacancies.
        """
        self.switch.check(self.database.organisation)
        return self.snapshots.current().for_organisation(self.database.organisation)

    def find_current(self) -> Current | None:
        """Return what `current` does, or None before there are any vacancies."""
        found = self.snapshots.find()
        return None if found is None else found.for_organisation(self.database.organisation)

    @property
    def degraded(self) -> Degraded | None:
        """How lists are weaker now than they could be, the worst first; None where they are not."""
        if self.snapshots.behind_since is not None:
            return Degraded(Mode.CACHED, self.snapshots.behind_since)
        return Degraded(Mode.LEXICAL) if self.reader.is_lexical else None

    def top(self, top: int) -> int:
        """Return how many matches to give: 0 means as many as one answer may hold; raises InvalidInputError."""
        if top > self.settings.max_top:
            raise InvalidInputError([Problem("top", f"must be at most {self.settings.max_top}")])
        return top or self.settings.max_top


def search_languages(language: str) -> tuple[str, ...]:
    """Return the languages in which names are looked up for those who read in one: their own, and English."""
    return tuple(dict.fromkeys((language, ENGLISH)))


def _open_provider(settings: Settings, database: Database) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    from api.provider import Provider  # noqa: PLC0415  # most installations have none, and start faster without

    return Provider(settings, database)


def _waiting_imports(world: World) -> Duty:
    from api.vacancy_imports import WaitingImports  # noqa: PLC0415  # what it runs knows the world

    return WaitingImports(world.whole, world.reader, world.now, world.snapshots.wake)
