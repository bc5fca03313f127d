"""What a paper of a ledger says: the values of its entry in words, its tables, its history and the days it is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.domain.ledger_entry import LedgerEntry, read_entry
from wenling_desk.domain.paper import PaperContent
from wenling_desk.domain.record import RecordState
from wenling_desk.domain.workflow import Workflow
from wenling_desk.use_cases.ledger_words import masked, value_words
from wenling_desk.use_cases.paper_content import PaperContext, build_content
from wenling_desk.use_cases.wording import day_words, moment_words, paper_words


def entry_paper(context: PaperContext, kind: str, number: str, ledger: Ledger, workflow: Workflow) -> PaperContent:
    """The content of a paper about the entry as it stands now."""
    content = build_content(context, kind, number, (), {})
    assert context.record is not None
    values = {**content.values, **ledger_values(context, context.record, ledger, workflow)}
    values["paper"] = {
        **_mapping(values.get("paper")),
        "date": day_words(paper_words(context.words), context.now.date()),
    }
    return replace(content, values=values)


def ledger_values(context: PaperContext, record: RecordState, ledger: Ledger, workflow: Workflow) -> dict[str, Any]:
    """``entry`` (``number``, ``title``, ``status``, ``opened_at``, every field, private ones once more with
    ``_masked``), every table by its field, ``history`` and ``due`` by clock."""
    context = replace(context, words=paper_words(context.words))
    entry = read_entry(record, ledger, workflow, context.now.date())
    words = context.words
    told: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    for name, each in ledger.fields.items():
        value = entry.values.get(name)
        told[name] = _words(context, each, value)
        if each.private:
            told[f"{name}_masked"] = _words(context, each, masked(each, value))
        if each.type is ValueType.TABLE:
            tables[name] = _rows(context, each, value)
    told |= {
        "number": entry.number,
        "title": _title(context, ledger, entry),
        "status": ledger.statuses.get(entry.status, entry.status),
        "opened_at": moment_words(words, entry.opened_at),
    }
    return {
        **tables,
        "entry": told,
        "ledger": {"name": ledger.name},
        "history": [
            {
                "no": str(place),
                "at": moment_words(words, step.at),
                "act": ledger.acts[step.act].label if step.act in ledger.acts else step.act,
                "who": context.clerk_name(step.clerk),
            }
            for place, step in enumerate(entry.history, 1)
        ],
        "due": {clock: day_words(words, day) for clock, day in entry.dues.items()},
    }


def _title(context: PaperContext, ledger: Ledger, entry: LedgerEntry) -> str:
    """In full: the row's own title may be masked."""
    return _words(context, ledger.fields[ledger.title], entry.values.get(ledger.title)) if ledger.title else entry.title


def _words(context: PaperContext, field: LedgerField, value: Any) -> str:
    if field.type is ValueType.CLERK and value:
        return context.clerk_name(str(value))
    return value_words(context.words, context.catalogue, field, value)


def _rows(context: PaperContext, field: LedgerField, rows: Any) -> list[dict[str, str]]:
    return [
        {
            "no": str(place),
            **{column.field_id: _words(context, column, row.get(column.field_id)) for column in field.columns},
        }
        for place, row in enumerate(rows or (), 1)
    ]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
