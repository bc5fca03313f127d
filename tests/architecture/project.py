"""What the architecture tests look at: the project's files, read and parsed once."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_GENERATED = {"__pycache__", "build", "dist", "demo-output", "bench-output", "node_modules"}


@dataclass(frozen=True)
class Finding:
    """One breach of a rule: where, and what to do."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Source:
    """A Python file: its path from the project's folder with forward slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module | SyntaxError:
        try:
            return ast.parse(self.text, self.path)
        except SyntaxError as error:
            return error

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node; none where the file is no Python, which a rule of its own reports."""
        return [] if isinstance(self.tree, SyntaxError) else list(ast.walk(self.tree))

    @cached_property
    def strings(self) -> list[tuple[int, str]]:
        """Every string literal and literal part of an f-string, with its line; docstrings left out."""
        bare = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        return [
            (node.lineno, node.value)
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
        ]

    def find(self, node: ast.AST, what: str) -> Finding:
        return Finding(self.path, getattr(node, "lineno", 1), what)


def walk_files(folder: Path) -> Iterator[Path]:
    """Every file that belongs to the project, whether or not there is a version control system."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f == ".ci" or not (f.startswith(".") or f in _GENERATED))
        yield from (Path(place, name) for name in sorted(names) if not name.endswith(".pyc"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def read_sources(folder: str) -> tuple[Source, ...]:
    """The Python files below a folder, with desk.py when the folder is the whole project (``.``)."""
    files = [file for file in walk_files(ROOT / folder) if file.suffix == ".py"]
    return tuple(Source(relative(file), file.read_text(encoding="utf-8")) for file in files)


def product_sources() -> tuple[Source, ...]:
    return read_sources("wenling_desk")


def last_name(node: ast.expr) -> str:
    """``c`` of ``a.b.c``; empty for anything that is no plain name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def dotted_name(node: ast.expr) -> str:
    """``a.b.c`` as written; empty where it does not start with a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted_name(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def imported_names(source: Source) -> dict[str, str]:
    """What each imported name of a file stands for: ``dt`` -> ``datetime``, ``now`` -> ``m.now``."""
    names: dict[str, str] = {}
    for node in source.nodes:
        if isinstance(node, ast.Import):
            names |= {each.asname: each.name for each in node.names if each.asname}
        elif isinstance(node, ast.ImportFrom):
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return names
