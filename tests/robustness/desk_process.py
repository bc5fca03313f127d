"""The program as a process of its own, at a morning that does not move: to be interrupted, killed and limited."""

from __future__ import annotations

import sys

from tests.robustness.stopped_clock import stop_the_clock
from wenling_desk.cli import main

if __name__ == "__main__":
    stop_the_clock()
    sys.exit(main(sys.argv[1:]))
