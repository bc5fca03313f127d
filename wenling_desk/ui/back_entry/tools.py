"""What the pages of 补录 are given from outside. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wenling_desk.domain.back_entry import PlatformFiles
from wenling_desk.texts import Texts
from wenling_desk.ui.told import DeskBridge, Run
from wenling_desk.use_cases.back_entry_list import BackEntryList
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.platform_ports import Platform, ReadPlatformList


@dataclass(frozen=True, slots=True)
class BackEntryTools:
    """``latest`` is the list as last read. ``place`` and ``keep_place`` remember where the 跟录 window stood, as a
    short text. ``run`` is for what may take long: the other system, and reading its list."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    files: PlatformFiles
    latest: Callable[[], BackEntryList | None]
    clerk_name: Callable[[str], str]
    read_list: ReadPlatformList
    platform: Platform
    run: Run
    place: Callable[[], str]
    keep_place: Callable[[str], None]
