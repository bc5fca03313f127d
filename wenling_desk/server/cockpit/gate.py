"""Who may look at the cockpit: a supervisor's token, made by an administrator, kept as a digest, carried in a cookie.

The token has 160 bits of chance: a fast digest is enough, and nothing can be read back from the database.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Final

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.server.admission import NamedLimit
from wenling_desk.store.centre import supervisors
from wenling_desk.store.centre.session import Found, Session
from wenling_desk.store.centre.store import CentreStore

COOKIE: Final = "__Host-wenling-cockpit"
"""A browser takes a cookie of such a name only over TLS, for this host alone and for all of its paths."""

DAYS: Final = 30
MOST_DAYS: Final = 366
_TOKEN: Final = re.compile(r"[0-9a-f]{40}")
_NAME: Final = re.compile(r"\S(.{0,38}\S)?")


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Somebody who may look: ``digest`` of the token, and until when."""

    digest: str
    name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SupervisorRow:
    """A line of the list of those who may look."""

    name: str
    made_at: str
    ends_at: str
    revoked_at: str
    last_look: str


class Gate:
    """Makes tokens, knows them again, and keeps what was looked at."""

    def __init__(self, store: CentreStore) -> None:
        self._store = store

    def make(self, name: str, now: datetime, days: int = DAYS) -> tuple[str, datetime]:
        """A token and its end; it is shown this once. Refuses with ``supervisor_name_wrong`` and
        ``supervisor_days_wrong`` (most)."""
        if not _NAME.fullmatch(name) or not name.isprintable():
            raise DeskRefusal("supervisor_name_wrong")
        if not 1 <= days <= MOST_DAYS:
            raise DeskRefusal("supervisor_days_wrong", most=MOST_DAYS)
        token, ends_at = secrets.token_hex(20), now + timedelta(days=days)
        made = (digest_of(token), name, _text(now), _text(ends_at))
        self._store.write(lambda session: supervisors.add(session, *made))
        return token, ends_at

    def revoke(self, name: str, now: datetime) -> int:
        """Every token of that name ends now. Refuses with ``supervisor_unknown`` (name)."""
        ended = self._store.write(lambda session: supervisors.revoke(session, name, _text(now)))
        if not ended:
            raise DeskRefusal("supervisor_unknown", name=name[:40])
        return ended

    def everyone(self) -> tuple[SupervisorRow, ...]:
        """All who ever had one."""
        rows = self._store.read(supervisors.everyone)
        return tuple(SupervisorRow(row[1], row[2], row[3], row[4] or "", row[5]) for row in rows)

    def looks(self, most: int) -> list[Found]:
        """(when, name, what, about which figure), newest first."""
        return self._store.read(lambda session: supervisors.looks(session, most))

    def find(self, token: str, now: datetime) -> Supervisor | None:
        """Whose token it is; ``None`` for an unknown, ended or revoked one."""
        if not _TOKEN.fullmatch(token):
            return None
        digest = digest_of(token)

        def work(session: Session) -> Found | None:
            return supervisors.find(session, digest)

        row = self._store.read(work)
        if row is None or row[2] is not None or datetime.fromisoformat(row[1]) <= now:
            return None
        return Supervisor(digest, row[0], datetime.fromisoformat(row[1]))

    def note(self, supervisor: Supervisor, now: datetime, request: str, what: str, about: str = "") -> None:
        """Keep what was looked at, before it is shown."""
        at = now.isoformat(timespec="microseconds")
        self._store.write(lambda session: supervisors.note(session, at, request, supervisor.digest, what, about))


@dataclass(frozen=True, slots=True)
class GateLimits:
    """Wrong tokens from one address, and pages for one supervisor, a minute."""

    wrong: NamedLimit = field(default_factory=lambda: NamedLimit(5, 60.0))
    pages: NamedLimit = field(default_factory=lambda: NamedLimit(120, 60.0))


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def cookie_of(token: str, seconds: int) -> str:
    """The header that sets it: not for scripts, not for other sites, only over TLS."""
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict"


def token_in(header: str) -> str:
    """The token a request carries; empty where there is none that could be one."""
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found is not None else ""


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
