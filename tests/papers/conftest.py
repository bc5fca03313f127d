"""One press and one catalogue for all papers of real cases, and the flag that renews what they compare with."""

from __future__ import annotations

import contextlib

import pytest

from tests.papers.paper_desk import PaperDesk
from tests.support.fakes import texts
from wenling_desk import resources
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.receipts.render import PaperPress


def pytest_addoption(parser: pytest.Parser) -> None:
    with contextlib.suppress(ValueError):  # tests/receipts has the same flag
        parser.addoption("--update-golden", action="store_true", help="rewrite the golden files of papers")


@pytest.fixture(scope="session")
def press(tmp_path_factory: pytest.TempPathFactory) -> PaperPress:
    return PaperPress(texts(), tmp_path_factory.mktemp("fonts"))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> ReleaseShelf:
    return ReleaseShelf(resources.root(), tmp_path_factory.mktemp("catalogue"), samples=True)


@pytest.fixture
def desk(press: PaperPress, shelf: ReleaseShelf) -> PaperDesk:
    return PaperDesk(press, shelf)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden", default=False))
