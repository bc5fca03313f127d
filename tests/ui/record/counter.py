"""A whole counter in memory for the tests of these pages: real use cases, a store in memory, a press that writes its
content down, and the bridge that answers at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

from tests.support.headless_bridge import HeadlessBridge
from tests.support.memory_store import MemoryStore
from tests.support.small_catalogue import MARRIAGE, RESTAURANT, small_catalogue
from wenling_desk import resources
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.paper import PaperContent, RenderedPaper
from wenling_desk.domain.party import Mandate, Party, PartyKind
from wenling_desk.texts import Texts
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.dispatch import Dispatcher
from wenling_desk.use_cases.import_results import ResultFile
from wenling_desk.use_cases.ports import DeskIdentity, Reading
from wenling_desk.use_cases.take_in import TakeIn

HALL_TIME = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=HALL_TIME)
PERSON = "林见秋"
NUMBER = "331081199001011235"
PHONE = "13800005678"
AGENT = "周望舒"

CLERK = Session("c001", "陈晓", (Role.CLERK,))
LEADER = Session("l001", "林岚", (Role.TEAM_LEADER,))
REVIEWER = Session("r001", "王审", (Role.REVIEWER,))


class SetClock:
    """A clock that moves when told."""

    def __init__(self, moment: datetime = MONDAY) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def on(self, days: int = 0, hours: int = 0, minutes: int = 0) -> None:
        self.moment += timedelta(days=days, hours=hours, minutes=minutes)


class CountedIds:
    """Ids that sort by time."""

    def __init__(self) -> None:
        self._last = 0

    def new_id(self) -> str:
        self._last += 1
        return f"{self._last:08d}"


class WritingPress:
    """A press that writes the content down instead of drawing it."""

    def render(self, content: PaperContent) -> RenderedPaper:
        plain = json.dumps(
            {"kind": content.kind, "number": content.number, "values": dict(content.values)},
            ensure_ascii=False,
            sort_keys=True,
            default=str,
        ).encode()
        return RenderedPaper(b"%PDF-1.4 " + plain, hashlib.sha256(b"%PDF-1.4 " + plain).hexdigest(), 1)


class OneShelf:
    """One catalogue, in force always."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def current(self, on: object) -> Catalogue:
        return self._catalogue

    def release(self, number: str) -> Catalogue:
        return self._catalogue


class WatchedBridge(HeadlessBridge):
    """The headless bridge, with the commands it carried for a test to look at."""

    def __init__(self, dispatcher: Dispatcher, store: MemoryStore, texts: Texts) -> None:
        def read(query: Callable[[Reading], Any]) -> Any:
            with store.reading() as reading:
                return query(reading)

        super().__init__(self._watch, read, texts)
        self._dispatcher = dispatcher
        self.commands: list[Command] = []
        self.slow = False
        """Commands wait until ``catch_up``, as they do for the desk thread."""
        self._waiting: list[Callable[[], None]] = []

    def submit(self, *arguments: Any, **further: Any) -> None:
        carry_out = partial(super().submit, *arguments, **further)
        if self.slow:
            self._waiting.append(carry_out)
        else:
            carry_out()

    def catch_up(self) -> None:
        """What waits, in its order."""
        while self._waiting:
            self._waiting.pop(0)()

    def _watch(self, command: Command) -> Changes:
        self.commands.append(command)
        return self._dispatcher.dispatch(command)


class Counter:
    """One desk and the person at it."""

    def __init__(self, session: Session = CLERK, catalogue: Catalogue | None = None, press: Any = None) -> None:
        self.texts = Texts(resources.path("texts") / "zh_CN")
        self.clock = SetClock()
        self.store = MemoryStore()
        workflows = FileWorkflows(resources.path("workflows"))
        self.dispatcher = Dispatcher(
            Desk(
                store=self.store,
                catalogues=OneShelf(catalogue or small_catalogue()),
                workflows=workflows,
                press=press or WritingPress(),
                words=self.texts,
                clock=self.clock,
                ids=CountedIds(),
                identity=DeskIdentity(
                    "331081", "CD", "城东街道便民服务中心", "K7QX", "device-1", "3 号综合窗口", False
                ),
                session=session,
                authority=read_authority(resources.path("authority.yaml"), workflows),
                copies={"acceptance_notice": 2},
            )
        )
        self.bridge = WatchedBridge(self.dispatcher, self.store, self.texts)
        self.printed: list[str] = []

    @property
    def desk(self) -> Desk:
        return self.dispatcher.desk

    def get_desk(self) -> Desk:
        return self.dispatcher.desk

    def sign_in(self, session: Session) -> None:
        self.dispatcher.sign_in(session)

    def give_authority(self, **changes: Any) -> None:
        """Change the desk, for a test that needs another one."""
        self.dispatcher.desk = replace(self.dispatcher.desk, **changes)

    def do(self, command: Command) -> Changes:
        return self.dispatcher.dispatch(command)

    def new_id(self) -> str:
        return self.desk.ids.new_id()

    def print_papers(self, numbers: Sequence[str]) -> None:
        self.printed += numbers


def person(**changes: Any) -> Party:
    """The applicant."""
    plain = Party(
        "p1",
        "applicant",
        PartyKind.NATURAL_PERSON,
        PERSON,
        IdentityKind.RESIDENT_ID_CARD,
        NUMBER,
        PHONE,
        "温岭市城东街道示例路 8 号",
    )
    return replace(plain, **changes)


def agent(received: bool = True) -> Party:
    """Somebody who acts for the applicant."""
    return Party(
        "p2", "agent", PartyKind.NATURAL_PERSON, AGENT, IdentityKind.NONE, phone=PHONE, mandate=Mandate(received)
    )


def entry(mark: str, **more: Any) -> MaterialEntry:
    return MaterialEntry(MaterialMark(mark), **more)


MARRIAGE_FORM = {
    "subject_name": PERSON,
    "subject_id_no": NUMBER,
    "subject_phone": PHONE,
    "subject_birth_date": "1990-01-01",
    "spouse_name": "沈听澜",
    "spouse_id_no": "33108119910202123X",
    "marriage_reissue_reason": "遗失",
}


def marriage_sheet(materials: Mapping[str, MaterialEntry] | None = None, **changes: Any) -> IntakeSheet:
    """补领婚姻登记证, complete unless other materials are given."""
    complete = {"m_sfz": entry("exempt"), "m_sms": entry("original")}
    plain = IntakeSheet(
        MARRIAGE,
        False,
        "2026.11",
        parties=(person(),),
        materials=complete if materials is None else materials,
        form=MARRIAGE_FORM,
        queue_ticket="A036",
    )
    return replace(plain, **changes)


RESTAURANT_FORM = {
    "entity_name": "温岭市城东海味小馆",
    "uscc": "",
    "premises_address": "温岭市城东街道示例路 8 号",
    "premises_tenure": "租赁",
    "premises_area": "86",
    "legal_rep_name": PERSON,
    "legal_rep_id_no": NUMBER,
    "legal_rep_phone": PHONE,
    "business_scope": "餐饮服务",
    "food_online": False,
}
RESTAURANT_MATERIALS = {
    "m_djs": entry("original"),
    "m_sfz": entry("exempt"),
    "m_cs": entry("copy", checked_against_original=True),
    "m_spsq": entry("original"),
    "m_lct": entry("original"),
    "m_zd": entry("pledged"),
    "m_jk": entry("copy"),
    "m_zp": entry("electronic"),
}


def restaurant_sheet(materials: Mapping[str, MaterialEntry] | None = None, **changes: Any) -> IntakeSheet:
    """开办餐饮店 of three members: the licence waits for the registration, the sign stands beside it."""
    plain = IntakeSheet(
        RESTAURANT,
        True,
        "2026.11",
        answers={"q1": ("b",), "q2": ("b",), "q4": ("a",)},
        parties=(person(),),
        materials={**RESTAURANT_MATERIALS, **(materials or {})},
        form=RESTAURANT_FORM,
        queue_ticket="A036",
    )
    return replace(plain, **changes)


def no_results(path: Path) -> ResultFile:
    return ResultFile(path.name, "", ())


def take_in(counter: Counter, sheet: Any = None) -> str:
    """An application handed in; its record."""
    return counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet or marriage_sheet())).record_id
