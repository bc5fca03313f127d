"""The workbench: what waits for the clerk, what runs, and today."""
