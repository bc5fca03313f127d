"""Who may do what: one table of command and role, denied where it has no row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.workflow import Scope


class Role(StrEnum):
    """The roles of a hall: 综合受理员, 班组长, 后台审批科室, 代办员 and the three administrators."""

    CLERK = "clerk"
    TEAM_LEADER = "team_leader"
    REVIEWER = "reviewer"
    PROJECT_AGENT = "project_agent"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Session:
    """The person at the desk and the roles held; in a stand-alone hall one person may hold several.

    ``department_key`` is the department a reviewer sits in; empty where one hall does everything.
    """

    clerk: str
    clerk_name: str
    roles: tuple[Role, ...]
    department_key: str = ""


Authority = Mapping[str, Mapping[str, Scope]]
"""Command or action id -> role -> scope."""


def role_for(
    session: Session,
    wanted: str,
    authority: Authority,
    *,
    chosen: Role | None = None,
    owner: str = "",
    department_key: str = "",
) -> Role:
    """The role by which ``session`` may do ``wanted``; refuses with ``not_permitted``.

    Of several roles the first of the session that the table allows is used, and stands in the fact; ``chosen`` is
    used instead where the person says so and holds it. ``owner`` is the clerk of what is acted on: a row of scope OWN
    refuses with ``not_own`` for somebody else's. ``department_key`` is the department concerned: a row of scope
    DEPARTMENT refuses with ``not_your_department`` for another one's.
    """
    rows = authority.get(wanted, {})
    refusal = DeskRefusal("not_permitted", act=wanted)
    roles = session.roles if chosen is None else tuple(role for role in session.roles if role is chosen)
    for role in roles:
        scope = rows.get(role, Scope.DENY)
        if scope is Scope.DENY:
            continue
        if scope is Scope.OWN and owner not in ("", session.clerk):
            refusal = DeskRefusal("not_own", act=wanted)
        elif scope is Scope.DEPARTMENT and _is_elsewhere(session.department_key, department_key):
            refusal = DeskRefusal("not_your_department", act=wanted)
        else:
            return role
    raise refusal


def _is_elsewhere(own: str, concerned: str) -> bool:
    return own != "" and concerned not in ("", own)


def missing_rows(commands: Iterable[str], authority: Authority) -> list[str]:
    """Commands without a row in the table: each one fails the build."""
    return sorted(command for command in commands if not authority.get(command))
