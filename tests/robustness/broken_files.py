"""Files of the program that are gone or broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from wenling_desk.cli import script_shape
from wenling_desk.receipts import definition, faces, fonts, measures


@dataclass
class OwnResources:
    """A copy of the resources; ``packed`` keeps its packed catalogue between tests."""

    root: Path
    packed: Path
    _broken: dict[Path, Path] = field(default_factory=dict)

    def put(self, name: str, content: bytes | None) -> None:
        """Replace a file, or take it away; never the real one behind a link."""
        file = self.root.joinpath(*name.split("/"))
        kept = file.with_name(f".{file.name}.kept")
        file.rename(kept)
        self._broken[file] = kept
        if content is not None:
            file.write_bytes(content)

    def mend(self) -> None:
        """Put every file back as it was, its time included."""
        for file, kept in self._broken.items():
            file.unlink(missing_ok=True)
            kept.rename(file)
        self._broken.clear()


def share_fonts(cache: Path, shared: Path) -> None:
    """Fonts that were unpacked before, for a test that is not about them."""
    (shared / "fonts").mkdir(exist_ok=True)
    (cache / "fonts").symlink_to(shared / "fonts", target_is_directory=True)


def forget_what_was_read() -> None:
    """A process reads these files once; a test that breaks one needs another first time."""
    for reader in (definition.definitions, fonts.font_files, measures.read_measures, script_shape._schema):
        reader.cache_clear()
    faces._faces.clear()
