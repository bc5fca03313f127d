"""Every ledger's own scenario, played at one counter in memory; its texts, papers and figures are the real ones."""

from __future__ import annotations

import pytest

from tests.ledgers.scenario import Player, kinds, read_scenario
from tests.support.fakes import Counter, workflows
from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.catalogue import Catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources.root(), samples=True)


@pytest.fixture(scope="module")
def figures() -> FigureFiles:
    return FigureFiles(resources.root(), workflows())


@pytest.mark.parametrize("kind", kinds())
def test_the_scenario_of_a_ledger(kind: str, catalogue: Catalogue, figures: FigureFiles) -> None:
    counter = Counter(catalogue)
    counter.become(figures=figures)
    Player(counter, read_scenario(kind)).play()


def test_there_is_a_ledger() -> None:
    assert kinds()
