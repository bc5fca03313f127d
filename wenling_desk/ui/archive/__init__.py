"""归档: closed cases and their packages."""
