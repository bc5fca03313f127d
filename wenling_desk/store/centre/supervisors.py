"""Rows of those who may look at the cockpit, and of what they looked at."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select, update

from wenling_desk.store.centre.figure_tables import supervisor, supervisor_look
from wenling_desk.store.centre.ops import here
from wenling_desk.store.centre.session import Found, Session

_S, _L = supervisor, supervisor_look
_FIND = select(_S.c.name, _S.c.ends_at, _S.c.revoked_at).where(here(_S, _S.c.token_hash == bindparam("token")))
_ALL = (
    select(_S.c.token_hash, _S.c.name, _S.c.made_at, _S.c.ends_at, _S.c.revoked_at)
    .where(here(_S))
    .order_by(_S.c.made_at, _S.c.token_hash)
)
_REVOKE = (
    update(_S)
    .where(here(_S, _S.c.name == bindparam("of"), _S.c.revoked_at.is_(None)))
    .values(revoked_at=bindparam("at"))
)
_LOOKS = (
    select(_L.c.at, _S.c.name, _L.c.what, _L.c.about)
    .join_from(_L, _S, (_S.c.region == _L.c.region) & (_S.c.token_hash == _L.c.token_hash))
    .where(here(_L))
    .order_by(_L.c.at.desc(), _L.c.request)
    .limit(bindparam("most"))
)
_LAST = select(_L.c.token_hash, func.max(_L.c.at)).where(here(_L)).group_by(_L.c.token_hash)


def add(session: Session, token_hash: str, name: str, made_at: str, ends_at: str) -> None:
    """One more."""
    session.insert(_S, [(token_hash, name, made_at, ends_at, None)])


def find(session: Session, token_hash: str) -> Found | None:
    """(name, end, when revoked) of a token."""
    return session.first(_FIND, token=token_hash)


def everyone(session: Session) -> list[Found]:
    """(digest, name, made, end, when revoked, last look) of all, oldest first."""
    last: dict[str, str] = dict(session.rows(_LAST))
    return [(*row, last.get(row[0], "")) for row in session.rows(_ALL)]


def revoke(session: Session, name: str, at: str) -> int:
    """Every token of that name ends now; how many did."""
    return session.change(_REVOKE, of=name, at=at)


def note(session: Session, at: str, request: str, token_hash: str, what: str, about: str) -> None:
    """One look."""
    session.insert(_L, [(at, request, token_hash, what, about)])


def looks(session: Session, most: int) -> list[Found]:
    """(when, name, what, about), newest first."""
    return session.rows(_LOOKS, most=most)
