"""Every paper the scenarios issue, set by the real press: no value is missing, no character without a glyph.

With ``WENLING_DESK_PAPERS`` set to a folder the pages are written there as pictures.
"""

from __future__ import annotations

import os
from pathlib import Path

import pypdfium2
import pytest

from tests.ledgers.scenario import LEDGERS, Player, read_scenario
from tests.support.fakes import Counter, texts, workflows
from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.receipts.render import PaperPress

WITH_PAPERS = sorted({path.parent.parent.name for path in LEDGERS.glob("*/papers/*.yaml")})


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources.root(), samples=True)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> PaperPress:
    return PaperPress(texts(), tmp_path_factory.mktemp("fonts"))


@pytest.mark.parametrize("kind", WITH_PAPERS)
def test_the_papers_of_a_scenario_can_be_printed(kind: str, catalogue: Catalogue, press: PaperPress) -> None:
    counter = Counter(catalogue)
    counter.become(figures=FigureFiles(resources.root(), workflows()))
    Player(counter, read_scenario(kind)).play()
    wanted = {path.stem for path in (LEDGERS / kind / "papers").glob("*.yaml")}
    issued = {content.kind for content in counter.press.made}
    assert wanted <= issued, f"no step of the scenario issues {sorted(wanted - issued)}"
    for content in counter.press.made:
        rendered = press.render(content)
        assert rendered.pages >= 1
        _write_pictures(content.kind, rendered.pdf)


def _write_pictures(kind: str, pdf: bytes) -> None:
    folder = os.environ.get("WENLING_DESK_PAPERS")
    if folder:
        for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
            page.render(scale=1.4).to_pil().save(Path(folder) / f"{kind}_{number}.png")
