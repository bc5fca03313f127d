"""Brings the desk's entries to the centre and the centre's back."""
