"""PostgreSQL: who may connect, how transactions begin, and what a start refuses.

Writers take one lock for the whole database before anything else, as they do on SQLite. Numbers of the outbox are given
out before a commit: without the lock, a transaction with a lower number could commit after the indexer has passed a
higher one, and its change would never be seen. With it, changes become visible in the order of their numbers, and a
writer, who is alone, needs no more than READ COMMITTED: each of its statements sees all that was committed before it
got the lock. Readers have one view of everything (REPEATABLE READ, READ ONLY), as on SQLite.

Every transaction begins by saying whose rows it may see; the policies of `api.rowlevel` hold it to that, and where
nobody has said anything there are no rows.
"""

from __future__ import annotations

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import DatabaseError as DriverError

from api.engines import EVERYBODY, WHOSE, Engines
from api.errors import DatabaseError
from api.rowlevel import SETTING, find_unguarded

FLOOR = 15  # the oldest release that its makers support well into 2027
POOL_SIZE = 21
CONNECT_TIMEOUT_S = 5
# The lock that all writers take, a number that means nothing: "immerse" in a telephone's letters.
WRITERS_LOCK = 4663773
SESSION = {
    "synchronous_commit": "on",  # a server set otherwise loses what it has acknowledged
    "lock_timeout": "5s",  # as long as SQLite waits
    "statement_timeout": "60s",  # reading everything that a snapshot needs takes seconds
    "idle_in_transaction_session_timeout": "60s",
    "search_path": "public",  # nobody puts tables of their own in front of ours
    "application_name": "immerse",
}
WRITES = "writes"
SYNTAX = "42"  # the class of errors that only name tables, columns and roles


def read_url(text_: str) -> URL:
    """Read the address of a PostgreSQL database; raises DatabaseError, without quoting it: it may hold a password."""
    try:
        url = make_url(text_)
    except ArgumentError as error:
        raise DatabaseError("IMMERSE_DATABASE must look like postgresql://name:password@host/database") from error
    if url.get_backend_name() != "postgresql" or not url.database or not url.username:
        raise DatabaseError("IMMERSE_DATABASE must look like postgresql://name:password@host/database")
    return url.set(drivername="postgresql+psycopg")


def open_postgres(url: URL) -> Engines:
    """Reach a database as the role of the service; raises DatabaseError where role or server is not what it must be."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            check_server(connection)
            _check_role(connection)
            unguarded = find_unguarded(connection)
    except DriverError as error:
        engine.dispose()
        raise DatabaseError(f"the database {url.database} cannot be used: {error.orig}") from error
    except DatabaseError:
        engine.dispose()
        raise
    if unguarded:
        engine.dispose()
        raise DatabaseError(f"no row-level security on {', '.join(unguarded)}; run `immerse database upgrade`")
    readers = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Engines(readers, writing(engine), _fold)


def writing(engine: Engine) -> Engine:
    """Return the engine whose transactions write, one at a time."""
    return engine.execution_options(**{WRITES: True})


def make_engine(url: URL, *, role: str | None = None) -> Engine:
    """Make an engine; its connections act as `role` if given, with no limit on time, for changing the schema."""
    settings = SESSION if role is None else {**SESSION, "statement_timeout": "0", "lock_timeout": "0", "role": role}
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        pool_pre_ping=True,  # a server that was restarted costs one connection, not a request
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_S,
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
        execution_options={WHOSE: EVERYBODY},
        hide_parameters=True,  # else errors, and so logs, would quote what people wrote
    )
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _say_no_values)
    return engine


def check_server(connection: Connection) -> None:
    """Raise DatabaseError for a server older than the floor."""
    found = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
    if found < FLOOR:
        raise DatabaseError(f"PostgreSQL {found} is older than {FLOOR}")


def _check_role(connection: Connection) -> None:
    """Raise DatabaseError for a role that row-level security would not hold."""
    reasons = {
        "is, or may become, one that no policy holds (SUPERUSER or BYPASSRLS)": (
            "SELECT 1 FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')"
        ),
        "owns tables, and could drop their policies": (
            "SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND pg_has_role(current_user, relowner, 'MEMBER')"
        ),
    }
    for reason, query in reasons.items():
        if connection.execute(text(f"{query} LIMIT 1")).first():
            name = connection.execute(text("SELECT current_user")).scalar_one()
            raise DatabaseError(f"the role {name} {reason}; `immerse database init` makes one that may serve")


def _fold() -> None:
    """Do nothing: the files are the server's.

    What was deleted goes with its next vacuum, and what people said is sealed with keys that are destroyed with them.
    """


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    said = f"set_config('{SETTING}', %(organisation)s, true)"
    lock = f", pg_advisory_xact_lock({WRITERS_LOCK})" if options.get(WRITES) else ""
    connection.exec_driver_sql(f"SELECT {said}{lock}", {"organisation": options[WHOSE]})


def _say_no_values(context: ExceptionContext) -> None:
    """Leave of an error what it is and what it is about: the rest of it quotes rows, unless it is about a statement."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    state, diagnosis = getattr(original, "sqlstate", None), getattr(original, "diag", None)
    if state and diagnosis and wrapped is not None:
        is_about_statement = state.startswith(SYNTAX)
        where = (is_about_statement and diagnosis.message_primary) or diagnosis.constraint_name or ""
        said = f"{type(original).__name__} {state} {where}".rstrip()
        original.args = (said,)
        wrapped.args = (f"({type(original).__name__}) {said}",)
