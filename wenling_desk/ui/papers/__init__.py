"""Papers on the screen: preview as printed, reprint, void, and what still waits for the printer."""
