"""The machine the figures were measured on, in one line a property."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path


def describe() -> dict[str, str]:
    """Processor, cores, memory, kernel and Python."""
    return {
        "processor": processor(),
        "cores": str(os.cpu_count() or "unknown"),
        "memory": memory(),
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }


def processor() -> str:
    """The processor's own name where the system tells it."""
    text = _read(Path("/proc/cpuinfo"))
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def memory() -> str:
    """The size of the memory in whole GiB."""
    found = re.search(r"^MemTotal:\s*(\d+) kB", _read(Path("/proc/meminfo")), re.MULTILINE)
    return f"{round(int(found[1]) / 1024**2)} GiB" if found else "unknown"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
