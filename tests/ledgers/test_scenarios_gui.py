"""Every ledger's scenario played through the window by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ledgers.gui_player import WindowPlayer
from tests.ledgers.scenario import kinds, read_scenario
from tests.ledgers.window import LedgerDesk
from tests.support import fakes
from tests.support.fakes import Counter
from tests.ui.conftest import Ticks, theme  # noqa: F401 - the fixture
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.ui.theme import Theme
from wenling_desk.ui.widgets.kit import Kit

pytestmark = pytest.mark.qt_log_ignore(r"This plugin does not support (propagateSizeHints|raise)\(", extend=True)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources.root(), samples=True)


@pytest.fixture(scope="module")
def desk(theme: Theme, catalogue: Catalogue) -> Iterator[LedgerDesk]:  # noqa: F811 - the fixture
    """One window for all scenarios."""
    made = LedgerDesk(Kit(fakes.texts(), theme, Ticks()), Counter(catalogue), fakes.texts())
    made.window.show()
    made.window.activateWindow()
    yield made
    made.window.close()
    made.window.deleteLater()


@pytest.mark.parametrize("kind", kinds())
def test_the_scenario_by_keyboard(
    kind: str, desk: LedgerDesk, catalogue: Catalogue, tmp_path: Path, qtbot: Any
) -> None:
    qtbot.waitUntil(desk.window.isActiveWindow)
    WindowPlayer(desk, Counter(catalogue), read_scenario(kind), tmp_path).play()
