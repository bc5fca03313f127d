"""Past releases stay readable; a number stands for one content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.small_catalogue import small_catalogue
from wenling_desk.catalogue.releases import Keeping, ReleaseArchive
from wenling_desk.domain.catalogue import Catalogue


def _in_earnest(release: str = "2026.11") -> Catalogue:
    catalogue = small_catalogue(release)
    return replace(catalogue, delegations=tuple(replace(row, sample=False) for row in catalogue.delegations))


def _in_practice() -> Catalogue:
    catalogue = small_catalogue()
    return replace(catalogue, delegations=tuple(replace(row, sample=True) for row in catalogue.delegations))


def test_a_kept_release_is_found_again(tmp_path: Path) -> None:
    archive = ReleaseArchive(tmp_path / "releases")
    assert archive.find("2026.11") is None
    assert archive.numbers() == []
    assert archive.keep(_in_earnest()) is Keeping.KEPT
    assert archive.keep(_in_earnest()) is Keeping.KNOWN
    assert archive.keep(_in_earnest("2026.12")) is Keeping.KEPT
    assert archive.find("2026.11") == _in_earnest()
    assert archive.numbers() == ["2026.11", "2026.12"]


def test_another_content_under_the_same_number_does_not_replace_the_first(tmp_path: Path) -> None:
    archive = ReleaseArchive(tmp_path)
    first = _in_earnest()
    archive.keep(first)
    assert archive.keep(replace(first, region="331082")) is Keeping.NUMBER_REUSED
    assert archive.find("2026.11") == first


def test_sample_delegations_come_along_only_in_practice(tmp_path: Path) -> None:
    archive = ReleaseArchive(tmp_path)
    archive.keep(_in_practice())
    kept = archive.find("2026.11")
    assert kept is not None
    assert kept.delegations == ()
    assert archive.find("2026.11", samples=True) == _in_practice()
    assert archive.keep(replace(_in_practice(), delegations=())) is Keeping.KNOWN


@pytest.mark.parametrize("number", ["", "../2026.11", "a/b", ".", "..", "x" * 50, "版本"])
def test_a_number_that_is_no_file_name_finds_nothing(tmp_path: Path, number: str) -> None:
    assert ReleaseArchive(tmp_path).find(number) is None


def test_a_damaged_release_is_as_good_as_none(tmp_path: Path) -> None:
    archive = ReleaseArchive(tmp_path)
    archive.keep(_in_earnest())
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert archive.find("2026.11") is None
    assert archive.keep(_in_earnest()) is Keeping.KEPT
    assert archive.find("2026.11") == _in_earnest()
