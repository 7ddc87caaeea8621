"""How locust's users send deeds and check answers, in both models; the options that locust learns for it.

Each process learns what there is to ask for (`ground`) when a test starts, before any user runs.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from locust import FastHttpUser, events, runners
from locust.contrib.fasthttp import FastHttpSession, ResponseContextManager
from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

from benchmarks.load.checks import Check, reason
from benchmarks.load.deeds import ROLES, Deed, Turn, mix
from benchmarks.load.ground import Callers, learn
from benchmarks.load.recording import Recorder

LEARNED = "learned"  # what a worker tells its master
PATIENCE_S = 30  # in which a worker that is held up need not say that it lives


class Asker:
    """What the users of one process share: what there is to ask for, whose turn it is, and what is counted."""

    def __init__(self, environment: Environment) -> None:
        """Learn from the server that the environment names; raises GroundError."""
        options: Any = environment.parsed_options
        self.ground = learn(str(environment.host), Callers.named())
        self.turn = Turn(self.ground, getattr(environment.runner, "worker_index", 0))
        roles, left_out = (tuple(filter(None, names.split(","))) for names in (options.roles, options.leave_out))
        self.shares = mix(self.ground, roles, left_out)

    def draw(self) -> Deed:
        """Draw a deed by its share of all requests."""
        return self.turn.random.choices(list(self.shares), list(self.shares.values()))[0]

    def ask(self, session: FastHttpSession, deed: Deed, due: float | None = None) -> None:
        """Do it, and check the answer; a wrong one counts as failed.

        With `due` (as `time.perf_counter` tells) the time is counted from then, however late it is sent: whoever
        waits in line waits from when they came.
        """
        request = deed.make(self.turn)
        headers = self.ground.headers(deed.who, request.path, request.person) or {}
        headers |= {"Accept-Language": request.language, **({"Content-Type": request.kind} if request.body else {})}
        sent = time.perf_counter()
        late_ms = 0.0 if due is None else 1000 * (sent - due)
        context = {} if due is None else {"due": time.time() - late_ms / 1000, "late_ms": late_ms}
        with session.request(
            request.method,
            request.path,
            name=deed.name,
            data=request.body,
            headers=headers,
            context=context,
            catch_response=True,
        ) as answer:
            answer.request_meta["response_time"] += late_ms
            if (problem := _problem(answer, request.check)) is not None:
                answer.failure(problem)


def _problem(answer: ResponseContextManager, check: Check) -> str | None:
    """Return what is wrong with an answer, or None."""
    if answer.status_code != 200:
        return reason(answer.status_code, dict((answer.headers or {}).items()))
    if (error := answer.request_meta["exception"]) is not None:
        return f"broke off: {type(error).__name__}"
    # Not `answer.text`, which guesses at the charset where a header names none.
    return check(answer.content.decode("utf-8"))


class Asking(FastHttpUser):
    """A user that asks as the process's asker does."""

    abstract = True
    network_timeout = connection_timeout = 30.0
    insecure = False  # keys are sent: only to whom the certificate names
    asker: Asker

    def on_start(self) -> None:
        """Take up what this process has learned."""
        self.asker = asker_of(self.environment)


def asker_of(environment: Environment) -> Asker:
    """Return the asker of a process."""
    found: Asker = environment.asker  # type: ignore[attr-defined]
    return found


def recorder_of(environment: Environment) -> Recorder:
    """Return the recorder of a process."""
    found: Recorder = environment.recorder  # type: ignore[attr-defined]
    return found


def _add_options(parser: ArgumentParser) -> None:
    group = parser.add_argument_group("IMMERSE")
    group.add_argument("--roles", default=",".join(ROLES), help="whose deeds are done, of: %(default)s")
    group.add_argument("--leave-out", default="", help="deeds that are left out, by how their names begin, with commas")
    group.add_argument("--rate", type=float, default=50.0, help="arrivals: the highest offered rate, requests a second")
    group.add_argument("--steps", default="0.2,0.4,0.6,0.8,1.0", help="arrivals: the rates, as shares of --rate")
    group.add_argument("--step-s", type=float, default=6.0, help="arrivals: how long each rate is offered")
    group.add_argument("--window-s", type=int, default=1, help="how long times are counted together")
    group.add_argument("--report", default="", help="JSON file to write, for `python -m benchmarks load --read`")


def _begin(environment: Environment, runner: object, **_: object) -> None:
    options: Any = environment.parsed_options
    environment.recorder = Recorder(environment, options.window_s)  # type: ignore[attr-defined]
    if isinstance(runner, MasterRunner):
        runners.HEARTBEAT_LIVENESS = PATIENCE_S
        runner.register_message(LEARNED, lambda environment, msg, **_: learned(environment).add(msg.node_id))
    if environment.host and not isinstance(runner, WorkerRunner):
        _learn(environment)  # what is wrong with the server is said before anything begins


def _learn(environment: Environment, **_: object) -> None:
    if getattr(environment, "asker", None) is not None:
        return
    asker = environment.asker = Asker(environment)  # type: ignore[attr-defined]
    recorder_of(environment).facts = {
        "vacancies": asker.ground.n_vacancies,
        "profiles": asker.ground.n_profiles,
        "profiles_asked": len(asker.ground.profiles),
        "deeds": {deed.name: round(share, 3) for deed, share in asker.shares.items()},
    }
    if isinstance(environment.runner, WorkerRunner):
        environment.runner.send_message(LEARNED, {})


def learned(environment: Environment) -> set[str]:
    """Return which workers have told the master that they know what to ask for."""
    found: set[str] = environment.__dict__.setdefault("learned", set())
    return found


def is_ready(environment: Environment) -> bool:
    """Say whether every process knows what to ask for, so that a clock may run."""
    runner = environment.runner
    return not isinstance(runner, MasterRunner) or len(learned(environment)) >= runner.worker_count > 0


def _write(environment: Environment, **_: object) -> None:
    options: Any = environment.parsed_options
    if options.report:
        recorder_of(environment).write(Path(options.report))


HOOKS: Any = events  # has no types
HOOKS.init_command_line_parser.add_listener(_add_options)
HOOKS.init.add_listener(_begin)
HOOKS.test_start.add_listener(_learn)
HOOKS.quitting.add_listener(_write)
