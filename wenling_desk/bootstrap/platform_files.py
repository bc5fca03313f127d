"""The other system's files and its list, for windows and commands."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from wenling_desk import resources
from wenling_desk.catalogue.platform_files import read_platform_files
from wenling_desk.domain.back_entry import PlatformFiles
from wenling_desk.use_cases.platform_ports import PlatformList


@cache
def files_of_the_platform() -> PlatformFiles:
    """What ``resources/platform_forms`` says, read once. Raises ``platform_data_broken``."""
    return read_platform_files(resources.path("platform_forms"))


def read_list(path: Path) -> PlatformList:
    """A list of the other system. Raises as :func:`wenling_desk.catalogue.platform_list.read_platform_list`."""
    from wenling_desk.catalogue.platform_list import read_platform_list

    return read_platform_list(path, files_of_the_platform())
