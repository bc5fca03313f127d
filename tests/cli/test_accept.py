"""``wenling-desk accept`` and ``papers``: the documented script through the same use cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from wenling_desk import resources
from wenling_desk.cli import main

EXAMPLES = resources.path("schemas", "intake.example.json")


def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resources.path("schemas", "intake.schema.json").read_text(encoding="utf-8"))
    return loaded


def accept(capsys: pytest.CaptureFixture[str], home: Path, plain: object) -> tuple[int, list[dict[str, Any]], str]:
    script = home / "intake.json"
    script.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    status = main(["--home", str(home), "accept", str(script), "--out", str(home / "out")])
    captured = capsys.readouterr()
    return status, [json.loads(line) for line in captured.out.splitlines()], captured.err


def test_the_shipped_example_fits_the_schema_and_runs(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    example = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema()).validate(example)
    status, lines, told = accept(capsys, home, example)
    assert (status, told) == (0, "")
    assert len(lines) == len(example)
    for line in lines:
        assert line["practice"] is True
        assert line["number"].startswith("X331081-")
        for paper in line["papers"]:
            assert Path(paper["file"]).read_bytes().startswith(b"%PDF-")


def test_papers_come_back_by_number(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    example = json.loads(EXAMPLES.read_text(encoding="utf-8"))[:1]
    _, [line], _ = accept(capsys, home, example)
    assert main(["--home", str(home), "papers", line["number"], "--out", str(home / "again")]) == 0
    again = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [row["sha256"] for row in again] == [row["sha256"] for row in line["papers"]]
    assert main(["--home", str(home), "papers", "X331081-26-X000-999999-0", "--out", str(home)]) == 1


def test_a_refused_intake_stops_no_other(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    example = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    nobody = {key: value for key, value in example[0].items() if key not in {"applicant", "agent"}}
    status, lines, _ = accept(capsys, home, [nobody, example[0]])
    assert status == 1
    assert lines[0]["refused"] == "applicant_missing"
    assert lines[0]["reason"]
    assert "refused" not in lines[1]


@pytest.mark.parametrize(
    "broken",
    [
        {"target": "NO-SUCH"},
        {"target": 5},
        [],
        {"target": "WL-QY-01", "act": "grant"},
        {"target": "WL-QY-01", "applicant": {"nam": "x"}},
        {"target": "WL-QY-01", "materials": {"m_zc": "eaten"}},
        {"target": "WL-QY-01", "due": "soon", "act": "request_correction"},
        {"target": "WL-QY-01", "then": 5},
        {"target": "WL-QY-01", "surprise": 1},
        7,
    ],
)
def test_a_wrong_script_is_refused_whole_before_anything_is_done(
    broken: object, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    status, lines, told = accept(capsys, home, broken)
    assert lines == []
    if broken != []:
        assert status == 1
        assert len(told.strip().splitlines()) == 1
        assert "Traceback" not in told


def test_no_json_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    script = home / "x.json"
    script.write_text("{", encoding="utf-8")
    assert main(["--home", str(home), "accept", str(script), "--out", str(home)]) == 1
    assert main(["--home", str(home), "accept", str(home / "none"), "--out", str(home)]) == 1
    assert "Traceback" not in capsys.readouterr().err
