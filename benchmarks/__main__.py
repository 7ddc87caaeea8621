"""One benchmark by name, or `report`: `python -m benchmarks --help` lists them."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.card import write_card
from benchmarks.datasets import Sets, SharedMissingError, shared_folder
from benchmarks.example import write_example
from benchmarks.fact_labels import LabelError
from benchmarks.fact_reading import run_facts
from benchmarks.first_run import measure_first_run
from benchmarks.load.command import add_load
from benchmarks.load.outcome import LoadError
from benchmarks.peers.protocol import PeerError
from benchmarks.ranking_texts import MalformedLineError, write_run
from benchmarks.report import ROOT, stale_documents, update_documents
from benchmarks.results import RESULTS
from benchmarks.serving import ServerError
from benchmarks.status import run_status
from benchmarks.workbench import Workbench
from matcher.artefacts import Artefacts, open_bridge, open_concepts
from matcher.bridge import LabelBridge
from matcher.encoder import OnnxEncoder
from matcher.errors import MatcherError
from matcher.model import build_encoder
from taxonomy.errors import ArtefactError
from taxonomy.taxonomy import Taxonomy

if TYPE_CHECKING:
    from benchmarks.growing import Soil

RELEASE = Path("esco") / "v1.1.1"
STEPS, DECAY = 1200, 250
LABELS = ("occupation_labels", "skill_labels", "isco_labels")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark and return its exit code."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except (SharedMissingError, LabelError, MalformedLineError, LoadError, ServerError, PeerError, OSError) as error:
        say(str(error))
        return 1


def say(line: str) -> None:
    """Write one line of progress."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {line}\n")
    sys.stderr.flush()


def rank(chosen: argparse.Namespace) -> int:
    """Rank a corpus of short texts for each query."""
    artefacts = Artefacts(_data())
    try:
        encoder = OnnxEncoder(artefacts.encoder)
    except ArtefactError:
        encoder = OnnxEncoder(build_encoder(artefacts.encoder, report=say))
    bridge = None if chosen.texts_alone else _bridge(artefacts, encoder)
    n = write_run(chosen.queries, chosen.corpus, chosen.run_file, encoder, chosen.depth, bridge)
    say(f"ranked for {n} queries")
    return 0


def quality(chosen: argparse.Namespace) -> int:
    """Measure linking, text ranking and matching."""
    # Needs the `bench` extra, which `rank` does not.
    from benchmarks.quality import run_quality  # noqa: PLC0415

    run_quality(_bench(), say, chosen.parts, Sets(chosen.first), _results(chosen))
    return 0


def ranking(chosen: argparse.Namespace) -> int:
    """Measure the ranking in both directions, and what each of its numbers adds."""
    from benchmarks.ranking import run_ranking  # noqa: PLC0415 - like quality

    run_ranking(_bench(), say, Sets(chosen.first), _results(chosen))
    return 0


def ablations(chosen: argparse.Namespace) -> int:
    """Measure linking and text ranking with one part taken away at a time."""
    from benchmarks.ablations import run_ablations  # noqa: PLC0415

    run_ablations(_bench(), say, chosen.plain, Sets(chosen.first), _results(chosen), chosen.parts)
    return 0


def calibration(chosen: argparse.Namespace) -> int:
    """Measure whether scores of links are chances of being right."""
    from benchmarks.calibration import run_calibration  # noqa: PLC0415

    run_calibration(_bench(), say, Sets(chosen.first), folder=_results(chosen))
    return 0


def peers(chosen: argparse.Namespace) -> int:
    """Measure other software beside ours, or install it."""
    from benchmarks.peers.compare import install, run_peers  # noqa: PLC0415

    if chosen.install:
        install(chosen.install, say)
    else:
        run_peers(
            _bench().artefacts.data, chosen.folder or _data() / "peers", say, Sets(chosen.first), _results(chosen)
        )
    return 0


def adapt(chosen: argparse.Namespace) -> int:
    """Train the encoder's adapters, or go on training them."""
    # Needs the `train` extra.
    from benchmarks.adapting import Run, train  # noqa: PLC0415

    train(Run(chosen.folder, chosen.steps, chosen.decay, chosen.processes), Artefacts(_release()))
    return 0


def flips(_chosen: argparse.Namespace) -> int:
    """Flip who tells the same experience."""
    from benchmarks.flips import run_flips  # noqa: PLC0415 - like quality

    run_flips(_bench(), say)
    return 0


def status(_chosen: argparse.Namespace) -> int:
    """Measure what texts say about mentions, and the facts read from them."""
    run_status(say)
    return 0


def facts(_chosen: argparse.Namespace) -> int:
    """Measure what is read from vacancies against labels."""
    run_facts(say)
    return 0


def speed(_chosen: argparse.Namespace) -> int:
    """Measure linking and matching in process."""
    from benchmarks.speed import run_speed  # noqa: PLC0415

    run_speed(_bench(), _data() / "benchmarks", say)
    return 0


def matching(_chosen: argparse.Namespace) -> int:
    """Measure ranking, gaps, candidates and caseloads at several sizes."""
    from benchmarks.matching import run_matching  # noqa: PLC0415

    run_matching(_bench(), _data() / "benchmarks", say)
    return 0


def profile(chosen: argparse.Namespace) -> int:
    """Sample where the time of a match goes."""
    from benchmarks.profiling import run_profile  # noqa: PLC0415

    bench = _bench()
    run_profile(bench, _soil(bench), chosen.vacancies, chosen.installation, say)
    return 0


def scale(chosen: argparse.Namespace) -> int:
    """Measure what a match costs through HTTP as vacancies grow."""
    from benchmarks.scale import run_scale  # noqa: PLC0415

    run_scale(chosen.folders, say)
    return 0


def comparison(chosen: argparse.Namespace) -> int:
    """Measure ours beside other software and floors."""
    from benchmarks.comparison import run_comparison  # noqa: PLC0415

    bench = _bench()
    run_comparison(bench, _soil(bench), chosen.vacancies, chosen.folder, _sources(), say, chosen.systems)
    return 0


def ratios(chosen: argparse.Namespace) -> int:
    """Measure and commit what a match costs beside floors."""
    from benchmarks.ratios import run_ratios  # noqa: PLC0415

    run_ratios(_release(), _sources(), chosen.runs, say)
    return 0


def stuffing(_chosen: argparse.Namespace) -> int:
    """Measure what a list of everything gains."""
    from benchmarks.stuffing import run_stuffing  # noqa: PLC0415

    run_stuffing(_bench(), _data() / "benchmarks", say)
    return 0


def endurance(chosen: argparse.Namespace) -> int:
    """Load a server whose workers are killed."""
    from benchmarks.endurance import report_endurance, run_endurance  # noqa: PLC0415

    return report_endurance(chosen.minutes, run_endurance(chosen.minutes, _data()))


def arriving(chosen: argparse.Namespace) -> int:
    """Let vacancies come to a server, and look for them."""
    from benchmarks.arriving import report_arriving, run_arriving  # noqa: PLC0415

    found = run_arriving(_soil(_bench()), _release(), _sources(), chosen.vacancies, chosen.seconds)
    return report_arriving(chosen.vacancies, found)


def world(chosen: argparse.Namespace) -> int:
    """Grow an installation to measure on."""
    from benchmarks.seeds import open_seed  # noqa: PLC0415
    from benchmarks.worlds import Size, WorldError, make_world, newest_in  # noqa: PLC0415

    try:
        data = _data() if chosen.demo_seed else _release()
    except SharedMissingError:
        chosen.demo_seed, data = True, _data()
    if chosen.demo_seed:
        subprocess.run([sys.executable, "-m", "api", "prepare", "--complete"], check=True)
    newest = chosen.newest or newest_in(chosen.data)
    seed = open_seed(Artefacts(data), say, is_demo=chosen.demo_seed, seed=chosen.seed, newest=newest)
    try:
        make_world(seed.soil, seed.origin, data, chosen.data, Size(chosen.vacancies, chosen.people), say)
    except WorldError as error:
        say(str(error))
        return 1
    return 0


def worlds(chosen: argparse.Namespace) -> int:
    """Write what worlds took into the committed results."""
    from benchmarks.world_results import record_worlds  # noqa: PLC0415

    record_worlds(chosen.folders)
    return 0


def first_run(_chosen: argparse.Namespace) -> int:
    """Measure the first run and a later start."""
    for row in measure_first_run():
        say(f"{row['what']}: {row['value']}")
    return 0


def example(_chosen: argparse.Namespace) -> int:
    """Run the README's example."""
    write_example()
    return 0


def report(chosen: argparse.Namespace) -> int:
    """Write the tables of the documents anew, or with --check only say which are stale."""
    changed = stale_documents() if chosen.check else update_documents()
    for name in changed:
        say(f"{name}: {'stale' if chosen.check else 'updated'}")
    return int(bool(changed) and chosen.check)


def card(_chosen: argparse.Namespace) -> int:
    """Write the numbers of the system card from the committed results."""
    say(f"{write_card(ROOT)} written")
    return 0


def _bridge(artefacts: Artefacts, encoder: OnnxEncoder) -> LabelBridge | None:
    """Return what is known of labels here; without a taxonomy and its vectors, texts are ranked by themselves."""
    try:
        return open_bridge(artefacts, Taxonomy.open(artefacts.taxonomy), encoder)
    except (ArtefactError, MatcherError) as error:
        say(f"ranking by the texts alone: {error}")
        return None


def _data() -> Path:
    return Path(os.environ.get("IMMERSE_DATA", ".immerse"))


def _results(chosen: argparse.Namespace) -> Path:
    """Return where results go: those of a part of the data stay out of what is committed."""
    return RESULTS if chosen.first is None else _data() / f"results-of-first-{chosen.first}"


def _release() -> Path:
    """Return a data folder of its own with the full release, built by `immerse prepare` where it is missing."""
    data = _data() / "benchmarks"
    environment = {**os.environ, "IMMERSE_DATA": str(data), **_sources()}
    subprocess.run([sys.executable, "-m", "api", "prepare", "--complete"], env=environment, check=True)
    return data


def _sources() -> dict[str, str]:
    """Return the settings that name the full release."""
    shared = shared_folder()
    labels = [str(shared / "esco" / "labels" / f"{name}.parquet") for name in LABELS]
    return {"IMMERSE_ESCO_SOURCE": str(shared / RELEASE), "IMMERSE_ESCO_LABELS": ":".join(labels)}


def _bench() -> Workbench:
    artefacts = Artefacts(_release())
    return Workbench(open_concepts(artefacts), artefacts)


def _soil(bench: Workbench) -> Soil:
    """Return what worlds are grown from; the real vacancies are read once."""
    from benchmarks.growing import Soil  # noqa: PLC0415
    from benchmarks.matching import read_once  # noqa: PLC0415

    real = read_once(bench, _data() / "benchmarks", say)
    return Soil(real, bench.taxonomy, bench.concepts.near, bench.concepts.places)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True)
    ranking_texts = commands.add_parser("rank", help="rank short texts against a given set of texts")
    ranking_texts.add_argument("--queries", type=Path, required=True, help="TSV: id, text")
    ranking_texts.add_argument("--corpus", type=Path, required=True, help="TSV: id, text")
    ranking_texts.add_argument("--run", type=Path, required=True, dest="run_file", help="TREC run to write")
    ranking_texts.add_argument("--depth", type=int, default=1000, help="texts a query")
    ranking_texts.add_argument("--texts-alone", action="store_true", help="leave the taxonomy's labels out")
    ranking_texts.set_defaults(run=rank)
    measuring = commands.add_parser("quality", help="linking, text ranking and matching over all sets")
    measuring.add_argument(
        "parts", nargs="*", help="skills, melo, job_titles, occupations, profiles, plausible; default all"
    )
    measuring.set_defaults(run=quality)
    training = commands.add_parser("adapt", help="train the encoder's adapters and publish them")
    training.add_argument("--folder", type=Path, required=True, help="checkpoints and log; goes on where they end")
    training.add_argument("--steps", type=int, default=STEPS, help="in all")
    training.add_argument("--decay", type=int, default=DECAY, help="the last steps, in which the rate falls to 0")
    training.add_argument("--processes", type=int, default=2, help="one thread each")
    training.set_defaults(run=adapt)
    commands.add_parser("flips", help="the same experience, told by another person").set_defaults(run=flips)
    commands.add_parser("status", help="wishes, denials, boilerplate and facts").set_defaults(run=status)
    commands.add_parser("facts", help="facts read from labelled vacancies").set_defaults(run=facts)
    taking_away = commands.add_parser("ablations", help="what each part of linking and ranking adds")
    taking_away.add_argument("parts", nargs="*", choices=("linking", "texts"), default=[], help="default all")
    taking_away.add_argument("--plain", type=Path, help="data folder with an encoder without adapter and its vectors")
    taking_away.set_defaults(run=ablations)
    judging = commands.add_parser("calibration", help="whether a score is the chance of being right")
    judging.set_defaults(run=calibration)
    comparing = commands.add_parser("peers", help="other software on the same sentences")
    comparing.add_argument("--install", type=Path, metavar="FOLDER", help="make the peer's environment and stop")
    comparing.add_argument("--folder", type=Path, help="the peer's environment; default: peers in the data folder")
    comparing.set_defaults(run=peers)
    ordering = commands.add_parser("ranking", help="the ranking in both directions, and what each number adds")
    ordering.set_defaults(run=ranking)
    for partial in (measuring, ordering, taking_away, judging, comparing):
        partial.add_argument("--first", type=int, metavar="N", help="a try on N items a set, which commits nothing")
    commands.add_parser("speed", help="linking and matching in process").set_defaults(run=speed)
    commands.add_parser("matching", help="ranking and gaps at several sizes").set_defaults(run=matching)
    _add_beside(commands)
    commands.add_parser("stuffing", help="what a list of everything gains").set_defaults(run=stuffing)
    _add_smaller(commands)
    return parser


def _add_beside(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    profiling = commands.add_parser("profile", help="where the time of a match goes, by module and function")
    profiling.add_argument("--vacancies", type=int, default=100_000, help="grown, for `match` alone")
    profiling.add_argument("--installation", type=Path, help="a data folder with profiles: their lists over HTTP, too")
    profiling.set_defaults(run=profile)
    scaling = commands.add_parser("scale", help="what a match costs through HTTP as vacancies grow")
    scaling.add_argument("folders", type=Path, nargs="+", help="installations, which are served as they are")
    scaling.set_defaults(run=scale)
    beside = commands.add_parser("comparison", help="ours beside other software and floors, on the same data")
    beside.add_argument("--vacancies", type=int, nargs="+", default=[10_000, 100_000], help="sizes, grown")
    beside.add_argument("--folder", type=Path, default=_data() / "peers", help="the peers' environment")
    beside.add_argument("--systems", nargs="+", help="measure these and ours anew; default: all")
    beside.set_defaults(run=comparison)
    keeping = commands.add_parser("ratios", help="what a match costs beside floors: the ratios that a test holds")
    keeping.add_argument("--runs", type=int, default=10)
    keeping.set_defaults(run=ratios)


def _add_smaller(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    add_load(commands)
    enduring = commands.add_parser("endurance", help="locust while workers are killed; every answer is checked")
    enduring.add_argument("--minutes", type=float, default=10.0)
    enduring.set_defaults(run=endurance)
    coming = commands.add_parser("arriving", help="how soon a new vacancy is in lists while many come")
    coming.add_argument("--vacancies", type=int, default=100_000)
    coming.add_argument("--seconds", type=float, default=60.0)
    coming.set_defaults(run=arriving)
    growing = commands.add_parser("world", help="an installation of any size to measure on")
    growing.add_argument("--vacancies", type=int, default=10_000)
    growing.add_argument("--people", type=int, default=5_000)
    growing.add_argument("--data", type=Path, required=True, help="the folder; what was cut short goes on")
    growing.add_argument("--seed", type=int, default=20261122)
    growing.add_argument("--newest", type=date.fromisoformat, help="the newest day in it; default: today")
    growing.add_argument("--demo-seed", action="store_true", help="grow from the demo world, even if EURES is here")
    growing.set_defaults(run=world)
    recording = commands.add_parser("worlds", help="write what worlds took into the committed results")
    recording.add_argument("folders", type=Path, nargs="+")
    recording.set_defaults(run=worlds)
    commands.add_parser("first-run", help="time and disk of a first run").set_defaults(run=first_run)
    commands.add_parser("example", help="the README's worked example").set_defaults(run=example)
    commands.add_parser("card", help="the numbers of the system card, from the results").set_defaults(run=card)
    reporting = commands.add_parser("report", help="the tables of README and docs")
    reporting.add_argument("--check", action="store_true", help="only say which documents are stale")
    reporting.set_defaults(run=report)


if __name__ == "__main__":
    sys.exit(main())
