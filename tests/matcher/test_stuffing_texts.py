"""Texts stuffed with skills win nothing, read by the real linker on the starter set."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.claims import ProfileFacts, VacancyFacts
from matcher.encoder import OnnxEncoder
from matcher.intake import read_profiles, read_vacancies
from matcher.labels import LabelMatcher, build_labels
from matcher.linking import Linker
from matcher.matching import Snapshot, match, match_profiles
from matcher.near import build_near
from matcher.ranking import Profile
from matcher.types import Kind
from matcher.vectors import ConceptVectors, Stage, build_vectors
from matcher.world import World
from taxonomy.starting import build_starter
from taxonomy.taxonomy import Taxonomy
from tests.matcher.worlds import AS_OF, towns

pytestmark = pytest.mark.slow
N_REQUIRED, N_LISTED, N_VACANCY = 8, 300, 200
EVERY = 32  # of the occupations that need enough


@pytest.fixture(scope="module")
def linker(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder) -> Linker:
    """Return a linker over the starter set with its English labels."""
    folder = tmp_path_factory.mktemp("starter")
    taxonomy = Taxonomy.open(build_starter(folder / "taxonomy").path)
    vectors = {}
    for kind in Kind:
        target = folder / f"vectors-{kind}"
        build_vectors(taxonomy, kind, encoder, target, stage=Stage.PREFERRED, languages=("en",))
        vectors[kind] = ConceptVectors.open(target, taxonomy=taxonomy, kind=kind, encoder=encoder)
    labels = {kind: LabelMatcher(build_labels(taxonomy.table(kind))) for kind in Kind}
    return Linker(taxonomy, encoder, vectors, labels)


def occupations(taxonomy: Taxonomy) -> list[int]:
    """Return some occupations that need enough."""
    return [row for row in range(len(taxonomy.occupations)) if len(taxonomy.essential.of(row)) >= N_REQUIRED][::EVERY]


def names(taxonomy: Taxonomy, rows: list[int]) -> list[str]:
    """Return the English labels of skills."""
    return [taxonomy.skills.label(row).text for row in rows]


def everything(taxonomy: Taxonomy, row: int, n: int) -> list[str]:
    """Name all that an occupation needs and welcomes, and what others need, `n` skills in all."""
    own = [*taxonomy.essential.of(row).tolist(), *taxonomy.optional.of(row).tolist()]
    others = np.random.default_rng(row).permutation(np.unique(taxonomy.essential.indices)).tolist()
    return names(taxonomy, list(dict.fromkeys([*own, *others]))[:n])


def test_stuffed_texts_lose(linker: Linker) -> None:
    """For each occupation, in both directions: eight skills that are meant come before hundreds that are listed.

    A person who did the work and says what is asked comes before one whose text lists 300 skills, in lines or in one
    sentence; and gets the vacancy that asks for these eight before those that list 200.
    """
    taxonomy, places = linker.taxonomy, towns()
    near = build_near(taxonomy, None)
    for row in occupations(taxonomy):
        name = taxonomy.occupations.label(row).text
        required = ", ".join(names(taxonomy, taxonomy.essential.of(row).tolist()[:N_REQUIRED]))
        lines = "\n".join(f"- {skill}" for skill in everything(taxonomy, row, N_VACANCY))
        offers = [("honest", name, f"You will {required}."), ("a-list", name, lines), ("a-bait", "Worker", lines)]
        vacancies = [
            each.vacancy
            for each in read_vacancies(
                [VacancyFacts(id=key, title=title, text=text, lang="en") for key, title, text in offers], linker, places
            )
        ]
        listed = everything(taxonomy, row, N_LISTED)
        texts = {
            "honest": f"I worked as a {name} for three years. I can {required}.",
            "a-lines": "My skills:\n" + "\n".join(f"- {skill}" for skill in listed),
            "a-sentence": f"I can {', '.join(listed)}.",
        }
        facts = [ProfileFacts(text=text, lang="en") for text in texts.values()]
        people = [each.input for each in read_profiles(facts, linker, places)]
        world = Snapshot(World.build(vacancies, taxonomy, near, places), "none")
        found = match(world, people[0], AS_OF).matches
        assert found[0].id == "honest", (name, [(each.id, each.score) for each in found])
        profiles = [Profile(key, person) for key, person in zip(texts, people, strict=True)]
        ranked = match_profiles(world, vacancies[0], profiles, AS_OF).matches
        assert ranked[0].id == "honest", (name, [(each.id, each.score) for each in ranked])
