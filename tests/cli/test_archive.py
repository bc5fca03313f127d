"""``wenling-desk archive``: a package of one case, a precheck, and a package against its own digests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.papers.paper_desk import PERSON
from wenling_desk import resources
from wenling_desk.cli import main
from wenling_desk.domain.archive_manifest import METADATA

Captured = pytest.CaptureFixture[str]
CLOSED: list[dict[str, Any]] = [
    {
        "act": "decide", "granted": True, "way": "signed_paper", "officer": "王科长",
        "result_number": "JY13310810000001",
    },
    {"act": "deliver", "way": "counter", "receiver": PERSON["name"]},
]  # fmt: skip


def run(home: Path, *words: object) -> int:
    return main(["--home", str(home), "archive", *map(str, words)])


def case(capsys: Captured, home: Path, then: list[dict[str, Any]]) -> str:
    """The number of a case of the practice desk."""
    script = home / "intake.json"
    plain = [{"target": "SC017", "applicant": PERSON, "other_materials": "complete", "act": "accept", "then": then}]
    script.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
    assert main(["--home", str(home), "accept", str(script), "--out", str(home / "papers")]) == 0
    return str(json.loads(capsys.readouterr().out)["number"])


@pytest.fixture
def closed(capsys: Captured, home: Path) -> str:
    return case(capsys, home, CLOSED)


@pytest.mark.parametrize("more", [(), ("--zip",)])
def test_a_closed_case_becomes_a_package_that_verifies(
    capsys: Captured, home: Path, tmp_path: Path, closed: str, more: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    assert run(home, closed, "--out", out, *more) == 0
    (place,) = out.iterdir()
    assert place.name.startswith(closed.replace("*", "_"))
    told = capsys.readouterr().out
    assert str(place) in told
    assert run(home, "verify", place) == 0
    whole = capsys.readouterr().out
    assert "完好" in whole
    assert whole.split("校验值 ")[1][:64] in told
    assert run(home, closed, "--out", out, *more) == 0
    assert "一字不差" in capsys.readouterr().out
    assert list(out.iterdir()) == [place]


def test_metadata_fit_their_schema(home: Path, tmp_path: Path, closed: str) -> None:
    schema = json.loads(resources.path("schemas", "archive_metadata.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    for words in ((), ("--check",)):
        assert run(home, closed, "--out", tmp_path / "out", *words) == 0
    for place in (tmp_path / "out").iterdir():
        metadata = json.loads((place / METADATA).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(metadata)
        assert metadata["applicant"] == PERSON["name"]


def test_a_precheck_says_each_gap_and_counts_for_nothing(capsys: Captured, home: Path, tmp_path: Path) -> None:
    number = case(capsys, home, CLOSED[:1])
    out = tmp_path / "out"
    assert run(home, number, "--out", out) == 1
    refused = capsys.readouterr()
    assert "还缺 1 处，没有归档" in refused.err
    assert not out.exists()
    assert run(home, number, "--out", out, "--check") == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "“食品经营许可核发”还没有送达；请先交付或寄出。"
    (place,) = out.iterdir()
    assert place.name.endswith("-precheck")
    assert run(home, "verify", place) == 0
    assert "这是预检包，不算归档。" in capsys.readouterr().out


def test_verify_tells_change_missing_and_extra_apart(capsys: Captured, home: Path, tmp_path: Path, closed: str) -> None:
    out = tmp_path / "out"
    run(home, closed, "--out", out)
    (place,) = out.iterdir()
    first, second, *_ = sorted((place / "documents").iterdir())
    first.write_bytes(b"%PDF-1.7 changed")
    second.unlink()
    (place / "more.txt").write_text("x")
    capsys.readouterr()
    assert run(home, "verify", place) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"改动：documents/{first.name}", f"缺少：documents/{second.name}", "多出：more.txt",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("X331081-26-X000-000001-9",), "没有说归档包在哪个文件夹"),
        (("verify",), "没有说归档包在哪个文件夹"),
        (("nothing", "--out", "out"), "找不到这件"),
        (("verify", "nowhere"), "不是归档包"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    capsys: Captured, home: Path, words: tuple[str, ...], sentence: str
) -> None:
    assert run(home, *words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
