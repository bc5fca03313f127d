"""更正/作废 at the record page: which paper or the whole case, what was wrong, what has to be answered. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wenling_desk.domain.edits import PARTY_VALUES, party_field, standing_value
from wenling_desk.domain.repairs import AMENDABLE, WORDING, with_department
from wenling_desk.texts import Texts
from wenling_desk.ui.record.form_field import FormField, Values
from wenling_desk.ui.record.paper_names import paper_name, short_number
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending, said
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import Paper
from wenling_desk.use_cases.void_case import VoidCase, valid_papers

AMEND, VOID = "amend", "void"
YES, NO = "yes", "no"
TAKEN_BACK = "taken_back:"
"""Prefix of the fields that ask of one paper whether it was taken back; the rest is its number."""


def repair_fields(texts: Texts, sheet: RecordSheet, first: str) -> list[FormField]:
    """The panel; ``first`` is what is chosen when it opens. The whole case is only voided where that is lawful."""
    void = sheet.acts.get("void_case")
    papers = amendable(sheet)
    ways = [(AMEND, texts("repairs.amend"))] if papers else []
    if void is not None and void.possible:
        ways.append((VOID, texts("repairs.void")))
    names = [way for way, _ in ways]
    fields = [
        FormField(
            "what", "choice", texts("repairs.what"), True, choices=tuple(ways),
            initial=first if first in names else next(iter(names), ""),
        )
    ]  # fmt: skip
    fields += _amending(texts, sheet, papers) + (_voiding(texts, sheet) if VOID in names else [])
    fields.append(FormField("reason", "text", texts("repairs.reason"), True, hint=texts("repairs.reason_hint")))
    if sheet.case is not None and with_department(sheet.record, [member.code for member in sheet.case.members]):
        fields += [
            FormField("reply_by", "name", texts("repairs.reply_by"), True, hint=texts("repairs.reply_hint")),
            FormField("reply_note", "text", texts("repairs.reply_note"), True),
        ]
    return fields


def amendable(sheet: RecordSheet) -> tuple[Paper, ...]:
    """The papers of a record that may be replaced by a corrected one, newest first."""
    return tuple(paper for paper in reversed(sheet.papers) if paper.voided_at is None and paper.kind in AMENDABLE)


def _amending(texts: Texts, sheet: RecordSheet, papers: Sequence[Paper]) -> list[FormField]:
    when = ("what", (AMEND,))
    listed = tuple((paper.number, _called(texts, paper.kind, paper.number)) for paper in papers)
    values = value_choices(texts, sheet)
    return [
        FormField(
            "paper", "choice", texts("repairs.paper"), True, choices=listed,
            initial=listed[0][0] if len(listed) == 1 else "", when=when,
        ),
        FormField("field", "choice", texts("repairs.field"), True, choices=values, when=when),
        FormField(
            "before", "text", texts("repairs.before"), True, when=("field", (WORDING,)),
            hint=texts("repairs.before_hint"),
        ),
        FormField("after", "text", texts("repairs.after"), True, when=when),
        FormField("collected", "choice", texts("repairs.collected"), True, choices=_yes_no(texts), when=when),
    ]  # fmt: skip


def _voiding(texts: Texts, sheet: RecordSheet) -> list[FormField]:
    when = ("what", (VOID,))
    targets = tuple((code, name) for code, name in target_choices(sheet))
    asked = [
        FormField(
            TAKEN_BACK + str(fact.body["number"]), "choice",
            texts("repairs.collected_of", paper=_called(texts, str(fact.body["paper_kind"]), str(fact.body["number"]))),
            True, choices=_yes_no(texts), when=when,
        )
        for fact in valid_papers(sheet.record.facts)
        if fact.kind == "PaperIssued"
    ]  # fmt: skip
    right = FormField(
        "copy_to", "choice", texts("repairs.copy_to"), choices=targets, hint=texts("repairs.copy_hint"), when=when
    )
    return [right, *asked]


def _yes_no(texts: Texts) -> tuple[tuple[str, str], ...]:
    return (YES, texts("repairs.collected_yes")), (NO, texts("repairs.collected_no"))


def _called(texts: Texts, kind: str, number: str) -> str:
    return texts("repairs.paper_named", name=paper_name(texts, kind), number=short_number(number))


def value_choices(texts: Texts, sheet: RecordSheet) -> tuple[tuple[str, str], ...]:
    """What may be mended, each with how it stands now; the words of a paper last."""
    if sheet.case is None:
        return ()
    found: list[tuple[str, str]] = []
    application = sheet.case.sheet
    for party in application.parties:
        role = sheet.catalogue.roles.get(party.role, party.role)
        for value in PARTY_VALUES:
            name = party_field(party.party_id, value)
            found.append((name, texts(f"repairs.value.{value}", role=role)))
    found += [(asked.field_id, asked.label) for asked in sheet.editable_fields()]
    with_value = [
        (name, texts("repairs.value_now", label=label, now=said(standing_value(application, name))))
        for name, label in found
    ]
    return (*_distinct(with_value), (WORDING, texts("repairs.wording")))


def _distinct(choices: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices no two of which read alike: a choice is told by its words."""
    counts: dict[str, int] = {}
    named = []
    for name, words in choices:
        counts[words] = counts.get(words, 0) + 1
        named.append((name, words if counts[words] == 1 else f"{words} ({counts[words]})"))
    return named


def target_choices(sheet: RecordSheet) -> list[tuple[str, str]]:
    """Every item and bundle that can be taken in, by name and code."""
    catalogue = sheet.catalogue
    items = [(code, item.name) for code, item in catalogue.items.items() if item.is_in_force(sheet.today)]
    bundles = [(code, bundle.name) for code, bundle in catalogue.bundles.items() if bundle.has_detail]
    return [(code, f"{name} {code}") for code, name in sorted((*bundles, *items), key=lambda each: each[1])]


def repair_command(sheet: RecordSheet, values: Values, target: Mapping[str, Any]) -> Command:
    """The command of a panel without faults."""
    ids: dict[str, Any] = {key: target[key] for key in ("command_id", "initiator")}
    reply: dict[str, Any] = {"reply_by": _text(values, "reply_by"), "reply_note": _text(values, "reply_note")}
    if values.get("what") == VOID:
        collected = {
            key.removeprefix(TAKEN_BACK): value == YES for key, value in values.items() if key.startswith(TAKEN_BACK)
        }
        copy_to = _text(values, "copy_to")
        return VoidCase(
            **ids,
            **reply,
            record_id=sheet.record_id,
            reasons=(_text(values, "reason"),),
            collected=collected,
            copy_to=copy_to,
            new_draft=f"{ids['command_id']}-right" if copy_to else "",
        )
    mending = Mending(_text(values, "field"), _text(values, "after"), _text(values, "before"))
    return AmendPaper(
        **ids,
        **reply,
        number=_text(values, "paper"),
        changes=(mending,),
        reason=_text(values, "reason"),
        collected={YES: True, NO: False}.get(_text(values, "collected")),
    )


def repair_strip(texts: Texts, sheet: RecordSheet, values: Values) -> str:
    """What the strip says before it is done; nobody's data stand in it."""
    if values.get("what") == VOID:
        papers = sum(key.startswith(TAKEN_BACK) for key in values)
        copied = _text(values, "copy_to")
        names = dict(target_choices(sheet))
        follows = texts("repairs.strip_copy", item=names.get(copied, copied)) if copied else ""
        return texts("repairs.strip_void", title=sheet.headline.title, count=papers) + follows
    number = _text(values, "paper")
    kind = next((paper.kind for paper in sheet.papers if paper.number == number), "")
    back = texts("repairs.strip_back" if values.get("collected") == YES else "repairs.strip_not_back")
    return texts("repairs.strip_amend", paper=_called(texts, kind, number), back=back)


def _text(values: Values, key: str) -> str:
    value = values.get(key, "")
    return value.strip() if isinstance(value, str) else ""
