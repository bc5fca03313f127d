"""The desk itself, started as always (``wenling-desk --home H run``), with an eye on when it takes input.

The eye opens when Qt's loop begins; nothing else of the program is touched.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class _AfterWidgets:
    """Puts the eye in place once the program itself has imported Qt's widgets; importing them first would change it."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != "PySide6.QtWidgets":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        plain = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            plain(module)
            _watch_loop(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _watch_loop(widgets: ModuleType) -> None:
    application: Any = widgets.QApplication
    plain = application.exec

    def watched(*_: object) -> int:
        from tests.benchmarks.starts.first_input import watch

        watch(application.instance())
        return int(plain())

    application.exec = watched


if __name__ == "__main__":
    sys.meta_path.insert(0, _AfterWidgets())
    from wenling_desk.cli import main

    sys.exit(main(sys.argv[1:]))
