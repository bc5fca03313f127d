"""The central server's tables: the same on embedded SQLite (SQLCipher) and on PostgreSQL 15 or later."""
