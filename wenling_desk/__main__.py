"""``python -m wenling_desk``: the same as the ``wenling-desk`` command."""

from __future__ import annotations

import sys

from wenling_desk.cli import main

sys.exit(main())
