"""Reusable widgets that know nothing of cases, items or materials."""
