"""The store: SQLAlchemy Core over SQLCipher on the desk; one ledger, one transaction a command."""
