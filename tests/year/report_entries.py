"""The entries of the small ledgers behind the report: acts of people of this centre, all names invented.

The list of 30 partner centres is nobody's to invent: they are numbered. Tasks and projects are samples of their kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from tests.year.half_year import AS_OF, FIRST_DAY

LED: Final = (
    "一件事扩面增效", "投资项目代办提速", "流动捷办下沉", "跨省通办扩点", "中介服务规范", "综合受理队伍建设",
    "镇街大厅提升",
)  # fmt: skip
JOINED: Final = ("电子证照共享应用", "公共数据共享", "信用承诺办事", "水电气网联合报装", "招投标评定分离")
PUBLISHED, SORTED, BATCHES = 35, 18, (17, 18)
VISITS: Final = (71, 70, 72, 68, 74, 69, 73, 67, 75, 66, 76, 69)
"""People served on each of twelve visits: 850."""

CENTRES, SERVICES, EXPERTS, CHIEFS, DEALS = 30, 38, 96, 12, 201
FINISHED_PROJECTS, OTHER_PROJECTS = 9, 50
FINISHED_INVESTMENT, INVESTMENT = 176_000, 2_820_000
"""In units of 10,000 yuan: 17.6 and 282 亿."""

LAND_TO_BUILD: Final = 2
STAGES: Final = ("filing", "land", "assess", "planning", "drawings", "permit")


@dataclass(frozen=True, slots=True)
class EntryAct:
    """One act: on the entry called ``on``, or opening one called ``name``."""

    day: date
    kind: str
    action: str
    values: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    on: str = ""


def entry_acts() -> list[EntryAct]:
    """All acts in the order of their days."""
    made = [*_tasks(), *_bundles(), *_visits(), *_partners(), *_projects(), *_agencies()]
    return sorted(made, key=lambda act: act.day)


def _iso(day: date) -> str:
    return day.isoformat()


def _tasks() -> Iterator[EntryAct]:
    day = FIRST_DAY + timedelta(days=6)
    for place, (task, part) in enumerate([*((each, "lead") for each in LED), *((each, "join") for each in JOINED)]):
        name = f"task{place}"
        values: dict[str, Any] = {
            "task": task, "part": part, "year": 2023, "level": "county", "listed_on": _iso(day),
            "due_on": "2023-12-31", "goal": f"{task}上半年完成过半，年底全部完成。",
            "measure": "列清单、定责任人，每月报进度，有佐证才算。",
        }  # fmt: skip
        if part == "join":
            values["lead_department"] = "XZFW"
        yield EntryAct(day, "reform_task", "list_reform_task", values, name)
        started = {"owner": "0103", "started_on": _iso(day)}
        yield EntryAct(day, "reform_task", "start_reform_task", started, on=name)
        told = AS_OF - timedelta(days=2)
        progress = {
            "progress": 50 + place * 3, "progress_said": f"{task}按月推进，半年度目标已过。", "proof": "半年度台账",
            "reported_on": _iso(told),
        }  # fmt: skip
        yield EntryAct(told, "reform_task", "report_reform_progress", progress, on=name)


def _bundles() -> Iterator[EntryAct]:
    number = 0
    for batch, (amount, day) in enumerate(zip(BATCHES, (date(2023, 2, 15), date(2023, 4, 20)), strict=True), 1):
        prepared = day - timedelta(days=20)
        yield EntryAct(prepared, "bundle_batch", "prepare_bundle_batch", {
            "name": f"第{batch}批一件事", "batch": batch, "year": 2023, "prepared_on": _iso(prepared),
        }, f"batch{batch}")  # fmt: skip
        yield EntryAct(day, "bundle_batch", "publish_bundle_batch", {
            "published_on": _iso(day), "document": f"温示例改〔2023〕{batch} 号",
        }, on=f"batch{batch}")  # fmt: skip
        for _ in range(amount):
            number += 1
            yield _sort(number, batch, prepared)
            yield EntryAct(day, "bundle_listing", "publish_bundle", {
                "published_on": _iso(day), "document": f"温示例改〔2023〕{batch} 号",
            }, on=f"bundle{number}")  # fmt: skip
    for _ in range(SORTED):
        number += 1
        yield _sort(number, len(BATCHES) + 1, date(2023, 5, 22))


def _sort(number: int, batch: int, day: date) -> EntryAct:
    values = {"name": f"示例一件事{number:02d}", "batch": batch, "lead": "SCJG", "sorted_on": _iso(day)}
    return EntryAct(day, "bundle_listing", "sort_bundle", values, f"bundle{number}")


def _visits() -> Iterator[EntryAct]:
    kinds = ("park", "district", "market", "school", "hospital", "village")
    for place, served in enumerate(VISITS):
        day, name = date(2023, 1, 12) + timedelta(days=12 * place), f"visit{place}"
        before = day - timedelta(days=1)
        yield EntryAct(before, "visit", "plan_visit", {
            "name": f"第{place + 1}次流动捷办", "day": _iso(day), "place": f"示例地点{place + 1}",
            "place_kind": kinds[place % len(kinds)],
        }, name)  # fmt: skip
        yield EntryAct(before, "visit", "pack_visit", {
            "kit": ["laptop", "reader", "slip_printer"], "pack_ready": True, "pack_at": "16:00",
        }, on=name)  # fmt: skip
        yield EntryAct(day, "visit", "leave_for_visit", {"left_at": "08:00", "carried_by": "陈示例"}, on=name)
        yield EntryAct(day, "visit", "return_from_visit", {"back_at": "11:30", "served": served, "cases": 0}, on=name)


def _partners() -> Iterator[EntryAct]:
    for place in range(CENTRES + 1):
        is_chamber = place == CENTRES
        day, name = date(2023, 1, 9) + timedelta(days=4 * place), f"partner{place}"
        yield EntryAct(day, "partner", "list_partner", {
            "name": "示例温岭商会" if is_chamber else f"示例县政务服务中心{place + 1:02d}",
            "partner_kind": "chamber" if is_chamber else "centre", "place": "示例市", "reach": "wenling",
            "basis": "跨省通办合作协议文本",
        }, name)  # fmt: skip
        yield EntryAct(day, "partner", "sign_partner", {
            "agreed_on": _iso(day), "document": "跨省通办合作协议", "modes": ["guided"] if is_chamber else ["by_proxy"],
            "rights": ["guide", "pass_on"] if is_chamber else ["take_in", "tell"],
        }, on=name)  # fmt: skip


def _projects() -> Iterator[EntryAct]:
    for place in range(FINISHED_PROJECTS + OTHER_PROJECTS):
        done = place < FINISHED_PROJECTS
        day, name = date(2023, 1, 10) + timedelta(days=place % 30), f"project{place}"
        # Planned a month before, in time, or two months before: on average one month earlier.
        planned = (date(2023, 5, 20), date(2023, 4, 20), date(2023, 6, 20))[place % 3] if done else date(2023, 10, 10)
        yield EntryAct(day, "investment_project", "list_project", {
            "name": f"温岭市示例项目{place + 1:02d}", "developer": f"温岭市示例{place + 1:02d}有限公司",
            "trade": "industry", "investment": _investment(place), "town": "331081101", "listed_on": _iso(day),
            "planned_start": _iso(planned),
        }, name)  # fmt: skip
        if done:
            yield from _finished(name, day, place)


def _finished(name: str, day: date, place: int) -> Iterator[EntryAct]:
    kind = "investment_project"
    yield EntryAct(day, kind, "appoint_agent", {"agent": "0103", "extent": "whole", "wanted_by": "陈示例"}, on=name)
    land = date(2023, 4, 10)
    if place < LAND_TO_BUILD:
        yield EntryAct(land, kind, "sign_land_contract", {"land_contract": _iso(land)}, on=name)
        permit = {"permit_on": _iso(land + timedelta(days=2)), "permit_number": f"示例许{place + 1:03d}"}
        yield EntryAct(land + timedelta(days=2), kind, "issue_build_permit", permit, on=name)
        yield EntryAct(land + timedelta(days=2), kind, "confirm_land_to_build", {"allowed_days": 3}, on=name)
    start = date(2023, 4, 20)
    yield EntryAct(start, kind, "start_project", {"actual_start": _iso(start)}, on=name)
    over = date(2023, 6, 1)
    yield EntryAct(over, kind, "finish_project", {"done_on": _iso(over), "result": "审批全部办完，已开工。"}, on=name)


def _investment(place: int) -> int:
    if place < FINISHED_PROJECTS:
        share, rest = divmod(FINISHED_INVESTMENT, FINISHED_PROJECTS)
        return share + (rest if place == 0 else 0)
    share, rest = divmod(INVESTMENT - FINISHED_INVESTMENT, OTHER_PROJECTS)
    return share + (rest if place == FINISHED_PROJECTS else 0)


def _agencies() -> Iterator[EntryAct]:
    for place in range(SERVICES):
        day = date(2023, 1, 16)
        yield EntryAct(day, "agency_service", "add_service", {
            "name": f"示例中介服务{place + 1:02d}", "sort": "writing", "stage": STAGES[place % len(STAGES)],
            "organ": "ZJJ", "needed": "optional", "qualification": "按行业规定", "days": 10,
            "price_note": "按合同", "added_on": _iso(day),
        }, f"service{place}")  # fmt: skip
    for place in range(EXPERTS + CHIEFS):
        day = date(2023, 2, 1)
        yield EntryAct(day, "expert", "enrol_expert", {
            "name": "林示例", "post": "chief" if place >= EXPERTS else "expert", "fields_of_work": ["structure"],
            "title_of_post": "高级工程师", "unit": f"温岭市示例设计院{place + 1:03d}", "enrolled_on": _iso(day),
            "term_until": "2026-01-31",
        }, f"expert{place}")  # fmt: skip
    for place in range(DEALS):
        yield from _deal(place)
    for place, name in enumerate(("示例商业银行温岭支行", "示例财产保险温岭支公司")):
        yield EntryAct(date(2023, 3, 1), "guarantee_company", "approve_company", {
            "name": name, "sort": ("bank", "insurer")[place], "covers": ["bid"], "approved_on": "2023-03-01",
        }, f"guarantee{place}")  # fmt: skip


def _deal(place: int) -> Iterator[EntryAct]:
    day, name, agency = date(2023, 1, 17) + timedelta(days=place % 140), f"deal{place}", "示例规划咨询有限公司"
    yield EntryAct(day, "online_deal", "post_demand", {
        "project_name": f"示例厂房{place + 1:03d}", "owner": "温岭市示例泵业有限公司",
        "service_name": "日照分析报告编制", "budget": 18_000, "named_by": "owner",
    }, name)  # fmt: skip
    offers = [{"agency": agency, "price": 15_800, "days": 10, "pledged": True}]
    yield EntryAct(day, "online_deal", "collect_offers", {"offers": offers}, on=name)
    yield EntryAct(day, "online_deal", "choose_agency", {
        "way": "owner_choice", "chosen_by": "owner", "agency": agency, "price": 15_800, "choice_note": "最快",
        "owner_person": "陈示例",
    }, on=name)  # fmt: skip
    yield EntryAct(day, "online_deal", "close_deal", {"dealt_agency": agency, "dealt_on": _iso(day)}, on=name)
