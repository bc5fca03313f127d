"""From a case to its package on a disk: the act, the look that is written down, and the files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.domain.archive_manifest import Verification
from wenling_desk.use_cases.archive_case import ArchiveCase, TakeOutArchive
from wenling_desk.use_cases.archive_volume import Package, archived_package, gap_sentence, precheck_package

ZIP = ".zip"


@dataclass(frozen=True, slots=True)
class MadePackage:
    """Where a package lies. ``is_new`` is ``False`` where the very same one lay there; ``gaps`` are told in words."""

    place: Path
    sha256: str
    is_new: bool
    gaps: tuple[str, ...] = ()


def make_package(desk: bootstrap.OpenDesk, record_id: str, folder: Path, *, as_zip: bool = False) -> MadePackage:
    """Archive a case where it has anything new, and write its package. Refuses and raises as ``archive_case``,
    ``archived_package`` and ``write_package``; what was archived stays archived when the folder fails."""
    ids = desk.current.ids
    desk.dispatcher.dispatch(ArchiveCase(command_id=ids.new_id(), record_id=record_id))
    return take_out(desk, record_id, folder, as_zip=as_zip)


def take_out(desk: bootstrap.OpenDesk, record_id: str, folder: Path, *, as_zip: bool = False) -> MadePackage:
    """Write the last package of a case once more."""
    desk.dispatcher.dispatch(TakeOutArchive(command_id=desk.current.ids.new_id(), record_id=record_id))
    with desk.store.reading() as reading:
        package = archived_package(reading, record_id)
    return _written(desk, package, folder, as_zip)


def check_case(desk: bootstrap.OpenDesk, record_id: str, folder: Path, *, as_zip: bool = False) -> MadePackage:
    """Write a precheck (预检): what there is, and what is missing."""
    command = TakeOutArchive(command_id=desk.current.ids.new_id(), record_id=record_id, is_precheck=True)
    desk.dispatcher.dispatch(command)
    with desk.store.reading() as reading:
        package = precheck_package(desk.current, reading, record_id)
    return _written(desk, package, folder, as_zip)


def _written(desk: bootstrap.OpenDesk, package: Package, folder: Path, as_zip: bool) -> MadePackage:
    from wenling_desk.exports.archive_package import write_package

    place = folder / (package.name + (ZIP if as_zip else ""))
    is_new = write_package(package.content.files, place)
    gaps = tuple(gap_sentence(gap, desk.parts.texts) for gap in package.gaps)
    return MadePackage(place, package.content.sha256, is_new, gaps)


def verify_place(place: Path) -> Verification:
    """Check a package. Raises ``archive_unreadable`` (file)."""
    from wenling_desk.exports.archive_package import verify_package

    return verify_package(place)
