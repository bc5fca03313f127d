"""``accept`` and ``papers``: scripted intakes through the same use cases, and the kept papers of a record."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wenling_desk import bootstrap
from wenling_desk.bootstrap.clock_doubt import clock_doubt
from wenling_desk.cli.json_reading import read_json
from wenling_desk.cli.passwords import ask_password
from wenling_desk.cli.script_run import ScriptRun, asked_to_stop
from wenling_desk.cli.script_shape import check_names, check_shape
from wenling_desk.domain.acceptance import CaseView
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts
from wenling_desk.use_cases.ports import Paper
from wenling_desk.use_cases.queries import view_record
from wenling_desk.use_cases.scripted_intake import ScriptedCase, command_of, read_script


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """Scripted use."""
    accept = commands.add_parser("accept", help=texts("cli.accept.help"))
    accept.add_argument("file", type=Path, help=texts("cli.accept.file"))
    accept.add_argument("--out", type=Path, required=True, help=texts("cli.accept.out"))
    accept.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    accept.set_defaults(run=run_accept)
    papers = commands.add_parser("papers", help=texts("cli.papers.help"))
    papers.add_argument("number", help=texts("cli.papers.number"))
    papers.add_argument("--out", type=Path, required=True, help=texts("cli.papers.out"))
    papers.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    papers.set_defaults(run=run_papers)


def run_accept(chosen: argparse.Namespace, texts: Texts) -> int:
    """Carry out every intake of a file, one JSON line each; 1 when any was refused. A refused one stops no other.

    Cut off in the middle, the same file goes on where it stopped; lines of what was done before say ``repeated``.
    """
    plain = read_json(chosen.file)
    check_shape(plain)
    require_writable(chosen.out)
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        catalogue = desk.current.catalogue()
        script = read_script(plain, catalogue)
        check_names(plain, script, catalogue)
        if not script:
            return 0
        # Days the calendar does not reach are marked in each line; a clock that went back is told here.
        if (doubt := clock_doubt(desk)) is not None and doubt.code == "clock_behind":
            print(texts.sentence(doubt), file=sys.stderr)
        run = ScriptRun(desk, plain)
        if run.is_continued:
            print(texts("cli.accept.continued"), file=sys.stderr)
        refused = 0
        with asked_to_stop() as is_asked:
            for position, scripted in enumerate(script, 1):
                if is_asked():
                    raise DeskRefusal("script_stopped", done=position - 1)
                line = {"position": position, **carry_out(desk, scripted, texts, run, position)}
                try:
                    write_papers(desk, line, chosen.out)
                except OSError as error:
                    print(json.dumps(line, ensure_ascii=False), flush=True)
                    raise DeskRefusal("paper_not_written", file=error.filename, done=position) from None
                refused += "refused" in line
                print(json.dumps(line, ensure_ascii=False), flush=True)
        run.close()
    return 1 if refused else 0


def carry_out(
    desk: bootstrap.OpenDesk, scripted: ScriptedCase, texts: Texts, run: ScriptRun, position: int
) -> dict[str, Any]:
    """One case through its steps; what was done before a refusal stands and is reported. Its papers stand in the line
    without a file yet."""
    record_id, steps, repeated = "", [], []
    line: dict[str, Any] = {}
    for at, step in enumerate(scripted.steps):
        target = {"record_id": record_id} if record_id else {"sheet": scripted.sheet}
        try:
            changes = desk.dispatcher.dispatch(command_of(step, run.command_id(position, at), **target))
        except DeskRefusal as refusal:
            line = {"refused": refusal.code, "at": step.act, "reason": texts.sentence(refusal)}
            break
        record_id = changes.record_id
        steps.append(step.act)
        repeated.append(changes.repeated)
    if not record_id:
        return {**line, "acts": steps}
    with desk.store.reading() as reading:
        detail = view_record(desk.current, reading, record_id)
    numbers = [paper.number for paper in detail.papers if not paper.applicant_paper]
    return {
        **line,
        **({"repeated": True} if all(repeated) else {}),
        "record": record_id,
        "number": numbers[0] if numbers else "",
        "practice": desk.current.identity.practice,
        "acts": steps,
        "members": members_of(detail.case) if detail.case is not None else [],
        "papers": [paper_line(paper) for paper in detail.papers],
    }


def members_of(case: CaseView) -> list[dict[str, Any]]:
    """The state of each member, without personal data."""
    return [
        {
            "code": member.code,
            "name": member.name,
            "status": member.status,
            "due": member.due.day.isoformat() if member.due is not None else None,
            "due_kind": member.due_kind,
            "promise": member.promise.day.isoformat() if member.promise is not None else None,
            "provisional": any(each is not None and each.provisional for each in (member.due, member.promise)),
            "delivered": member.delivered,
        }
        for member in case.members
    ]


def require_writable(out: Path) -> None:
    """Refuses with ``folder_unwritable`` before anything is done where no paper could be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except (OSError, ValueError):
        raise DeskRefusal("folder_unwritable", folder=out) from None


def paper_line(paper: Paper) -> dict[str, str]:
    """What a line says of a paper."""
    return {"number": paper.number, "kind": paper.kind, "sha256": paper.sha256}


def write_papers(desk: bootstrap.OpenDesk, line: dict[str, Any], out: Path) -> None:
    """Write the kept PDFs of a line and say where. Raises OSError with the lines' other papers still without a file."""
    with desk.store.reading() as reading:
        for paper in line.get("papers", ()):
            paper["file"] = write_paper(out, paper, reading.paper_pdf(paper["number"]))


def write_paper(out: Path, paper: Mapping[str, str], pdf: bytes) -> str:
    """Write one kept PDF as ``NUMBER_KIND.pdf``. Raises OSError."""
    file = out / f"{paper['number'].replace('*', '_')}_{paper['kind']}.pdf"
    out.mkdir(parents=True, exist_ok=True)
    try:
        file.write_bytes(pdf)
    except OSError as error:
        error.filename = str(file)
        raise
    return str(file)


def run_papers(chosen: argparse.Namespace, texts: Texts) -> int:
    """Write all papers of the record a number belongs to (a paper number or an official number)."""
    require_writable(chosen.out)
    with (
        bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk,
        desk.store.reading() as reading,
    ):
        record_id = reading.record_of_number("".join(chosen.number.split()).upper())
        if record_id is None:
            raise DeskRefusal("no_such_paper", number=chosen.number[:60])
        for paper in reading.papers_of(record_id):
            line = paper_line(paper)
            try:
                line["file"] = write_paper(chosen.out, line, reading.paper_pdf(paper.number))
            except OSError as error:
                raise DeskRefusal("file_unwritable", file=error.filename) from None
            print(json.dumps(line, ensure_ascii=False))
    return 0
