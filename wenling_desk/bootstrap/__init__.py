"""Where the desk is wired: every adapter meets its port in this package and nowhere else.

What opens a desk stands in ``opening``; it is loaded when first asked for, because the first window opens before it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wenling_desk.bootstrap.catalogue_files import (
        check_catalogue_folder,
        import_published_list,
        pack_catalogue_folder,
    )
    from wenling_desk.bootstrap.opening import (
        PRACTICE_KEY_BYTES,
        OpenDesk,
        Parts,
        SetUp,
        back_up,
        bring_back,
        catalogue_search,
        change_desk_code,
        check_password,
        is_set_up,
        load_calendar,
        make_parts,
        open_desk,
        open_practice,
        open_with_recovery_code,
        opened,
        renew_recovery_code,
        set_up,
        today_in_china,
    )
    from wenling_desk.bootstrap.system import CHINA, SystemClock, SystemIds

__all__ = [
    "CHINA",
    "PRACTICE_KEY_BYTES",
    "OpenDesk",
    "Parts",
    "SetUp",
    "SystemClock",
    "SystemIds",
    "back_up",
    "bring_back",
    "catalogue_search",
    "change_desk_code",
    "check_catalogue_folder",
    "check_password",
    "import_published_list",
    "is_set_up",
    "load_calendar",
    "make_parts",
    "open_desk",
    "open_practice",
    "open_with_recovery_code",
    "opened",
    "pack_catalogue_folder",
    "renew_recovery_code",
    "set_up",
    "today_in_china",
]

ELSEWHERE = {
    "CHINA": "system",
    "SystemClock": "system",
    "SystemIds": "system",
    "check_catalogue_folder": "catalogue_files",
    "import_published_list": "catalogue_files",
    "pack_catalogue_folder": "catalogue_files",
}
"""Names that do not stand in ``opening``."""


def __getattr__(name: str) -> Any:
    """The names above, each loaded with the module it stands in."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{ELSEWHERE.get(name, 'opening')}"), name)
