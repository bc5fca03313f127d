"""The settings' page in the real frame, with hands that remember."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.hands import bring_up
from tests.ui.record.counter import CLERK, MONDAY, Counter
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.settings import Settings
from wenling_desk.ui.main_window import FrameWords, MainWindow
from wenling_desk.ui.page import Page, PageDescriptor
from wenling_desk.ui.settings.page import SettingsPage
from wenling_desk.ui.settings.presenter import (
    BACK_UP,
    CHANGE_COUNTER,
    CHANGE_PASSWORD,
    CHANGE_PRINTING,
    NEW_RECOVERY_CODE,
    DatabaseState,
    SettingsPresenter,
    SettingsTools,
)
from wenling_desk.ui.widgets.kit import Kit

ALL_RIGHTS = frozenset({CHANGE_COUNTER, CHANGE_PRINTING, BACK_UP, CHANGE_PASSWORD, NEW_RECOVERY_CODE})
KINDS = (
    "intake_receipt", "acceptance_notice", "joint_acceptance", "not_required_notice", "refusal_notice",
    "correction_notice", "consultation_notice", "supplement_receipt", "deferred_acceptance_notice",
    "special_procedure_notice", "extension_notice", "acceptance_revocation", "deemed_withdrawal_notice",
    "completion_notice", "result_slip", "delivery_record", "amendment_notice", "case_summary",
)  # fmt: skip
CODE = "7KQW-93HD-XT4M-2PVB"


@dataclass
class Hands:
    """What the page did, and what it may do."""

    counter: Counter
    settings: Settings = field(
        default_factory=lambda: Settings(
            hall_name="城东街道便民服务中心", counter_label="3 号综合窗口", printer_name="hp",
            paper_copies={"acceptance_notice": 2},
        )
    )  # fmt: skip
    rights: frozenset[str] = ALL_RIGHTS
    saved: list[Settings] = field(default_factory=list)
    large: list[bool] = field(default_factory=list)
    backups: list[str] = field(default_factory=list)
    passwords: list[tuple[str, str]] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    trouble: KnownTrouble | None = None
    healthy: bool = True

    def run(
        self, work: Callable[[], Any], done: Callable[[Any], None], failed: Callable[[BaseException], None]
    ) -> None:
        try:
            result = work()
        except Exception as error:
            failed(error)
            return
        done(result)

    def save(self, settings: Settings) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.settings = settings
        self.saved.append(settings)

    def set_large_type(self, large: bool) -> bool:
        self.large.append(large)
        return True

    def back_up(self) -> str:
        if self.trouble is not None:
            raise self.trouble
        self.backups.append("backup")
        return "D:\\备份\\2026-11-23"

    def change_password(self, old: str, new: str) -> None:
        if len(new) < 8:
            raise DeskRefusal("password_too_short", minimum=8)
        self.passwords.append((old, new))

    def database(self) -> DatabaseState:
        return DatabaseState("D:\\温岭综窗", 48_300_000, 1234, self.healthy, MONDAY - timedelta(days=3), "D:\\备份")

    def tools(self) -> SettingsTools:
        return SettingsTools(
            desk=self.counter.get_desk,
            texts=self.counter.texts,
            run=self.run,
            settings=lambda: self.settings,
            save=self.save,
            paper_kinds=KINDS,
            printers=lambda give: give([("hp", "窗口打印机")]),
            set_large_type=self.set_large_type,
            database=self.database,
            back_up=self.back_up,
            change_password=self.change_password,
            new_recovery_code=lambda password: CODE,
            may=lambda what: what in self.rights,
            print_code=self.printed.append,
        )


@dataclass
class Desk:
    """A window with the settings on top."""

    hands: Hands
    window: MainWindow

    @property
    def page(self) -> SettingsPage:
        page = self.window.current_page()
        assert isinstance(page, SettingsPage)
        return page


class HomePage(Page):
    def title(self) -> str:
        return "home"


@pytest.fixture
def hands() -> Hands:
    return Hands(Counter(CLERK))


@pytest.fixture
def presenter(hands: Hands) -> SettingsPresenter:
    return SettingsPresenter(hands.tools())


@pytest.fixture
def desk(hands: Hands, kit: Kit, qtbot: Any) -> Desk:
    return make_desk(hands, kit, qtbot)


def make_desk(hands: Hands, kit: Kit, qtbot: Any) -> Desk:
    kit = Kit(hands.counter.texts, kit.theme, kit.ticks)
    window = MainWindow(
        kit,
        FrameWords("城东街道便民服务中心", "城东街道便民服务中心 · 3 号综合窗口 · 陈晓"),
        (
            PageDescriptor("home", "workbench.title", lambda frame: HomePage()),
            PageDescriptor("settings", "settings.title", lambda frame: SettingsPage(frame, hands.tools())),
        ),
        hands.counter.clock,
    )
    window.go("settings")
    bring_up(qtbot, window)
    return Desk(hands, window)


def with_settings(hands: Hands, **changes: Any) -> Hands:
    hands.settings = replace(hands.settings, **changes)
    return hands
