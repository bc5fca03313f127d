"""The pictures of the clerk's guide, made from a performance of the demo::

python -m wenling_desk demo --out demo-output
python -m tests.scenarios.guide_pictures demo-output

Pictures the guide's pages name are taken, their colours counted down so that the repository stays small, all others
dropped.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
PICTURE = re.compile(r"!\[[^\]]*\]\(pictures/([\w-]+\.png)\)")
COLOURS = 256
PAPER = "paper-"
PAGES = ("README.md", "day-at-the-counter.md")
"""The pages whose pictures the demo makes; the others have folders of their own."""
PAPER_WIDTH = 620


def named(text: str) -> set[str]:
    """The pictures a page names."""
    return set(PICTURE.findall(text))


def wanted() -> set[str]:
    """The pictures all pages name."""
    return {name for page in PAGES for name in named((GUIDE / page).read_text(encoding="utf-8"))}


def source_of(name: str, performance: Path) -> Path:
    """Where a picture of the guide comes from: a page, or the newest paper of that kind."""
    if not name.startswith(PAPER):
        return performance / "pictures" / name
    kind = name.removeprefix(PAPER).removesuffix(".png")
    return max((performance / "papers").glob(f"*-{kind}.png"))


def make_small(source: Path, target: Path) -> None:
    """The same picture in few colours; a paper no wider than it is shown."""
    with Image.open(source) as opened:
        picture = opened.convert("RGB")
    if target.name.startswith(PAPER):
        picture = picture.resize((PAPER_WIDTH, PAPER_WIDTH * picture.height // picture.width), Image.Resampling.LANCZOS)
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


def main(performance: Path) -> None:
    folder = GUIDE / "pictures"
    folder.mkdir(exist_ok=True)
    names = wanted()
    for old in folder.glob("*.png"):
        if old.name not in names:
            old.unlink()
    for name in sorted(names):
        make_small(source_of(name, performance), folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
