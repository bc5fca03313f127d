"""Reads all folders of ledgers and checks what one file says against another: nothing half understood is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import yaml

from wenling_desk.catalogue.findings import Finding, Findings, Place, Severity
from wenling_desk.catalogue.ledger_book import GROUPS, LedgerBook
from wenling_desk.catalogue.read_ledgers import LEDGER_KEYS, read_ledger
from wenling_desk.catalogue.read_workflow import WorkflowFileError, plain_of, text_of, workflow_and_flaws
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.catalogue.yaml_source import compose_file
from wenling_desk.domain.ledger import FollowUp, Ledger, ValueType
from wenling_desk.domain.record import KEPT_KINDS
from wenling_desk.domain.workflow import NEW, Action, Workflow, WorkflowFlaw

FLAWS: Final[Mapping[str, str]] = {
    "unknown_status": "workflow_unknown_status",
    "unknown_guard": "workflow_unknown_guard",
    "action_without_role": "workflow_action_without_role",
    "unreachable_status": "workflow_unreachable_status",
    "terminal_with_exit": "workflow_terminal_with_exit",
    "dead_end": "workflow_dead_end",
    "unknown_clock": "workflow_unknown_clock",
    "ambiguous_fact": "workflow_ambiguous_fact",
    "no_way_out": "workflow_no_way_out",
    "unknown_fact": "workflow_unknown_fact",
    "unknown_key": "workflow_unknown_key",
    "limit_without_unit": "workflow_limit_without_unit",
}
"""The finding each flaw of a workflow is told by."""
_SUBJECTS: Final = ("action", "clock", "in", "status")
"""The values of a flaw that name a row of the file, the most telling first."""


def read_ledger_folders(folder: Path, kinds: Sequence[str]) -> tuple[LedgerBook, tuple[Finding, ...]]:
    """The ledgers of ``folder`` that have no flaw, and what is wrong with the others.

    One that opens an entry of, or refers to, a ledger with a flaw can be used no more than that one.
    """
    flaws: list[Finding] = []
    sound = list(kinds)
    while True:
        book, findings = check_ledger_folders(folder, sound)
        errors = [each for each in findings.in_order() if each.severity is Severity.ERROR]
        broken = {each.file.split("/")[1] for each in errors}
        flaws += errors
        if not broken & set(sound):
            return book, tuple(flaws)
        sound = [kind for kind in sound if kind not in broken]


def check_ledger_folders(folder: Path, kinds: Sequence[str]) -> tuple[LedgerBook, Findings]:
    """What could be read, and every flaw with its file and line."""
    findings = Findings()
    groups = _read_groups(folder, findings)
    ledgers: dict[str, Ledger] = {}
    workflows: dict[str, Workflow] = {}
    for kind in kinds:
        shown = f"ledgers/{kind}/ledger.yaml"
        node = compose_file(folder / kind / "ledger.yaml", shown, findings)
        if node is None:
            continue
        top = YamlMapping(node, shown, findings, LEDGER_KEYS)
        ledger = read_ledger(top, kind)
        if groups and ledger.group not in groups:
            like = nearest(ledger.group, list(groups))
            top.error("group", "word_unknown", key="group", written=ledger.group, known="、".join(groups), like=like)
        workflow = _read_workflow(folder, kind, findings)
        if workflow is None:
            continue
        ledgers[kind] = ledger
        workflows[kind] = _with_required(workflow, ledger)
        _check_pair(top, folder / kind, ledger, workflow, findings)
    _check_across(ledgers, workflows, findings)
    return LedgerBook(ledgers, workflows, groups), findings


def _read_groups(folder: Path, findings: Findings) -> dict[str, str]:
    file = folder / GROUPS
    if not file.is_file():
        return {}
    node = compose_file(file, f"ledgers/{GROUPS}", findings)
    top = YamlMapping(node, f"ledgers/{GROUPS}", findings, ("groups",)) if node is not None else None
    table = top.mapping("groups", ()) if top is not None else None
    return {name: table.text(name) for name in table.names()} if table is not None else {}


def _read_workflow(folder: Path, kind: str, findings: Findings) -> Workflow | None:
    file = f"ledgers/{kind}/workflow.yaml"
    try:
        text = text_of(folder / kind / "workflow.yaml", file)
        plain = plain_of(text, file)
    except WorkflowFileError as error:
        findings.error(Place(file, error.line), "yaml_syntax", problem=error.values["detail"])
        return None
    lines = _Lines(text)
    try:
        workflow, flaws = workflow_and_flaws(plain)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        findings.error(Place(file, 1), "workflow_shape", problem=str(error).strip("'"))
        return None
    for flaw in flaws:
        findings.error(Place(file, lines.of(flaw)), FLAWS[flaw.code], **_told(flaw))
    if workflow.kind != kind:
        findings.error(Place(file, 1), "file_name_differs", code=workflow.kind)
    return workflow


def _told(flaw: WorkflowFlaw) -> dict[str, object]:
    values = dict(flaw.values)
    values["what"] = next((values[name] for name in _SUBJECTS if name in values), "")
    return {"status": "", "guard": "", "fact": "", "clock": "", "key": "", **values}


class _Lines:
    """On which line an action, a status or a clock stands."""

    def __init__(self, text: str) -> None:
        self._lines: dict[str, int] = {}
        top = yaml.compose(text, Loader=yaml.CSafeLoader)
        for _, section in top.value if isinstance(top, yaml.MappingNode) else ():
            for key, _ in section.value if isinstance(section, yaml.MappingNode) else ():
                self._lines.setdefault(str(key.value), key.start_mark.line + 1)

    def of(self, flaw: WorkflowFlaw) -> int:
        """The line of what a flaw is about; 1 where it names nothing of the file."""
        return next((self._lines[name] for key in _SUBJECTS if (name := str(flaw.values.get(key))) in self._lines), 1)


def _with_required(workflow: Workflow, ledger: Ledger) -> Workflow:
    """What an act asks for without a condition is required of its fact, so that the centre sees to it as well."""
    actions: dict[str, Action] = {}
    for name, action in workflow.actions.items():
        act = ledger.acts.get(name)
        starred = tuple(ask.field_id for ask in act.asks if ask.required and not ask.when) if act is not None else ()
        actions[name] = replace(action, requires=tuple(dict.fromkeys((*action.requires, *starred))))
    return replace(workflow, actions=actions)


def _check_pair(top: YamlMapping, folder: Path, ledger: Ledger, workflow: Workflow, findings: Findings) -> None:
    """A ledger and its workflow speak of the same statuses and acts; papers and values they name exist."""
    for status in workflow.statuses:
        if status not in ledger.statuses:
            top.error("statuses", "ledger_status_without_label", status=status)
    for status in ledger.statuses:
        if status not in workflow.statuses:
            top.error("statuses", "ledger_status_unknown", status=status, like=nearest(status, list(workflow.statuses)))
    file = f"ledgers/{ledger.kind}/workflow.yaml"
    papers = {path.stem for path in (folder / "papers").glob("*.yaml")}
    everybody = papers | {path.stem for path in folder.parent.glob("*/papers/*.yaml")}
    everybody |= {path.stem for path in (folder.parent.parent / "papers").glob("*.yaml")}
    for action in workflow.actions.values():
        if action.action_id not in ledger.acts and not action.automatic:
            top.error("acts", "ledger_act_without_label", act=action.action_id)
        for paper in action.papers:
            if paper not in everybody:
                findings.error(Place(file, 1), "ledger_paper_unknown", paper=paper, act=action.action_id)
        if action.fact in KEPT_KINDS:
            findings.error(Place(file, 1), "ledger_fact_taken", fact=action.fact, other="")
        for name in action.requires:
            if name not in ledger.fields:
                top.error("acts", "ledger_field_unknown", field=name, like=nearest(name, list(ledger.fields)))
    for act in ledger.acts:
        if act not in workflow.actions:
            top.error("acts", "ledger_act_unknown", act=act, like=nearest(act, list(workflow.actions)))
    if not any(NEW in action.sources for action in workflow.actions.values()):
        findings.error(Place(file, 1), "ledger_without_beginning", ledger=ledger.kind)
    for field_id, code in _classes(workflow, ledger):
        top.error("fields", "ledger_limit_without_class", field=field_id, code=code)


def _classes(workflow: Workflow, ledger: Ledger) -> Iterator[tuple[str, str]]:
    """Classes of a limit that the field does not know, and classes of the field without a limit."""
    for clock in workflow.clocks.values():
        if clock.until and clock.until not in ledger.fields:
            yield clock.until, clock.clock_id
        if not clock.limit_by:
            continue
        known = ledger.fields.get(clock.limit_by)
        choices = set(known.choices) if known is not None else set()
        for code in sorted(choices ^ set(clock.limits)):
            yield clock.limit_by, code


def _check_across(ledgers: Mapping[str, Ledger], workflows: Mapping[str, Workflow], findings: Findings) -> None:
    """Acts and facts have one owner; what opens an entry of another ledger or refers to it finds it."""
    acts: dict[str, str] = {}
    facts: dict[str, str] = {}
    for kind, workflow in workflows.items():
        place = Place(f"ledgers/{kind}/workflow.yaml", 1)
        for action in workflow.actions.values():
            if acts.setdefault(action.action_id, kind) != kind:
                findings.error(place, "ledger_act_taken", act=action.action_id, other=acts[action.action_id])
            if facts.setdefault(action.fact, kind) != kind:
                findings.error(place, "ledger_fact_taken", fact=action.fact, other=facts[action.fact])
    for kind, ledger in ledgers.items():
        place = Place(f"ledgers/{kind}/ledger.yaml", 1)
        for each in ledger.fields.values():
            if each.type is ValueType.RECORD and each.record_of not in ledgers:
                like = nearest(each.record_of, list(ledgers))
                findings.error(place, "ledger_unknown", ledger=each.record_of, like=like)
        for act in ledger.acts.values():
            for follow in act.opens:
                for code, values in _flaws_of_follow_up(follow, ledgers, workflows):
                    findings.error(place, code, **values)


def _flaws_of_follow_up(
    follow: FollowUp, ledgers: Mapping[str, Ledger], workflows: Mapping[str, Workflow]
) -> Iterator[tuple[str, dict[str, Any]]]:
    other = ledgers.get(follow.ledger)
    if other is None:
        yield "ledger_unknown", {"ledger": follow.ledger, "like": nearest(follow.ledger, list(ledgers))}
        return
    action = workflows[follow.ledger].actions.get(follow.act)
    if action is None or NEW not in action.sources:
        yield "ledger_act_unknown", {"act": follow.act, "like": nearest(follow.act, list(other.acts))}
        return
    asked = {ask.field_id for ask in other.acts[follow.act].asks} if follow.act in other.acts else set()
    for name in (*follow.values, *((follow.back,) if follow.back else ())):
        if name not in asked:
            yield "ledger_field_unknown", {"field": name, "like": nearest(name, list(asked))}
    for ask in other.acts[follow.act].asks if follow.act in other.acts else ():
        given = {*follow.values, follow.back}
        if ask.required and not ask.when and not ask.default and ask.field_id not in given:
            yield "ledger_follow_up_lacks", {"act": follow.act, "field": ask.field_id}
