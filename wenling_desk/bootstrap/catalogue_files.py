"""What an administrator does with catalogue files; needs no home and no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wenling_desk import resources
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts


def check_catalogue_folder(folder: Path, texts: Texts) -> tuple[list[str], int]:
    """Every finding as one line, and how many are errors; workflow files of that folder are checked too."""
    lines, errors, _ = _checked(folder, texts)
    return lines, errors


def _checked(folder: Path, texts: Texts, *, guidance: bool = True) -> tuple[list[str], int, Catalogue | None]:
    """The lines, the number of errors, and the catalogue where its own files have none."""
    from wenling_desk.catalogue.findings import Severity, describe
    from wenling_desk.catalogue.guidance_data import check_guidance
    from wenling_desk.catalogue.loader import check_catalogue, exit_status, load_catalogue

    findings, catalogue = check_catalogue(folder), None
    if not exit_status(findings):
        catalogue = load_catalogue(folder)
        findings += check_guidance(folder, catalogue) if guidance else []
    errors = sum(1 for finding in findings if finding.severity is Severity.ERROR)
    lines = [describe(finding, texts) for finding in findings]
    broken = _broken_workflows(folder, texts) + _broken_ledgers(folder, texts)
    return [*lines, *broken], errors + len(broken), catalogue


def _broken_workflows(folder: Path, texts: Texts) -> list[str]:
    """One line for each workflow file, and for the authority table, that cannot be used; none where the folder has
    no workflows of its own."""
    from wenling_desk.catalogue.workflow_files import FileWorkflows, WorkflowFileError, read_authority

    workflows, authority = FileWorkflows(folder / "workflows"), folder / "authority.yaml"
    found, ledgers = [], workflows.ledgers.kinds()
    for kind in workflows.kinds():
        try:
            if kind not in ledgers:
                workflows.workflow(kind)
        except WorkflowFileError as error:
            found.append(error)
    if authority.exists() and not found and not _broken_ledgers(folder, texts):
        try:
            read_authority(authority, workflows)
        except WorkflowFileError as error:
            found.append(error)
    return [f"{error.place}: {texts.sentence(error)}" for error in found]


def _broken_ledgers(folder: Path, texts: Texts) -> list[str]:
    """One line for each flaw of a ledger of that folder."""
    from wenling_desk.catalogue.check_ledgers import check_ledger_folders
    from wenling_desk.catalogue.findings import describe
    from wenling_desk.catalogue.gathering_files import GatheringFiles
    from wenling_desk.catalogue.ledger_files import LedgerShelf

    ledgers = folder / "ledgers"
    shelf = LedgerShelf(ledgers)
    book, findings = check_ledger_folders(ledgers, shelf.kinds())
    for kind in book.ledgers:
        GatheringFiles(ledgers, shelf).check(kind, findings)
    return [describe(finding, texts) for finding in findings.in_order()]


def import_published_list(file: Path, mapping: Path, out: Path, texts: Texts) -> tuple[list[str], int]:
    """Import a list; the report's lines, and the exit status."""
    from wenling_desk.catalogue.import_list import import_list

    report = import_list(file, mapping, out, base=resources.root())
    return report.lines(texts), report.exit_status


@dataclass(frozen=True, slots=True)
class Packed:
    """A release as it was packed; ``size`` in bytes."""

    number: str
    effective_from: date
    size: int


def pack_catalogue_folder(folder: Path, out: Path, texts: Texts) -> tuple[list[str], Packed | None]:
    """Check a folder and write its catalogue, without sample delegations, into the new file ``out``.

    The findings as lines come first; with an error among them nothing is written (``None``). Refuses with
    ``pack_not_written`` (file) where there is a file already or none can be.
    """
    from wenling_desk.catalogue.guidance_data import guidance_files
    from wenling_desk.catalogue.packed import pack, write_whole

    if out.exists():
        raise DeskRefusal("pack_not_written", file=out)
    # The words of the search come with the program: a folder may be without them.
    lines, errors, catalogue = _checked(folder, texts, guidance=bool(guidance_files(folder)))
    if errors or catalogue is None:
        return lines, None
    data = pack(catalogue)
    try:
        write_whole(out.absolute(), data)
    except OSError:
        raise DeskRefusal("pack_not_written", file=out) from None
    return lines, Packed(catalogue.release, catalogue.effective_from, len(data))
