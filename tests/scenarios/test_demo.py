"""``wenling-desk demo`` as anybody runs it, once, and what it leaves; the guide that shows its pictures."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image
from pypdf import PdfReader

from tests.scenarios.guide_pictures import GUIDE, PAGES, source_of, wanted
from wenling_desk import resources
from wenling_desk.domain.identity import resident_number_problem
from wenling_desk.ui.demo.script import read_script

STEPS = (
    "first_run",
    "day_before",
    "opening",
    "booking",
    "company",
    "company_by_agent",
    "on_the_spot",
    "returning",
    "phone",
    "correction",
    "progress",
    "deferral",
    "refusal",
    "batch",
    "draft",
    "withdrawal",
    "amendment",
    "voiding",
    "fee",
    "printer_trouble",
    "handover",
    "signing",
    "shift",
    "leaving",
    "consultation",
    "serial",
    "results",
    "shelving",
    "delivery",
    "collecting",
    "collecting_by_proxy",
    "returned",
    "around",
    "sealing",
    "archiving",
    "closing",
)
PAPERS = {
    "company": {"acceptance_notice", "intake_receipt", "joint_acceptance"},
    "company_by_agent": {
        "application_form",
        "power_of_attorney",
        "acceptance_notice",
        "intake_receipt",
        "joint_acceptance",
    },
    "on_the_spot": {"result_slip"},
    "returning": {"result_slip"},
    "correction": {"correction_notice", "supplement_receipt", "acceptance_notice"},
    "deferral": {"commitment_letter", "deferred_acceptance_notice", "supplement_receipt"},
    "refusal": {"refusal_notice"},
    "serial": {"completion_notice"},
    "delivery": {"completion_notice", "delivery_record"},
    "draft": {"intake_receipt"},
    "withdrawal": {"withdrawal_request", "material_return_list"},
    "printer_trouble": {"intake_receipt"},
    "consultation": {"consultation_notice"},
    "booking": {"acceptance_notice"},
    "batch": {"intake_receipt", "batch_annex"},
    "amendment": {"acceptance_notice", "amendment_notice"},
    "voiding": {"acceptance_notice", "amendment_notice", "intake_receipt"},
    "fee": {"intake_receipt", "fee_notice"},
    "handover": {"handover_list"},
    "shift": {"shift_handover"},
    "leaving": {"kept_materials_list"},
    "results": {"completion_notice"},
    "collecting": {"delivery_record"},
    "collecting_by_proxy": {"delivery_record"},
    "sealing": {"seal_register"},
    "closing": {"day_closing"},
}
BUDGETS = {"company": 45, "returning": 20, "progress": 8, "handover": 25, "collecting": 6}
MOST_BYTES = 6_000_000


class Performance:
    """One run of the command: its folder, its exit status, its lines."""

    def __init__(self, out: Path) -> None:
        self.out = out
        environ = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
        done = subprocess.run(
            [sys.executable, "-m", "wenling_desk", "demo", "--out", str(out)],
            cwd=GUIDE.parents[1],
            env=environ,
            capture_output=True,
            encoding="utf-8",
        )
        self.status = done.returncode
        self.trouble = done.stderr
        *lines, self.summary = [json.loads(line) for line in done.stdout.splitlines()]
        self.lines: dict[str, Mapping[str, Any]] = {line["step"]: line for line in lines}

    def text(self, step: str, kind: str) -> str:
        """The text of the first paper of that kind in a step."""
        file = next(paper["file"] for paper in self.lines[step]["papers"] if paper["kind"] == kind)
        pages = PdfReader(self.out / "papers" / file).pages
        return "".join(page.extract_text() for page in pages).replace("\n", "")


@pytest.fixture(scope="module")
def performance(tmp_path_factory: pytest.TempPathFactory) -> Performance:
    return Performance(tmp_path_factory.mktemp("demo"))


# The first test that asks for the performance waits for it.
pytestmark = pytest.mark.timeout(300)


def test_every_step_succeeds(performance: Performance) -> None:
    failed = {step: line["reason"] for step, line in performance.lines.items() if not line["ok"]}
    assert not failed, f"{failed}\n{performance.trouble}"
    assert tuple(performance.lines) == STEPS
    assert performance.status == 0
    assert performance.summary["ok"] is True
    assert performance.trouble == ""


def test_keys_stay_within_their_budgets(performance: Performance) -> None:
    budgets = {step: line["budget"] for step, line in performance.lines.items() if "budget" in line}
    assert budgets == BUDGETS
    for step, budget in budgets.items():
        assert 0 < performance.lines[step]["keys"] <= budget, step
    assert performance.summary["keys"] == {step: performance.lines[step]["keys"] for step in budgets}


def test_papers_of_every_step(performance: Performance) -> None:
    for step, kinds in PAPERS.items():
        assert {paper["kind"] for paper in performance.lines[step]["papers"]} == kinds, step
    found = [paper for line in performance.lines.values() for paper in line.get("papers", ())]
    assert len({paper["number"] for paper in found}) == len(found) == performance.summary["papers"]
    assert [paper for paper in found if not paper["printed"]] == []


def test_every_department_gets_one_list(performance: Performance) -> None:
    """Twenty papers cost no more keys than one: a key for each department."""
    lists = performance.lines["handover"]["papers"]
    assert len(lists) > 2
    assert performance.lines["handover"]["keys"] == len(lists) + 1


def test_the_day_balances(performance: Performance) -> None:
    figures, text = performance.lines["closing"]["figures"], performance.text("closing", "day_closing")
    papers = figures["papers"]
    assert papers["issued"] == figures["last"] - figures["first"] + 1 > 40
    assert papers["issued"] == papers["received"] + papers["voided"] + papers["on_draft"]
    assert (papers["missing"], papers["gap"], papers["no_case"], papers["not_printed"]) == (0, 0, 0, 0)
    assert f"开出文书 {papers['issued']} 份" in text
    assert "编号全部对上，没有差异" in text


def test_what_is_left_is_named(performance: Performance) -> None:
    """One department did not sign, one call is owed, one applicant left half-way: that is on the day's paper."""
    lines = performance.lines["closing"]["figures"]["lines"]
    assert {line: lines[line] for line in ("unsigned", "returned", "calls", "kept", "to_seal", "fees")} == {
        "unsigned": 1,
        "returned": 0,
        "calls": 1,
        "kept": 1,
        "to_seal": 0,
        "fees": 0,
    }


def test_complete_cases_are_archived(performance: Performance) -> None:
    assert performance.lines["archiving"]["figures"]["packages"] > 1


def test_papers_can_be_read(performance: Performance) -> None:
    for line in performance.lines.values():
        for paper in line.get("papers", ()):
            file = performance.out / "papers" / paper["file"]
            text = "".join(page.extract_text() for page in PdfReader(file).pages)
            assert paper["number"] in text, file.name
            assert "练习" in text, file.name
            assert shades(file.with_suffix(".png")) > 20, file.name


@pytest.mark.parametrize(
    ("step", "kind", "words"),
    [
        ("company_by_agent", "acceptance_notice", ("𬱖文娟", "郑𠅤明")),
        ("company_by_agent", "power_of_attorney", ("𬱖文娟", "郑𠅤明", "331081198506153015")),
        ("company_by_agent", "application_form", ("𬱖文娟", "温岭市示例海味贸易有限公司", "有限责任公司")),
        ("correction", "correction_notice", ("林小满", "布局流程图")),
        ("deferral", "deferred_acceptance_notice", ("顾清和", "从业人员健康证明")),
        ("refusal", "refusal_notice", ("章若谷", "台州市黄岩区民政局", "行政复议")),
        ("serial", "completion_notice", ("𬱖文娟", "91331081MA2EXAMP06")),
        ("delivery", "delivery_record", ("林小满", "JY33310810000001")),
        ("withdrawal", "material_return_list", ("欧阳·示例", "检测报告")),
        ("consultation", "consultation_notice", ("我想开个小饭店", "经营场所使用证明")),
        ("batch", "batch_annex", ("赵晓一", "郑晓七", "温岭市示例鞋业有限公司")),
        ("amendment", "amendment_notice", ("电话输错一位",)),
        ("voiding", "amendment_notice", ("事项选错",)),
        ("fee", "fee_notice", ("不动产登记费", "80")),
        ("handover", "handover_list", ("市场监督管理局", "李示例")),
        ("shift", "shift_handover", ("陈晓", "林岚")),
        ("leaving", "kept_materials_list", ("身份证明",)),
        ("collecting_by_proxy", "delivery_record", ("白霜", "授权委托书")),
        ("sealing", "seal_register", ("受理专用章",)),
    ],
)
def test_papers_say_what_was_entered(performance: Performance, step: str, kind: str, words: tuple[str, ...]) -> None:
    text = performance.text(step, kind)
    assert all(word in text for word in words), text


def shades(file: Path) -> int:
    """How many shades of grey a picture has: a blank one has one, a page of text many more."""
    with Image.open(file) as picture:
        return sum(1 for count in picture.convert("L").histogram() if count)


def size(file: Path) -> tuple[int, int]:
    with Image.open(file) as picture:
        return picture.size


def test_pictures_show_something(performance: Performance) -> None:
    taken = [name for line in performance.lines.values() for name in line["pictures"]]
    assert len(set(taken)) == len(taken) == performance.summary["pictures"]
    assert {file.name for file in (performance.out / "pictures").iterdir()} == set(taken)
    for name in taken:
        file = performance.out / "pictures" / name
        assert size(file) == (1366, 768), name
        assert shades(file) > 50, name


def test_nothing_else_is_left(performance: Performance) -> None:
    assert {entry.name for entry in performance.out.iterdir()} == {"pictures", "papers"}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file in the way", encoding="utf-8")
    refused = Performance(tmp_path / "out")
    assert refused.status == 1
    assert refused.summary["ok"] is False
    assert str(tmp_path / "out") in refused.summary["reason"]


def test_people_of_the_script_are_invented_but_valid() -> None:
    script = read_script(yaml.safe_load(resources.path("demo", "day.yaml").read_text(encoding="utf-8")))
    people = [person for matter in script.matters.values() for person in matter.people.values()]
    numbers = {person["identity_number"] for person in people if len(person.get("identity_number", "")) == 18}
    numbers -= {number for number in numbers if number.startswith("91")}
    assert len(numbers) > 7
    heading, *workers = script.roster
    at = list(heading).index("身份证号码")
    right = {row[at] for row in workers} | {script.words["roster_number"]}
    wrong = {number for number in right if resident_number_problem(number, date(2026, 11, 24)) is not None}
    # One row without a number, one with a digit turned: the roster has something to mend.
    assert len(wrong) == 2
    assert "" in wrong
    for number in numbers | (right - wrong):
        assert resident_number_problem(number, date(2026, 11, 24)) is None, number
    assert all(re.fullmatch(r"138000056\d\d", person["phone"]) for person in people if "phone" in person)
    assert any(ord(character) > 0xFFFF for person in people for character in person.get("name", ""))


# -- the guide ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def guide() -> str:
    return (GUIDE / "README.md").read_text(encoding="utf-8")


def test_every_picture_of_the_guide_exists_and_is_used() -> None:
    files = {file.name for file in (GUIDE / "pictures").iterdir()}
    assert wanted() == files
    assert sum((GUIDE / "pictures" / name).stat().st_size for name in files) < MOST_BYTES
    for name in files:
        assert shades(GUIDE / "pictures" / name) > 10, name


def test_figures_are_numbered_in_order(guide: str) -> None:
    numbers = [int(number) for number in re.findall(r"^\*图 (\d+)　", guide, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("page", PAGES)
def test_links_of_the_guide_lead_somewhere(page: str) -> None:
    text = (GUIDE / page).read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w-]", "", line.lower().replace(" ", "-")) for line in re.findall(r"^#+ (.+)$", text, re.M)}
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert targets
    for target in targets:
        if target.startswith("#"):
            assert target[1:] in headings, target
        else:
            assert (GUIDE / target.partition("#")[0]).exists(), target


def test_the_contents_name_every_page_of_the_guide(guide: str) -> None:
    pages = {file.name for file in GUIDE.glob("*.md")} - {"README.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", contents(guide))) == pages


def contents(guide: str) -> str:
    """The table of all pages."""
    return guide.partition("## 各篇")[2].partition("\n## ")[0]


def test_the_demo_makes_every_picture_of_the_guide(performance: Performance) -> None:
    for name in wanted():
        assert source_of(name, performance.out).exists(), name
