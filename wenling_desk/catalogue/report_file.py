"""Reads and checks ``resources/reports/progress.yaml``: a figure the book does not have is told with its line."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.progress_report import ReportPlan, TaskTable

SCHEMA: Final = "wenling-desk/report@1"
TASK_FIELDS: Final = ("name", "part", "goal", "measure", "progress", "said")


def read_report_plan(path: Path, known: Collection[str]) -> ReportPlan:
    """The plan; ``known`` are the figures there are. Raises ``CatalogueBroken`` with code ``counter_file_broken``
    (count, file, line of the first)."""
    top, findings = open_counter_file(path, SCHEMA, ("schema", "paper", "in_wan", "figures", "tasks"))
    top.need("paper", "figures", "tasks")
    tasks = top.mapping("tasks", ("ledger", "figures", *TASK_FIELDS))
    if tasks is not None:
        tasks.need("ledger", "figures", *TASK_FIELDS)
    plan = ReportPlan(
        paper=top.text("paper"),
        figures=_figures(top, "figures", known),
        in_wan=frozenset(_figures(top, "in_wan", known)),
        tasks=TaskTable(
            tasks.text("ledger") if tasks is not None else "",
            _figures(tasks, "figures", known) if tasks is not None else (),
            {name: tasks.text(name) for name in TASK_FIELDS} if tasks is not None else {},
        ),
    )
    close_counter_file(findings)
    return plan


def _figures(entry: YamlMapping, key: str, known: Collection[str]) -> tuple[str, ...]:
    found = entry.texts(key)
    for name in found:
        if name not in known:
            like = nearest(name, tuple(known))
            entry.error(key, "word_unknown", key=key, written=name, known="、".join(known), like=like)
    return found
