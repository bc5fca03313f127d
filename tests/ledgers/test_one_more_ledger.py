"""One more ledger is one more folder: workflow, form, clock, paper, list, figures and scenario, and no line of Python.
The folder is the one ``docs/add-a-ledger.md`` shows."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ledgers.scenario import Player, read_scenario
from tests.support.fakes import Counter
from tests.support.ledgers import keep_ledgers, resources_with, write_ledgers
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.ledger import ValueType
from wenling_desk.domain.ledger_computing import COMPUTATIONS
from wenling_desk.receipts import definition
from wenling_desk.receipts.render import PaperPress
from wenling_desk.texts import Texts
from wenling_desk.use_cases.ledger_list import LedgerQuery, ledger_page, ledger_totals

PROJECT = Path(resources.PACKAGE).parent
PAGE = PROJECT / "docs" / "add-a-ledger.md"
KIND = "found_thing"
_FILE = re.compile(rf"^`ledgers/{KIND}/(.+?)`\n```\w+\n(.+?)^```$", re.MULTILINE | re.DOTALL)


def files_of_the_page() -> dict[str, str]:
    """The folder the page shows, file by file."""
    return dict(_FILE.findall(PAGE.read_text(encoding="utf-8")))


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation whose only ledger is that of the page; everything else is the real one."""
    root = resources_with(tmp_path / "resources", write_ledgers(tmp_path / "ledgers", **{KIND: files_of_the_page()}))
    (root / "ledgers" / "groups.yaml").write_bytes(resources.path("ledgers", "groups.yaml").read_bytes())
    monkeypatch.setattr(resources, "root", lambda: root)
    definition.definitions.cache_clear()
    yield root
    definition.definitions.cache_clear()


@pytest.fixture
def counter(installed: Path) -> Counter:
    """A counter that was started there, with the real catalogue."""
    counter = Counter(load_catalogue(installed, samples=True))
    keep_ledgers(counter, installed / "ledgers")
    return counter


def test_the_page_shows_every_file_of_a_ledger() -> None:
    assert set(files_of_the_page()) == {
        "ledger.yaml", "workflow.yaml", "figures.yaml", "texts.toml", "papers/found_notice.yaml", "scenario.yaml",
    }  # fmt: skip


def test_the_page_names_every_type_and_computation() -> None:
    words = set(re.findall(r"\w+", PAGE.read_text(encoding="utf-8")))
    assert {str(each) for each in ValueType} | set(COMPUTATIONS) <= words


def test_its_scenario_runs_its_list_opens_and_its_figures_count(counter: Counter, installed: Path) -> None:
    Player(counter, read_scenario(KIND, installed / "ledgers")).play()
    desk = counter.desk
    with counter.store.reading() as reading:
        (row,) = ledger_page(desk, reading, LedgerQuery(KIND, filters={"sort": "card"})).rows
        assert (row.title, row.status, row.due, row.who) == ("一张社保卡", "returned", None, "保**")
        assert ledger_totals(desk, reading)[KIND].open == 0
    assert [paper.kind for paper in counter.papers(row.record_id)] == ["found_notice"]


def test_its_words_are_known_to_every_sentence(counter: Counter) -> None:
    words = counter.desk.words
    told = [words("acts.announce_thing"), words("case.fact.ThingAnnounced"), words("fields.days_kept")]
    assert told == ["公告", "公告", "保管几天"]


def test_its_paper_is_set_by_the_real_press(counter: Counter, installed: Path, tmp_path: Path) -> None:
    Player(counter, read_scenario(KIND, installed / "ledgers")).play()
    (content,) = counter.press.made
    press = PaperPress(Texts(installed / "texts" / "zh_CN"), tmp_path / "fonts")
    assert press.render(content).pages == 1


def test_what_is_wrong_in_it_is_said_with_file_and_line(installed: Path) -> None:
    file = installed / "ledgers" / KIND / "ledger.yaml"
    text = file.read_text(encoding="utf-8").replace("type: choice,", "type: choise,")
    file.write_text(text, encoding="utf-8")
    line = next(number for number, each in enumerate(text.splitlines(), 1) if "choise" in each)
    command = [sys.executable, "-m", "wenling_desk", "catalogue", "check", str(installed)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, cwd=PROJECT)
    assert said.returncode != 0
    assert f"ledgers/{KIND}/ledger.yaml:{line}" in said.stdout + said.stderr


def test_no_python_of_the_program_knows_it() -> None:
    sources = [file.read_text(encoding="utf-8") for file in Path(resources.PACKAGE).rglob("*.py")]
    assert not [text for text in sources if KIND in text]
