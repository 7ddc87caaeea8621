"""A stock that followed changes one by one is the one that SQL gives at once: rows, versions, owners, answers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from api import repository
from api.bodies import VacancyLine
from api.golden import ask, golden_people
from api.outbox import read_end, streamed_stock
from api.reading import Reader, ReadVacancy
from api.sealing import DEFAULT_ORGANISATION
from api.session import Database
from api.settings import Settings
from api.stock import Stock
from api.vacancies import relink_vacancy, share_vacancy, withdraw_vacancy, write_vacancy
from api.world import World
from matcher.artefacts import Concepts
from matcher.matching import Snapshot
from matcher.storing import store_world
from tests.api.conftest import NOW
from tests.api.starts import Fill, Starts
from tests.api.versions import read_versions

pytestmark = pytest.mark.databases

OTHER = "other"
TEXTS = (
    "We need a chef who can cook.",
    "Driver with licence C and B1 Italian, full time.",
    "Kitchen help, weekends, Valencia.",
    "A cook. Experience of two years.",
)
NAMES = tuple(f"v{i}" for i in range(6))


class Following(RuleBasedStateMachine):
    """Does to stored vacancies whatever the service does, in any order, and follows with a snapshot."""

    concepts: Concepts
    starts: Starts
    kind: str
    fills: tuple[Fill, ...]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="following-"))
        url = self.starts.address(self.kind, self.fills[0])
        self.settings = Settings(data=self.folder / "immerse", database_url=url)
        self.starts.copy(self.kind, self.fills[0], self.settings)
        self.whole = Database.installed(self.settings)
        with self.whole.write() as session:
            repository.new_organisation(session, OTHER, "The other one", NOW)
        self.reader = Reader(self.concepts.linker, self.concepts.places)
        self.world = self._open()
        self.world.snapshots.refresh()

    @rule(names=st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True), text=st.integers(0, 3))
    def write(self, names: list[str], text: int) -> None:
        """Store, change or reopen: half of them belong to another organisation."""
        for name in names:
            line, read = self._read(name, TEXTS[text])
            database = self.whole.of(self._owner(name))
            with database.write() as session:
                row = repository.find_vacancy(session, name) or repository.new_vacancy(name, "feed", name, NOW)
                write_vacancy(session, row, line, read, NOW, self.concepts.taxonomy)
        self._follow()

    @rule(name=st.sampled_from(NAMES))
    def withdraw(self, name: str) -> None:
        """Withdraw it if it is there."""
        with self.whole.write() as session:
            if row := repository.find_vacancy(session, name):
                withdraw_vacancy(session, row, NOW)
        self._follow()

    @rule(name=st.sampled_from(NAMES), shared=st.booleans())
    def share(self, name: str, *, shared: bool) -> None:
        """Let all organisations see it, or only its own."""
        with self.whole.write() as session:
            if row := repository.find_vacancy(session, name):
                share_vacancy(session, row, NOW, shared=shared)
        self._follow()

    @rule(name=st.sampled_from(NAMES), text=st.integers(0, 3))
    def relink(self, name: str, text: int) -> None:
        """Read it as something else, as another release would."""
        with self.whole.write() as session:
            if row := repository.find_vacancy(session, name):
                relink_vacancy(session, row, *self._read(name, TEXTS[text]), NOW, self.concepts.taxonomy, {})
        self._follow()

    @rule()
    def publish(self) -> None:
        """Go over to a new base."""
        is_due = self.world.snapshots.current().stock.n_behind > 0
        assert self.world.upkeep.publish_if_due(at_least=1) is is_due
        self._follow()

    @rule()
    def restart(self) -> None:
        """Begin again from what is on disk."""
        self.world = self._open()
        self._follow()

    def teardown(self) -> None:
        """Remove the installation."""
        self.whole.close()
        self.starts.drop(self.settings)
        shutil.rmtree(self.folder)

    def _follow(self) -> None:
        self.world.snapshots.refresh()
        current = self.world.snapshots.current()
        # The golden requests mend what following gets wrong; here nothing must need mending.
        assert self.world.measures.registry.get_sample_value("immerse_index_refused_total") == 0
        with self.whole.read() as session, streamed_stock(session) as rows:
            versions, end = read_versions(session), read_end(session)
            anew = Stock.of(rows, end, current.snapshot.world)
        assert (current.seq, current.stock.states()) == (end, versions)
        assert current.n_vacancies == len(versions)
        compacted = current.stock.compacted()
        assert same(compacted, anew)
        people = golden_people(self.concepts.taxonomy)
        for organisation in (DEFAULT_ORGANISATION, OTHER):
            seen = current.for_organisation(organisation).snapshot
            hidden = anew.ownership.hidden_from(organisation)
            exact = Snapshot(anew.ground.hide(hidden), seen.encoder, index=seen.index)
            assert ask(seen, people, current.as_of) == ask(exact, people, current.as_of)

    def _read(self, name: str, text: str) -> tuple[VacancyLine, ReadVacancy]:
        line = VacancyLine(title=text.split(maxsplit=1)[0], text=text)
        [read] = self.reader.read_vacancies([line], [name])
        return line, read

    def _owner(self, name: str) -> str:
        return OTHER if NAMES.index(name) % 2 else DEFAULT_ORGANISATION

    def _open(self) -> World:
        return World(self.settings, self.whole, self.concepts, now=lambda: NOW)


def same(one: Stock, other: Stock) -> bool:
    """Say whether two stocks of one base are equal in every array and every value."""
    first, second = (store_world(stock.ground) for stock in (one, other))
    owners = [[stock.ownership.owners.values[i] for i in stock.ownership.owners.index] for stock in (one, other)]
    return (
        first.values == second.values
        and {name: array.tolist() for name, array in first.arrays.items()}
        == {name: array.tolist() for name, array in second.arrays.items()}
        and owners[0] == owners[1]
        and one.versions.tolist() == other.versions.tolist()
    )


@pytest.fixture
def following(concepts: Concepts, starts: Starts, kind: str, fill: Fill) -> type[Following]:
    """Return the machine on the kitchen world, on a database of its own each time."""
    parts = {"concepts": concepts, "starts": starts, "kind": kind, "fills": (fill,)}
    return type("Kitchen", (Following,), parts)


def test_following_changes_gives_what_sql_gives_at_once(following: type[Following]) -> None:
    """One dense sequence: everything happens to the same few vacancies."""
    drawn, kitchen = Random(1), following()
    kitchen.write(names=list(NAMES), text=0)
    for _ in range(12):
        name, text = drawn.choice(NAMES), drawn.randrange(4)
        kitchen.write(names=[name], text=text)
        kitchen.withdraw(name=drawn.choice(NAMES))
        kitchen.share(name=drawn.choice(NAMES), shared=drawn.random() < 0.5)
        kitchen.relink(name=drawn.choice(NAMES), text=text)
        if drawn.random() < 0.3:
            kitchen.publish()
        if drawn.random() < 0.3:
            kitchen.restart()
    kitchen.teardown()


@pytest.mark.slow
def test_following_any_changes_gives_what_sql_gives_at_once(following: type[Following]) -> None:
    """Ten sequences that nobody chose."""
    some = settings(max_examples=10, stateful_step_count=15, deadline=None, phases=(Phase.generate,))
    run_state_machine_as_test(following, settings=some)
