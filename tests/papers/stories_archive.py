"""A closed case and its volume: cover and list, in a first and in a second version."""

from __future__ import annotations

from dataclasses import replace

from tests.papers.paper_desk import PERSON, PaperDesk
from tests.support.fakes import workflows
from wenling_desk.bootstrap.archive_files import LazyArchiving
from wenling_desk.use_cases.archive_case import ArchiveCase
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, MarkApplicantPaper

FOOD = "SC017"


def archive(desk: PaperDesk, record_id: str) -> str:
    """Archive a case with the hall's own rules."""
    desk.dispatcher.desk = replace(desk.dispatcher.desk, archiving=LazyArchiving(workflows()))
    return desk.do(ArchiveCase(command_id=desk.ids.new_id(), record_id=record_id))


def archived(desk: PaperDesk) -> str:
    """Accepted, a paper voided, granted, handed over, and archived with the form the applicant signed."""
    record_id = desk.run(
        target=FOOD,
        materials={"m_sqs": {"mark": "original", "pages": 3}},
        other_materials="complete",
        act="accept",
        then=[
            {
                "act": "decide",
                "wait": 1,
                "granted": True,
                "way": "signed_paper",
                "officer": "王科长",
                "result_number": "JY13310810000001",
            },
            {"act": "deliver", "way": "counter", "receiver": PERSON["name"]},
        ],
    )
    desk.void(desk.paper(record_id, "acceptance_notice").number)
    command = MakeApplicantPaper(command_id=desk.ids.new_id(), record_id=record_id, paper_kind="application_form")
    desk.do(command)
    number = desk.paper(record_id, "application_form").number
    desk.do(MarkApplicantPaper(command_id=desk.ids.new_id(), number=number, state="signed"))
    return archive(desk, record_id)


def archived_again(desk: PaperDesk) -> str:
    """Something followed, and the case is archived as a second version."""
    record_id = archived(desk)
    desk.act(record_id, act="rate", grade="satisfied", wait=2)
    return archive(desk, record_id)
