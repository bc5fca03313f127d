"""Partners that are shipped: those of the catalogue's file with its sources, taken over once, and none of them counted
before somebody enters its agreement."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.support.fakes import EVERYTHING, Counter
from wenling_desk import resources
from wenling_desk.catalogue.ledger_seed import SCHEMA, LedgerSeed, read_seed
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.figures import Period, figure_number
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.figures import read_figure


@pytest.fixture
def seed() -> LedgerSeed:
    return read_seed(resources.path("ledgers", "partner", "seed.yaml"), "partner")


def test_nothing_is_shipped_that_the_sourced_file_does_not_say(seed: LedgerSeed) -> None:
    file = resources.path("catalogue", "partners.yaml")
    sourced = {row["name"]: row for row in yaml.safe_load(file.read_text(encoding="utf-8"))["partners"]}
    assert {row["place"] for row in seed.rows.values()} == set(sourced)
    for row in seed.rows.values():
        known = sourced[row["place"]]
        assert (row["code"], row["province"], row["reach"]) == (known["code"], known["province"], known["scope"])
        assert (row["basis"], row["name"]) == (known["source"], known.get("via", known["name"]))
        assert row["partner_kind"] == ("chamber" if "via" in known else "centre")


def test_a_row_is_taken_over_once_and_counts_with_its_agreement(seed: LedgerSeed) -> None:
    counter = Counter(load_catalogue(resources.root(), samples=True), EVERYTHING)

    def take(key: str) -> bool:
        command = ActInLedger(command_id=f"seed-partner-{key}", kind="partner", action=seed.act, values=seed.rows[key])
        return counter.dispatcher.dispatch(command).repeated

    assert not any(take(key) for key in seed.rows)
    assert all(take(key) for key in seed.rows)
    with counter.store.reading() as reading:
        for name in ("partner_centres", "partner_chambers"):
            found = read_figure(reading, counter.desk.figures, name, Period(counter.today, counter.today))
            assert figure_number(found.value, found.figure) == "0"


@pytest.mark.parametrize(
    "text",
    [
        f"schema: {SCHEMA}\nledger: other\nact: list_partner\nrows: {{}}\n",
        f"schema: {SCHEMA}\nledger: partner\nact: list_partner\nrows: [a]\n",
        "schema: something\n",
        "rows: {a: [\n",
    ],
    ids=["other-ledger", "no-rows", "other-schema", "no-yaml"],
)
def test_a_seed_that_cannot_be_used_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / "seed.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KnownTrouble) as caught:
        read_seed(tmp_path / "seed.yaml", "partner")
    assert caught.value.code == "ledger_seed_broken"
