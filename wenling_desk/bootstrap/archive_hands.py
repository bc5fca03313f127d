"""归档, wired: the page, where packages go, and who asks for the folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from wenling_desk import bootstrap
from wenling_desk.ui.archive.page import ArchiveNeeds, archive_descriptor, ask_for_folder
from wenling_desk.ui.archive.presenter import ArchiveTools
from wenling_desk.ui.page import Frame, PageDescriptor
from wenling_desk.ui.told import DeskBridge
from wenling_desk.use_cases.archive_volume import Package

Run = Callable[[Callable[[], Any], Callable[[Any], object], Callable[[BaseException], object]], object]


def archive_pages(
    opened: bootstrap.OpenDesk, bridge: DeskBridge, run: Run, print_papers: Callable[[Sequence[str]], None]
) -> list[PageDescriptor]:
    """The page. ``run`` does work aside from the threads of the desk."""
    tools = ArchiveTools(
        bridge=bridge,
        desk=lambda: opened.current,
        texts=opened.parts.texts,
        run=run,
        write=write_into,
        choose_folder=ask_for_folder,
        print_papers=print_papers,
    )

    def needs(frame: Frame) -> ArchiveNeeds:
        def open_record(record_id: str) -> None:
            frame.go("record", record_id=record_id)

        return ArchiveNeeds(tools, open_record)

    return [archive_descriptor(needs)]


def write_into(package: Package, folder: Path) -> Path:
    """Write a package under a folder; where it lies. Raises as ``write_package``."""
    from wenling_desk.exports.archive_package import write_package

    place = folder / package.name
    write_package(package.content.files, place)
    return place
