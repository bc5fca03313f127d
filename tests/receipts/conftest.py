"""One press for all tests of papers, and the flag that renews what they compare with."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.receipts.render import PaperPress
from wenling_desk.texts import Texts


def pytest_addoption(parser: pytest.Parser) -> None:
    with contextlib.suppress(ValueError):  # tests/papers has the same flag
        parser.addoption("--update-golden", action="store_true", help="rewrite the golden files of papers")


@pytest.fixture(scope="session")
def font_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fonts")


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts(resources.path("texts", "zh_CN"))


@pytest.fixture(scope="session")
def press(texts: Texts, font_cache: Path) -> PaperPress:
    return PaperPress(texts, font_cache)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden", default=False))
