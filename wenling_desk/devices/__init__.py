"""One module per device family, each with a simulated twin."""
