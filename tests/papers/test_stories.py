"""Every paper of every story: its words against a golden file, and what holds for all of them.

``pytest tests/papers --update-golden`` rewrites the files; look at the papers before it is committed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.papers.paper_desk import FULL_NUMBERS, PaperDesk
from tests.papers.stories import STORIES
from tests.papers.stories_collecting import COLLECTED_TOLD
from tests.papers.stories_day import DAYS_TOLD
from tests.papers.stories_handover import HANDOVERS_TOLD
from tests.papers.stories_repairs import REPAIRS_TOLD
from tests.receipts.reading import golden_text, overlaps, text_boxes, whole_text
from wenling_desk import resources
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.domain.paper import PaperContent
from wenling_desk.receipts.definition import definitions
from wenling_desk.receipts.render import PaperPress
from wenling_desk.use_cases.handle_papers import APPLICANT_PAPERS
from wenling_desk.use_cases.paper_context import CENTRE_PAPERS, SIGNED_BY_APPLICANT

GOLDEN = Path(__file__).parent / "golden"
TOLD = {
    "new_company": 10, "accepted_at_once": 3, "single_licence": 5, "corrected": 4, "mended_and_accepted": 5,
    "silent": 3,
    "still_wrong": 4, "wrong_organ": 1, "not_required": 1, "on_the_spot": 1, "deferred": 4, "revoked": 5,
    "withdrawn": 3, "terminated": 2, "voided_by_the_organ": 2, "voided_by_the_centre": 2, "deemed_accepted": 2,
    "with_official_number": 2, "house": 2, "water": 4, "water_corrected": 2, "practice": 2, "consultation": 1,
    "consultation_on_an_item": 1, "joint_form": 1, "one_form": 1, "mandate": 1, "blank_mandate": 1, "pledged": 1,
    "archived": 7, "archived_again": 9,
    "advised": 2, "delayed": 3,
    "confirmation": 2, "benefit": 2, "filing": 2, "levy": 2, "public_service": 2, "batch": 3, "large_batch": 2,
    **REPAIRS_TOLD,
    **DAYS_TOLD,
    **HANDOVERS_TOLD,
    **COLLECTED_TOLD,
}  # fmt: skip
"""How many papers each story brings out."""

REPORTS = {
    yaml.safe_load(file.read_text(encoding="utf-8"))["paper"] for file in resources.path("reports").glob("*.yaml")
}
OF_RECORDS = {file.stem for file in resources.path("papers").glob("*.yaml")} - REPORTS
"""Papers the stories bring out. Those of ledgers come out of their scenarios (tests/ledgers), a report out of counted
figures and of no record (tests/year)."""

Issued = tuple[PaperContent, bytes]


@pytest.fixture(scope="session")
def told(press: PaperPress, shelf: ReleaseShelf) -> Iterator[dict[str, list[Issued]]]:
    """story -> its papers in order; each story is driven once."""

    @cache
    def papers_of(name: str) -> list[Issued]:
        desk = PaperDesk(press, shelf)
        record_id = STORIES[name](desk)
        made = {content.number: content for content in desk.press.made}
        with desk.store.reading() as reading:
            return [(made[paper.number], reading.paper_pdf(paper.number)) for paper in desk.papers(record_id)]

    yield {name: papers_of(name) for name in STORIES}
    papers_of.cache_clear()


def every_paper(told: dict[str, list[Issued]]) -> Iterator[tuple[str, PaperContent, bytes]]:
    """Each with a name of its own: ``corrected.2.supplement_receipt``."""
    for story, papers in told.items():
        for position, (content, pdf) in enumerate(papers, 1):
            yield f"{story}.{position}.{content.kind}", content, pdf


def test_every_story_is_whole(told: dict[str, list[Issued]]) -> None:
    assert {story: len(papers) for story, papers in told.items()} == TOLD


def test_every_kind_of_paper_is_issued(told: dict[str, list[Issued]], press: PaperPress) -> None:
    assert set(press.kinds()) >= OF_RECORDS
    assert {content.kind for _, content, _ in every_paper(told)} == OF_RECORDS


def test_every_item_type_is_accepted_in_its_own_words(told: dict[str, list[Issued]]) -> None:
    accepted = [content.variant for _, content, _ in every_paper(told) if content.kind == "acceptance_notice"]
    assert len(set(accepted)) == 7


@pytest.mark.parametrize("story", STORIES)
def test_words_are_the_golden_ones(told: dict[str, list[Issued]], story: str, update_golden: bool) -> None:
    for name, content, pdf in every_paper({story: told[story]}):
        file = GOLDEN / f"{name}.txt"
        text = golden_text(pdf)
        if update_golden:
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
            continue
        assert text == file.read_text(encoding="utf-8"), content.kind


def test_no_golden_file_is_left_over(told: dict[str, list[Issued]]) -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == {name for name, _, _ in every_paper(told)}


def test_numbers_of_people_are_masked_but_on_their_own_papers(told: dict[str, list[Issued]]) -> None:
    for name, content, pdf in every_paper(told):
        text = whole_text(pdf)
        shown = [number for number in FULL_NUMBERS if number in text]
        if content.kind in SIGNED_BY_APPLICANT:
            assert FULL_NUMBERS[0] in shown, name
            assert "***" not in text, name
        else:
            assert not shown, name


def test_addresses_stand_on_no_paper_of_centre_or_organ_but_where_it_was_sent(told: dict[str, list[Issued]]) -> None:
    for name, content, pdf in every_paper(told):
        if content.kind not in SIGNED_BY_APPLICANT | {"delivery_record"}:
            assert "某某路" not in whole_text(pdf), name


def test_every_paper_carries_its_number_and_a_code_for_it(told: dict[str, list[Issued]]) -> None:
    for name, content, pdf in every_paper(told):
        assert whole_text(pdf).count(content.number) >= 2, name
        assert content.verification == f"WL0:{content.number}", name


def test_practice_is_marked_on_everything_and_nothing_else_is(told: dict[str, list[Issued]]) -> None:
    for name, content, pdf in every_paper(told):
        is_practice = name.startswith("practice.")
        assert content.number.startswith("X") == is_practice, name
        assert ("练习用，不是真实办件" in whole_text(pdf)) == is_practice, name


def test_names_come_back_character_by_character(told: dict[str, list[Issued]]) -> None:
    for name, content, pdf in every_paper(told):
        if content.kind not in {"consultation_notice", "day_closing", "handover_list"}:  # they name nobody, or mask
            assert "欧阳𬱖䶮" in whole_text(pdf), name


def test_the_centre_speaks_for_itself_and_organs_for_themselves(told: dict[str, list[Issued]]) -> None:
    for name, content, pdf in every_paper(told):
        text = whole_text(pdf)
        title = definitions()[content.kind]
        head = text[: text.index("扫码查询核验") + 80]
        if content.kind in CENTRE_PAPERS:
            assert title.issuer == "centre", name
            assert "温岭市行政服务中心" in head, name
        elif title.issuer == "organ" and content.kind != "amendment_notice":
            assert "行政服务中心" not in text, name


def test_nothing_reads_like_a_hole_or_a_code(told: dict[str, list[Issued]]) -> None:
    for name, _, pdf in every_paper(told):
        text = whole_text(pdf)
        assert not re.search(r"“”|None|True|False|（）|《》|，，|。。|，。|、、|\{|：；|papers\.|case\.", text), name
        assert not re.search(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]", text.replace("(", "")), name


def test_promises_of_time_are_the_departments_own(told: dict[str, list[Issued]]) -> None:
    kinds = {
        "acceptance_notice",
        "deferred_acceptance_notice",
        "joint_acceptance",
        "consultation_notice",
        "case_summary",
    }
    for name, content, pdf in every_paper(told):
        if content.kind in kinds:
            assert re.search("承诺时限以(部门|本单位)公布为准", whole_text(pdf)), name


def test_text_stays_inside_the_margins_and_apart(told: dict[str, list[Issued]]) -> None:
    for name, content, pdf in every_paper(told):
        if content.mark is not None:
            continue  # the word across a practice page lies under its text
        for boxes in text_boxes(pdf):
            assert min(box[0] for box in boxes) >= 55, name
            assert max(box[2] for box in boxes) <= 546, name
            assert not overlaps(boxes), name


def test_what_the_applicant_signs_is_one_list() -> None:
    """The use cases print them for the applicant, the builder names people in full on them, the press never drafts."""
    assert APPLICANT_PAPERS == SIGNED_BY_APPLICANT
    issuers = {kind: made.issuer for kind, made in definitions().items() if kind in OF_RECORDS}
    assert {kind for kind, issuer in issuers.items() if issuer == "applicant"} == SIGNED_BY_APPLICANT
    assert {kind for kind, issuer in issuers.items() if issuer == "centre"} == CENTRE_PAPERS
