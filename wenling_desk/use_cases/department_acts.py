"""Acts on what a department has, whoever's item it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.recheck import check_act
from wenling_desk.use_cases.record_writer import RecordWriter


def do_for_department(
    writer: RecordWriter, action_id: str, members: Sequence[str], body: Mapping[str, Any], department_key: str
) -> Fact:
    """Carry out an act on papers that a department has: the right reaches as far as that department, which after 错派
    is not the item's own. Refuses like :meth:`RecordBook.do`."""
    action = writer.workflow.actions[action_id]
    role = writer.desk.role_for(action_id, chosen=writer.role, department_key=department_key)
    each = tuple(members) or ("",)
    check_act(writer.standing, writer.rules, action, each, [role] * len(each), body)
    return writer.add(action.fact, members, body, role)
