"""Other people's tools to compare with, each in an environment of its own in ``.bench/`` that is made when missing."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

import desk

CACHE = desk.HERE / ".bench"
_PINS = Path(__file__).parent / "peers"
_SYSTEM_PACKAGES = {"weasyprint": ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")}


class PeerMissing(Exception):
    """A peer cannot run on this machine; the text says why."""


def environment_of(peer: str) -> Path:
    """The Python of the peer's environment, made first where it is missing or its pins have changed."""
    pins = _PINS / f"{peer}.txt"
    folder = CACHE / peer
    python = folder / desk.VENV_PYTHON.relative_to(desk.VENV)
    stamp, wanted = folder / "stamp", desk.stamp_of(pins.read_bytes(), sys.version.split()[0])
    if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
        _make(folder, python, pins)
        stamp.write_text(wanted, encoding="utf-8")
    if not _imports(python, peer):
        packages = _SYSTEM_PACKAGES.get(peer, ())
        if not (packages and desk.install_packages(packages) and _imports(python, peer)):
            raise PeerMissing(f"{peer} does not import here" + (f"; needs {' '.join(packages)}" if packages else ""))
    return python


def _make(folder: Path, python: Path, pins: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:", "-r", str(pins)]
    for command in ([sys.executable, "-m", "venv", str(folder)], [str(python), *install]):
        done = subprocess.run(command, env=desk.clean_environment(os.environ), capture_output=True, text=True)
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise PeerMissing(f"{folder.name} could not be installed: {last[:120]}")


def _imports(python: Path, peer: str) -> bool:
    name = {"fpdf2": "fpdf"}.get(peer, peer)
    return subprocess.run([str(python), "-c", f"import {name}"], capture_output=True).returncode == 0


class PaperPeer:
    """Another paper maker, loaded once and asked one paper at a time."""

    def __init__(self, peer: str, fonts: Path) -> None:
        """``fonts`` is the folder of unpacked fonts. Raises PeerMissing."""
        self.name = peer
        self._process = subprocess.Popen(
            [str(environment_of(peer)), "-m", f"tests.benchmarks.peers.{peer}_notice", str(fonts)],
            cwd=desk.HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def make(self, sheet: dict[str, Any], *, keep: bool = False) -> tuple[float, bytes]:
        """Milliseconds for one paper, and with ``keep`` its PDF."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"sheet": sheet, "keep": keep}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise PeerMissing(f"{self.name} ended with {self._process.wait()}")
        answer = json.loads(line)
        return float(answer["ms"]), base64.b64decode(answer["pdf"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=20)
        if self._process.stdout is not None:
            self._process.stdout.close()
