"""Spreadsheets and text files in the receiver's own templates."""
