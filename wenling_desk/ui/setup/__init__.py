"""Before the desk is open: setting it up, unlocking it, and what to do when that fails."""
