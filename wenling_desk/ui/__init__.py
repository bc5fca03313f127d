"""The screens: PySide6; no SQL, no network, no rules."""
