"""Building the traced library and running a program under it. Linux with a C compiler only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

SOURCE = Path(__file__).with_name("traced_io.c")
REPOSITORY = Path(__file__).parents[2]


def can_build() -> bool:
    """Whether this machine can make and preload the library."""
    return sys.platform == "linux" and shutil.which("gcc") is not None


def build(folder: Path) -> Path:
    """The library, compiled once in ``folder``."""
    library = folder / "traced_io.so"
    if not library.exists():
        command = ["gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror", "-o", str(library), str(SOURCE)]
        subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return library


def run_traced(
    library: Path,
    root: Path,
    module: str,
    arguments: Sequence[str],
    *,
    trace: Path | None = None,
    fault: str = "",
    count: Path | None = None,
    seconds: float = 120.0,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m module`` with its calls below ``root`` written down, and one of them made to fail."""
    environment = {
        "LD_PRELOAD": str(library),
        "TORTURE_ROOT": str(root),
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if trace is not None:
        environment["TORTURE_TRACE"] = str(trace)
    if fault:
        environment["TORTURE_FAULT"] = fault
    if count is not None:
        environment["TORTURE_COUNT"] = str(count)
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=os.environ | environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
