"""温岭综窗 (Wenling Desk): a counter desk for integrated government service halls."""

__version__ = "0.1.0"
