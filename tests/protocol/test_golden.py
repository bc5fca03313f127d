"""Messages of every version ever spoken are read for ever. A file here never changes; a new version gets a folder."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from tests.protocol.samples import GOLDEN, SAMPLES, golden_files, kinds
from wenling_desk.protocol.codec import decode, encode
from wenling_desk.protocol.versions import PROTOCOL

KINDS = {kind.__name__: kind for kind in kinds()}
FILES = sorted(GOLDEN.glob("v*/*.json"))


def test_every_message_of_this_version_is_kept() -> None:
    assert {type(sample) for sample in SAMPLES} == set(kinds())
    assert len(SAMPLES) == len(kinds())
    for path, _ in golden_files(PROTOCOL):
        assert path.exists(), f"python -m tests.protocol writes {path.name}"


def test_no_message_was_taken_away() -> None:
    assert {path.stem for path in FILES} <= KINDS.keys()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_golden_bytes_mean_what_they_meant(sample: msgspec.Struct) -> None:
    kept = (GOLDEN / "v1" / f"{type(sample).__name__}.json").read_bytes()
    assert decode(kept, type(sample)) == sample


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nothing_of_a_golden_message_is_lost_on_the_way_back(path: Path) -> None:
    kept = path.read_bytes()
    again = json.loads(encode(decode(kept, KINDS[path.stem])))
    for name, value in json.loads(kept).items():
        assert again[name] == value, f"{name} came back as {again[name]}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_fields_of_a_later_version_are_ignored(path: Path) -> None:
    kept, kind = path.read_bytes(), KINDS[path.stem]
    later = b'{"zz_later":{"deep":[1,{"x":null}]},' + kept[1:-1] + ',"another_later":"新的"}'.encode()
    assert encode(decode(later, kind)) == encode(decode(kept, kind))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_golden_files_are_whole(path: Path) -> None:
    """What a colleague's editor must not do: end with a newline, sort keys, write escapes."""
    kept = path.read_bytes()
    assert kept == kept.strip()
    assert b"\\u" not in kept
