"""Keys, passwords, signatures."""
