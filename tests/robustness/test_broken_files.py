"""Files of the program that are gone or that an administrator broke: said in one sentence, nothing taken in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from tests.robustness.broken_files import OwnResources, forget_what_was_read, share_fonts
from tests.robustness.desk_under_test import Commands, Screen, assert_one_sentence, heads_of, intake, says
from wenling_desk import resources
from wenling_desk.bootstrap import installation
from wenling_desk.bootstrap.before_windows import screen_fonts
from wenling_desk.cli import last_words, main
from wenling_desk.texts import Texts
from wenling_desk.ui.setup.start_trouble import StartTroubleSurface
from wenling_desk.ui.setup.unlock import UnlockSurface

NOT_YAML = b"a: [\n"


BROKEN: dict[str, tuple[str, bytes | None, str]] = {
    "a workflow is no YAML": ("workflows/acceptance.yaml", NOT_YAML, "trouble.workflow_broken"),
    "a workflow is a list": ("workflows/acceptance.yaml", b"- a\n", "trouble.workflow_broken"),
    "a workflow is empty": ("workflows/consultation.yaml", b"", "trouble.workflow_broken"),
    "a workflow is half": ("workflows/acceptance.yaml", b"workflow: acceptance\n", "trouble.workflow_broken"),
    "a workflow is no UTF-8": ("workflows/acceptance.yaml", b"\xff\xfe", "trouble.workflow_broken"),
    "a workflow is gone": ("workflows/acceptance.yaml", None, "trouble.installation_incomplete"),
    "the authority table is no YAML": ("authority.yaml", NOT_YAML, "trouble.workflow_broken"),
    "the authority table knows a king": ("authority.yaml", b"save_draft: {king: any}\n", "trouble.workflow_broken"),
    "the authority table is gone": ("authority.yaml", None, "trouble.installation_incomplete"),
    "a paper is gone": ("papers/intake_receipt.yaml", None, "trouble.installation_incomplete"),
    "the catalogue is no YAML": ("catalogue/departments.yaml", NOT_YAML, "trouble.catalogue_broken"),
    "the catalogue has no release": ("catalogue/release.yaml", None, "trouble.installation_incomplete"),
    "the calendar is no YAML": ("catalogue/calendars/2026.yaml", NOT_YAML, "trouble.catalogue_broken"),
    "the fields are no YAML": ("forms/fields.yaml", NOT_YAML, "trouble.catalogue_broken"),
    "texts are gone": ("texts/zh_CN/papers.toml", None, "trouble.installation_incomplete"),
    "the list of fonts is gone": ("fonts/fonts.toml", None, "trouble.installation_incomplete"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_told(
    what: str,
    own_cache: Path,
    own_resources: OwnResources,
    commands: Commands,
    screen: Screen,
    texts: Texts,
    shared_cache: Path,
) -> None:
    name, content, key = BROKEN[what]
    share_fonts(own_cache / "cache", shared_cache)
    own_resources.put(name, content)
    answer = commands.accept(own_cache, intake())
    assert (answer.status, answer.out) == (1, "")
    assert says(texts, key, answer.told)
    assert Path(name).name in answer.told
    if what in ("the calendar is no YAML", "the fields are no YAML"):
        return  # the same road as the catalogue's
    app = screen.start(own_cache)
    if isinstance(app.window.currentWidget(), UnlockSurface):
        screen.unlock(app)
    else:
        assert isinstance(app.window.currentWidget(), StartTroubleSurface)
    assert app.main is None
    assert screen.fault(app) == answer.told.strip()


PAPERS: dict[str, tuple[str, bytes, str]] = {
    "a paper is no YAML": ("papers/intake_receipt.yaml", NOT_YAML, "trouble.papers_broken"),
    "a paper lacks a key": ("papers/intake_receipt.yaml", b"kind: intake_receipt\n", "trouble.papers_broken"),
    "a paper is no UTF-8": ("papers/intake_receipt.yaml", b"\xff\xfe", "trouble.papers_broken"),
    "the measures are no TOML": ("papers/page.toml", b"=", "trouble.papers_broken"),
    "the font of papers is gone": ("fonts/NotoSerifSC-Regular.ttf.xz", b"", "trouble.font_damaged"),
    "the font of papers is another": ("fonts/NotoSerifSC-Regular.ttf.xz", b"\xfd7zXZ", "trouble.font_damaged"),
    "the list of fonts is no TOML": ("fonts/fonts.toml", b"=", "trouble.font_damaged"),
}


@pytest.mark.parametrize("what", PAPERS)
def test_without_papers_nothing_is_taken_in(
    what: str,
    own_cache: Path,
    own_resources: OwnResources,
    commands: Commands,
    texts: Texts,
    shared_cache: Path,
) -> None:
    name, content, key = PAPERS[what]
    if "font" not in what:
        share_fonts(own_cache / "cache", shared_cache)
    own_resources.put(name, content)
    answer = commands.accept(own_cache, intake())
    assert (answer.status, answer.out) == (1, "")
    assert says(texts, key, answer.told)
    assert len(heads_of(own_cache)) == 1


@pytest.mark.parametrize("what", ["a paper is no YAML", "the font of papers is gone"])
def test_without_papers_the_desk_opens_and_says_so(
    what: str, own_cache: Path, own_resources: OwnResources, screen: Screen, texts: Texts
) -> None:
    """What is there can be looked at."""
    name, content, key = PAPERS[what]
    own_resources.put(name, content)
    main_window = screen.open(own_cache)
    screen.until(lambda: says(texts, key, screen.said(main_window)))


def test_an_unpacked_font_that_was_damaged_is_unpacked_again(
    own_cache: Path, own_resources: OwnResources, commands: Commands
) -> None:
    fonts = own_cache / "cache" / "fonts"
    assert commands.accept(own_cache, intake()).status == 0
    for file in fonts.iterdir():
        file.write_bytes(bytes(file.stat().st_size))
    forget_what_was_read()
    assert commands.accept(own_cache, intake()).status == 0
    assert all(any(file.read_bytes()[:4096]) for file in fonts.iterdir() if "Serif" in file.name)


def test_the_screen_works_without_its_own_fonts(
    own_cache: Path, own_resources: OwnResources, screen: Screen, texts: Texts
) -> None:
    own_resources.put("fonts/NotoSansSC-Regular.ttf.xz", None)
    main_window = screen.open(own_cache, fonts=screen_fonts(own_cache))
    screen.until(lambda: bool(screen.said(main_window)))
    assert screen.said(main_window) == texts("frame.start.font_missing")
    assert_one_sentence(texts("frame.start.font_missing").replace("。请", "，请"))


def test_search_without_its_words(
    own_cache: Path, own_resources: OwnResources, screen: Screen, commands: Commands
) -> None:
    own_resources.put("catalogue/guidance/words.yaml", NOT_YAML)
    answer = commands(own_cache, "catalogue", "search", "开饭店", password=None)
    assert (answer.status, answer.out) == (1, "")
    assert answer.told.startswith("事项目录有")
    main_window = screen.open(own_cache)
    screen.until(lambda: bool(screen.said(main_window)))
    assert screen.said(main_window) == answer.told.strip()
    page = screen.acceptance(main_window)  # the desk works on, by codes
    page._start()
    page.entry.line.setText("开饭店")
    assert page.entry.text() == "开饭店"


@pytest.mark.parametrize(
    ("name", "broken"), [("frame", None), ("frame", b"x = "), ("trouble", None), ("*", None), ("*", b"x = ")]
)
def test_without_any_words_the_last_ones_are_said(
    name: str,
    broken: bytes | None,
    home: Path,
    own_resources: OwnResources,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a box as well where the windows were wanted: nobody looks at a terminal then."""
    boxes: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: boxes.append(box.text()))
    monkeypatch.setattr(QApplication, "exec", lambda *_: pytest.fail("a window was opened"))
    (home / "settings.toml").write_text("=", encoding="utf-8")  # something that has to be said
    for file in list((own_resources.root / "texts" / "zh_CN").glob(f"{name}.toml")):
        own_resources.put(f"texts/zh_CN/{file.name}", broken)
    commands.capsys.readouterr()
    assert main(["--home", str(home)]) == 1
    told = commands.capsys.readouterr().err
    assert told.strip() == last_words.sentence()
    assert_one_sentence(told)
    assert boxes == [told.strip()]


@pytest.mark.parametrize("name", ["cli", "trouble", "*"])
@pytest.mark.parametrize("broken", [None, b"x = "])
def test_without_words_a_command_says_the_last_ones(
    name: str, broken: bytes | None, home: Path, own_resources: OwnResources, commands: Commands
) -> None:
    (home / "settings.toml").write_text("=", encoding="utf-8")
    for file in list((own_resources.root / "texts" / "zh_CN").glob(f"{name}.toml")):
        own_resources.put(f"texts/zh_CN/{file.name}", broken)
    answer = commands.accept(home, intake())
    assert (answer.status, answer.out, answer.told.strip()) == (1, "", last_words.sentence())


def test_last_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for wanted in ([], ["run"], ["--home", "x"], ["--home", "x", "run"]):
        assert last_words.wants_window(wanted)
    for command in (["accept", "x", "--out", "y"], ["--home", "x", "accept", "y"], ["deadline", "2026-11-24", "3"]):
        assert not last_words.wants_window(command)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not last_words.can_show("linux")
    assert last_words.can_show("win32")
    monkeypatch.setattr(last_words, "FILE", Path("/no/such"))
    assert last_words.sentence() == last_words.FALLBACK


def test_every_file_the_program_needs_is_on_its_list() -> None:
    """A new text or paper belongs there: without it the desk would break in the middle of work."""
    root = resources.root()

    def stems(*parts: str) -> set[str]:
        return {file.stem for file in root.joinpath(*parts[:-1]).glob(parts[-1])}

    assert set(installation.TOPICS) == stems("texts", "zh_CN", "*.toml")
    assert set(installation.PAPERS) == stems("papers", "*.yaml")
    assert {f"workflows/{kind}.yaml" for kind in stems("workflows", "*.yaml")} <= set(installation.NEEDED)
    installation.require_whole()


@pytest.mark.parametrize("name", ["workflows/acceptance.yaml", "authority.yaml"])
def test_the_check_of_a_catalogue_looks_at_workflows_and_authority(
    name: str, tmp_path: Path, commands: Commands, home: Path
) -> None:
    folder = tmp_path / "其他 目录"
    shutil.copytree(resources.path("workflows"), folder / "workflows")
    shutil.copy(resources.path("authority.yaml"), folder)
    sound = commands(home, "catalogue", "check", folder, password=None).out
    assert name not in sound
    (folder / name).write_bytes(NOT_YAML)
    answer = commands(home, "catalogue", "check", folder, password=None)
    assert answer.status == 1
    (line,) = [line for line in answer.out.splitlines() if line not in sound][:-1]
    assert line.startswith(f"{name}:2: ")
