"""The options of `python -m benchmarks load`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.load.deeds import ROLES
from benchmarks.load.programmes import PROGRAMMES, Model

ABOUT = """Load a server with locust and print a verdict, one line a budget.

Exit code 0: all budgets kept; 1: one broken, or a wrong body; 2: client or machine were the limit: nothing is known.
Without --host a server is started here, on a copy of the data folder. Who asks another server is said by the
environment: IMMERSE_LOAD_KEY, IMMERSE_LOAD_CASEWORKER, IMMERSE_LOAD_OFFICER (docs/load-testing.md)."""
EXAMPLES = """examples:
  python -m benchmarks load                                             half a minute in each model
  python -m benchmarks load --programme nightly --model arrivals
  python -m benchmarks load --roles tester --rate 200                   lists only, as if 200 a second were the most
  python -m benchmarks load --host https://match.example.org --roles tester"""


def add_load(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    loading = commands.add_parser(
        "load",
        help="locust against a server, with a verdict",
        description=ABOUT,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = loading.add_argument_group("what is done")
    what.add_argument("--programme", choices=PROGRAMMES, default="smoke", help="30 s, 10 min, 1 h; default: smoke")
    what.add_argument("--model", choices=(*Model, "both"), default="both", help="closed: users who wait for answers; "
                      "arrivals: requests that come when they are due; default: one after the other")  # fmt: skip
    what.add_argument("--seconds", type=int, help="how long a model lasts, instead of the programme's time")
    what.add_argument("--users", type=int, help="of the closed model, instead of the programme's")
    what.add_argument("--rate", type=float, metavar="R", help="arrivals: take this many requests a second for "
                      "the capacity whose shares are offered, instead of measuring it")  # fmt: skip
    what.add_argument("--roles", default=",".join(ROLES), help="who asks, with commas; default: %(default)s")
    what.add_argument("--leave-out", default="", metavar="NAMES", help="deeds to leave out, by how their names begin, "
                      'with commas: "officer: imported,caseworker: inbox"')  # fmt: skip
    whom = loading.add_argument_group("which server")
    whom.add_argument("--host", help="one of your own that runs, such as http://127.0.0.1:8000; default: started here")
    whom.add_argument("--data", type=Path, help="data folder of the server started here; default: IMMERSE_DATA")
    whom.add_argument("--in-place", action="store_true", help="serve the data folder itself, not a copy: it changes")
    whom.add_argument("--workers", type=int, default=2, help="of the server started here; default: %(default)s")
    by = loading.add_argument_group("by what")
    by.add_argument("--processes", type=int, default=1, help="locust processes that send; default: %(default)s")
    by.add_argument("--results", type=Path, help="folder for the result; default: benchmarks/results/load, "
                    "with --host load-results")  # fmt: skip
    by.add_argument("--read", type=Path, metavar="REPORT", help="load nothing: the verdict on a report that locust "
                    "wrote (its own option --report), as when run distributed by hand")  # fmt: skip
    loading.set_defaults(run=load)


SAY = partial(print, flush=True)  # progress is seen in a file, too


def load(chosen: argparse.Namespace, say: Callable[[str], object] = SAY) -> int:
    """Run the command."""
    # Needs the `bench` extra, which other commands do not.
    from benchmarks.load.running import Options, run_load, run_read  # noqa: PLC0415

    if chosen.read is not None:
        return run_read(chosen.read, say)
    programme = PROGRAMMES[chosen.programme]
    if chosen.seconds and chosen.seconds != programme.seconds:
        programme = replace(programme, name=f"{programme.name}-{chosen.seconds}s", seconds=chosen.seconds)
    options = Options(
        programme=replace(programme, users=chosen.users or programme.users),
        models=tuple(Model) if chosen.model == "both" else (Model(chosen.model),),
        roles=tuple(filter(None, chosen.roles.split(","))),
        left_out=tuple(filter(None, chosen.leave_out.split(","))),
        rate=chosen.rate,
        processes=chosen.processes,
        n_workers=chosen.workers,
        host=chosen.host,
        in_place=chosen.in_place,
        results=chosen.results,
    )
    return run_load(options, chosen.data or Path(os.environ.get("IMMERSE_DATA", ".immerse")), say)
