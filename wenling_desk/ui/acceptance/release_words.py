"""What a newer release of the catalogue changes for this applicant, in words. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.release_diff import ChangeKind, ChangeValue, PlanChange, diff_for_plan
from wenling_desk.domain.service_item import TimeLimit
from wenling_desk.texts import Texts
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.wording import limit_words

NAMED = frozenset({
    ChangeKind.TARGET_GONE, ChangeKind.TARGET_NOT_IN_FORCE, ChangeKind.QUESTION_ADDED, ChangeKind.QUESTION_REMOVED,
    ChangeKind.QUESTION_REWORDED, ChangeKind.ANSWER_GONE, ChangeKind.MEMBER_ADDED, ChangeKind.MEMBER_REMOVED,
    ChangeKind.MEMBER_ORDER, ChangeKind.DELEGATION_GAINED, ChangeKind.DELEGATION_LOST, ChangeKind.DELEGATION_CHANGED,
    ChangeKind.MATERIAL_ADDED, ChangeKind.MATERIAL_REMOVED, ChangeKind.FIELD_ADDED, ChangeKind.FIELD_REMOVED,
})  # fmt: skip
"""Changes a name is enough for; of the others the old and the new value are told."""


def changes_for(desk: Desk, sheet: IntakeSheet) -> tuple[PlanChange, ...]:
    """What the release in force changes for a draft begun under an earlier one."""
    left_out = frozenset(sheet.already_done) | frozenset(sheet.not_needed)
    return tuple(
        diff_for_plan(
            desk.catalogues.release(sheet.catalogue_release),
            desk.catalogue(),
            sheet.target_code,
            sheet.answers,
            left_out,
            on=desk.today(),
        )
    )


def change_lines(texts: Texts, changes: tuple[PlanChange, ...], departments: Mapping[str, str]) -> tuple[str, ...]:
    """One line for each change, each once; nothing changed is said too. ``departments`` gives names by key."""
    lines = dict.fromkeys(_line(texts, change, departments) for change in changes)
    return tuple(lines) or (texts("acceptance.release.nothing"),)


def _line(texts: Texts, change: PlanChange, departments: Mapping[str, str]) -> str:
    key = f"acceptance.release.{change.kind}"
    if change.kind in NAMED:
        return texts(key, name=change.name)
    aspect = texts(f"acceptance.release.aspect.{change.aspect}") if change.aspect else ""
    before, after = (
        departments.get(value, value) if isinstance(value, str) and change.aspect == "department" else value
        for value in (change.before, change.after)
    )
    return texts(key, name=change.name, aspect=aspect, before=_words(texts, before), after=_words(texts, after))


def _words(texts: Texts, value: ChangeValue) -> str:
    match value:
        case None | "":
            return texts("acceptance.release.none")
        case bool():
            return texts("case.yes" if value else "case.no")
        case TimeLimit():
            return limit_words(texts, value)
        case date():
            return value.isoformat()
        case tuple():
            return texts("case.joined").join(value)
        case _:
            return _word(texts, str(value))


def _word(texts: Texts, value: str) -> str:
    """Codes that have a word are told by it."""
    for family in ("form", "source", "handling_kind", "item_type"):
        if texts.has(f"case.{family}.{value}"):
            return texts(f"case.{family}.{value}")
    return value
