#!/usr/bin/env python3
"""Sets up, starts, checks and tests Wenling Desk (温岭综窗); needs nothing but Python 3.11 or newer.

    python3 desk.py run [ARGS]     start the desk; without a display, play the demo instead
    python3 desk.py test [ARGS]    every check and every test; ARGS go to pytest
    python3 desk.py check          the fast loop: ruff, mypy, import contracts, architecture tests
    python3 desk.py demo [ARGS]    play the demo and keep its pictures and papers
    python3 desk.py bench [ARGS]   run the benchmarks
    python3 desk.py simulate [ARGS]   desks and centre with faults, seed by seed: --seeds N --seed S --jobs J
    python3 desk.py torture KIND   pull the plug, break the disk: power, disk, kill, network
    python3 desk.py year [ARGS]    a city's year through the use cases and the push path, counted
    python3 desk.py setup          only set up (with the tools for tests)

On Windows: py desk.py …
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "desk-stamp.json"
UNFINISHED = HERE / ".venv-unfinished"  # stands there during set-up: found later, the set-up was cut off
DEMO_FOLDER = HERE / "demo-output"
OLDEST, NEWEST = (3, 11), (3, 14)

RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"  # the second contains the first
QT_PACKAGES = ("libegl1", "libgl1", "libfontconfig1", "libdbus-1-3", "libglib2.0-0", "libxkbcommon0")
WINDOW_LIBRARIES = {  # what a real window on X11 needs besides: library -> Debian package
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
TEST_PROGRAMS = {  # what some tests need besides: program -> (Debian package, the part that needs it)
    "pdftotext": ("poppler-utils", "papers read back by another program"),
    "pdftoppm": ("poppler-utils", "papers drawn by another program"),
    "qpdf": ("qpdf", "papers checked for sound structure"),
    "gcc": ("gcc libc6-dev", "crash images and failing disks"),
    "initdb": ("postgresql", "the centre on PostgreSQL"),
    "chromium": ("chromium", "the cockpit's page in a browser"),
}
POSTGRESQL_HOMES = Path("/usr/lib/postgresql")  # Debian keeps its programs out of the path, by version


class SetupError(Exception):
    """Set-up cannot go on; the text says what is missing and what to do."""


# -- decisions (pure, tested in tests/architecture/test_desk_entry.py) --


def stamp_of(requirements: bytes, version: str) -> str:
    """What one finished installation is known by: these pins under this Python."""
    return hashlib.sha256(requirements + version.encode()).hexdigest()


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether Qt can open a window, or was told by QT_QPA_PLATFORM what to do instead."""
    if not platform.startswith("linux"):
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def opens_window(args: Sequence[str]) -> bool:
    """Whether these arguments start the desk itself rather than one of its commands."""
    return not args or (args[0].startswith("-") and args[0] not in ("-h", "--help", "--version"))


def apt_line(packages: Iterable[str]) -> str:
    """The line a person types to install system packages."""
    names = " ".join(dict.fromkeys(packages))
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {names}"


def venv_version(config: str) -> tuple[int, int] | None:
    """The Python version in the text of a ``pyvenv.cfg``."""
    found = re.search(r"^version(?:_info)?\s*=\s*(\d+)\.(\d+)", config, re.MULTILINE)
    return (int(found[1]), int(found[2])) if found else None


def last_line(failed: Sequence[str], missing: Mapping[str, str], in_ci: bool, minutes: float) -> str:
    """The closing line of a test run: what failed, and which parts a missing program kept from running."""
    said = f"{minutes:.1f} min; " + (f"FAILED: {', '.join(failed)}" if failed else "all parts passed")
    if missing:
        parts = ", ".join(f"{part} (no {program})" for program, part in missing.items())
        said += f"; {'NOT RUN, an error under CI' if in_ci else 'skipped'}: {parts}"
    return said


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip: this machine's mirrors stay, what would install elsewhere goes."""
    dropped = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_USER")
    kept = {name: value for name, value in environ.items() if name not in dropped}
    return kept | {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


# -- set-up --


def say(text: str) -> None:
    print(text, flush=True)


def run_command(command: Sequence[str | Path], **environ: str) -> int:
    """Run a program in the project's folder with its output shown; its exit code."""
    return subprocess.run([str(part) for part in command], cwd=HERE, env=os.environ | environ).returncode


def is_root_with_apt() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_packages(packages: Iterable[str]) -> bool:
    """Install system packages when this is root on Debian or Ubuntu; whether they are there now."""
    names = list(dict.fromkeys(packages))
    if not is_root_with_apt():
        return False
    say(f"安装系统软件包 / installing system packages: {' '.join(names)}")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    run_command([*apt, "update"], **quiet)
    return run_command([*apt, "install", "-y", "--no-install-recommends", *names], **quiet) == 0


def read_stamps() -> dict[str, str]:
    try:
        stamps = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def is_sound_venv() -> bool:
    """Whether .venv is whole, was not cut off while it was made, and belongs to this Python."""
    try:
        config = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except OSError:
        return False
    if UNFINISHED.exists() or venv_version(config) != sys.version_info[:2] or not VENV_PYTHON.exists():
        return False
    probe = [str(VENV_PYTHON), "-I", "-c", "import pip"]
    return subprocess.run(probe, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        if not install_packages([package]):
            raise SetupError(
                "缺少 Python 的 venv 模块,请先执行 / Python's venv module is missing, run this first:\n  "
                + apt_line([package])
            )
    say("建立 Python 环境 / making the Python environment: .venv")
    UNFINISHED.touch()
    if run_command([sys.executable, "-I", "-m", "venv", "--clear", VENV]) != 0:
        raise SetupError("无法建立 .venv,请看上面的输出 / .venv could not be made; see the output above.")


def install_requirements(name: str) -> None:
    say(f"安装依赖(只此一次)/ installing dependencies, once: {name}")
    UNFINISHED.touch()
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--require-hashes", "--only-binary=:all:"]
    if not sys.stdout.isatty():
        pip.append("--quiet")
    done = subprocess.run([*pip, "-r", name], cwd=HERE, env=clean_environment(os.environ)).returncode
    UNFINISHED.unlink()  # not reached when killed or interrupted
    if done != 0:
        raise SetupError(
            "依赖没有装上:请检查网络和 pip 镜像设置后重试。\n"
            "The dependencies were not installed: check the network and pip's mirror setting, then try again."
        )


def imports_qt() -> bool:
    probe = [str(VENV_PYTHON), "-c", "import PySide6.QtWidgets"]
    return subprocess.run(probe, capture_output=True, cwd=HERE).returncode == 0


def check_qt_libraries() -> None:
    if imports_qt() or (install_packages(QT_PACKAGES) and imports_qt()):
        return
    raise SetupError(
        "图形界面缺少系统库,请先执行 / Qt lacks system libraries, run this first:\n  " + apt_line(QT_PACKAGES)
    )


def set_up(name: str) -> None:
    """Make .venv hold what ``name`` pins; costs nothing when it does already. Raises SetupError."""
    wanted = {
        each: stamp_of((HERE / each).read_bytes(), sys.version.split()[0])
        for each in ([RUNTIME] if name == RUNTIME else [RUNTIME, DEVELOPMENT])
    }
    stamps = read_stamps()
    if wanted.items() <= stamps.items() and VENV_PYTHON.exists() and not UNFINISHED.exists():
        return
    if not is_sound_venv():
        make_venv()
        stamps = {}
    install_requirements(name)
    check_qt_libraries()
    STAMP.write_text(json.dumps(stamps | wanted, indent=1), encoding="utf-8")


def missing_window_packages() -> list[str]:
    missing = []
    for library, package in WINDOW_LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def find_program(name: str) -> str | None:
    """Where a program of TEST_PROGRAMS is: on the path, or where Debian keeps the newest PostgreSQL."""
    found = shutil.which(name)
    if found is None:
        kept = sorted(POSTGRESQL_HOMES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
        found = str(kept[-1]) if kept else None
    return found


def missing_programs() -> dict[str, str]:
    """Programs of TEST_PROGRAMS that are not present, each with the part that needs it."""
    return {name: part for name, (_, part) in TEST_PROGRAMS.items() if find_program(name) is None}


# -- commands --


def run(args: Sequence[str]) -> int:
    set_up(RUNTIME)
    if opens_window(args):
        if not has_display(os.environ, sys.platform):
            say("没有显示器,改为播放演示 / no display here, playing the demo instead")
            return demo([])
        if sys.platform.startswith("linux") and os.environ.get("DISPLAY"):
            packages = missing_window_packages()
            if packages and not install_packages(packages):
                say("窗口可能打不开,缺 / the window may not open without:\n  " + apt_line(packages))
    return run_command([VENV_PYTHON, "-m", "wenling_desk", *args])


def demo(args: Sequence[str]) -> int:
    set_up(RUNTIME)
    given = "--out" in args or any(each.startswith("--out=") for each in args)
    target = [] if given else ["--out", str(DEMO_FOLDER)]
    code = run_command([VENV_PYTHON, "-m", "wenling_desk", "demo", *target, *args], QT_QPA_PLATFORM="offscreen")
    if code == 0 and not given:
        say(f"画面(PNG)和文书(PDF)在 / pictures (PNG) and papers (PDF) are in: {DEMO_FOLDER}")
    return code


def setup(_args: Sequence[str]) -> int:
    set_up(DEVELOPMENT)
    if missing := missing_programs():
        install_packages(package for name in missing for package in TEST_PROGRAMS[name][0].split())
    say("准备好了 / ready. 下一步 / next: python3 desk.py run")
    return 0


def run_parts(parts: Mapping[str, Sequence[str]]) -> list[str]:
    """Run each part in the virtual environment, print its minutes; the names of those that failed."""
    failed = []
    for name, command in parts.items():
        say(f"== {name}")
        start = time.monotonic()
        code = run_command([VENV_PYTHON, *command], PYTHONUTF8="1")
        say(f"== {name}: {'ok' if code == 0 else 'FAILED'}, {(time.monotonic() - start) / 60:.2f} min")
        if code != 0:
            failed.append(name)
    return failed


TWO_PROCESSES = ("-n", "2", "--dist", "loadfile")
"""How all tests run: two processes, a file's tests in one of them. Given arguments, pytest gets those instead."""

STATIC_PARTS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy --strict": ["-m", "mypy"],
    "import contracts": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}


def check(args: Sequence[str]) -> int:
    set_up(DEVELOPMENT)
    failed = run_parts(STATIC_PARTS | {"architecture": ["-m", "pytest", "-q", "tests/architecture", *args]})
    say(f"FAILED: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def test(args: Sequence[str]) -> int:
    setup([])
    start, in_ci, missing = time.monotonic(), os.environ.get("CI") == "true", missing_programs()
    failed = run_parts(STATIC_PARTS)
    failed += run_parts({"tests": ["-m", "pytest", *(args or TWO_PROCESSES)]})
    say(last_line(failed, missing, in_ci, (time.monotonic() - start) / 60))
    return 1 if failed or (missing and in_ci) else 0


def bench(args: Sequence[str]) -> int:
    set_up(DEVELOPMENT)
    return run_command([VENV_PYTHON, "-m", "tests.benchmarks", *args])


def simulate(args: Sequence[str]) -> int:
    set_up(DEVELOPMENT)
    return run_command([VENV_PYTHON, "-m", "tests.simulation", *args])


def torture(args: Sequence[str]) -> int:
    setup([])
    return run_command([VENV_PYTHON, "-m", "tests.torture", *args])


def year(args: Sequence[str]) -> int:
    setup([])
    return run_command([VENV_PYTHON, "-m", "tests.year", *args])


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "demo": demo,
    "bench": bench,
    "simulate": simulate,
    "torture": torture,
    "year": year,
    "setup": setup,
}


def newer_python() -> str | None:
    """Another Python on this machine that is new enough."""
    names = (f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1))
    return next((found for name in names if (found := shutil.which(name))), None)


def main(argv: Sequence[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that cannot show Chinese still shows the rest
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        other = newer_python()
        if other is not None:
            return subprocess.run([other, str(Path(__file__).resolve()), *argv]).returncode
        say("需要 Python 3.11 至 3.14 / Python 3.11 to 3.14 is needed; this is " + sys.version.split()[0])
        return 2
    command = COMMANDS.get(argv[0]) if argv else None
    if command is None:
        say(__doc__ or "")
        return 0 if argv and argv[0] in ("-h", "--help", "help") else 2
    try:
        return command(argv[1:])
    except SetupError as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
