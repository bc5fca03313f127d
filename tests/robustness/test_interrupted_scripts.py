"""Two hundred intakes, killed and interrupted on the way: what a line was printed for is there once, and the same
file goes on where it stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.robustness.desk_under_test import PASSWORD, Commands, assert_one_sentence, heads_of, intake, says
from wenling_desk.cli import cases, script_run
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store.unit_of_work import SqlUnitOfWork
from wenling_desk.texts import Texts

REPOSITORY = Path(__file__).parents[2]
INTAKES = 200
PERSONS = [intake(applicant={"name": f"示例{n:03d}", "identity_number": "331081198511120410"}) for n in range(INTAKES)]


@dataclass(frozen=True)
class Life:
    """What a process said until it ended."""

    lines: list[dict[str, Any]]
    told: str
    status: int


def live(home: Path, folder: Path, stop: signal.Signals | None = None, after: int = 0) -> Life:
    """``accept`` as a program of its own; ended by ``stop`` once it has printed ``after`` lines."""
    password, script = folder / "password", folder / "script.json"
    password.write_text(PASSWORD, encoding="utf-8")
    script.write_text(json.dumps(PERSONS), encoding="utf-8")
    command = [sys.executable, "-m", "tests.robustness.desk_process", "--home", str(home), "accept", str(script)]
    command += ["--out", str(folder / "out"), "--password-file", str(password)]
    lines: list[dict[str, Any]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY) as life:
        assert life.stdout is not None
        assert life.stderr is not None
        for line in life.stdout:
            # A life that is killed may leave half a line: it was not said.
            if line.endswith("\n"):
                lines.append(json.loads(line))
            if stop is not None and len(lines) == after:
                life.send_signal(stop)
        told = life.stderr.read().strip()
    return Life(lines, told, life.returncode)


def assert_each_is_there_once(home: Path, lines: list[dict[str, Any]]) -> int:
    """The store is whole and holds each printed case once, under a number of its own; how many it holds."""
    heads = heads_of(home)
    records = [head.record_id for head in heads]
    assert len(set(records)) == len(records)
    assert len({head.number for head in heads}) == len(heads)
    number_of = {head.record_id: head.number for head in heads}
    for line in lines:
        assert number_of[line["record"]] == line["number"]
        for paper in line["papers"]:
            assert Path(paper["file"]).read_bytes().startswith(b"%PDF")
    return len(heads) - 1  # less the case the home began with


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_killed_then_interrupted_then_finished(home: Path, tmp_path: Path, texts: Texts) -> None:
    killed = live(home, tmp_path, signal.SIGKILL, 40)
    assert killed.status == -signal.SIGKILL
    assert 40 <= len(killed.lines) < INTAKES
    there = assert_each_is_there_once(home, killed.lines)
    assert there - len(killed.lines) in (0, 1)  # the one at hand may be durable already

    stopped = live(home, tmp_path, signal.SIGINT, 90)
    continued, told = stopped.told.splitlines()
    assert (stopped.status, continued) == (1, texts("cli.accept.continued"))
    assert_one_sentence(told)
    assert says(texts, "refusal.script_stopped", told)
    done = len(stopped.lines)
    assert f" {done} " in told
    assert stopped.lines[: len(killed.lines)] == [{**line, "repeated": True} for line in killed.lines]
    assert assert_each_is_there_once(home, stopped.lines) == done

    ended = live(home, tmp_path)
    assert (ended.status, len(ended.lines)) == (0, INTAKES)
    assert [line["record"] for line in ended.lines[:done]] == [line["record"] for line in stopped.lines]
    assert [bool(line.get("repeated")) for line in ended.lines] == [True] * done + [False] * (INTAKES - done)
    assert assert_each_is_there_once(home, ended.lines) == INTAKES


def test_a_run_that_ended_is_over(home: Path, commands: Commands) -> None:
    """The same file another day is another set of cases."""
    script = [intake(), intake(note="second")]
    first, second = commands.accept(home, script), commands.accept(home, script)
    assert (first.status, second.status, second.told) == (0, 0, "")
    assert not {line["number"] for line in first.lines} & {line["number"] for line in second.lines}
    assert len(heads_of(home)) == 5


def test_a_full_disk_in_the_middle(
    home: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch, texts: Texts
) -> None:
    script = [intake(note=str(n)) for n in range(6)]
    commit, left = SqlUnitOfWork.commit, [3]

    def full_after_three(unit: SqlUnitOfWork) -> None:
        if not left[0]:
            raise KnownTrouble("disk_full", folder=str(home))
        left[0] -= 1
        commit(unit)

    with monkeypatch.context() as patch:
        patch.setattr(SqlUnitOfWork, "commit", full_after_three)
        answer = commands.accept(home, script)
    assert answer.status == 1
    assert_one_sentence(answer.told)
    assert len(answer.lines) == 3
    again = commands.accept(home, script)
    assert (again.status, again.told.strip()) == (0, texts("cli.accept.continued"))
    assert [line["record"] for line in again.lines[:3]] == [line["record"] for line in answer.lines]
    assert len(heads_of(home)) == 7


def test_papers_that_cannot_be_written_stop_the_run_after_their_case(
    home: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch, texts: Texts
) -> None:
    script = [intake(note=str(n)) for n in range(3)]

    def no_room(out: Path, paper: object, pdf: bytes) -> str:
        raise OSError(28, "No space left on device", str(out / "x.pdf"))

    with monkeypatch.context() as patch:
        patch.setattr(cases, "write_paper", no_room)
        answer = commands.accept(home, script)
    assert answer.status == 1
    assert says(texts, "refusal.paper_not_written", answer.told)
    (line,) = answer.lines  # its case is durable, so its number is said
    assert "file" not in line["papers"][0]
    again = commands.accept(home, script)
    assert again.status == 0
    assert again.lines[0]["number"] == line["number"]
    assert len(heads_of(home)) == 4


def test_an_interrupt_outside_a_case(home: Path, commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cases, "read_script", interrupt)
    answer = commands.accept(home, intake())
    assert (answer.status, answer.out) == (1, "")
    assert_one_sentence(answer.told)
    monkeypatch.undo()
    assert len(heads_of(home)) == 1


def test_only_the_latest_open_runs_are_remembered(home: Path, commands: Commands) -> None:
    from wenling_desk import bootstrap

    desk = bootstrap.open_desk(home, PASSWORD)
    runs = [script_run.ScriptRun(desk, n) for n in range(script_run.MOST_OPEN + 5)]
    assert not any(run.is_continued for run in runs)
    again = [script_run.ScriptRun(desk, n) for n in range(5, script_run.MOST_OPEN + 5)]
    assert all(run.is_continued for run in again)
    assert again[0].command_id(1, 0) == runs[5].command_id(1, 0)
    ids = {run.command_id(position, step) for run in runs for position in (1, 2) for step in (0, 1)}
    assert len(ids) == 4 * len(runs)
    assert all(len(each) == 32 and int(each, 16) for each in ids)
    assert not script_run.ScriptRun(desk, 0).is_continued
    desk.close()
