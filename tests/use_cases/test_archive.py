"""归档: complete before it is archived, the same bytes each time, a new version when something follows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.acts_archive import OnePageArchiving, closed
from tests.support.counter_acts import accepted, taken_in
from tests.support.fakes import EVERYTHING, Counter
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, SHOP, sheet_for
from wenling_desk.domain.archive import WantedMaterial, gaps_of
from wenling_desk.domain.archive_manifest import ARCHIVE, MANIFEST, METADATA, PRECHECK, RECORD, SEAL
from wenling_desk.domain.archive_rules import ArchiveRules
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.use_cases.archive_case import TAKEN_OUT, ArchiveCase, TakeOutArchive
from wenling_desk.use_cases.archive_list import Readiness, closed_heads, standings_of
from wenling_desk.use_cases.archive_volume import Package, archived_package, gap_sentence, precheck_package
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.deliver_result import DeliverResult, RateCase
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.finish_on_the_spot import FinishOnTheSpot
from wenling_desk.use_cases.handle_papers import MakeApplicantPaper, MarkApplicantPaper, VoidPaper
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance

SCAN = b"\x89PNG\r\n\x1a\n a scan"


class Ruled(OnePageArchiving):
    """The hall's rules, changed."""

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        self.__dict__["rules"] = replace(OnePageArchiving().rules, **changes)


@pytest.fixture
def counter() -> Counter:
    return Counter(session=EVERYTHING)


def rules() -> ArchiveRules:
    return OnePageArchiving().rules


def precheck(counter: Counter, record_id: str) -> Package:
    with counter.store.reading() as reading:
        return precheck_package(counter.desk, reading, record_id)


def package(counter: Counter, record_id: str) -> Package:
    with counter.store.reading() as reading:
        return archived_package(reading, record_id)


def gaps(counter: Counter, record_id: str) -> list[str]:
    return [gap.code for gap in precheck(counter, record_id).gaps]


def metadata(found: Package) -> dict[str, Any]:
    return dict(json.loads(found.content.files[METADATA]))


def readiness(counter: Counter) -> dict[str, str]:
    with counter.store.reading() as reading:
        heads = closed_heads(counter.desk, reading)
        return {each.record_id: str(each.readiness) for each in standings_of(counter.desk, reading, heads.cases)}


# -- the package --------------------------------------------------------------------------------------


def test_a_complete_case_becomes_a_package(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(ArchiveCase, record_id=record_id)
    found = package(counter, record_id)
    fact = counter.facts(record_id)[-1]
    assert (fact.kind, fact.body["package_sha256"], fact.body["version"]) == ("CaseArchived", found.content.sha256, 1)
    assert fact.body["scheme"] == "GB/T 42727-2023"
    assert fact.body["steps"] == ["collect", "check", "arrange", "catalogue", "package", "hand_over"]
    assert found.name == f"{counter.papers(record_id)[0].number}-v1"
    paths = list(found.content.files)
    assert [path.split("_", 1)[1].rsplit("_", 1)[0] for path in paths if path.startswith("documents/")] == [
        "volume_cover", "volume_index", "completion_notice", "acceptance_notice", "delivery_record",
    ]  # fmt: skip
    assert {METADATA, RECORD, MANIFEST, SEAL} < set(paths)
    assert fact.body["files"] == len(paths)


def test_what_was_finished_on_the_spot_is_signed_for_on_its_own_slip(counter: Counter) -> None:
    record_id = counter.do(FinishOnTheSpot, sheet=sheet_for(FILING), result_number="33108126000001").record_id
    counter.become(archiving=OnePageArchiving())
    assert gaps(counter, record_id) == []


def test_every_file_has_its_digest_and_the_manifest_its_seal(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(ArchiveCase, record_id=record_id)
    files = package(counter, record_id).content.files
    manifest = json.loads(files[MANIFEST])
    assert manifest["kind"] == ARCHIVE
    named = {row["path"]: row["sha256"] for row in manifest["files"]}
    assert named == {
        path: hashlib.sha256(data).hexdigest() for path, data in files.items() if path not in {MANIFEST, SEAL}
    }
    assert files[SEAL].split()[0].decode() == hashlib.sha256(files[MANIFEST]).hexdigest()
    for paper in counter.papers(record_id):
        assert paper.sha256 in named.values()


def test_metadata_say_what_the_rules_name(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(ArchiveCase, record_id=record_id)
    told = metadata(package(counter, record_id))
    assert set(rules().metadata) <= set(told)
    assert told["applicant"] == "林小满"
    assert told["outcomes"][0]["status"] == "completed"
    assert (told["documents"], told["pages"]) == (3, 3)
    assert [row["first_page"] for row in told["contents"]] == [0, 0, 1, 2, 3], "cover and list have no page number"
    assert "retention" not in json.dumps(told), "a retention period is the department's to say"
    record = json.loads(package(counter, record_id).content.files[RECORD])
    assert [fact["kind"] for fact in record] == counter.kinds(record_id)[:-1]


def test_the_same_case_gives_the_same_bytes_also_when_the_rules_have_changed(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(ArchiveCase, record_id=record_id)
    first = package(counter, record_id).content
    counter.later(days=300)
    counter.become(archiving=Ruled(groups=tuple(reversed(rules().groups)), metadata=("archive_number",)))
    again = package(counter, record_id).content
    assert (again.sha256, dict(again.files)) == (first.sha256, dict(first.files))


def test_without_anything_new_it_is_left_as_it_is(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(ArchiveCase, record_id=record_id)
    before = counter.everything_written()
    changes = counter.do(ArchiveCase, record_id=record_id)
    assert changes.repeated
    assert changes.to_print == ()
    assert counter.everything_written() == before


def test_a_later_fact_makes_a_new_version_with_its_own_cover(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(ArchiveCase, record_id=record_id)
    counter.do(RateCase, record_id=record_id, grade="satisfied")
    assert readiness(counter)[record_id] == Readiness.CHANGED
    counter.do(ArchiveCase, record_id=record_id)
    found = package(counter, record_id)
    assert found.name.endswith("-v2")
    covers = [path for path in found.content.files if "volume_" in path]
    assert len(covers) == 2, "the cover of the first version is not part of the second"
    assert counter.kinds(record_id).count("CaseArchived") == 2


def test_a_file_that_is_not_what_it_was_is_not_written(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(ArchiveCase, record_id=record_id)
    paper = counter.papers(record_id)[0]
    counter.store.shelves.pdfs[paper.sha256] = b"%PDF-1.7 another"
    with pytest.raises(KnownTrouble, match="archive_differs"):
        package(counter, record_id)


def test_a_case_that_was_never_archived_has_no_package(counter: Counter) -> None:
    record_id = closed(counter)
    with pytest.raises(DeskRefusal, match="not_archived"):
        package(counter, record_id)
    with pytest.raises(DeskRefusal, match="no_such_record"):
        package(counter, "nobody")


def test_a_desk_without_rules_says_so(counter: Counter) -> None:
    record_id = closed(counter)
    counter.become(archiving=None)
    with pytest.raises(DeskRefusal, match="archive_not_here"):
        counter.do(ArchiveCase, record_id=record_id)


# -- what is missing ----------------------------------------------------------------------------------


def test_a_package_with_gaps_is_a_precheck_only(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.become(archiving=OnePageArchiving())
    before = counter.everything_written()
    with pytest.raises(DeskRefusal, match="archive_incomplete") as refused:
        counter.do(ArchiveCase, record_id=record_id)
    assert counter.everything_written() == before
    assert refused.value.values["count"] == 1
    found = precheck(counter, record_id)
    assert (found.kind, found.name.endswith("-precheck")) == (PRECHECK, True)
    assert json.loads(found.content.files[MANIFEST])["kind"] == PRECHECK
    assert metadata(found)["gaps"] == ["“食品经营许可”还没有办结；办结以后再归档。"]
    assert found.content.sha256 == precheck(counter, record_id).content.sha256
    assert not any("volume_" in path for path in found.content.files)


def test_each_gap_has_its_own_sentence(counter: Counter) -> None:
    counter.become(archiving=OnePageArchiving())
    record_id = accepted(counter)
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科")
    number = next(paper.number for paper in counter.papers(record_id) if paper.kind == "completion_notice")
    counter.do(VoidPaper, number=number, reason="写错了", collected=True)
    made = counter.do(MakeApplicantPaper, record_id=record_id, paper_kind="application_form")
    words = [gap_sentence(gap, counter.desk.words) for gap in precheck(counter, record_id).gaps]
    assert words == [
        f"申请表（{made.number}）还没有登记签字；请登记已签，或作废不用的那份。",
        "“食品经营许可”没有结论文书，也没有结果编号；请补登结果编号，或出具结论文书。",
        "“食品经营许可”还没有送达；请先交付或寄出。",
    ]
    counter.do(MarkApplicantPaper, number=made.number, state="signed")
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满")
    assert gaps(counter, record_id) == ["decision_missing"]


def test_only_the_last_print_of_an_applicants_paper_must_be_signed(counter: Counter) -> None:
    record_id = closed(counter)
    numbers = [
        counter.do(MakeApplicantPaper, record_id=record_id, paper_kind="application_form").number for _ in range(2)
    ]
    assert gaps(counter, record_id) == ["paper_unsigned"]
    counter.do(MarkApplicantPaper, number=numbers[0], state="signed")
    assert gaps(counter, record_id) == ["paper_unsigned"]
    counter.do(MarkApplicantPaper, number=numbers[1], state="signed")
    assert gaps(counter, record_id) == []


def test_a_scan_of_the_signed_copy_counts_as_signed(counter: Counter) -> None:
    record_id = closed(counter)
    number = counter.do(MakeApplicantPaper, record_id=record_id, paper_kind="application_form").number
    counter.do(AttachScan, record_id=record_id, data=SCAN, media_type="image/png", paper=number)
    assert gaps(counter, record_id) == []
    counter.do(ArchiveCase, record_id=record_id)
    assert SCAN in package(counter, record_id).content.files.values()


@pytest.mark.parametrize(
    ("mark", "wants", "more", "code"),
    [
        (MaterialMark.ORIGINAL, "on_paper", {}, ""),
        (MaterialMark.ORIGINAL, "scan", {}, "material_unscanned"),
        (MaterialMark.ORIGINAL, "scan_or_pages", {}, "material_uncounted"),
        (MaterialMark.ORIGINAL, "scan_or_pages", {"pages": 3}, ""),
        (MaterialMark.ELECTRONIC, "scan", {}, "material_unscanned"),
        (MaterialMark.PLEDGED, "commitment", {"reason": "本人签字"}, "commitment_missing"),
        (MaterialMark.EXEMPT, "nothing", {"alternative_proof": "共享数据"}, ""),
    ],
)
def test_what_a_material_needs_is_the_halls_rule(
    counter: Counter, mark: MaterialMark, wants: str, more: dict[str, Any], code: str
) -> None:
    record_id = closed(counter)
    sheet = replace(sheet_for(LICENCE), materials={"m_main": MaterialEntry(mark, **more)})
    with counter.store.reading() as reading:
        book = RecordBook(counter.desk, reading)
        book.open(record_id)
        case = replace(book.case, sheet=sheet)
        main = next(each for each in book.plan().plan.materials if each.material_id == "m_main")
        wanted = [WantedMaterial(main, sheet.entry("m_main"), (LICENCE,))]
        changed = replace(rules(), materials={str(mark): wants})
        found = [
            gap.code
            for gap in gaps_of(case, wanted, (), {}, changed)
            if gap.code.startswith(("material", "commitment"))
        ]
    assert found == ([code] if code else [])


def test_a_material_with_its_scan_is_archived(counter: Counter) -> None:
    record_id = closed(counter)
    counter.become(archiving=Ruled(materials={"original": "scan"}))
    missing = gaps(counter, record_id)
    assert missing
    assert set(missing) == {"material_unscanned"}
    for number, material in enumerate(("m_main", "m_late")):
        counter.do(
            AttachScan, record_id=record_id, data=SCAN + bytes([number]), media_type="image/png", material=material
        )
    assert len(gaps(counter, record_id)) == len(missing) - 2


def test_the_proof_of_service_may_have_to_be_signed(counter: Counter) -> None:
    record_id = closed(counter)
    counter.become(archiving=Ruled(needs_signed_service=True))
    assert gaps(counter, record_id) == ["service_unsigned"]
    number = next(paper.number for paper in counter.papers(record_id) if paper.kind == "delivery_record")
    counter.do(AttachScan, record_id=record_id, data=SCAN, media_type="image/png", paper=number)
    assert gaps(counter, record_id) == []


def test_a_refused_application_needs_no_materials_but_its_service(counter: Counter) -> None:
    counter.become(archiving=OnePageArchiving())
    record_id = taken_in(counter)
    values: dict[str, Any] = {"ground": "not_lawful", "reasons": ("不符合规定",)}
    counter.do(RefuseAcceptance, record_id=record_id, **values)
    assert gaps(counter, record_id) == ["not_delivered"]
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满")
    assert gaps(counter, record_id) == []


def test_a_paper_of_another_desk_and_a_damaged_one_are_told_apart(counter: Counter) -> None:
    record_id = closed(counter)
    papers = counter.papers(record_id)
    shelves = counter.store.shelves
    del shelves.papers[papers[0].number]
    shelves.pdfs[papers[1].sha256] = b"%PDF- damaged"
    assert gaps(counter, record_id)[:2] == ["paper_unreadable", "paper_elsewhere"]


def test_a_scan_whose_pages_cannot_be_counted_is_a_gap_of_its_own(counter: Counter) -> None:
    record_id = closed(counter)

    class Counting(OnePageArchiving):
        def pages(self, data: bytes, media_type: str) -> int:
            if data == SCAN:
                raise KnownTrouble("archive_page_unreadable")
            return 1

    counter.become(archiving=Counting())
    counter.do(AttachScan, record_id=record_id, data=SCAN, media_type="image/png", material="m_main")
    found = precheck(counter, record_id)
    assert [gap_sentence(gap, counter.desk.words) for gap in found.gaps] == ["“平面图”的扫描件坏了；请重新附上。"]
    assert SCAN not in found.content.files.values()


def test_a_bundle_is_archived_when_its_last_member_has_ended(counter: Counter) -> None:
    counter.become(archiving=OnePageArchiving())
    record_id = accepted(counter, SHOP)
    rest = tuple(code for code, status in counter.statuses(record_id).items() if status != "accepted")
    assert gaps(counter, record_id).count("case_open") == 1 + len(rest)
    counter.do(DecideCase, record_id=record_id, granted=True, way="signed_paper", officer="王科", result_number="N-1")
    counter.do(DeliverResult, record_id=record_id, way="counter", receiver="林小满")
    assert gaps(counter, record_id) == ["case_open"] * len(rest)
    withdrawn: dict[str, Any] = {"request_received": True, "reason": "不办了", "members": rest}
    counter.do(WithdrawApplication, record_id=record_id, **withdrawn)
    assert gaps(counter, record_id) == ["paper_unsigned"], "the request itself"
    (number,) = (paper.number for paper in counter.papers(record_id) if paper.kind == "withdrawal_request")
    counter.do(MarkApplicantPaper, number=number, state="signed")
    assert gaps(counter, record_id) == []
    counter.do(ArchiveCase, record_id=record_id)
    ended = {row["code"]: row["status"] for row in metadata(package(counter, record_id))["outcomes"]}
    assert ended == {LICENCE: "completed", **dict.fromkeys(rest, "withdrawn")}


# -- the list and the looks ---------------------------------------------------------------------------


def test_the_list_says_how_ready_each_closed_case_is(counter: Counter) -> None:
    archived = closed(counter)
    counter.do(ArchiveCase, record_id=archived)
    ready = closed(counter)
    undelivered = accepted(counter)
    counter.do(DecideCase, record_id=undelivered, granted=True, way="signed_paper", officer="王科", result_number="N")
    running, chain = accepted(counter), accepted(counter, CHAIN)
    found = readiness(counter)
    assert found == {archived: "archived", ready: "ready", undelivered: "gaps"}
    assert running not in found
    assert chain not in found


def test_whoever_takes_a_package_out_is_written_down(counter: Counter) -> None:
    record_id = closed(counter)
    counter.do(TakeOutArchive, record_id=record_id, is_precheck=True)
    counter.later(minutes=1)
    counter.do(TakeOutArchive, record_id=record_id)
    looks = counter.store.shelves.looks[-2:]
    assert [(look.kind, look.object_id, look.reason) for look in looks] == [
        (TAKEN_OUT, record_id, "precheck"), (TAKEN_OUT, record_id, ""),
    ]  # fmt: skip
    assert looks[1].at - looks[0].at == timedelta(minutes=1)
    with pytest.raises(DeskRefusal, match="no_such_record"):
        counter.do(TakeOutArchive, record_id="nobody")
