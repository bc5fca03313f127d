"""The old address of :mod:`wenling_desk.durable_files`, for modules that still import it from here."""

from __future__ import annotations

from wenling_desk.durable_files import PART, flush_file, flush_folder_of, write_durably

__all__ = ["PART", "flush_file", "flush_folder_of", "write_durably"]
