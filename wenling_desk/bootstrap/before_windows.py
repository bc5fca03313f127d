"""What is looked at before the first window: the folder, the settings, the keys, the fonts, a second copy."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wenling_desk import bootstrap
from wenling_desk.bootstrap import home_state, installation
from wenling_desk.bootstrap.home_state import HomeState
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.receipts import fonts
from wenling_desk.settings import Settings, load_settings
from wenling_desk.texts import TextError

if TYPE_CHECKING:
    from wenling_desk.use_cases.ports import Clock

MISSING_FONT: Final = "missing-font.ttf"
"""The name of a file that is nowhere: the screen says that a font is missing, and works without it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """``trouble`` keeps the desk from opening, whatever password is typed; then ``settings`` are the defaults."""

    settings: Settings
    is_new: bool = False
    trouble: Exception | None = None


def look(home: Path) -> Finding:
    """How a home stands; a first run for one that is new or whose set-up was cut off."""
    try:
        installation.require_whole()
        home_state.make_place(home)
        if home_state.state_of(home) in (HomeState.NEW, HomeState.UNFINISHED):
            return Finding(load_settings(home), is_new=True)
        return Finding(home_state.look_before_opening(home))
    except (DeskRefusal, KnownTrouble) as trouble:
        _log.warning("not started: %s", trouble.code)
        return Finding(Settings(), trouble=trouble)


def screen_fonts(home: Path) -> list[Path]:
    """The screen's fonts, unpacked; where one cannot be had, the name of a file that does not exist."""
    found: list[Path] = []
    for name in fonts.SCREEN_FONTS:
        try:
            found += fonts.unpack(home / "cache" / "fonts", [name]).values()
        except (KnownTrouble, OSError, ValueError, KeyError) as error:
            _log.warning("font %s: %s", name, getattr(error, "code", type(error).__qualname__))
            found.append(home / "cache" / "fonts" / MISSING_FONT)
    return found


class FirstRunDoor:
    """Sets a desk up and opens it only after its recovery code was kept: closed in between, it begins anew."""

    def __init__(self, home: Path, clock: Clock | None = None) -> None:
        self._home = home
        self._clock = clock
        self._is_made = False

    def create(self, answers: Any) -> str:
        """Set the desk up as the first run's answers say; the recovery code, which is shown once."""
        request = bootstrap.SetUp(
            hall_name=answers.hall_name,
            hall_code=answers.hall_code,
            desk_code=answers.desk_code,
            counter=answers.counter_label,
            clerk=answers.clerk_number,
            clerk_name=answers.clerk_name,
            practice=answers.practice,
        )
        code = bootstrap.set_up(self._home, request, answers.password, finish=False, clock=self._clock)
        self._is_made = True
        return code

    def join(self, answers: Any) -> str:
        """Enrol the desk as the first run's answers say, set up in the same go; the recovery code."""
        from wenling_desk.bootstrap import enrolment

        wish = enrolment.Wish(
            server=answers.server,
            code=answers.code,
            fingerprint=answers.fingerprint,
            counter=answers.counter_label,
            kind=enrolment.LAPTOP if answers.laptop else enrolment.COUNTER,
            clerk=answers.clerk_number,
            clerk_name=answers.clerk_name,
        )
        joined = enrolment.enrol(self._home, wish, answers.password, finish=False)
        self._is_made = True
        return joined.recovery_code

    def open_desk(self, password: str) -> bootstrap.OpenDesk:
        """The desk by its password. Asked for the first time, the recovery code has been kept."""
        if self._is_made:
            home_state.finish_set_up(self._home)
            self._is_made = False
        try:
            return bootstrap.open_desk(self._home, password, self._clock)
        except TextError as error:
            raise KnownTrouble("installation_incomplete", file="texts") from error
