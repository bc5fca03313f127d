"""The guide's page about the ledgers, and its pictures, made from the ledgers' own scenarios::

python -m tests.ledgers.guide_pages

Each scenario is played through the window by keyboard; what it says of its steps is what the page says, and the step
that asks for a picture is taken. Without a screen set ``QT_QPA_PLATFORM=offscreen``.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.ledgers.scenario import Scenario, Step, kinds, read_scenario
from tests.scenarios.guide_pictures import GUIDE, make_small
from tests.support import fakes
from wenling_desk.domain.ledger import Ledger
from wenling_desk.ui.ledgers.sentences import ledger_paper_name

PAGE = GUIDE / "ledgers.md"
PICTURES = GUIDE / "ledgers"
SIZE = (1366, 768)
DOCUMENTED = "documented"

HEAD = """\
# 台账

投资项目、改革任务、群众反映、流动捷办、帮办、中介和招投标、队伍督查……每一样事一本台账，都在左边的“台账”里，用法是一样的。
这一篇先讲用法，后面一本一本讲。后面各段的话、日期和图都是从每本台账自己的演练里来的，人和单位是编的。

## 用法

按 <kbd>Ctrl+Shift+L</kbd> 打开。左边是各本台账，数字是没办完几件，▲ 是超期几件；
上下键选一本，<kbd>Enter</kbd> 到它的列表。
记得名字的，按 <kbd>Ctrl+K</kbd> 打名字或拼音首字母，直接打开那一本。
工作台“提醒”里到期的事，<kbd>Enter</kbd> 打开的就是台账里那一件。

| 按 | 做什么 |
|---|---|
| <kbd>F4</kbd> | 列表上：按名字或拼音找一本台账。打开一件以后：看全遮住的姓名和电话，会记下谁看了 |
| <kbd>F6</kbd> | 回到左边各本台账 |
| <kbd>F3</kbd> | 到列表；打开一件以后，到内容 |
| <kbd>Ctrl+N</kbd> | 登记一件；有几种登记办法的，第二种是 <kbd>Alt+N</kbd> |
| <kbd>Ctrl+F</kbd> | 按名称、编号找 |
| <kbd>Alt+0</kbd> 到 <kbd>Alt+9</kbd> | 只看一种状态；<kbd>Alt+L</kbd> 只看超期的 |
| <kbd>F7</kbd> <kbd>F8</kbd> <kbd>F9</kbd> | 按类别、部门等筛选，打几个字或拼音 |
| <kbd>Ctrl+PgDown</kbd> <kbd>Ctrl+PgUp</kbd> | 下一页、上一页 |
| <kbd>Enter</kbd> | 打开一件 |
| <kbd>1</kbd> 到 <kbd>9</kbd> | 打开以后，办第几件事。按不了的是灰的，原因写在下面 |
| <kbd>Ctrl+Enter</kbd> | 填好了，办。不能改回的事会先问一次 |
| <kbd>Alt+C</kbd> | 不要上次填的，重填 |
| <kbd>Esc</kbd> | 退一步：表、这一件、筛选、左边。**填了的都留着**，再打开还在 |

填表时 <kbd>Enter</kbd> 到下一栏。选择题按前面的数字；部门、事项、镇街打几个字或拼音，<kbd>Enter</kbd> 选中；日期照
20261124 这样写；明细最后一行总是空的，往里填就多一行，<kbd>Ctrl+Delete</kbd> 删一行。
照片和扫描件按 <kbd>Alt+S</kbd> 取。
写错的话写在那一栏下面，光标也在那里。

期限和别处一样：● 正常，◐ 快到，▲ 超期，■ 暂停。写着“推定”的，是还没有见到本地文件的做法。
"""


def page_text() -> str:
    """The whole page."""
    shelf = fakes.workflows().ledgers
    parts = [HEAD]
    for group, label in shelf.groups().items():
        ledgers = [shelf.ledger(kind) for kind in kinds() if shelf.ledger(kind).group == group]
        if ledgers:
            parts.append(f"## {label}\n")
            parts += ["\n".join(_about(ledger, read_scenario(ledger.kind))) + "\n" for ledger in ledgers]
    return "\n".join(parts)


def _about(ledger: Ledger, scenario: Scenario) -> Iterator[str]:
    yield f"### {ledger.name}\n"
    basis = ledger.source if ledger.status == DOCUMENTED else f"{ledger.source}（推定）"
    yield f"{ledger.about} 依据：{basis}\n"
    yield f"**{scenario.title}**\n"
    for number, step in enumerate(scenario.steps, 1):
        yield f"{number}. {_told(step)}"
    yield f"\n![{ledger.name}](ledgers/{ledger.kind}.png)"


def _told(step: Step) -> str:
    """When, who, what, why, and what came of it."""
    texts, shelf = fakes.texts(), fakes.workflows().ledgers
    ledger = next(ledger for ledger in map(shelf.ledger, shelf.kinds()) if step.do in ledger.acts)
    when = f"{step.at.month}-{step.at.day:02d} {step.at.hour:02d}:{step.at.minute:02d}"
    said = f"{when} {texts(f'case.role.{step.role}')}：**{ledger.acts[step.do].label}**。{step.say}"
    if step.refused:
        return f"{said}（不让办）"
    came = []
    if status := step.expect.get("status"):
        came.append(ledger.statuses.get(status, status))
    if due := step.expect.get("due"):
        came.append(f"{due} 到期")
    if paper := step.expect.get("paper"):
        came.append(f"打印“{ledger_paper_name(texts, paper)}”")
    return f"{said}（{'，'.join(came)}）" if came else said


def picture_step(scenario: Scenario) -> int:
    """The place of the step whose screen stands in the guide: the first that asks for it, else the last done."""
    wanted = [step.place for step in scenario.steps if step.picture]
    done = [step.place for step in scenario.steps if not step.refused]
    return wanted[0] if wanted else done[-1]


def take_pictures(folder: Path) -> None:
    """Play every scenario and take its picture."""
    from PySide6.QtWidgets import QApplication

    from tests.ledgers.gui_player import WindowPlayer
    from tests.ledgers.window import LedgerDesk
    from tests.support.fakes import Counter
    from tests.ui.conftest import RESOURCES, Ticks, _unpacked_fonts
    from wenling_desk.catalogue.loader import load_catalogue
    from wenling_desk.ui.theme import Theme, add_fonts, add_qt_texts
    from wenling_desk.ui.widgets.kit import Kit

    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    add_fonts(_unpacked_fonts())
    add_qt_texts(app)
    theme = Theme(RESOURCES / "styles", RESOURCES / "icons")
    theme.apply(app)
    catalogue = load_catalogue(RESOURCES, samples=True)
    desk = LedgerDesk(Kit(fakes.texts(), theme, Ticks()), Counter(catalogue), fakes.texts())
    desk.window.resize(*SIZE)
    desk.window.show()
    desk.window.activateWindow()
    while not desk.window.isActiveWindow():
        app.processEvents()
    folder.mkdir(parents=True, exist_ok=True)
    for kind in kinds():
        scenario = read_scenario(kind)
        place = picture_step(scenario)

        def look(step: Step, kind: str = kind, place: int = place) -> None:
            if step.place == place:
                for _ in range(3):
                    app.processEvents()
                desk.window.grab().save(str(folder / f"{kind}.png"))

        with tempfile.TemporaryDirectory() as scans:
            WindowPlayer(desk, Counter(catalogue), scenario, Path(scans), look).play()


def main() -> None:
    """Write the page and its pictures; those of ledgers that are gone go."""
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        if old.stem not in kinds():
            old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        take_pictures(Path(folder))
        for picture in sorted(Path(folder).glob("*.png")):
            make_small(picture, PICTURES / picture.name)
    PAGE.write_text(page_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
